package dev.postern.engine.lease;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.postern.core.fleet.HostId;
import dev.postern.core.reach.Files;
import dev.postern.core.reach.World;
import dev.postern.core.text.Neutral;
import dev.postern.core.value.Blob;
import dev.postern.core.value.JsonValue;
import dev.postern.core.value.Outcome;
import dev.postern.json.JsonText;

import java.time.Instant;
import java.util.Optional;

/**
 * Who is at work on a host: what its lease says. Another console wrote it, so nothing in it is
 * taken for granted.
 *
 * @param run the run's id
 * @param operator who, neutral text
 * @param token of the one run directory that took it: a run that was taken over has the same id
 * @param expires its end by that host's clock, in seconds since 1970
 */
public record Holder(String run, String operator, String token, long expires) {
    private static final long LATEST = 253402300799L;

    static Optional<Holder> of(Blob bytes) {
        JsonValue json = JsonText.parse(bytes.bytes()).got().orElseGet(JsonValue::nothing);
        return json.text("run")
                .flatMap(run ->
                        json.whole("expires")
                                .map(expires ->
                                        new Holder(
                                                Neutral.line(run, 80),
                                                Neutral.line(
                                                        json.text("operator").orElse("somebody"),
                                                        100),
                                                json.text("token").orElse(""),
                                                Math.max(0, Math.min(expires, LATEST)))));
    }

    /** What the host's lease says; empty where there is none, or none that can be read. */
    public static Outcome<Optional<Holder>> at(World world, HostId host) {
        return world.files(host)
                .read(Lease.PATH)
                .map(c -> c.map(Files.Content::bytes).flatMap(Holder::of));
    }

    /** The same, and empty too where it has ended by that host's clock. */
    public static Outcome<Optional<Holder>> atWork(World world, HostId host) {
        return at(world, host)
                .then(holder ->
                        holder.isEmpty()
                                ? Outcome.ok(holder)
                                : Clocks.of(world, host)
                                        .map(now -> holder.filter(h -> h.expires() > now)));
    }

    Blob bytes(JsonValue anchor) {
        return Blob.of(
                (JsonText.line(
                                        JsonValue.object(
                                                "operator",
                                                operator,
                                                "run",
                                                run,
                                                "token",
                                                token,
                                                "expires",
                                                expires,
                                                "head",
                                                anchor))
                                + "\n")
                        .getBytes(UTF_8));
    }

    /** Whether it is the same console at the same run, whatever its end. */
    boolean isSame(Holder other) {
        return run.equals(other.run) && token.equals(other.token);
    }

    /** When it ends, by that host's clock. */
    public Instant until() {
        return Instant.ofEpochSecond(expires);
    }
}

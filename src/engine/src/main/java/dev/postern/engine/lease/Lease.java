package dev.postern.engine.lease;

import dev.postern.core.fleet.HostId;
import dev.postern.core.reach.Command;
import dev.postern.core.reach.Executed;
import dev.postern.core.reach.Files;
import dev.postern.core.reach.World;
import dev.postern.core.text.Neutral;
import dev.postern.core.value.Blob;
import dev.postern.core.value.Failure;
import dev.postern.core.value.JsonValue;
import dev.postern.core.value.Outcome;
import dev.postern.json.JsonText;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;

/**
 * Says on each host who is at work there: {@code /run/postern/lease}, with an end by that host's
 * own clock. Two consoles that share a reachable host never act at once.
 */
public final class Lease {
    /** The file. */
    public static final String PATH = "/run/postern/lease";

    private static final String STAGING = "/run/postern";
    private static final Duration TERM = Duration.ofMinutes(10);

    /** How often {@link #renew} is to be called. */
    public static final Duration RENEW_EVERY = Duration.ofMinutes(3);

    private final World world;
    private final String run;
    private final String operator;
    private final List<HostId> held = new ArrayList<>();

    /**
     * What taking the lease came to.
     *
     * @param held where it was taken, in the fleet's order
     * @param skipped hosts that could not be asked, each with why
     * @param foreign who else is at work, where somebody is: nothing is held then
     */
    public record Taken(List<HostId> held, List<Skipped> skipped, Optional<Failure> foreign) {
        public Taken {
            held = List.copyOf(held);
            skipped = List.copyOf(skipped);
        }
    }

    /** A host that could not be asked. */
    public record Skipped(HostId host, Failure why) {}

    /** The content of the file, as far as it can be read. */
    private record Content(String run, String operator, long expires) {
        static Optional<Content> of(Blob bytes) {
            return JsonText.parse(bytes.bytes())
                    .got()
                    .flatMap(json ->
                            json.text("run")
                                    .flatMap(r ->
                                            json.whole("expires")
                                                    .map(e ->
                                                            new Content(
                                                                    r,
                                                                    json.text("operator")
                                                                            .orElse("somebody"),
                                                                    e))));
        }
    }

    public Lease(World world, String run, String operator) {
        this.world = world;
        this.run = run;
        this.operator = operator;
    }

    /**
     * Takes it on all hosts: opens a session to each, side by side, then takes one after the other
     * in this order. Where somebody else holds one, all that were taken are given back.
     *
     * @throws InterruptedException when the thread is interrupted; what was taken is still held
     */
    public Taken take(List<HostId> hosts, JsonValue anchor) throws InterruptedException {
        List<Callable<Outcome<Long>>> looks = new ArrayList<>();
        for (HostId host : hosts) {
            looks.add(() -> clock(host));
        }
        List<Outcome<Long>> clocks =
                dev.postern.engine.bound.SideBySide.all(world.time(), "lease", 32, looks);
        List<Skipped> skipped = new ArrayList<>();
        for (int i = 0; i < hosts.size(); i++) {
            HostId host = hosts.get(i);
            switch (clocks.get(i)) {
                case Outcome.Failed<Long>(var why) -> skipped.add(new Skipped(host, why));
                case Outcome.Ok<Long>(var now) -> {
                    switch (takeOne(host, now, anchor)) {
                        case Attempt.Held h -> held.add(host);
                        case Attempt.Lost(var why) -> skipped.add(new Skipped(host, why));
                        case Attempt.Foreign(var who) -> {
                            release();
                            return new Taken(List.of(), skipped, Optional.of(who));
                        }
                    }
                }
            }
        }
        return new Taken(held, skipped, Optional.empty());
    }

    private sealed interface Attempt {
        record Held() implements Attempt {}

        record Lost(Failure why) implements Attempt {}

        record Foreign(Failure who) implements Attempt {}
    }

    private Attempt takeOne(HostId host, long now, JsonValue anchor) {
        Files files = world.files(host);
        Blob mine = content(now, anchor);
        switch (files.createNew(PATH, mine, Files.Mode.ROOT_600, STAGING)) {
            case Outcome.Failed<Boolean>(var why) -> {
                return new Attempt.Lost(why);
            }
            case Outcome.Ok<Boolean>(var made) -> {
                if (made) {
                    return new Attempt.Held();
                }
            }
        }
        Outcome<Optional<Files.Content>> there = files.read(PATH);
        if (there.whyNot().isPresent()) {
            return new Attempt.Lost(there.whyNot().get());
        }
        Optional<Blob> bytes = there.got().flatMap(c -> c).map(Files.Content::bytes);
        if (bytes.isEmpty()) {
            return again(files, mine, host, now);
        }
        Optional<Content> other = bytes.flatMap(Content::of);
        if (other.isPresent() && other.get().run().equals(run)) {
            // Ours from before a crash.
            return files.replace(PATH, mine, Files.Mode.ROOT_600, STAGING)
                    .whyNot()
                    .<Attempt>map(Attempt.Lost::new)
                    .orElseGet(Attempt.Held::new);
        }
        if (other.isPresent() && other.get().expires() > now) {
            return new Attempt.Foreign(foreign(host, other.get(), now));
        }
        return replaceExpired(files, bytes.get(), mine, host, now);
    }

    /**
     * An expired lease is moved aside, not removed: where another console was faster, what we moved
     * is its fresh one, and goes back.
     */
    private Attempt replaceExpired(Files files, Blob expired, Blob mine, HostId host, long now) {
        String aside = PATH + "." + run + ".old";
        Outcome<?> moved = files.move(PATH, aside);
        if (moved.whyNot().isPresent()) {
            return again(files, mine, host, now);
        }
        Optional<Blob> taken = files.read(aside).got().flatMap(c -> c).map(Files.Content::bytes);
        if (taken.isPresent() && !taken.get().equals(expired)) {
            files.createNew(PATH, taken.get(), Files.Mode.ROOT_600, STAGING);
            files.remove(aside);
            return new Attempt.Foreign(
                    foreign(
                            host,
                            Content.of(taken.get())
                                    .orElseGet(() -> new Content("?", "somebody", now)),
                            now));
        }
        files.remove(aside);
        return again(files, mine, host, now);
    }

    private Attempt again(Files files, Blob mine, HostId host, long now) {
        return switch (files.createNew(PATH, mine, Files.Mode.ROOT_600, STAGING)) {
            case Outcome.Failed<Boolean>(var why) -> new Attempt.Lost(why);
            case Outcome.Ok<Boolean>(var made) ->
                    made
                            ? new Attempt.Held()
                            : new Attempt.Foreign(
                                    foreign(host, new Content("?", "somebody", now), now));
        };
    }

    private Failure foreign(HostId host, Content other, long now) {
        String until =
                Instant.ofEpochSecond(clamp(other.expires())).toString()
                        + " by the host's clock, "
                        + Math.max(0, other.expires() - now)
                        + " s from now";
        return Failure.unchanged(
                Failure.Kind.REFUSED,
                host + ": " + Neutral.line(other.operator(), 100) + " is at work there",
                "run " + Neutral.line(other.run(), 80) + " holds " + PATH + " until " + until,
                "talk to them, or wait for the end; if their console is gone for good, remove "
                        + PATH
                        + " on "
                        + host
                        + " and run this again");
    }

    private static long clamp(long seconds) {
        return Math.max(0, Math.min(seconds, 253402300799L));
    }

    private Blob content(long now, JsonValue anchor) {
        return Blob.of(
                (JsonText.line(
                                        JsonValue.object(
                                                "operator",
                                                operator,
                                                "run",
                                                run,
                                                "expires",
                                                now + TERM.toSeconds(),
                                                "head",
                                                anchor))
                                + "\n")
                        .getBytes(StandardCharsets.UTF_8));
    }

    private Outcome<Long> clock(HostId host) {
        return world.shell(host).run(Command.of("date", "+%s")).then(e -> seconds(host, e));
    }

    private static Outcome<Long> seconds(HostId host, Executed executed) {
        String text = executed.text().strip();
        return executed.succeeded() && text.matches("\\d{1,11}")
                ? Outcome.ok(Long.parseLong(text))
                : Outcome.failed(
                        Failure.unchanged(
                                Failure.Kind.BROKEN,
                                host + ": its clock cannot be read",
                                executed.complaint(),
                                "postern doctor --cluster " + host.cluster()));
    }

    /**
     * Renews it where it is held.
     *
     * @param anchor the journal's head, so that a cut tail shows
     * @return what could not be renewed
     */
    public List<Skipped> renew(JsonValue anchor) {
        List<Skipped> lost = new ArrayList<>();
        for (HostId host : List.copyOf(held)) {
            clock(host)
                    .then(now ->
                            world.files(host)
                                    .replace(
                                            PATH,
                                            content(now, anchor),
                                            Files.Mode.ROOT_600,
                                            STAGING))
                    .whyNot()
                    .ifPresent(why -> lost.add(new Skipped(host, why)));
        }
        return lost;
    }

    /** Gives back what is held and still ours; what cannot be reached ends by itself. */
    public void release() {
        for (HostId host : held) {
            Files files = world.files(host);
            boolean ours =
                    files.read(PATH)
                            .got()
                            .flatMap(c -> c)
                            .flatMap(c -> Content.of(c.bytes()))
                            .filter(c -> c.run().equals(run))
                            .isPresent();
            if (ours) {
                files.remove(PATH);
            }
        }
        held.clear();
    }
}

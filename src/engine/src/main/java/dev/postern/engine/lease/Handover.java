package dev.postern.engine.lease;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.postern.core.fleet.HostId;
import dev.postern.core.reach.Done;
import dev.postern.core.reach.Files;
import dev.postern.core.reach.World;
import dev.postern.core.text.Neutral;
import dev.postern.core.value.Blob;
import dev.postern.core.value.JsonValue;
import dev.postern.core.value.Outcome;
import dev.postern.json.JsonText;

import java.util.Optional;

/**
 * A console asks the one at work to hand its run over: {@code /run/postern/wanted} on a host. The
 * run that it names finishes what is in flight, begins nothing new, and gives its lease back.
 */
public final class Handover {
    static final String NAME = "wanted";
    private static final String PATH = Lease.STAGING + "/" + NAME;

    private Handover() {}

    /** Asks for it on this host. */
    public static Outcome<Done> ask(World world, HostId host, String run, String by) {
        Blob request =
                Blob.of(
                        (JsonText.line(JsonValue.object("run", run, "by", by)) + "\n")
                                .getBytes(UTF_8));
        return world.files(host).replace(PATH, request, Files.Mode.ROOT_600, Lease.STAGING);
    }

    /** Takes the request back, or away once it is fulfilled. */
    public static Outcome<Done> withdraw(World world, HostId host) {
        return world.files(host).remove(PATH);
    }

    /**
     * Who wants this run; empty where nobody does. A failure only where the host cannot be asked.
     */
    public static Outcome<Optional<String>> wanted(World world, HostId host, String run) {
        Files files = world.files(host);
        // A listing is the cheaper look: nearly always nobody wants anything.
        return files.list(Lease.STAGING)
                .then(names ->
                        names.contains(NAME)
                                ? files.read(PATH).map(c -> c.flatMap(f -> by(f.bytes(), run)))
                                : Outcome.ok(Optional.empty()));
    }

    private static Optional<String> by(Blob request, String run) {
        JsonValue json = JsonText.parse(request.bytes()).got().orElseGet(JsonValue::nothing);
        return json.text("run")
                .filter(run::equals)
                .flatMap(r -> json.text("by"))
                .map(by -> Neutral.line(by, 100));
    }
}

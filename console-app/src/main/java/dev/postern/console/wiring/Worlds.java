package dev.postern.console.wiring;

import dev.postern.core.fleet.Fleet;
import dev.postern.core.reach.AdaptedWorld;
import dev.postern.core.reach.DialRule;
import dev.postern.core.reach.ProvidedNodeGroups;
import dev.postern.core.time.SystemTime;
import dev.postern.core.time.Time;
import dev.postern.core.value.Failure;
import dev.postern.core.value.Outcome;
import dev.postern.lab.LabDialRule;
import dev.postern.lab.clock.RemoteTime;
import dev.postern.pacing.FleetPacer;
import dev.postern.pinnednames.CloudResolver;
import dev.postern.pinnednames.PinnedNames;
import dev.postern.reachkubernetes.KubernetesReach;
import dev.postern.reachssh.SecretPrompt;
import dev.postern.reachssh.SshOptions;
import dev.postern.reachssh.SshReach;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/** Opens the outside: the real one, or the lab's where the home is one. */
public final class Worlds {
    private final String version;
    private final Path user;

    /**
     * @param version how audit logs know us
     * @param user the user's home directory: where {@code .ssh} is
     */
    public Worlds(String version, Path user) {
        this.version = version;
        this.user = user;
    }

    /**
     * Opens it; nothing is dialled before it is needed.
     *
     * <p>From now on the fleet's pinned names are the only ones that this process resolves, but for
     * cloud endpoints of a fleet that names a resolver. A lab has none: what it dials is pinned.
     *
     * @param name who we are, for the lab's clock and for audit logs: "console", "run 7f3a"
     */
    public Outcome<OpenWorld> open(
            Home home, Fleet fleet, String name, SecretPrompt prompt, Consumer<String> notices) {
        PinnedNames.install(
                fleet.pinnedNames(),
                fleet.resolver()
                        .filter(r -> !home.isLab())
                        .map(r -> new CloudResolver(r, fleet.namesToAsk())));
        PinnedNames.prove();
        if (!home.isLab()) {
            return Outcome.ok(
                    open(
                            fleet,
                            new SystemTime(),
                            RandomGenerator.getDefault().nextLong(),
                            DialRule.any(),
                            SshOptions.of(user, prompt, notices),
                            name,
                            () -> {}));
        }
        try {
            DialRule rule = LabDialRule.read(home.state());
            RemoteTime time = RemoteTime.join(clock(home), name);
            return Outcome.ok(
                    open(
                            fleet,
                            time,
                            Labs.seed(home),
                            rule,
                            SshOptions.lab(home.state()),
                            name,
                            time::close));
        } catch (IOException e) {
            return Outcome.failed(
                    Failure.unchanged(
                            Failure.Kind.UNREACHABLE,
                            "the lab of " + home.state() + " does not answer",
                            String.valueOf(e.getMessage()),
                            "postern drill serve SCENARIO --dir " + home.state()));
        }
    }

    /** Where a lab's clock listens. */
    static Path clock(Home home) {
        return home.state().resolve("clock.sock");
    }

    private OpenWorld open(
            Fleet fleet,
            Time time,
            long seed,
            DialRule rule,
            SshOptions options,
            String name,
            Runnable leave) {
        FleetPacer pacer = new FleetPacer(time, seed);
        SshReach ssh = new SshReach(fleet, time, pacer, rule, options);
        KubernetesReach kubernetes =
                new KubernetesReach(
                        fleet,
                        time,
                        pacer,
                        rule,
                        ssh.tunnels(),
                        ssh::files,
                        "postern/" + version + " (" + name + ")");
        return new OpenWorld(
                new AdaptedWorld(
                        fleet,
                        ssh,
                        kubernetes,
                        ProvidedNodeGroups.found(time, pacer, rule),
                        time,
                        pacer),
                () -> {
                    kubernetes.close();
                    ssh.close();
                    leave.run();
                });
    }

    /** Names that are resolved although no world is open: none. */
    public static void pinNothing() {
        PinnedNames.install(Map.of());
        PinnedNames.prove();
    }
}

package dev.postern.console.command.drill;

import dev.postern.console.command.Desk;
import dev.postern.console.command.Found;
import dev.postern.console.command.Session;
import dev.postern.console.grammar.Globals;
import dev.postern.console.view.Answer;
import dev.postern.console.view.Page;
import dev.postern.console.view.Tint;
import dev.postern.console.wiring.Playbooks;
import dev.postern.drill.DrillSession;
import dev.postern.drill.RunOfDrill;
import dev.postern.drill.Scenario;
import dev.postern.lab.LabTruth;
import dev.postern.lab.clock.Speed;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/** Starts drills, each in a directory of its own. */
public final class Drills {
    private final Desk desk;
    private final Playbooks playbooks;

    public Drills(Desk desk, Playbooks playbooks) {
        this.desk = desk;
        this.playbooks = playbooks;
    }

    /**
     * A drill that goes on.
     *
     * @param directory its home
     */
    record Started(DrillSession drill, Path directory, long seed, Speed speed) {}

    /** Where drills are kept: never among the runs of the real fleet. */
    Path directory(Session session) {
        return desk.home(session).state().resolve("drills");
    }

    Found<Scenario> scenario(String typed, Session session) {
        var home = desk.home(session);
        return playbooks
                .findScenario(typed, home)
                .map(s -> Found.of(playbooks.loadScenario(s)))
                .orElseGet(() ->
                        Found.not(
                                Answer.unknown(
                                        "scenario",
                                        typed,
                                        "",
                                        playbooks.scenarios(home).keySet())));
    }

    /**
     * Says what the drill is about, and starts the lab and the scenario's timeline.
     *
     * @param where its directory; where empty, a new one among the drills
     * @param speed where none is given
     */
    Found<Started> start(
            DrillOptions options,
            Optional<Path> where,
            String speed,
            Session session,
            Consumer<RunOfDrill.Mark> messages) {
        Optional<Speed> wanted = Speed.parse(options.speed().orElse(speed));
        if (wanted.isEmpty()) {
            return Found.not(Answer.misused("--speed is a number from 0.1 to 1000000, or max"));
        }
        long seed =
                options.seed()
                        .orElseGet(() -> (long) RandomGenerator.getDefault().nextInt(1_000_000));
        return scenario(options.scenario(), session)
                .then(scenario -> {
                    Path directory =
                            where.orElseGet(() -> fresh(directory(session), scenario, seed));
                    if (session.globals().output() == Globals.Format.TABLE) {
                        session.output().show(opening(scenario, seed, session));
                    }
                    session.working("starting the lab");
                    return start(scenario, seed, wanted.get(), directory, messages);
                });
    }

    private static Path fresh(Path drills, Scenario scenario, long seed) {
        for (int i = 1; ; i++) {
            Path one = drills.resolve(scenario.name() + "-" + seed + "-" + i);
            if (!Files.exists(one)) {
                return one;
            }
        }
    }

    private static Found<Started> start(
            Scenario scenario,
            long seed,
            Speed speed,
            Path directory,
            Consumer<RunOfDrill.Mark> messages) {
        try {
            Files.createDirectories(
                    directory,
                    PosixFilePermissions.asFileAttribute(
                            PosixFilePermissions.fromString("rwx------")));
            double factor = speed.isMax() ? 0 : speed.factor();
            return Found.of(DrillSession.start(scenario, seed, factor, directory, messages))
                    .then(drill -> Found.here(new Started(drill, directory, seed, speed)));
        } catch (IOException e) {
            return Found.not(
                    Answer.failed(
                            Desk.broken(
                                    "the lab cannot start in " + directory,
                                    String.valueOf(e.getMessage()),
                                    "name another place with --home")));
        }
    }

    /** What happened until the operator sits down. */
    private static Page opening(Scenario scenario, long seed, Session session) {
        Page page = new Page(session.output().screen());
        page.line("DRILL: " + scenario.title(), Tint.STRONG)
                .item("after " + scenario.after() + "; seed " + seed)
                .gap()
                .line(scenario.story())
                .gap();
        return page;
    }

    /** How the clusters are, for a person who has just come in. */
    static Page plight(Started started, Session session) {
        Page page = new Page(session.output().screen());
        for (LabTruth t : started.drill().truth()) {
            page.line(
                    t.cluster()
                            + ": "
                            + t.readyServers().size()
                            + " of "
                            + t.servers()
                            + " API servers ready, "
                            + t.nodesBack()
                            + " of "
                            + t.nodes()
                            + " nodes hold their watches",
                    t.apiReady() ? Tint.PLAIN : Tint.BAD);
        }
        return page;
    }
}

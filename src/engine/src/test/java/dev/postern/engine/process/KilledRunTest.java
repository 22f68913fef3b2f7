package dev.postern.engine.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.engine.Bench;
import dev.postern.engine.FilePanel;
import dev.postern.engine.plan.Plan;
import dev.postern.engine.run.ExitCode;
import dev.postern.journal.Event;
import dev.postern.journal.JournalVerifier;
import dev.postern.journal.RunDirectory;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A real JVM, killed at its first events, and taken up again. The whole matrix is bigger. */
class KilledRunTest {
    private static final String PLAYBOOK =
            """
            playbook: test
            title: A test
            steps:
              - {id: a, turn: {times: 2}, waves: [1]}
              - {id: b, fire-once: {to: 3}, on-failure: continue}
              - {id: c, wide: {to: 4}}
              - {id: back, undo: [c]}
            """;

    private static final String ONCE =
            """
            playbook: test
            title: A test
            steps:
              - {id: b, fire-once: {to: 3}, waves: [1], max-unverified: 1, on-failure: continue}
              - {id: c, wide: {to: 4}}
            """;
    private static final String SENT_TO_CP1 = "fire-once@eu-1/cp1" + FilePanel.SENT + "3";

    @TempDir Path dir;

    private record World(Path runs, Path panel, FilePanel dials, RunDirectory run) {}

    private World world(String name) throws IOException {
        return world(name, PLAYBOOK);
    }

    private World world(String name, String playbook) throws IOException {
        Path panel = Files.createDirectories(dir.resolve(name).resolve("panel"));
        Path runs = dir.resolve(name).resolve("runs");
        FilePanel dials = new FilePanel(panel);
        dials.set("turn", "eu-1/cp1", 3);
        dials.set("turn", "eu-1/cp2", 4);
        Bench bench = ChildRun.bench(runs, panel);
        Plan plan = bench.plan(playbook);
        return new World(runs, panel, dials, bench.directory("r1", plan));
    }

    private static int child(World world, String... more) throws Exception {
        List<String> command =
                new ArrayList<>(
                        List.of(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-Xshare:auto",
                                "-XX:TieredStopAtLevel=1",
                                "-cp",
                                System.getProperty("java.class.path"),
                                ChildRun.class.getName(),
                                world.runs().toString(),
                                "r1",
                                more[0],
                                world.panel().toString()));
        command.addAll(List.of(more).subList(1, more.length));
        Process process =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(dir(world).resolve("out." + more[0]).toFile())
                        .start();
        try {
            assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
            return process.exitValue();
        } finally {
            process.destroyForcibly();
        }
    }

    private static Path dir(World world) {
        return world.runs().getParent();
    }

    @Test
    void resumed_it_ends_as_if_undisturbed_and_drives_nothing_twice_that_must_not_be()
            throws Exception {
        World calm = world("calm");
        int undisturbed = child(calm, "run");
        int lines = calm.run().entries().got().orElseThrow().size();
        assertThat(lines).isGreaterThan(20);
        assertThat(calm.dials().get("turn", "eu-1/cp1")).isEqualTo(6);

        for (int line : List.of(1, 4, 6, 8, lines / 2, lines * 3 / 4)) {
            World world = world("at" + line);
            int killed = child(world, "run", String.valueOf(line));
            assertThat(killed).as("killed at %d", line).isEqualTo(137);

            int resumed = child(world, "resume");

            assertThat(resumed)
                    .as(
                            "killed at %d: %s",
                            line,
                            Files.readString(dir(world).resolve("out.resume"))
                                    + Files.readString(world.run().journal()))
                    .isEqualTo(undisturbed);
            for (String host : List.of("eu-1/cp1", "eu-1/cp2")) {
                assertThat(world.dials().get("turn", host))
                        .as("%s, killed at %d", host, line)
                        .isEqualTo(calm.dials().get("turn", host));
                // Killed between the intention and the drive, nobody knows: it is left, and said.
                String once = "fire-once@" + host + "=3";
                long driven = world.dials().drives().stream().filter(once::equals).count();
                assertThat(driven).as("killed at %d", line).isLessThanOrEqualTo(1);
                assertThat(world.dials().get("fire-once", host)).isEqualTo(driven == 1 ? 3 : 0);
            }
            assertThat(world.dials().get("wide", "eu-1")).isZero();
            assertThat(world.run().verify().got().orElseThrow())
                    .isInstanceOf(JournalVerifier.Verdict.Holds.class);

            assertThat(child(world, "undo")).isZero();
            assertThat(world.dials().get("turn", "eu-1/cp1")).isEqualTo(3);
            assertThat(world.dials().get("turn", "eu-1/cp2")).isEqualTo(4);
        }
    }

    /**
     * Of what may be driven once. No shipped action is of that kind: each compares what is there
     * with what it wants, and {@code ActionContract} has it driven twice. One that is not so is
     * shown here, in a run's real process.
     */
    @Test
    void killed_between_a_drive_and_its_effect_it_looks_and_never_drives_again() throws Exception {
        for (boolean arrives : List.of(true, false)) {
            World world = world("sent" + arrives, ONCE);
            world.dials().killWhenSent("fire-once", "eu-1/cp1");
            assertThat(child(world, "run")).isEqualTo(137);
            assertThat(world.dials().drives()).containsExactly(SENT_TO_CP1);
            assertThat(world.dials().get("fire-once", "eu-1/cp1")).isZero();
            if (arrives) {
                // While nobody looked.
                world.dials().set("fire-once", "eu-1/cp1", 3);
            }

            int resumed = child(world, "resume");

            List<Event> events =
                    world.run().entries().got().orElseThrow().stream().map(e -> e.event()).toList();
            assertThat(events.stream().filter(KilledRunTest::intendsOnceOnCp1)).hasSize(1);
            // Once in all, however it went; the host after it is driven as if nothing had been.
            assertThat(world.dials().drives())
                    .containsExactly(SENT_TO_CP1, "fire-once@eu-1/cp2=3", "wide@eu-1=4");
            assertThat(events.stream().anyMatch(KilledRunTest::isUnverifiedOnCp1))
                    .isEqualTo(!arrives);
            // To the end, with its changes in force.
            assertThat(resumed).isEqualTo(ExitCode.OPEN.code());
            assertThat(world.run().verify().got().orElseThrow())
                    .isInstanceOf(JournalVerifier.Verdict.Holds.class);
        }
    }

    private static boolean intendsOnceOnCp1(Event e) {
        return e instanceof Event.Intended i && i.once() && i.target().equals("eu-1/cp1");
    }

    private static boolean isUnverifiedOnCp1(Event e) {
        return e instanceof Event.NotSettled n
                && n.change().contains("eu-1/cp1")
                && n.status().equals("unverified");
    }
}

package dev.postern.engine.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.core.value.Outcome;
import dev.postern.engine.Bench;
import dev.postern.engine.run.ExitCode;
import dev.postern.engine.run.RunReport;
import dev.postern.engine.run.RunSettings;
import dev.postern.journal.Entry;
import dev.postern.journal.Event;
import dev.postern.journal.RunDirectory;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;

@Timeout(60)
class RunProcessTest {
    private static final String PLAYBOOK =
            """
            playbook: test
            title: A test
            steps:
              - {id: a, turn: {to: 5}}
              - {id: g, gate: {ask: "Go on?", within: 30m, otherwise: stop}}
              - {id: back, undo: [a]}
            """;

    @TempDir Path dir;
    private Bench bench;
    private RunDirectory run;

    @BeforeEach
    void aRunThatAsks() throws Exception {
        Path panel = Files.createDirectories(dir.resolve("panel"));
        bench = ChildRun.bench(dir.resolve("runs"), panel);
        run = bench.directory("r1", bench.plan(PLAYBOOK));
    }

    private CompletableFuture<Outcome<RunReport>> serve() {
        return serve(new RunProcess.Purpose.Run());
    }

    private CompletableFuture<Outcome<RunReport>> serve(RunProcess.Purpose purpose) {
        return CompletableFuture.supplyAsync(() ->
                RunProcess.serve(
                        run,
                        purpose,
                        RunSettings.of("ann@laptop", "a test").attended(true),
                        bench.world,
                        bench.catalogue));
    }

    private Attachment attach() {
        while (true) {
            Optional<Attachment> there = Attachment.connect(run).got();
            if (there.isPresent()) {
                return there.get();
            }
            Thread.onSpinWait();
        }
    }

    private static List<Message> until(Attachment console, Predicate<Message> last) {
        List<Message> heard = new ArrayList<>();
        for (Optional<Message> m = console.next(); m.isPresent(); m = console.next()) {
            heard.add(m.get());
            if (last.test(m.get())) {
                break;
            }
        }
        return heard;
    }

    private static boolean asks(Message m) {
        return m instanceof Message.Live(var p) && !p.items("asks").isEmpty();
    }

    private static List<Entry> lines(List<Message> heard) {
        return heard.stream()
                .filter(Message.Journaled.class::isInstance)
                .map(m -> ((Message.Journaled) m).entry())
                .toList();
    }

    @Test
    void a_console_sees_every_line_and_answers_and_another_one_may_come_and_go() throws Exception {
        var served = serve();
        try (Attachment first = attach()) {
            until(first, RunProcessTest::asks);
        }
        try (Attachment second = attach()) {
            List<Message> heard = new ArrayList<>(until(second, RunProcessTest::asks));
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(run.socket())))
                    .isEqualTo("rw-------");
            assertThat(second.answer("no-such-gate", "yes", "bob")).isTrue();
            heard.addAll(until(second, m -> m instanceof Message.Said));
            assertThat(second.answer("g", "yes", "bob")).isTrue();
            heard.addAll(until(second, m -> false));

            assertThat(served.get().got().orElseThrow().exit()).isEqualTo(ExitCode.DONE);
            assertThat(lines(heard)).isEqualTo(run.entries().got().orElseThrow());
            assertThat(heard.getLast())
                    .isInstanceOfSatisfying(
                            Message.Journaled.class,
                            m -> assertThat(m.entry().event()).isInstanceOf(Event.RunClosed.class));
        }
        assertThat(Files.exists(run.path().resolve("run.sock"))).isFalse();
        assertThat(run.isAlive()).isFalse();
    }

    @Test
    void a_stop_from_a_console_ends_it_with_its_changes_open() throws Exception {
        var served = serve();
        try (Attachment console = attach()) {
            until(console, RunProcessTest::asks);
            assertThat(run.isAlive()).isTrue();
            assertThat(
                            RunProcess.serve(
                                            run,
                                            new RunProcess.Purpose.Resume(),
                                            RunSettings.of("eve", ""),
                                            bench.world,
                                            bench.catalogue)
                                    .whyNot()
                                    .orElseThrow()
                                    .why())
                    .contains("another process");
            console.stop(1, "ann");
            until(console, m -> false);
        }
        RunReport report = served.get().got().orElseThrow();
        assertThat(report.exit()).isEqualTo(ExitCode.ABORTED);
        assertThat(report.open()).containsExactlyInAnyOrder("a@eu-1/cp1", "a@eu-1/cp2");
    }

    private Process child() throws Exception {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        ChildRun.class.getName(),
                        dir.resolve("runs").toString(),
                        "r1",
                        "run",
                        dir.resolve("panel").toString(),
                        "0",
                        "attended")
                .redirectErrorStream(true)
                .redirectOutput(dir.resolve("out").toFile())
                .start();
    }

    @Test
    void killed_while_it_asks_it_asks_again_when_resumed() throws Exception {
        Process child = child();
        try (Attachment console = attach()) {
            until(console, RunProcessTest::asks);
            child.destroyForcibly().waitFor();
            assertThat(until(console, m -> false))
                    .noneMatch(m ->
                            m instanceof Message.Journaled(var e) && e.type().equals("run-closed"));
        } finally {
            child.destroyForcibly();
        }
        assertThat(child.exitValue()).isEqualTo(137);
        var served = serve(new RunProcess.Purpose.Resume());
        try (Attachment console = attach()) {
            until(console, RunProcessTest::asks);
            console.answer("g", "yes", "ann");
            until(console, m -> false);
        }
        assertThat(served.get().whyNot()).isEmpty();
        assertThat(served.get().got().orElseThrow().exit()).isEqualTo(ExitCode.DONE);
        assertThat(bench.panel.drives()).hasSize(4);
    }

    @Test
    void sigterm_is_a_stop_and_sighup_is_nothing() throws Exception {
        Process child = child();
        try (Attachment console = attach()) {
            until(console, RunProcessTest::asks);
            kill("-HUP", child);
            kill("-TERM", child);
            List<Message> rest = until(console, m -> false);

            assertThat(lines(rest)).extracting(Entry::type).contains("stop-asked", "run-closed");
            assertThat(child.waitFor()).isEqualTo(ExitCode.ABORTED.code());
        } finally {
            child.destroyForcibly();
        }
    }

    private static void kill(String signal, Process child) throws Exception {
        assertThat(
                        new ProcessBuilder("kill", signal, String.valueOf(child.pid()))
                                .start()
                                .waitFor())
                .isZero();
    }
}

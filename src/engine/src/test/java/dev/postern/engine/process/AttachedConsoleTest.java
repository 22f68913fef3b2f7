package dev.postern.engine.process;

import static org.assertj.core.api.Assertions.assertThat;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.postern.core.value.Failure;
import dev.postern.core.value.Outcome;
import dev.postern.engine.Bench;
import dev.postern.engine.run.ExitCode;
import dev.postern.engine.run.RunReport;
import dev.postern.engine.run.RunSettings;
import dev.postern.journal.Entry;
import dev.postern.journal.Event;
import dev.postern.journal.RunDirectory;
import dev.postern.journal.RunLock;
import dev.postern.json.JsonText;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;

/** What a console may say to a run's process, well or badly, and what it hears. */
@Timeout(60)
class AttachedConsoleTest {
    private static final String PLAYBOOK =
            """
            playbook: test
            title: A test
            steps:
              - {id: a, turn: {to: 5}}
              - {id: g, gate: {ask: "Go on?", within: 30m, otherwise: stop}}
              - {id: b, wide: {to: 1}}
            """;

    @TempDir Path dir;
    private Bench bench;
    private RunDirectory run;

    @BeforeEach
    void aRunThatAsks() throws IOException {
        bench = ChildRun.bench(dir.resolve("runs"), Files.createDirectories(dir.resolve("panel")));
        run = bench.directory("r1", bench.plan(PLAYBOOK));
    }

    private Outcome<RunReport> serveHere(RunProcess.Purpose purpose) {
        return RunProcess.serve(
                run,
                purpose,
                RunSettings.of("ann@laptop", "a test").attended(true),
                bench.world,
                bench.catalogue);
    }

    private CompletableFuture<Outcome<RunReport>> serve() {
        return CompletableFuture.supplyAsync(() -> serveHere(new RunProcess.Purpose.Run()));
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

    private static Predicate<Message> journaled(Class<? extends Event> type) {
        return m -> m instanceof Message.Journaled(Entry e) && type.isInstance(e.event());
    }

    /** The next thing that is said and is no line of the journal. */
    private static String said(BufferedReader ear) throws IOException {
        while (true) {
            Optional<String> said =
                    JsonText.parse(ear.readLine()).got().flatMap(json -> json.text("said"));
            if (said.isPresent()) {
                return said.get();
            }
        }
    }

    private SocketChannel raw() throws IOException {
        SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
        channel.connect(UnixDomainSocketAddress.of(run.socket()));
        return channel;
    }

    private static void write(SocketChannel channel, String text) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(UTF_8));
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    private Event.Decided decided() {
        return bench.events("r1", Event.Decided.class).getFirst();
    }

    @Test
    void where_no_process_has_the_run_it_says_what_to_do() {
        Failure why = Attachment.connect(run).whyNot().orElseThrow();

        assertThat(why.kind()).isEqualTo(Failure.Kind.UNREACHABLE);
        assertThat(why.what()).isEqualTo("no process has run r1 just now");
        assertThat(why.next())
                .isEqualTo(
                        "postern runs show r1 says how it ended, postern runs resume r1 goes on");
    }

    @Test
    void a_pause_holds_what_comes_next_until_somebody_lets_it_go_on() throws Exception {
        var served = serve();
        try (Attachment console = attach()) {
            until(console, AttachedConsoleTest::asks);
            assertThat(console.pause(true, "ann\u001b[2J")).isTrue();
            assertThat(console.answer("g", "yes", "ann")).isTrue();
            until(console, journaled(Event.Paused.class));
            assertThat(bench.panel.get("wide", "eu-1")).isZero();
            assertThat(console.pause(false, "bob")).isTrue();
            until(console, m -> false);
        }
        assertThat(served.get().got().orElseThrow().notReached()).isEmpty();
        assertThat(bench.panel.get("wide", "eu-1")).isEqualTo(1);
        assertThat(bench.events("r1", Event.Paused.class))
                .singleElement()
                .matches(p -> p.by().startsWith("ann") && !p.by().contains("\u001b"));
        assertThat(bench.events("r1", Event.Resumed.class))
                .containsExactly(new Event.Resumed("bob"));
    }

    @Test
    void the_first_stop_is_one_and_whatever_is_above_is_the_one_that_cuts() throws Exception {
        for (int times : List.of(1, 2, 7)) {
            String id = "s" + times;
            run = bench.directory(id, bench.plan(PLAYBOOK));
            var served = serve();
            try (Attachment console = attach()) {
                until(console, AttachedConsoleTest::asks);
                assertThat(console.stop(times, "ann")).isTrue();
                until(console, m -> false);
            }
            assertThat(served.get().got().orElseThrow().exit()).isEqualTo(ExitCode.ABORTED);
            assertThat(bench.events(id, Event.StopAsked.class))
                    .containsExactly(new Event.StopAsked(Math.min(times, 2), "ann"));
        }
    }

    @Test
    void what_is_not_understood_is_said_back_and_what_is_too_long_is_hung_up_on() throws Exception {
        var served = serve();
        try (Attachment console = attach()) {
            until(console, AttachedConsoleTest::asks);
            try (SocketChannel odd = raw()) {
                write(odd, "open the \u001b[31mdoors\n{\"answer\":{\"gate\":\"g\"}}\n");
                // It hears everything from the journal's first line on, then the answers.
                BufferedReader ear =
                        new BufferedReader(
                                new InputStreamReader(Channels.newInputStream(odd), UTF_8));
                assertThat(said(ear))
                        .startsWith("not understood: open the ")
                        .doesNotContain("\u001b");
                assertThat(said(ear)).startsWith("not understood: {\"answer\"");
            }
            try (SocketChannel endless = raw()) {
                ByteBuffer heard = ByteBuffer.allocate(1 << 16);
                write(endless, "x".repeat((64 << 10) + 1));
                int more = 0;
                while (more >= 0) {
                    heard.clear();
                    more = endless.read(heard);
                }
            }
            assertThat(console.answer("g", "yes", "ann")).isTrue();
            until(console, m -> false);
            assertThat(served.get().got().orElseThrow().notReached()).isEmpty();
        }
    }

    @Test
    void an_answer_has_the_name_that_was_given_with_it_or_at_least_a_consoles() throws Exception {
        var served = serve();
        try (Attachment console = attach();
                SocketChannel nameless = raw()) {
            until(console, AttachedConsoleTest::asks);
            write(nameless, "{\"answer\":{\"gate\":\"g\",\"value\":\"yes\"}}\n");
            until(console, m -> false);
        }
        assertThat(served.get().isOk()).isTrue();
        assertThat(decided().by()).isEqualTo("a console");
        assertThat(decided().value()).isEqualTo("yes");
    }

    @Test
    void once_the_process_is_gone_nothing_is_sent_and_nothing_more_is_heard() throws Exception {
        var served = serve();
        try (Attachment console = attach()) {
            until(console, AttachedConsoleTest::asks);
            console.answer("g", "yes", "ann");
            served.get();
            until(console, m -> false);

            assertThat(console.next()).isEmpty();
            assertThat(console.stop(1, "ann")).isFalse();
            assertThat(console.answer("g", "yes", "ann")).isFalse();
            assertThat(console.pause(true, "ann")).isFalse();
        }
        assertThat(Attachment.connect(run).isOk()).isFalse();
    }

    @Test
    void what_the_process_is_for_is_what_it_does() {
        bench.panel.set("turn", "eu-1/cp1", 3);
        run = bench.directory("r2", bench.plan(PLAYBOOK));
        RunSettings ahead = RunSettings.of("ann@laptop", "a test").answers(Map.of("g", "no"));
        assertThat(
                        RunProcess.serve(
                                        run,
                                        new RunProcess.Purpose.Run(),
                                        ahead,
                                        bench.world,
                                        bench.catalogue)
                                .got()
                                .orElseThrow()
                                .exit())
                .isEqualTo(ExitCode.OPEN);

        assertThat(serveHere(new RunProcess.Purpose.Run()).whyNot().orElseThrow().why())
                .isEqualTo("it has begun already");
        assertThat(serveHere(new RunProcess.Purpose.Stragglers()).whyNot().orElseThrow().why())
                .isEqualTo("every target of its steps was reached");
        assertThat(serveHere(new RunProcess.Purpose.Undo(Set.of())).got().orElseThrow().exit())
                .isEqualTo(ExitCode.DONE);
        assertThat(bench.panel.get("turn", "eu-1/cp1")).isEqualTo(3);
        assertThat(serveHere(new RunProcess.Purpose.Resume()).whyNot().orElseThrow().why())
                .isEqualTo("it was undone, or its undo was begun");
        assertThat(Files.exists(run.path().resolve("run.sock"))).isFalse();
    }

    @Test
    void a_run_that_another_process_has_is_left_to_it() throws Exception {
        try (RunLock lock = run.lock().orElseThrow()) {
            Failure why = serveHere(new RunProcess.Purpose.Run()).whyNot().orElseThrow();

            assertThat(why.sentence()).isEqualTo("run r1 cannot be served: another process has it");
            assertThat(why.next()).isEqualTo("postern runs watch r1");
        }
        assertThat(bench.panel.drives()).isEmpty();
    }
}

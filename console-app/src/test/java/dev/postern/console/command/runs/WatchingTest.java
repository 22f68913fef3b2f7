package dev.postern.console.command.runs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.console.command.Session;
import dev.postern.console.grammar.Globals;
import dev.postern.console.view.Output;
import dev.postern.console.view.Screen;
import dev.postern.core.value.JsonValue;
import dev.postern.engine.process.Attachment;
import dev.postern.journal.Entry;
import dev.postern.journal.Event;
import dev.postern.journal.EvidencePolicy;
import dev.postern.journal.JournalFile;
import dev.postern.journal.RunDirectory;
import dev.postern.json.JsonText;

import org.jline.utils.ScreenTerminal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.OutputStream;
import java.io.PrintStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** What is on the screen while a run says something all the time, and when it is over. */
@Timeout(60)
class WatchingTest {
    private static final int COLUMNS = 80;
    private static final int ROWS = 24;

    @TempDir Path runs;

    private final ScreenTerminal screen = new ScreenTerminal(COLUMNS, ROWS);

    /** Everything that is printed, on an emulated terminal. */
    private final class Printed extends OutputStream {
        @Override
        public void write(int b) {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int from, int length) {
            synchronized (screen) {
                String text = new String(bytes, from, length, StandardCharsets.UTF_8);
                screen.write(text.replace("\r\n", "\n").replace("\n", "\r\n"));
            }
        }
    }

    private String text() {
        long[] cells = new long[COLUMNS * ROWS];
        synchronized (screen) {
            screen.dump(cells, new int[2]);
        }
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < cells.length; i++) {
            int c = ScreenTerminal.cellCodePoint(cells[i]);
            text.append(i % COLUMNS == 0 ? "\n" : "").appendCodePoint(c == 0 ? ' ' : c);
        }
        return text.toString().replaceAll(" +\n", "\n");
    }

    private Session session() {
        PrintStream out = new PrintStream(new Printed(), true, StandardCharsets.UTF_8);
        Screen of = Screen.terminal(COLUMNS, ROWS, Map.of("TERM", "xterm", "LANG", "C.UTF-8"));
        return new Session(
                Globals.NONE, new Output(out, out, of), Optional.empty(), press -> () -> {});
    }

    private static JsonValue.Obj picture(String step) {
        return JsonValue.object(
                "now",
                "2026-11-20T15:00:00Z",
                "step",
                step,
                "working",
                JsonValue.array(
                        List.of(
                                JsonValue.object(
                                        "step", step, "target", "eu-1", "doing", "driving"))),
                "clusters",
                JsonValue.object(),
                "pacers",
                JsonValue.object());
    }

    private static void send(SocketChannel to, String line) throws Exception {
        ByteBuffer bytes = ByteBuffer.wrap((line + "\n").getBytes(StandardCharsets.UTF_8));
        while (bytes.hasRemaining()) {
            to.write(bytes);
        }
    }

    private static String progress(String step) {
        return JsonText.line(JsonValue.object("progress", picture(step)));
    }

    @Test
    void thePictureIsThatOfTheLastEventHoweverFastTheyComeAndGoneWhenTheRunIsOver()
            throws Exception {
        RunDirectory run = RunDirectory.create(runs, "r1", JsonValue.object()).got().orElseThrow();
        try (JournalFile journal =
                        run.open(EvidencePolicy.BEST_EFFORT, Instant::now).got().orElseThrow();
                ServerSocketChannel server =
                        ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(UnixDomainSocketAddress.of(run.newSocket()));
            try (Attachment line = Attachment.connect(run).got().orElseThrow();
                    SocketChannel process = server.accept()) {
                var watched =
                        CompletableFuture.supplyAsync(() ->
                                new Watching(session(), line, Watching.Interrupt.STOPS)
                                        .watch(0, () -> {}));
                send(process, entry(journal, opened()).line());
                // Never quiet for as long as a breath.
                while (!text().contains("now: first")) {
                    send(process, progress("first"));
                }
                int events = 0;
                while (!text().contains("now: second")) {
                    send(
                            process,
                            entry(journal, new Event.StepStarted("s" + ++events, "x")).line());
                    send(process, progress("second"));
                }
                assertThat(text()).doesNotContain("first eu-1: driving");
                send(process, progress("second"));
                send(process, entry(journal, closed()).line());
                process.close();

                assertThat(watched.get()).isEqualTo(Watching.End.CLOSED);
                assertThat(text())
                        .contains("step s" + events + ": x")
                        .contains("run closed: done and verified")
                        .doesNotContain("now:", "driving");
            }
        }
    }

    private static Entry entry(JournalFile journal, Event event) {
        return journal.append(event).got().orElseThrow();
    }

    private static Event opened() {
        return new Event.RunOpened(
                "r1",
                "p1",
                "d",
                "test",
                List.of("eu-1"),
                "ann",
                "a test",
                Optional.empty(),
                Map.of());
    }

    private static Event closed() {
        return new Event.RunClosed(
                "done and verified", 0, List.of(), List.of(), List.of(), List.of(), List.of());
    }
}

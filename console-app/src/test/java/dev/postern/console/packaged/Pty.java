package dev.postern.console.packaged;

import static org.assertj.core.api.Assertions.assertThat;

import org.jline.utils.ScreenTerminal;

import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.regex.Pattern;

/**
 * The packaged console on a terminal, as a person sees it. The terminal is made by {@code script},
 * which is on every Debian (bsdutils), and read by JLine's emulator; that one is so high that
 * nothing scrolls out of it.
 */
final class Pty implements AutoCloseable {
    static final String PROMPT = "postern( DRILL)? (READ|WRITE( [^ >]+){0,2})>";

    private static final Duration PATIENCE = Duration.ofSeconds(150);
    private static final int ROWS = 900;
    private static final Pattern ESCAPES =
            Pattern.compile(
                    "\u001b(\\[[0-?]*["
                            + " -/]*[@-~]|[\\]P][^\u0007\u001b]*(\u0007|\u001b\\\\)|[()][A-Z0-9]|.)");

    private final Path directory;
    private final int columns;
    private final Process process;
    private final OutputStream keys;
    private final ScreenTerminal screen;
    private final StringBuilder raw = new StringBuilder();
    private final Object changed = new Object();

    /**
     * @param width of the terminal; 0 for one that does not say how large it is, as a serial line
     * @param env what is added to the environment
     * @param words the command line after {@code postern}
     */
    Pty(Console console, Path directory, int width, Map<String, String> env, String... words)
            throws IOException {
        this.directory = directory;
        this.columns = width == 0 ? 80 : width;
        this.screen = new ScreenTerminal(columns, ROWS);
        // Whoever started these tests may ignore signals (nohup does); the console must not. The
        // shell around it
        // must outlive it.
        // The speed is set, so that a line that was set to speed 0 would be seen.
        Files.writeString(
                directory.resolve("inner.sh"),
                """
                trap : INT
                stty rows %d cols %d 9600
                stty -a >"$D/before"
                sh -c 'echo $$ >"$D/pid"; exec env --default-signal=INT,HUP,TERM "$@"' sh "$@"
                echo $? >"$D/exit.new"
                stty -a >"$D/after"
                mv "$D/exit.new" "$D/exit"
                """
                        .formatted(width == 0 ? 0 : 50, width));
        List<String> line = new ArrayList<>(List.of("sh", "\"$D/inner.sh\"", "\"$POSTERN\""));
        Arrays.stream(words).map(w -> "'" + w + "'").forEach(line::add);
        ProcessBuilder builder = console.builder(List.of());
        builder.command("script", "-q", "-e", "-c", String.join(" ", line), "/dev/null");
        builder.environment().put("D", directory.toString());
        builder.environment().put("POSTERN", Console.LAUNCHER.toString());
        builder.environment().put("TERM", "xterm");
        builder.environment().put("LANG", "C.UTF-8");
        builder.environment().put("SHELL", "/bin/sh");
        builder.environment().keySet().removeAll(List.of("COLUMNS", "LINES", "LC_ALL", "NO_COLOR"));
        builder.environment().putAll(env);
        builder.redirectInput(ProcessBuilder.Redirect.PIPE).redirectErrorStream(true);
        process = builder.start();
        keys = process.getOutputStream();
        Thread.ofPlatform().daemon().name("pty").start(this::read);
    }

    private void read() {
        try (Reader in = new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8)) {
            char[] buffer = new char[8192];
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                String text = new String(buffer, 0, n);
                String reply;
                synchronized (changed) {
                    raw.append(text);
                    // The emulator takes this question for "cursor back to the saved place".
                    screen.write(text.replace("\u001b[?u", ""));
                    reply = screen.read();
                    changed.notifyAll();
                }
                // A terminal answers what programs ask it.
                if (reply != null && !reply.isEmpty()) {
                    type(reply);
                }
            }
        } catch (IOException e) {
            // It is gone; who waits for something says what was seen.
        }
    }

    /** Presses keys. */
    void type(String text) throws IOException {
        synchronized (keys) {
            keys.write(text.getBytes(StandardCharsets.UTF_8));
            keys.flush();
        }
    }

    /** Types a line, presses Enter, and waits until it has been taken. */
    void enter(String line) throws IOException {
        type(line);
        // On a narrow terminal it is folded, anywhere.
        String end = line.replace(" ", "");
        await(() -> text().replaceAll("\\s", "").endsWith(end), "the echo of " + line);
        int before = raw().length();
        type("\r");
        await(() -> raw().length() > before, "that the line is taken: " + line);
    }

    /** Enters a line and waits for the prompt after it. */
    String answerTo(String line) throws IOException {
        int before = rows().size();
        enter(line);
        awaitLast(PROMPT);
        List<String> rows = rows();
        return String.join("\n", rows.subList(Math.min(before, rows.size()), rows.size()));
    }

    /** What is on the screen, from the beginning on, without empty rows. */
    List<String> rows() {
        long[] cells = new long[columns * ROWS];
        synchronized (changed) {
            screen.dump(cells, new int[2]);
        }
        List<String> rows = new ArrayList<>();
        for (int y = 0; y < ROWS; y++) {
            StringBuilder row = new StringBuilder();
            for (int x = 0; x < columns; x++) {
                int c = ScreenTerminal.cellCodePoint(cells[y * columns + x]);
                row.appendCodePoint(c == 0 ? ' ' : c);
            }
            if (!row.toString().isBlank()) {
                rows.add(row.toString().stripTrailing());
            }
        }
        return rows;
    }

    String text() {
        return String.join("\n", rows());
    }

    /** All that was ever printed, without what moves the cursor or colours. */
    String printed() {
        return ESCAPES.matcher(raw()).replaceAll("");
    }

    String raw() {
        synchronized (changed) {
            return raw.toString();
        }
    }

    private String last() {
        List<String> rows = rows();
        return rows.isEmpty() ? "" : rows.getLast();
    }

    /** Waits until the last row is this. */
    void awaitLast(String regex) {
        Pattern pattern = Pattern.compile(regex);
        await(() -> pattern.matcher(last()).matches(), "a last row like " + regex);
    }

    /** Waits until it is somewhere on the screen. */
    void await(String text) {
        await(() -> text().contains(text), text);
    }

    private void await(BooleanSupplier there, String what) {
        Instant until = Instant.now().plus(PATIENCE);
        synchronized (changed) {
            while (!there.getAsBoolean()) {
                if (!Instant.now().isBefore(until) || !process.isAlive()) {
                    assertThat(there.getAsBoolean())
                            .as("waiting for: " + what + "\nseen:\n" + text())
                            .isTrue();
                    return;
                }
                try {
                    changed.wait(100);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    throw new IllegalStateException(e);
                }
            }
        }
    }

    /** The console's process: the launcher has become it. */
    long pid() throws IOException {
        return Long.parseLong(Files.readString(directory.resolve("pid")).strip());
    }

    /** The terminal goes away, as a window that is closed; waits until the console has ended. */
    void hangUp() throws IOException, ExecutionException, InterruptedException {
        ProcessHandle console = ProcessHandle.of(pid()).orElseThrow();
        process.destroyForcibly();
        assertThat(console.onExit().completeOnTimeout(null, 30, TimeUnit.SECONDS).get())
                .as("the console ends with its terminal")
                .isNotNull();
    }

    /** Waits until it is over. */
    int exit() throws IOException, InterruptedException {
        assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).as(text()).isTrue();
        return Integer.parseInt(Files.readString(directory.resolve("exit")).strip());
    }

    /** The terminal's speed, line discipline and flags are what they were. */
    void assertLineIsAsBefore() throws IOException {
        String before = Files.readString(directory.resolve("before"));
        assertThat(before).contains("speed 9600 baud").contains("line = 0");
        assertThat(directory.resolve("after")).hasContent(before);
    }

    /** Nothing that was printed is longer than a row, and nothing of it is a stack trace. */
    void assertFits() {
        assertThat(printed()).doesNotContain("Exception", "\tat ", "Caused by", "Error:");
        assertThat(printed().split("[\r\n]+"))
                // The line that is being typed may be longer: JLine folds it.
                .filteredOn(l -> !l.matches(".*(" + PROMPT + ").*"))
                .allSatisfy(l -> assertThat(l.length()).as(l).isLessThanOrEqualTo(columns));
    }

    @Override
    public void close() throws IOException {
        if (process.isAlive() && Files.exists(directory.resolve("pid"))) {
            ProcessHandle.of(pid()).ifPresent(ProcessHandle::destroyForcibly);
        }
        process.destroyForcibly();
    }
}

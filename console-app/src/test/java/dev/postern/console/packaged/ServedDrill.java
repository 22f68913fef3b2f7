package dev.postern.console.packaged;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.core.value.JsonValue;
import dev.postern.core.value.Outcome;
import dev.postern.json.JsonText;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** {@code postern drill serve}, a process of its own; consoles join with {@code --home}. */
final class ServedDrill implements DrillHome {
    private final Path home;
    private final Process process;
    private final Path errors;

    /** Starts it at the greatest speed, and waits until it says that it is up. */
    ServedDrill(Console console, String scenario, long seed, Path home) throws Exception {
        this(console, scenario, seed, home, "max");
    }

    /** The same at another speed. */
    ServedDrill(Console console, String scenario, long seed, Path home, String speed)
            throws Exception {
        this.home = home;
        this.errors = Files.createTempFile(home.getParent(), "serve", ".err");
        ProcessBuilder builder =
                console.builder(
                        List.of(
                                "drill",
                                "serve",
                                scenario,
                                "--dir",
                                home.toString(),
                                "--seed",
                                Long.toString(seed),
                                "--speed",
                                speed,
                                "-o",
                                "json"));
        // Whoever started these tests may ignore Ctrl-C; this process must not.
        builder.command().addAll(0, List.of("env", "--default-signal=INT"));
        process = builder.redirectError(errors.toFile()).start();
        try {
            BufferedReader out =
                    new BufferedReader(
                            new InputStreamReader(
                                    process.getInputStream(), StandardCharsets.UTF_8));
            String first =
                    CompletableFuture.supplyAsync(() -> line(out)).get(180, TimeUnit.SECONDS);
            assertThat(first).as(Files.readString(errors)).startsWith("{\"home\":");
            // What it says later is in its files; it must not block on a full pipe.
            Thread.ofVirtual().start(() -> drain(out));
        } catch (Exception | AssertionError e) {
            close();
            throw e;
        }
    }

    private static String line(BufferedReader out) {
        try {
            return String.valueOf(out.readLine());
        } catch (IOException e) {
            return e.toString();
        }
    }

    private static void drain(BufferedReader out) {
        while (!line(out).equals("null")) {
            // On.
        }
    }

    @Override
    public Path home() {
        return home;
    }

    /** Ends it with Ctrl-C: the report of its debrief. */
    JsonValue end() throws IOException, InterruptedException {
        signal(process.pid(), "INT");
        assertThat(process.waitFor(120, TimeUnit.SECONDS)).as("the lab ends").isTrue();
        assertThat(Files.readString(errors)).doesNotContain("Exception", "\tat ");
        return JsonText.parse(Files.readAllBytes(home.resolve("report.json")))
                        instanceof Outcome.Ok<JsonValue>(JsonValue report)
                ? report
                : JsonValue.nothing();
    }

    static void signal(long pid, String name) throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-" + name, Long.toString(pid)).start().waitFor();
    }

    @Override
    public void close() {
        process.destroyForcibly();
        runProcesses().forEach(ProcessHandle::destroyForcibly);
    }
}

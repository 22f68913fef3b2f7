package dev.postern.console.packaged;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Wall times of the packaged console and of a Java that only says hello. */
final class Timing {
    private static final String HELLO =
            """
            class Hello {
                public static void main(String[] args) {
                    System.out.println("hello");
                }
            }
            """;

    private final Console console;
    private final Path directory;

    Timing(Console console, Path directory) {
        this.console = console;
        this.directory = directory;
    }

    /** Compiles the program that all others are compared with. */
    void compileHello() throws IOException {
        Path source = directory.resolve("Hello.java");
        Files.writeString(source, HELLO);
        int exit =
                java.util.spi.ToolProvider.findFirst("javac")
                        .orElseThrow()
                        .run(System.out, System.err, "-d", directory.toString(), source.toString());
        assertThat(exit).isZero();
    }

    static List<String> hello(Path directory) {
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                directory.toString(),
                "Hello");
    }

    double helloSeconds() throws IOException, InterruptedException {
        return untilEnd(new ProcessBuilder(hello(directory)));
    }

    double versionSeconds() throws IOException, InterruptedException {
        return untilEnd(console.builder(List.of("version")));
    }

    private double untilEnd(ProcessBuilder builder) throws IOException, InterruptedException {
        Path out = directory.resolve("out.txt");
        long start = System.nanoTime();
        Process process = builder.redirectErrorStream(true).redirectOutput(out.toFile()).start();
        assertThat(process.waitFor()).as(Files.readString(out)).isZero();
        return (System.nanoTime() - start) / 1e9;
    }

    /**
     * From exec until the prompt can be read, in a pseudo terminal that script(1) makes; it has no
     * size of its own, as nobody looks at it.
     */
    double promptSeconds() throws IOException, InterruptedException {
        ProcessBuilder builder = console.builder(List.of());
        builder.command(
                        "script",
                        "-qfec",
                        "stty rows 40 columns 100; exec '" + Console.LAUNCHER + "'",
                        "/dev/null")
                .redirectInput(ProcessBuilder.Redirect.PIPE)
                .redirectErrorStream(true);
        builder.environment().put("TERM", "xterm-256color");
        long start = System.nanoTime();
        Process process = builder.start();
        // What shows no prompt must not keep the build waiting: its end is the end of its output.
        process.onExit().completeOnTimeout(process, 60, TimeUnit.SECONDS).thenAccept(Timing::end);
        try {
            double seconds = readUntilPrompt(process.getInputStream(), start);
            process.getOutputStream().write("exit\r".getBytes(StandardCharsets.UTF_8));
            process.getOutputStream().flush();
            process.getInputStream().transferTo(OutputStream.nullOutputStream());
            assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
            return seconds;
        } finally {
            end(process);
        }
    }

    private static void end(Process process) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }

    /** Processor time of all ended children of this process so far, in seconds. */
    static double childrenCpuSeconds() throws IOException {
        String stat = Files.readString(Path.of("/proc/self/stat"));
        // From the third field on; the second, in parentheses, may hold spaces.
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        return (Long.parseLong(fields[13]) + Long.parseLong(fields[14])) / 100.0;
    }

    private static double readUntilPrompt(InputStream in, long start) throws IOException {
        ByteArrayOutputStream seen = new ByteArrayOutputStream();
        byte[] some = new byte[4096];
        for (int n = in.read(some); n >= 0; n = in.read(some)) {
            seen.write(some, 0, n);
            if (seen.toString(StandardCharsets.UTF_8).contains("READ>")) {
                return (System.nanoTime() - start) / 1e9;
            }
        }
        throw new AssertionError("no prompt: " + seen.toString(StandardCharsets.UTF_8));
    }
}

package dev.postern.journal;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;

/** Another process that asks again and again whether a run is alive, until it is closed. */
final class AsksWhetherAlive implements AutoCloseable {
    private final Process process;
    private final BufferedReader out;

    AsksWhetherAlive(RunDirectory run) throws IOException {
        process =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-cp",
                                System.getProperty("java.class.path"),
                                AsksWhetherAlive.class.getName(),
                                run.path().getParent().toString(),
                                run.id())
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start();
        out =
                new BufferedReader(
                        new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        if (!"asking".equals(out.readLine())) {
            process.destroyForcibly();
            throw new IOException("it does not ask");
        }
    }

    /** Ends it; how often it was told that the run is alive, and that it is not. */
    String answers() throws IOException {
        process.getOutputStream().close();
        return out.readLine();
    }

    @Override
    public void close() {
        process.destroyForcibly();
        try {
            process.waitFor();
            out.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    public static void main(String[] args) throws Exception {
        RunDirectory run = RunDirectory.open(Path.of(args[0]), args[1]).got().orElseThrow();
        AtomicBoolean over = new AtomicBoolean();
        Thread.ofVirtual()
                .start(() -> {
                    try {
                        while (System.in.read() >= 0) {}
                    } catch (IOException e) {
                        // Over then, too.
                    }
                    over.set(true);
                });
        System.out.println("asking");
        long alive = 0;
        long not = 0;
        while (!over.get()) {
            if (run.isAlive()) {
                alive++;
            } else {
                not++;
            }
        }
        System.out.println((alive > 0 ? "alive" : "") + (not > 0 ? " not" : ""));
    }
}

package dev.postern.console.packaged;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.core.value.JsonValue;
import dev.postern.core.value.Outcome;
import dev.postern.journal.Entry;
import dev.postern.journal.Event;
import dev.postern.journal.RunDirectory;
import dev.postern.json.JsonText;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** One run over a lab of many clusters, and what it took; the lab is a process of its own. */
final class Fleet implements AutoCloseable {
    private static final Duration SAMPLE_EVERY = Duration.ofSeconds(1);
    private static final Duration AT_MOST = Duration.ofMinutes(30);

    private final Path directory;
    private final Path home;
    private final int clusters;
    private final Process lab;

    /**
     * What was measured.
     *
     * @param virtual from the run's first line to its last, by the lab's clock
     * @param othersDone from its first line to the end of the last step, by the clusters that no
     *     step left behind
     * @param wall of the console's process
     * @param threads of the run's process, at most
     * @param sockets of the run's process, at most
     * @param seconds what the lab's servers had seen, by virtual second
     */
    record Measured(
            int exit,
            Duration virtual,
            Duration othersDone,
            Duration wall,
            Memory memory,
            int threads,
            int sockets,
            List<Event> events,
            List<JsonValue> seconds) {
        Event.RunClosed closed() {
            return events.stream()
                    .filter(Event.RunClosed.class::isInstance)
                    .map(Event.RunClosed.class::cast)
                    .findFirst()
                    .orElseThrow();
        }

        /** The most waves that a step had. */
        int waves() {
            return events.stream()
                    .filter(Event.WaveStarted.class::isInstance)
                    .mapToInt(e -> ((Event.WaveStarted) e).of())
                    .max()
                    .orElse(1);
        }
    }

    /**
     * Starts the lab.
     *
     * @param hanging the cluster whose hosts accept and never answer; 0 for none
     */
    Fleet(Path directory, int clusters, int hanging) throws IOException {
        this.directory = directory;
        this.home = directory.resolve("lab");
        this.clusters = clusters;
        this.lab =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                                "-XX:+UseSerialGC",
                                "-Xmx3g",
                                "-Xss1m",
                                "-Djdk.virtualThreadScheduler.parallelism=1",
                                "-cp",
                                System.getProperty("java.class.path"),
                                FleetLab.class.getName(),
                                home.toString(),
                                String.valueOf(clusters),
                                String.valueOf(hanging))
                        .redirectError(directory.resolve("lab.err").toFile())
                        .start();
        BufferedReader out =
                new BufferedReader(
                        new InputStreamReader(lab.getInputStream(), StandardCharsets.UTF_8));
        assertThat(out.readLine())
                .as(Files.readString(directory.resolve("lab.err")))
                .startsWith("{\"home\"");
    }

    /** Runs the playbook over all clusters. */
    Measured run(String playbook) throws IOException, InterruptedException {
        Path file = Files.writeString(directory.resolve("fleet.yaml"), playbook);
        List<String> words = new ArrayList<>(List.of("run", file.toString(), "-o", "json"));
        words.add("--home=" + home);
        IntStream.rangeClosed(1, clusters).forEach(c -> words.add("--cluster=" + FleetLab.name(c)));
        ProcessBuilder builder = new Console(directory).builder(words);
        Memory memory = new Memory(UUID.randomUUID().toString());
        builder.environment().put(Memory.MARK, memory.mark());
        File err = directory.resolve("err.txt").toFile();
        builder.redirectOutput(directory.resolve("out.json").toFile()).redirectError(err);
        int threads = 0;
        int sockets = 0;
        long start = System.nanoTime();
        Process process = builder.start();
        try {
            while (!process.waitFor(SAMPLE_EVERY.toMillis(), TimeUnit.MILLISECONDS)) {
                assertThat(System.nanoTime() - start).isLessThan(AT_MOST.toNanos());
                memory.sample();
                for (ProcessHandle run : runs()) {
                    Path proc = Path.of("/proc", String.valueOf(run.pid()));
                    threads = Math.max(threads, entries(proc.resolve("task"), ""));
                    sockets = Math.max(sockets, entries(proc.resolve("fd"), "socket:"));
                }
            }
            Duration wall = Duration.ofNanos(System.nanoTime() - start);
            List<Entry> journal = journal(Files.readString(err.toPath()));
            return new Measured(
                    process.exitValue(),
                    Duration.between(journal.getFirst().at(), journal.getLast().at()),
                    Duration.between(journal.getFirst().at(), lastStep(journal)),
                    wall,
                    memory,
                    threads,
                    sockets,
                    journal.stream().map(Entry::event).toList(),
                    counts());
        } finally {
            process.destroyForcibly();
        }
    }

    private static Instant lastStep(List<Entry> journal) {
        return journal.stream()
                .filter(e -> e.event() instanceof Event.StepEnded)
                .map(Entry::at)
                .max(Instant::compareTo)
                .orElseThrow();
    }

    private List<Entry> journal(String complaint) {
        List<RunDirectory> runs = RunDirectory.list(home.resolve("runs"));
        assertThat(runs).as(complaint).hasSize(1);
        return runs.getFirst().entries().got().orElseThrow();
    }

    private List<ProcessHandle> runs() {
        return ProcessHandle.allProcesses()
                .filter(p ->
                        p.info()
                                .commandLine()
                                .filter(c -> c.contains(" run-process " + home))
                                .isPresent())
                .toList();
    }

    /** How many there are, or 0 where the process has just ended. */
    private static int entries(Path directory, String linkedTo) {
        try (Stream<Path> all = Files.list(directory)) {
            return (int)
                    all.filter(p -> linkedTo.isEmpty() || target(p).startsWith(linkedTo)).count();
        } catch (IOException | java.io.UncheckedIOException e) {
            return 0;
        }
    }

    private static String target(Path link) {
        try {
            return Files.readSymbolicLink(link).toString();
        } catch (IOException e) {
            return "";
        }
    }

    private List<JsonValue> counts() throws IOException, InterruptedException {
        lab.getOutputStream().close();
        assertThat(lab.waitFor(60, TimeUnit.SECONDS)).as("the lab ends").isTrue();
        return JsonText.parse(Files.readAllBytes(home.resolve("counts.json")))
                        instanceof Outcome.Ok<JsonValue>(JsonValue.Arr(var seconds))
                ? seconds
                : List.of();
    }

    @Override
    public void close() {
        runs().forEach(ProcessHandle::destroyForcibly);
        lab.destroyForcibly();
    }
}

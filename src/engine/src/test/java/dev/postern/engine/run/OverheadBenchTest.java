package dev.postern.engine.run;

import static org.assertj.core.api.Assertions.assertThat;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.postern.core.time.SystemTime;
import dev.postern.core.value.JsonValue;
import dev.postern.engine.Bench;
import dev.postern.engine.Panel;
import dev.postern.engine.plan.Plan;
import dev.postern.json.JsonText;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * What the engine itself costs per change: hosts and actions cost nothing here, the journal is on a
 * disk, and what the bare disk takes for as many lines is taken off.
 */
@Tag("bench")
class OverheadBenchTest {
    private static final int CLUSTERS = 300;
    private static final int HOSTS = 3;
    private static final int TIMES = 5;
    private static final double LIMIT_MILLIS = 1;
    private static final String TEXT =
            """
            playbook: many
            title: Many
            steps:
              - {id: a, turn: {to: 5}, waves: [1, 5, 20%]}
              - {id: b, turn: {to: 6}, waves: [1, 5, 20%]}
              - {id: c, turn: {to: 7}, waves: [1, 5, 20%]}
            """;
    private static final int CHANGES = CLUSTERS * HOSTS * 3;

    /**
     * @param before what the bare disk took for as many lines before the run; 0 where not measured
     * @param after the same, after it
     */
    private record Round(double run, double before, double after, double processor, int lines) {
        double syncs() {
            return before == 0 ? after : (before + after) / 2;
        }

        double perChange() {
            return (run - syncs()) / CHANGES;
        }
    }

    @Test
    void a_run_beside_the_syncs_of_its_journal() throws IOException {
        // On the disk of the tree: a directory for temporary files may be in memory.
        Path bench = Files.createDirectories(Path.of("../../target/bench"));
        Path dir = Files.createTempDirectory(bench.toAbsolutePath(), "overhead");
        List<Round> rounds = new ArrayList<>();
        try {
            double before = 0;
            for (int i = 0; i < TIMES; i++) {
                Round round = round(Files.createDirectory(dir.resolve("round" + i)), before);
                rounds.add(round);
                before = round.after();
            }
        } finally {
            try (Stream<Path> files = Files.walk(dir)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
        write(bench.resolve("overhead.json"), rounds);
    }

    /** A run, then its lines once more to the bare disk: what is busy is busy for both. */
    private static Round round(Path dir, double before) throws IOException {
        Map<String, Integer> clusters = new TreeMap<>();
        for (int i = 0; i < CLUSTERS; i++) {
            clusters.put(String.format(Locale.ROOT, "c%03d", i), HOSTS);
        }
        Bench bench = new Bench(dir, clusters, new SystemTime(), new Panel());
        Plan plan = bench.plan(TEXT);
        long cpu = processor();
        long start = System.nanoTime();
        RunReport report = bench.run("r1", plan);
        long end = System.nanoTime();
        cpu = processor() - cpu;
        assertThat(report.done()).hasSize(CHANGES);
        assertThat(report.exit()).isEqualTo(ExitCode.OPEN);
        List<String> lines = Files.readAllLines(dir.resolve("r1/journal.ndjson"));
        return new Round((end - start) / 1e6, before, synced(dir, lines), cpu / 1e6, lines.size());
    }

    private static double synced(Path dir, List<String> lines) throws IOException {
        long start = System.nanoTime();
        try (RandomAccessFile bare = new RandomAccessFile(dir.resolve("bare").toFile(), "rwd")) {
            for (String line : lines) {
                bare.write((line + "\n").getBytes(UTF_8));
            }
        }
        return (System.nanoTime() - start) / 1e6;
    }

    private static long processor() {
        return ProcessHandle.current().info().totalCpuDuration().orElseThrow().toNanos();
    }

    private static void write(Path file, List<Round> rounds) throws IOException {
        // What the engine costs, not what a JVM costs until it is warm: that is in the note.
        List<Double> each = new ArrayList<>(rounds.stream().map(Round::perChange).toList());
        Collections.sort(each);
        double median = each.get(TIMES / 2);
        Round first = rounds.getFirst();
        Round last = rounds.getLast();
        Files.writeString(
                file,
                JsonText.pretty(
                        JsonValue.object(
                                "name",
                                "engine: a change, beyond the journal's syncs",
                                "value",
                                rounded(median),
                                "unit",
                                "ms",
                                "limit",
                                LIMIT_MILLIS,
                                "holds",
                                median <= LIMIT_MILLIS,
                                "command",
                                "OverheadBenchTest: three steps on "
                                        + CLUSTERS
                                        + " clusters of "
                                        + HOSTS
                                        + " hosts, "
                                        + CHANGES
                                        + " changes",
                                "note",
                                "median of "
                                        + TIMES
                                        + "; processor time of the last "
                                        + rounded(last.processor() / CHANGES)
                                        + " ms; the first in its JVM "
                                        + rounded(first.perChange())
                                        + " ms, processor time "
                                        + rounded(first.processor() / CHANGES)
                                        + " ms; "
                                        + last.lines()
                                        + " syncs took "
                                        + Math.round(last.syncs())
                                        + " ms of "
                                        + Math.round(last.run()))));
    }

    private static double rounded(double value) {
        return Math.round(value * 1000) / 1000.0;
    }
}

package dev.postern.journal;

import static org.assertj.core.api.Assertions.assertThat;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.postern.core.value.JsonValue;
import dev.postern.json.JsonText;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.util.Arrays;

/** What a line of the journal costs beside the bare write and sync of as many bytes. */
@Tag("bench")
class JournalBenchTest {
    private static final int LINES = 400;
    private static final double LIMIT = 1.2;
    // On a faster disk the ratio says what the processor does, not what a run waits for.
    private static final double BARE_FROM_MILLIS = 0.5;

    @Test
    void append_and_sync_beside_the_bare_sync() throws IOException {
        // On the disk of the tree: a directory for temporary files may be in memory.
        Path bench = Files.createDirectories(Path.of("../../target/bench"));
        Path dir = Files.createTempDirectory(bench.toAbsolutePath(), "journal");
        try {
            double[] bare = new double[LINES];
            double[] ours = new double[LINES];
            measure(dir, bare, ours);
            write(bench.resolve("journal.json"), median(bare), median(ours));
        } finally {
            try (var files = Files.list(dir)) {
                for (Path file : files.toList()) {
                    Files.delete(file);
                }
            }
            Files.delete(dir);
        }
    }

    /** One and the other in turn, so that a busy disk is busy for both. */
    private static void measure(Path dir, double[] bare, double[] ours) throws IOException {
        try (FileChannel channel =
                        FileChannel.open(
                                dir.resolve("bare"),
                                StandardOpenOption.CREATE,
                                StandardOpenOption.WRITE);
                JournalFile journal =
                        JournalFile.open(
                                        dir.resolve("journal.ndjson"),
                                        new BlobDirectory(dir),
                                        EvidencePolicy.STRICT,
                                        Clock.systemUTC())
                                .got()
                                .orElseThrow()) {
            long end = 0;
            for (int i = -50; i < LINES; i++) {
                Event event =
                        new Event.Observed(
                                "fence",
                                "block-api",
                                "eu-1/cp" + Math.floorMod(i, 3),
                                JsonValue.object("port", 6443, "others", 4711, "place", i));
                long start = System.nanoTime();
                Entry entry = journal.append(event).got().orElseThrow();
                long between = System.nanoTime();
                ByteBuffer bytes = ByteBuffer.wrap((entry.line() + "\n").getBytes(UTF_8));
                long again = System.nanoTime();
                while (bytes.hasRemaining()) {
                    end += channel.write(bytes, end);
                }
                channel.force(false);
                long done = System.nanoTime();
                // What comes before 0 warms up.
                if (i >= 0) {
                    ours[i] = (between - start) / 1e6;
                    bare[i] = (done - again) / 1e6;
                }
            }
        }
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }

    private static void write(Path file, double bare, double ours) throws IOException {
        assertThat(bare).isPositive();
        double ratio = ours / bare;
        boolean counts = bare >= BARE_FROM_MILLIS;
        JsonValue.Obj entry =
                JsonValue.object(
                        "name",
                        "journal: append and sync a line",
                        "value",
                        rounded(ours),
                        "unit",
                        "ms",
                        "limit",
                        "1.2 x the bare sync, where that is 0.5 ms or more",
                        "ratio",
                        rounded(ratio),
                        "ratioTo",
                        "bare write and sync of an equally long line: " + rounded(bare) + " ms",
                        "holds",
                        !counts || ratio <= LIMIT,
                        "command",
                        "JournalBenchTest: " + LINES + " of each in turn, medians");
        Files.writeString(
                file,
                JsonText.pretty(
                        counts
                                ? entry
                                : entry.with(
                                        "note",
                                        JsonValue.of(
                                                "this disk syncs in less than 0.5 ms: the limit"
                                                        + " does not apply"))));
    }

    private static double rounded(double value) {
        return Math.round(value * 1000) / 1000.0;
    }
}

package dev.postern.console.packaged;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.core.value.JsonValue;
import dev.postern.core.value.Outcome;
import dev.postern.json.JsonText;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/**
 * Writes {@code target/bench.json}. Reports whether a limit holds and does not fail for it, as the
 * machine may be busy with something else; fails where nothing could be measured.
 */
@Tag("bench")
class BenchTest {
    private static final int STARTS = 15;
    private static final int DRILLS = 3;
    private static final double MAX_VERSION = 0.2;
    private static final double MAX_PROMPT = 0.6;
    private static final double MAX_MEGABYTES = 700;
    private static final double MAX_DRILL = 60;
    private static final Duration SAMPLE_EVERY = Duration.ofMillis(100);
    private static final Path ROOT = Console.LAUNCHER.getParent();

    @TempDir Path directory;
    private final List<JsonValue> entries = new ArrayList<>();

    @Test
    void writesWhatStartingAndADrillCost() throws Exception {
        starts();
        drills();
        for (String part : List.of("planning", "journal", "overhead")) {
            Path file = ROOT.resolve("target/bench/" + part + ".json");
            assertThat(file).as("measured by the bench of its own module").exists();
            entries.add(
                    JsonText.parse(Files.readString(file)) instanceof Outcome.Ok<JsonValue>(var e)
                            ? e
                            : JsonValue.nothing());
        }
        assertThat(entries).hasSize(7).doesNotContain(JsonValue.nothing());
        Files.writeString(ROOT.resolve("target/bench.json"), JsonText.pretty(report()) + "\n");
    }

    private JsonValue.Obj report() throws IOException {
        return JsonValue.object(
                "at",
                Instant.now().truncatedTo(ChronoUnit.SECONDS).toString(),
                "java",
                System.getProperty("java.version"),
                "cores",
                Runtime.getRuntime().availableProcessors(),
                // Others at work on this machine make each time longer.
                "load",
                Files.readString(Path.of("/proc/loadavg")).replaceFirst("(\\S+ \\S+).*\\s*", "$1"),
                "entries",
                JsonValue.array(entries));
    }

    /** In turn, so that a busy moment of the machine meets all three. */
    private void starts() throws IOException, InterruptedException {
        Timing timing = new Timing(new Console(directory), directory);
        timing.compileHello();
        timing.versionSeconds();
        timing.promptSeconds();
        List<Double> hello = new ArrayList<>();
        List<Double> version = new ArrayList<>();
        List<Double> prompt = new ArrayList<>();
        double[] cpu = new double[3];
        for (int i = 0; i < STARTS; i++) {
            double before = Timing.childrenCpuSeconds();
            hello.add(timing.helloSeconds());
            double afterHello = Timing.childrenCpuSeconds();
            version.add(timing.versionSeconds());
            double afterVersion = Timing.childrenCpuSeconds();
            prompt.add(timing.promptSeconds());
            cpu[0] += (afterHello - before) / STARTS;
            cpu[1] += (afterVersion - afterHello) / STARTS;
            cpu[2] += (Timing.childrenCpuSeconds() - afterVersion) / STARTS;
        }
        start("version", version, hello, MAX_VERSION, cpu[1], cpu[0], "./postern version");
        start(
                "prompt",
                prompt,
                hello,
                MAX_PROMPT,
                cpu[2],
                cpu[0],
                "script -qfec ./postern /dev/null, until the prompt can be read");
    }

    private void start(
            String name,
            List<Double> seconds,
            List<Double> hello,
            double limit,
            double cpu,
            double helloCpu,
            String command) {
        double value = median(seconds);
        double base = median(hello);
        entry(
                name,
                value,
                "s",
                limit,
                command,
                Map.of(
                        "ratio",
                        JsonValue.of(rounded(value / base)),
                        "ratioTo",
                        JsonValue.of("java -cp DIR Hello: " + rounded(base) + " s"),
                        "note",
                        JsonValue.of(
                                "median of "
                                        + STARTS
                                        + ", in turn; fastest "
                                        + rounded(fastest(seconds))
                                        + " s, of the hello "
                                        + rounded(fastest(hello))
                                        + " s; processor time "
                                        + rounded(cpu)
                                        + " s, of the hello "
                                        + rounded(helloCpu)
                                        + " s")));
    }

    private void drills() throws IOException, InterruptedException {
        List<Double> seconds = new ArrayList<>();
        double megabytes = 0;
        String note = "";
        // Their class cache is made once, on first use: no part of a drill.
        assertThat(new Console(directory).run("drill", "list").exit()).isZero();
        for (int i = 0; i < DRILLS; i++) {
            Path home = Files.createDirectory(directory.resolve("drill" + i));
            Memory memory = new Memory(UUID.randomUUID().toString());
            seconds.add(drill(home, memory));
            assertThat(memory.samples()).isGreaterThan(5);
            if (memory.peakMegabytes() > megabytes) {
                megabytes = memory.peakMegabytes();
                note = memory.note();
            }
        }
        String command = "./postern drill run lockout --auto --seed 7 --speed max -o json";
        entry(
                "drill",
                median(seconds),
                "s",
                MAX_DRILL,
                command,
                Map.of("note", JsonValue.of("median of " + DRILLS + ": " + seconds)));
        entry(
                "drill, peak memory",
                megabytes,
                "MB",
                MAX_MEGABYTES,
                command,
                Map.of("note", JsonValue.of("highest of " + DRILLS + ": " + note)));
    }

    private double drill(Path home, Memory memory) throws IOException, InterruptedException {
        ProcessBuilder builder =
                new Console(home)
                        .builder(
                                List.of(
                                        "drill", "run", "lockout", "--auto", "--seed", "7",
                                        "--speed", "max", "-o", "json"));
        builder.environment().put(Memory.MARK, memory.mark());
        Path err = home.resolve("err.txt");
        builder.redirectOutput(home.resolve("out.json").toFile()).redirectError(err.toFile());
        long start = System.nanoTime();
        Process process = builder.start();
        try {
            while (!process.waitFor(SAMPLE_EVERY.toMillis(), TimeUnit.MILLISECONDS)) {
                memory.sample();
            }
            double seconds = (System.nanoTime() - start) / 1e9;
            assertThat(process.exitValue()).as(Files.readString(err)).isZero();
            return rounded(seconds);
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }

    private void entry(
            String name,
            double value,
            String unit,
            double limit,
            String command,
            Map<String, JsonValue> more) {
        Map<String, JsonValue> fields = new LinkedHashMap<>();
        fields.put("name", JsonValue.of(name));
        fields.put("value", JsonValue.of(rounded(value)));
        fields.put("unit", JsonValue.of(unit));
        fields.put("limit", JsonValue.of(limit));
        fields.put("holds", JsonValue.of(value <= limit));
        fields.put("command", JsonValue.of(command));
        for (String key : List.of("ratio", "ratioTo", "note")) {
            if (more.containsKey(key)) {
                fields.put(key, more.get(key));
            }
        }
        entries.add(new JsonValue.Obj(fields));
    }

    private static double median(List<Double> values) {
        return values.stream().sorted().skip(values.size() / 2).findFirst().orElseThrow();
    }

    private static double fastest(List<Double> values) {
        return values.stream().min(Double::compare).orElseThrow();
    }

    private static double rounded(double value) {
        return Math.round(value * 1000) / 1000.0;
    }
}

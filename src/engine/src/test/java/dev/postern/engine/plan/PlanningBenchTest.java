package dev.postern.engine.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.core.value.JsonValue;
import dev.postern.engine.Bench;
import dev.postern.json.JsonText;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What planning costs, in a JVM as the launcher starts it but for its class cache; looking at a
 * target costs nothing here.
 */
@Tag("bench")
class PlanningBenchTest {
    private static final int TIMES = 7;
    private static final double LIMIT_SECONDS = 1;
    private static final Pattern FLAGS =
            Pattern.compile("(?ms)^flags=\"(-XX:[^\"]*)\"$.*^quick=(-XX:\\S+)$");
    private static final int CLUSTERS = 250;
    private static final int HOSTS = 4;
    private static final List<String> STEPS = List.of("abcdefghij".split(""));
    private static final String TEXT =
            """
            playbook: many
            title: Many
            steps:
            """
                    + STEPS.stream()
                            .map("  - {id: %s, turn: {to: 5}, waves: [1, 5, 20%%]}%n"::formatted)
                            .collect(Collectors.joining());

    @TempDir Path runs;

    @Test
    void ten_thousand_changes_planned_and_written_as_json() throws IOException {
        assertThat(ManagementFactory.getRuntimeMXBean().getInputArguments())
                .containsAll(flagsOfTheConsole());
        List<Double> seconds = new ArrayList<>();
        List<Double> processor = new ArrayList<>();
        for (int i = 0; i < TIMES; i++) {
            Map<String, Integer> clusters = new TreeMap<>();
            for (int c = 0; c < CLUSTERS; c++) {
                clusters.put(String.format(Locale.ROOT, "c%03d", c), HOSTS);
            }
            Bench bench = new Bench(runs, clusters);
            double cpu = processorSeconds();
            long start = System.nanoTime();
            Plan plan = bench.plan(TEXT);
            String json = JsonText.pretty(PlanJson.write(plan));
            seconds.add((System.nanoTime() - start) / 1e9);
            processor.add(processorSeconds() - cpu);
            assertThat(plan.changes()).hasSize(CLUSTERS * HOSTS * STEPS.size());
            assertThat(json).contains(plan.digest());
        }
        // A console plans once in its life: the first one counts, with all classes still to load.
        double first = seconds.getFirst();
        Collections.sort(seconds);
        Path file = Files.createDirectories(Path.of("../../target/bench")).resolve("planning.json");
        Files.writeString(
                file,
                JsonText.pretty(
                        JsonValue.object(
                                "name",
                                "plan 10,000 changes",
                                "value",
                                rounded(first),
                                "unit",
                                "s",
                                "limit",
                                LIMIT_SECONDS,
                                "holds",
                                first <= LIMIT_SECONDS,
                                "command",
                                "PlanningBenchTest: ten steps on 250 clusters of 4 hosts, as a plan"
                                        + " and as JSON",
                                "note",
                                "the first in a JVM with the console's flags, processor time "
                                        + rounded(processor.getFirst())
                                        + " s; median of "
                                        + TIMES
                                        + ": "
                                        + rounded(seconds.get(TIMES / 2))
                                        + " s, processor time of the last "
                                        + rounded(processor.getLast())
                                        + " s; observing costs nothing here")));
    }

    /** What the launcher says how the JVM is to collect and to compile. */
    private static List<String> flagsOfTheConsole() throws IOException {
        String launcher = Files.readString(Path.of("../../postern"));
        Matcher flags = FLAGS.matcher(launcher);
        assertThat(flags.find()).as("flags= and quick= in the launcher").isTrue();
        return List.of((flags.group(1) + " " + flags.group(2)).split(" "));
    }

    private static double processorSeconds() {
        return ProcessHandle.current().info().totalCpuDuration().orElseThrow().toNanos() / 1e9;
    }

    private static double rounded(double value) {
        return Math.round(value * 1000) / 1000.0;
    }
}

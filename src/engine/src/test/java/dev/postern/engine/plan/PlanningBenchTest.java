package dev.postern.engine.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.core.value.JsonValue;
import dev.postern.engine.Bench;
import dev.postern.json.JsonText;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/** What planning costs; looking at a target costs nothing here. */
@Tag("bench")
class PlanningBenchTest {
    private static final int TIMES = 7;
    private static final double LIMIT_SECONDS = 1;
    private static final String TEXT =
            """
            playbook: many
            title: Many
            steps:
              - {id: a, turn: {to: 5}}
              - {id: b, hold: {to: 5}}
            """;

    @TempDir Path runs;

    @Test
    void a_thousand_changes_planned_and_written_as_json() throws IOException {
        List<Double> seconds = new ArrayList<>();
        for (int i = 0; i < TIMES; i++) {
            Bench bench = new Bench(runs, Map.of("eu-1", 250, "eu-2", 250));
            long start = System.nanoTime();
            Plan plan = bench.plan(TEXT);
            String json = JsonText.pretty(PlanJson.write(plan));
            seconds.add((System.nanoTime() - start) / 1e9);
            assertThat(plan.changes()).hasSize(1000);
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
                                "plan 1,000 changes",
                                "value",
                                rounded(first),
                                "unit",
                                "s",
                                "limit",
                                LIMIT_SECONDS,
                                "holds",
                                first <= LIMIT_SECONDS,
                                "command",
                                "PlanningBenchTest: two steps on 500 hosts, as a plan and as JSON",
                                "note",
                                "the first in its JVM; median of "
                                        + TIMES
                                        + ": "
                                        + rounded(seconds.get(TIMES / 2))
                                        + " s; observing costs nothing here")));
    }

    private static double rounded(double value) {
        return Math.round(value * 1000) / 1000.0;
    }
}

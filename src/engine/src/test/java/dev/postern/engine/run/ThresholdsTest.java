package dev.postern.engine.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.engine.Bench;
import dev.postern.journal.Event;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The three limits of a step, one below, at and one above, over the hosts of one cluster and over
 * clusters: each counts its own kind only, and what has not begun when one is crossed does not
 * begin.
 */
class ThresholdsTest {
    private static final int LIMIT = 2;
    private static final int TARGETS = 6;

    @TempDir Path runs;
    private int benches;

    /**
     * A way for a target to go wrong.
     *
     * @param breaks what of the panel
     * @param option the limit that counts it
     */
    private enum Kind {
        FAILED("drive", "max-failed"),
        UNREACHABLE("look", "max-unreachable"),
        UNVERIFIED("stuck", "max-unverified");

        private final String breaks;
        private final String option;

        Kind(String breaks, String option) {
            this.breaks = breaks;
            this.option = option;
        }
    }

    @Test
    void overTheHostsOfACluster() {
        for (Kind kind : Kind.values()) {
            around(kind, Map.of("eu-1", TARGETS), i -> "eu-1/cp" + i);
        }
    }

    @Test
    void overClusters() {
        Map<String, Integer> clusters = new LinkedHashMap<>();
        for (int i = 1; i <= TARGETS; i++) {
            clusters.put("eu-" + i, 1);
        }
        for (Kind kind : Kind.values()) {
            around(kind, clusters, i -> "eu-" + i + "/cp1");
        }
    }

    @Test
    void eachKindIsCountedByItself() {
        for (Kind kind : Kind.values()) {
            for (Kind other : Kind.values()) {
                if (other != kind) {
                    Bench bench = broken(kind, LIMIT, Map.of("eu-1", TARGETS), i -> "eu-1/cp" + i);
                    // The last one, so that all others have begun before.
                    bench.panel.breaks(other.breaks, "eu-1/cp" + TARGETS);

                    run(bench, "turn", kind.option + ": " + LIMIT + ", " + other.option + ": 1");

                    assertThat(waves(bench)).as("%s and %s", kind, other).isEqualTo(TARGETS);
                }
            }
        }
    }

    /** What is stopped by a limit is not reached, and goes on from there when it is resumed. */
    @Test
    void whatALimitHasStoppedIsGoneOnWithOnceItIsMended() {
        Bench bench = broken(Kind.FAILED, LIMIT + 1, Map.of("eu-1", TARGETS), i -> "eu-1/cp" + i);
        assertThat(run(bench, "turn", "max-failed: " + LIMIT).notReached())
                .hasSize(TARGETS - LIMIT - 1);
        for (int i = 1; i <= LIMIT + 1; i++) {
            bench.panel.mends(Kind.FAILED.breaks, "eu-1/cp" + i);
        }

        RunReport resumed = bench.resume("r1");

        assertThat(resumed.done()).hasSize(TARGETS);
        assertThat(resumed.failed()).isEmpty();
        assertThat(resumed.notReached()).isEmpty();
    }

    @FunctionalInterface
    private interface Names {
        String target(int number);
    }

    private void around(Kind kind, Map<String, Integer> clusters, Names names) {
        for (int wrong = LIMIT - 1; wrong <= LIMIT + 1; wrong++) {
            String what = kind + ", " + wrong + " of at most " + LIMIT + " over " + clusters;
            Bench bench = broken(kind, wrong, clusters, names);

            RunReport report = run(bench, action(clusters), kind.option + ": " + LIMIT);

            boolean over = wrong > LIMIT;
            // One target a wave, the broken ones first. Who cannot be looked at is known as soon as
            // its cluster is prepared.
            int begun = kind == Kind.UNREACHABLE && clusters.size() == 1 ? 1 : wrong;
            assertThat(waves(bench)).as(what).isEqualTo(over ? begun : TARGETS);
            assertThat(report.exit() == ExitCode.THRESHOLD).as(what).isEqualTo(over);
            assertThat(report.exit()).as(what).isNotEqualTo(ExitCode.DONE);
            assertThat(report.done()).as(what).hasSize(over ? 0 : TARGETS - wrong);
            boolean seen = kind != Kind.UNREACHABLE;
            assertThat(report.failed()).as(what).hasSize(seen ? wrong : 0);
            assertThat(report.notReached())
                    .as(what)
                    .hasSize((over ? TARGETS - wrong : 0) + (seen ? 0 : wrong));
        }
    }

    private Bench broken(Kind kind, int wrong, Map<String, Integer> clusters, Names names) {
        Bench bench = new Bench(runs.resolve("b" + benches++), clusters);
        for (int i = 1; i <= wrong; i++) {
            bench.panel.breaks(kind.breaks, names.target(i));
        }
        return bench;
    }

    /** Waves count hosts, or clusters where all hosts of one belong together. */
    private static String action(Map<String, Integer> clusters) {
        return clusters.size() == 1 ? "turn" : "switch-all";
    }

    private static RunReport run(Bench bench, String action, String limits) {
        return bench.run(
                "playbook: test\ntitle: A test\nsteps:\n  - {id: a, "
                        + action
                        + ": {to: 5}, waves: [1], within: 1m, "
                        + limits
                        + "}\n");
    }

    private static int waves(Bench bench) {
        return bench.events("r1", Event.WaveStarted.class).size();
    }
}

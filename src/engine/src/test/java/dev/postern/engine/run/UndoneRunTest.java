package dev.postern.engine.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.engine.Bench;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/** What an undo drives back, what it leaves alone, and what it says of both. */
class UndoneRunTest {
    private static final String HEAD = "playbook: test\ntitle: A test\n";

    @TempDir Path runs;

    private Bench bench(int hosts) {
        return new Bench(runs, Map.of("eu-1", hosts));
    }

    @Test
    void an_undo_step_drives_back_last_first_and_closes_the_changes() {
        Bench bench = bench(1);

        RunReport report =
                bench.run(
                        HEAD
                                + """
                                steps:
                                  - {id: a, turn: {to: 5}}
                                  - {id: b, switch-all: {to: 6}}
                                  - {id: back, undo: [a, b]}
                                """);

        assertThat(report.exit()).isEqualTo(ExitCode.DONE);
        assertThat(report.open()).isEmpty();
        assertThat(bench.panel.drives())
                .containsExactly(
                        "turn@eu-1/cp1=5",
                        "switch-all@eu-1/cp1=6",
                        "switch-all@eu-1/cp1=0",
                        "turn@eu-1/cp1=0");
    }

    @Test
    void undo_goes_past_a_failure_and_leaves_alone_what_must_be_named() {
        Bench bench = bench(2);
        bench.run(
                HEAD
                        + """
                        steps:
                          - {id: a, turn: {to: 5}}
                          - {id: gone, remove: {to: 1}}
                        """);
        bench.panel.breaks("drive", "eu-1/cp1");

        RunReport undone = bench.undo("r1");

        assertThat(undone.open()).containsExactly("a@eu-1/cp1");
        assertThat(undone.exit()).isEqualTo(ExitCode.OPEN);
        assertThat(bench.panel.get("turn", "eu-1/cp2")).isZero();
        assertThat(bench.panel.get("remove", "eu-1/cp2")).isEqualTo(1);

        bench.panel.mends("drive", "eu-1/cp1");
        RunReport all = bench.undo("r1", "gone");

        assertThat(all.exit()).isEqualTo(ExitCode.DONE);
        assertThat(bench.panel.get("turn", "eu-1/cp1")).isZero();
        assertThat(bench.panel.get("remove", "eu-1/cp2")).isZero();
    }

    @Test
    void an_undo_looks_at_what_it_leaves_alone_so_that_nothing_stays_in_doubt() {
        int wanted = 1;
        int before = 0;
        for (int there : new int[] {wanted, before, 3}) {
            Bench bench = new Bench(runs.resolve("h" + there), Map.of("eu-1", 1));
            bench.panel.breaks("stuck", "eu-1/cp1");
            bench.panel.onDrive = () -> bench.control.stop(2, "ann");
            RunReport cut = bench.run(HEAD + "steps:\n  - {id: gone, remove: {to: 1}}\n");
            assertThat(cut.inDoubt()).containsExactly("gone@eu-1/cp1");
            int drives = bench.panel.drives().size();
            bench.panel.onDrive = () -> {};
            bench.panel.mends("stuck", "eu-1/cp1");
            bench.panel.set("remove", "eu-1/cp1", there);

            RunReport undone = bench.undo("r1");

            assertThat(undone.inDoubt()).isEmpty();
            boolean clear = there != 3;
            assertThat(undone.exit()).isEqualTo(clear ? ExitCode.DONE : ExitCode.UNVERIFIED);
            assertThat(undone.done().contains("gone@eu-1/cp1")).isEqualTo(clear);
            assertThat(undone.failed().contains("gone@eu-1/cp1")).isEqualTo(!clear);
            assertThat(bench.directory("r1").state().got().orElseThrow().undoable())
                    .hasSize(there == before ? 0 : 1);
            assertThat(bench.panel.drives()).hasSize(drives);
        }
    }

    @Test
    void what_is_put_back_in_one_cluster_is_still_in_force_in_the_other() {
        Bench bench = new Bench(runs, Map.of("eu-1", 1, "eu-2", 1));
        bench.panel.set("api.ready", "eu-1", 1);
        bench.panel.set("api.ready", "eu-2", 2);

        bench.run(
                HEAD
                        + """
                        steps:
                          - {id: a, turn: {to: 5}}
                          - {id: back, undo: [a], when: api.ready}
                          - {id: b, wide: {to: 1}, when: a.settled}
                        """);

        assertThat(bench.panel.drives())
                .contains("turn@eu-1/cp1=0", "wide@eu-2=1")
                .doesNotContain("turn@eu-2/cp1=0", "wide@eu-1=1");
    }

    @Test
    void what_came_later_to_the_same_state_goes_with_what_is_undone() {
        Bench bench = bench(1);

        RunReport report =
                bench.run(
                        HEAD
                                + """
                                steps:
                                  - {id: a, turn: {to: 5}}
                                  - {id: b, turn: {to: 6}}
                                  - {id: back, undo: [a]}
                                """);

        assertThat(report.exit()).isEqualTo(ExitCode.DONE);
        assertThat(bench.panel.get("turn", "eu-1/cp1")).isZero();
    }

    @Test
    void a_failed_step_that_is_told_to_undoes_its_own_changes_and_stops() {
        Bench bench = bench(2);
        bench.panel.breaks("drive", "eu-1/cp2");

        RunReport report =
                bench.run(HEAD + "steps:\n  - {id: a, turn: {to: 5}, on-failure: undo}\n");

        assertThat(report.open()).isEmpty();
        assertThat(report.exit()).isEqualTo(ExitCode.FAILED);
        assertThat(bench.panel.get("turn", "eu-1/cp1")).isZero();
    }

    @Test
    void each_wave_of_an_undo_is_watched_before_the_next() {
        Bench bench = bench(3);
        Instant before = bench.time.now();

        RunReport report =
                bench.run(
                        HEAD
                                + """
                                steps:
                                  - {id: a, turn: {to: 5}}
                                  - {id: back, undo: [a], waves: [1], for: 60s}
                                """);

        assertThat(report.exit()).isEqualTo(ExitCode.DONE);
        assertThat(Duration.between(before, bench.time.now()))
                .isGreaterThanOrEqualTo(Duration.ofMinutes(3));
    }
}

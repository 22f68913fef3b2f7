package dev.postern.engine.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.core.value.JsonValue;
import dev.postern.engine.Bench;
import dev.postern.journal.Event;
import dev.postern.journal.JournalVerifier;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

class RunnerTest {
    private static final String HEAD = "playbook: test\ntitle: A test\n";

    @TempDir Path runs;

    private Bench bench(int hosts) {
        return new Bench(runs, Map.of("eu-1", hosts));
    }

    @Test
    void a_change_is_written_down_before_it_is_driven_and_done_when_it_is_seen() {
        Bench bench = bench(1);

        RunReport report = bench.run(HEAD + "steps:\n  - {id: a, turn: {to: 5}}\n");

        assertThat(report.exit()).isEqualTo(ExitCode.OPEN);
        assertThat(report.done()).containsExactly("a@eu-1/cp1");
        assertThat(report.open()).containsExactly("a@eu-1/cp1");
        assertThat(bench.panel.get("turn", "eu-1/cp1")).isEqualTo(5);
        List<String> types =
                bench.directory("r1").entries().got().orElseThrow().stream()
                        .map(e -> e.type())
                        .filter(t -> !t.equals("noted"))
                        .toList();
        assertThat(types)
                .containsExactly(
                        "run-opened",
                        "step-started",
                        "observed",
                        "intended",
                        "driven",
                        "settled",
                        "step-ended",
                        "run-closed");
        assertThat(bench.directory("r1").verify().got().orElseThrow())
                .isInstanceOf(JournalVerifier.Verdict.Holds.class);
    }

    @Test
    void what_is_already_so_is_not_driven() {
        Bench bench = bench(1);
        bench.panel.set("turn", "eu-1/cp1", 5);

        RunReport report = bench.run(HEAD + "steps:\n  - {id: a, turn: {to: 5}}\n");

        assertThat(report.exit()).isEqualTo(ExitCode.DONE);
        assertThat(bench.panel.drives()).isEmpty();
    }

    @Test
    void an_unreachable_host_is_in_the_list_of_what_was_not_reached() {
        Bench bench = bench(3);
        bench.panel.breaks("look", "eu-1/cp2");

        RunReport report =
                bench.run(
                        HEAD
                                + """
                                steps:
                                  - {id: a, turn: {to: 5}, max-unreachable: 1}
                                  - {id: back, undo: [a]}
                                """);

        assertThat(report.done()).containsExactlyInAnyOrder("a@eu-1/cp1", "a@eu-1/cp3");
        assertThat(report.notReached()).containsExactly("a@eu-1/cp2");
        assertThat(bench.panel.drives()).doesNotContain("turn@eu-1/cp2=5");
    }

    @Test
    void what_covers_all_hosts_changes_none_when_one_is_out_of_reach() {
        Bench bench = bench(3);
        bench.panel.breaks("look", "eu-1/cp2");

        RunReport report = bench.run(HEAD + "steps:\n  - {id: a, switch-all: {to: 5}}\n");

        assertThat(report.exit()).isEqualTo(ExitCode.REFUSED);
        assertThat(bench.panel.drives()).isEmpty();
        assertThat(bench.events("r1", Event.Refused.class)).hasSize(1);
    }

    @Test
    void an_action_that_refuses_changes_nothing_in_that_cluster() {
        Bench bench = new Bench(runs, Map.of("eu-1", 2, "eu-2", 2));
        bench.panel.breaks("refuse", "eu-1");

        RunReport report = bench.run(HEAD + "steps:\n  - {id: a, turn: {to: 5}}\n");

        assertThat(report.exit()).isEqualTo(ExitCode.REFUSED);
        assertThat(bench.panel.drives())
                .containsExactlyInAnyOrder("turn@eu-2/cp1=5", "turn@eu-2/cp2=5");
    }

    @Test
    void a_guard_that_is_unknown_does_not_hold() {
        Bench bench = bench(1);

        RunReport report =
                bench.run(
                        HEAD
                                + """
                                guards:
                                  - {that: etcd.quorum, else: "etcd has no quorum"}
                                steps:
                                  - {id: a, turn: {to: 5}}
                                """);

        assertThat(report.exit()).isEqualTo(ExitCode.REFUSED);
        assertThat(report.notReached()).containsExactly("a@eu-1");
        assertThat(bench.panel.drives()).isEmpty();
    }

    @Test
    void waves_stop_when_more_than_the_limit_have_failed_and_not_before() {
        for (int broken = 1; broken <= 3; broken++) {
            Bench bench = new Bench(runs.resolve("k" + broken), Map.of("eu-1", 6));
            for (int i = 1; i <= broken; i++) {
                bench.panel.breaks("drive", "eu-1/cp" + i);
            }

            RunReport report =
                    bench.run(
                            HEAD
                                    + "steps:\n  - {id: a, turn: {to: 5}, waves: [1], max-failed:"
                                    + " 2}\n");

            long driven = bench.panel.drives().size();
            assertThat(driven).as("%d broken", broken).isEqualTo(broken <= 2 ? 6 : 3);
            assertThat(report.failed()).hasSize(broken);
            assertThat(report.exit()).isEqualTo(broken <= 2 ? ExitCode.OPEN : ExitCode.THRESHOLD);
            assertThat(report.notReached()).hasSize(broken <= 2 ? 0 : 3);
        }
    }

    @Test
    void hosts_are_counted_in_their_cluster_and_clusters_go_side_by_side() {
        Bench bench = new Bench(runs, Map.of("eu-1", 2, "eu-2", 3));

        bench.run(HEAD + "steps:\n  - {id: a, turn: {to: 5}, waves: [1]}\n");

        assertThat(bench.events("r1", Event.WaveStarted.class))
                .extracting(Event.WaveStarted::targets)
                .containsExactly(
                        List.of("eu-1/cp1", "eu-2/cp1"),
                        List.of("eu-1/cp2", "eu-2/cp2"),
                        List.of("eu-2/cp3"));
    }

    @Test
    void a_step_whose_condition_does_not_hold_is_skipped_in_that_cluster_only() {
        Bench bench = new Bench(runs, Map.of("eu-1", 1, "eu-2", 1));
        bench.panel.set("api.ready", "eu-1", 1);
        bench.panel.set("api.ready", "eu-2", 2);

        bench.run(HEAD + "steps:\n  - {id: a, turn: {to: 5}, when: api.ready}\n");

        assertThat(bench.panel.drives()).containsExactly("turn@eu-1/cp1=5");
    }

    @Test
    void settled_is_a_fact_that_ends_with_the_undo() {
        Bench bench = bench(1);

        RunReport report =
                bench.run(
                        HEAD
                                + """
                                steps:
                                  - {id: a, turn: {to: 5}}
                                  - {id: b, wide: {to: 1}, when: a.settled}
                                  - {id: back, undo: [b, a], when: a.settled}
                                  - {id: c, wide: {to: 2}, when: a.settled}
                                """);

        assertThat(report.exit()).isEqualTo(ExitCode.DONE);
        assertThat(bench.panel.drives())
                .containsExactly(
                        "turn@eu-1/cp1=5", "wide@eu-1=1", "wide@eu-1=0", "turn@eu-1/cp1=0");
    }

    @Test
    void an_await_fails_when_its_time_is_over_and_says_what_it_waited_for() {
        Bench bench = bench(1);
        bench.panel.set("api.ready", "eu-1", 2);
        Instant before = bench.time.now();

        RunReport report =
                bench.run(
                        HEAD
                                + "steps:\n  - {id: w, await: {that: api.ready, for: 5s, within: 10m}}\n");

        assertThat(report.exit()).isEqualTo(ExitCode.FAILED);
        assertThat(Duration.between(before, bench.time.now())).isGreaterThan(Duration.ofMinutes(9));
        assertThat(bench.events("r1", Event.StepEnded.class).getFirst().because())
                .contains("not within 10m")
                .contains("api.ready");
    }

    @Test
    void a_gate_without_a_person_takes_otherwise_and_lists_what_is_open() {
        Bench bench = bench(1);

        RunReport report =
                bench.run(
                        HEAD
                                + """
                                steps:
                                  - {id: a, turn: {to: 5}}
                                  - {id: g, gate: {ask: "Go on?", within: 30m, otherwise: stop}}
                                  - {id: b, wide: {to: 1}}
                                """);

        assertThat(report.exit()).isEqualTo(ExitCode.OPEN);
        assertThat(report.open()).containsExactly("a@eu-1/cp1");
        assertThat(report.notReached()).contains("b@eu-1");
    }

    @Test
    void an_attached_person_answers_a_gate_and_binds_a_parameter() {
        Bench bench = bench(1);
        bench.settings = bench.settings.attended(true);
        bench.live =
                picture -> {
                    for (JsonValue ask : picture.get().items("asks")) {
                        bench.control.answer(ask.text("gate").orElseThrow(), "7", "bob");
                    }
                };

        RunReport report =
                bench.run(
                        HEAD
                                + """
                                parameters:
                                  n: {type: integer, required: false, description: how many}
                                steps:
                                  - {id: g, gate: {ask: "How many?", set: n, within: 30m, otherwise: stop}}
                                  - {id: a, turn: {to: "${n}"}}
                                """);

        assertThat(report.done()).contains("a@eu-1/cp1");
        assertThat(bench.panel.get("turn", "eu-1/cp1")).isEqualTo(7);
        assertThat(bench.events("r1", Event.Decided.class))
                .containsExactly(new Event.Decided("g", "7", "bob", "answered", Optional.of("n")));
    }

    @Test
    void a_gate_that_nobody_answers_in_time_never_means_yes() {
        Bench bench = bench(1);
        bench.settings = bench.settings.attended(true);
        Instant before = bench.time.now();

        RunReport report =
                bench.run(
                        HEAD
                                + """
                                steps:
                                  - {id: g, gate: {ask: "Go on?", within: 30m, otherwise: stop}}
                                  - {id: b, turn: {to: 1}}
                                """);

        assertThat(bench.panel.drives()).isEmpty();
        assertThat(report.exit()).isEqualTo(ExitCode.OPEN);
        assertThat(Duration.between(before, bench.time.now()))
                .isGreaterThanOrEqualTo(Duration.ofMinutes(30));
    }

    @Test
    void an_open_change_is_kept_while_the_run_lives_and_a_lost_one_is_said_once() {
        Bench bench = bench(1);
        bench.panel.set("api.ready", "eu-1", 2);
        bench.panel.breaks("keep", "eu-1/cp1");

        bench.run(
                HEAD
                        + """
                        steps:
                          - {id: a, hold: {to: 5}}
                          - {id: w, await: {that: api.ready, for: 5s, within: 2m}, on-failure: continue}
                          - {id: back, undo: [a]}
                        """);

        assertThat(bench.panel.keeps("eu-1/cp1")).isBetween(11, 13);
        assertThat(bench.events("r1", Event.NotKept.class)).hasSize(1);
    }

    @Test
    void tracks_go_side_by_side_and_what_is_not_begun_when_until_holds_is_not_begun() {
        Bench bench = bench(1);
        bench.panel.set("api.ready", "eu-1", 2);
        bench.panel.onDrive = () -> bench.panel.set("api.ready", "eu-1", 1);

        RunReport report =
                bench.run(
                        HEAD
                                + """
                                steps:
                                  - id: three
                                    until: api.ready
                                    tracks:
                                      one:
                                        - {id: a, turn: {to: 5}}
                                      two:
                                        - {id: w, await: {that: "!api.ready && etcd.quorum", for: 5s, within: 1m}}
                                        - {id: b, wide: {to: 1}}
                                  - {id: back, undo: [a, b]}
                                """);

        assertThat(report.exit()).isEqualTo(ExitCode.DONE);
        assertThat(bench.panel.drives()).containsExactly("turn@eu-1/cp1=5", "turn@eu-1/cp1=0");
    }

    @Test
    void the_first_stop_finishes_what_is_in_flight_and_begins_nothing_new() {
        Bench bench = bench(3);
        bench.panel.onDrive = () -> bench.control.stop(1, "ann");

        RunReport report = bench.run(HEAD + "steps:\n  - {id: a, turn: {to: 5}, waves: [1]}\n");

        assertThat(report.exit()).isEqualTo(ExitCode.ABORTED);
        assertThat(report.done()).containsExactly("a@eu-1/cp1");
        assertThat(report.notReached()).containsExactly("a@eu-1/cp2", "a@eu-1/cp3");
        assertThat(report.inDoubt()).isEmpty();
    }

    @Test
    void the_second_stop_leaves_what_was_cut_in_doubt_and_resume_settles_it() {
        Bench bench = bench(1);
        bench.panel.breaks("stuck", "eu-1/cp1");
        bench.panel.onDrive = () -> bench.control.stop(2, "ann");

        RunReport report = bench.run(HEAD + "steps:\n  - {id: a, turn: {to: 5}}\n");

        assertThat(report.exit()).isEqualTo(ExitCode.IN_DOUBT);
        assertThat(report.inDoubt()).containsExactly("a@eu-1/cp1");
        assertThat(bench.events("r1"))
                .as("what is cut does not cut the journal off")
                .anyMatch(Event.Driven.class::isInstance)
                .last()
                .isInstanceOf(Event.RunClosed.class);

        bench.panel.onDrive = () -> {};
        bench.panel.mends("stuck", "eu-1/cp1");
        RunReport resumed = bench.resume("r1");

        assertThat(resumed.done()).containsExactly("a@eu-1/cp1");
        assertThat(resumed.inDoubt()).isEmpty();
        assertThat(bench.panel.get("turn", "eu-1/cp1")).isEqualTo(5);
    }

    @Test
    void what_may_be_driven_once_is_not_driven_again() {
        Bench bench = bench(1);
        bench.panel.breaks("stuck", "eu-1/cp1");
        bench.panel.onDrive = () -> bench.control.stop(2, "ann");
        bench.run(HEAD + "steps:\n  - {id: a, fire-once: {to: 5}}\n");
        bench.panel.onDrive = () -> {};

        RunReport resumed = bench.resume("r1");

        assertThat(bench.panel.drives()).containsExactly("fire-once@eu-1/cp1=5");
        assertThat(resumed.failed()).containsExactly("a@eu-1/cp1");
    }

    @Test
    void a_resumed_change_wants_what_was_wanted_then() {
        Bench bench = bench(1);
        bench.panel.set("turn", "eu-1/cp1", 3);
        bench.panel.onDrive =
                () -> {
                    // Driven, and killed before anybody looked.
                    bench.panel.set("turn", "eu-1/cp1", 6);
                    bench.panel.breaks("look", "eu-1/cp1");
                    bench.control.stop(2, "ann");
                };
        bench.run(HEAD + "steps:\n  - {id: a, turn: {times: 2}}\n");
        bench.panel.onDrive = () -> {};
        bench.panel.mends("look", "eu-1/cp1");

        bench.resume("r1");

        assertThat(bench.panel.get("turn", "eu-1/cp1")).isEqualTo(6);
        bench.undo("r1");
        assertThat(bench.panel.get("turn", "eu-1/cp1")).isEqualTo(3);
    }
}

package dev.postern.engine.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.core.value.Failure;
import dev.postern.engine.Bench;
import dev.postern.engine.plan.Plan;
import dev.postern.journal.Event;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** What is gone on with, what is finished first, and what is not taken up at all. */
class ResumedRunTest {
    private static final String HEAD = "playbook: test\ntitle: A test\nsteps:\n";
    private static final String WAVES = HEAD + "  - {id: a, %s: {to: 5}, waves: [1]}\n";

    @TempDir Path runs;

    private Bench stoppedAfterTheFirst(String action, Map<String, Integer> clusters) {
        Bench bench = new Bench(runs, clusters);
        bench.panel.onDrive = () -> bench.control.stop(1, "ann");
        bench.run(WAVES.formatted(action));
        bench.panel.onDrive = () -> {};
        return bench;
    }

    private static Failure not(Bench bench, String id) {
        return bench.resumed(id).whyNot().orElseThrow();
    }

    @Test
    void what_is_half_done_in_a_cluster_is_finished_although_the_action_would_not_begin_it_now() {
        Bench bench = stoppedAfterTheFirst("turn", Map.of("eu-1", 2));
        bench.panel.breaks("refuse", "eu-1");

        RunReport resumed = bench.resume("r1");

        assertThat(resumed.done()).contains("a@eu-1/cp1", "a@eu-1/cp2");
        assertThat(bench.panel.get("turn", "eu-1/cp2")).isEqualTo(5);
        assertThat(bench.events("r1", Event.Refused.class)).isEmpty();
    }

    @Test
    void what_is_half_put_back_is_put_back_to_the_end_although_its_condition_speaks_of_it() {
        Bench bench = new Bench(runs, Map.of("eu-1", 2, "eu-2", 2));
        bench.panel.onDrive =
                () -> {
                    if (bench.panel.drives().contains("turn@eu-1/cp2=0")) {
                        bench.control.stop(1, "ann");
                    }
                };
        bench.run(
                HEAD
                        + "  - {id: a, turn: {to: 5}, waves: [1]}\n"
                        + "  - {id: back, undo: [a], waves: [1], when: a.settled}\n");
        bench.panel.onDrive = () -> {};
        assertThat(bench.panel.drives()).doesNotContain("turn@eu-1/cp1=0");

        RunReport resumed = bench.resume("r1");

        assertThat(resumed.exit()).isEqualTo(ExitCode.DONE);
        assertThat(resumed.open()).isEmpty();
        assertThat(bench.panel.get("turn", "eu-1/cp1")).isZero();
        assertThat(bench.panel.get("turn", "eu-2/cp1")).isZero();
        assertThat(bench.events("r1", Event.StepSkipped.class)).isEmpty();
        assertThat(bench.events("r1", Event.Undone.class))
                .hasSize(4)
                .allMatch(u -> u.by().equals(java.util.Optional.of("back")));
    }

    @Test
    void where_an_undo_step_has_put_nothing_back_its_condition_is_asked_again() {
        Bench bench = new Bench(runs, Map.of("eu-1", 1));
        bench.panel.set("api.ready", "eu-1", 1);
        bench.panel.onLook =
                target -> {
                    if (bench.panel.drives().size() == 1
                            && bench.events("r1", Event.StepEnded.class).size() == 1) {
                        bench.control.stop(1, "ann");
                    }
                };
        bench.run(
                HEAD
                        + "  - {id: a, turn: {to: 5}}\n"
                        + "  - {id: back, undo: [a], when: api.ready}\n");
        assertThat(bench.events("r1", Event.StepStarted.class)).hasSize(2);
        bench.panel.onLook = target -> {};
        bench.panel.set("api.ready", "eu-1", 2);

        RunReport resumed = bench.resume("r1");

        assertThat(resumed.open()).containsExactly("a@eu-1/cp1");
        assertThat(bench.events("r1", Event.Undone.class)).isEmpty();
    }

    @Test
    void what_was_not_begun_in_a_cluster_is_refused_there_whatever_is_half_done_in_another() {
        Bench bench = new Bench(runs, Map.of("eu-1", 1, "eu-2", 1));
        bench.panel.breaks("look", "eu-2/cp1");
        bench.run(HEAD + "  - {id: z, wide: {to: 1}}\n  - {id: a, turn: {to: 5}}\n");
        bench.panel.mends("look", "eu-2/cp1");
        bench.panel.breaks("refuse", "eu-2");

        bench.resume("r1");

        assertThat(bench.events("r1", Event.Refused.class))
                .extracting(Event.Refused::cluster)
                .containsExactly("eu-2");
        assertThat(bench.panel.drives()).noneMatch(d -> d.contains("turn@eu-2/"));
    }

    @Test
    void what_must_cover_all_of_a_cluster_is_not_gone_on_with_on_some_of_it() {
        Bench bench = new Bench(runs, Map.of("eu-1", 2));
        bench.panel.breaks("drive", "eu-1/cp2");
        bench.run(HEAD + "  - {id: a, switch-all: {to: 5}}\n");
        bench.panel.mends("drive", "eu-1/cp2");
        bench.panel.breaks("look", "eu-1/cp2");

        RunReport resumed = bench.resume("r1");

        assertThat(resumed.exit()).isEqualTo(ExitCode.REFUSED);
        assertThat(bench.events("r1", Event.Refused.class))
                .singleElement()
                .extracting(r -> r.troubles().getFirst().sentence())
                .asString()
                .contains("covers all of eu-1 or nothing");

        bench.panel.mends("look", "eu-1/cp2");
        assertThat(bench.resume("r1").done()).contains("a@eu-1/cp1", "a@eu-1/cp2");
    }

    @Test
    void what_is_as_wanted_already_is_not_driven_again_and_what_fell_back_is() {
        for (boolean fell : List.of(false, true)) {
            Bench bench = new Bench(runs.resolve("f" + fell), Map.of("eu-1", 2));
            bench.panel.onDrive = () -> bench.control.stop(1, "ann");
            bench.run(WAVES.formatted("turn"));
            bench.panel.onDrive = () -> {};
            if (fell) {
                bench.panel.set("turn", "eu-1/cp1", 4);
            }

            RunReport resumed = bench.resume("r1");

            assertThat(resumed.done()).contains("a@eu-1/cp1", "a@eu-1/cp2");
            assertThat(bench.panel.drives()).hasSize(fell ? 3 : 2);
            // What was there before anything was changed is what an undo goes back to.
            bench.undo("r1");
            assertThat(bench.panel.get("turn", "eu-1/cp1")).isZero();
        }
    }

    @Test
    void once_only_is_driven_where_it_is_known_that_it_had_no_effect() {
        Bench bench = new Bench(runs, Map.of("eu-1", 1));
        bench.panel.breaks("drive", "eu-1/cp1");
        bench.run(HEAD + "  - {id: a, fire-once: {to: 5}}\n");
        bench.panel.mends("drive", "eu-1/cp1");

        assertThat(bench.resume("r1").done()).containsExactly("a@eu-1/cp1");
        assertThat(bench.panel.drives()).hasSize(2);
    }

    @Test
    void what_is_being_undone_is_not_driven_forward_again() {
        Bench bench = new Bench(runs, Map.of("eu-1", 1));
        Plan plan = bench.plan(HEAD + "  - {id: a, turn: {to: 5}}\n");
        bench.run("r1", plan);
        bench.panel.breaks("drive", "eu-1/cp1");
        bench.undo("r1");

        Failure why = not(bench, "r1");

        assertThat(why.kind()).isEqualTo(Failure.Kind.REFUSED);
        assertThat(why.sentence())
                .isEqualTo("run r1 is not completed: it was undone, or its undo was begun");
        assertThat(why.next()).isEqualTo("postern runs undo r1, or a new run");
    }

    @Test
    void a_run_begins_once_and_nothing_that_has_not_begun_is_undone() {
        Bench bench = new Bench(runs, Map.of("eu-1", 1));
        Plan plan = bench.plan(HEAD + "  - {id: a, turn: {to: 5}}\n");
        bench.directory("r1", plan);
        assertThat(bench.undone("r1").whyNot().orElseThrow().sentence())
                .isEqualTo("run r1: it has not begun anything");
        assertThat(bench.stragglers("r1").whyNot().orElseThrow().sentence())
                .isEqualTo("run r1 has no stragglers to finish: it has not ended yet");

        assertThat(bench.begun("r1").isOk()).isTrue();
        Failure again = bench.begun("r1").whyNot().orElseThrow();

        assertThat(again.sentence()).isEqualTo("run r1: it has begun already");
        assertThat(again.next()).isEqualTo("postern runs resume r1");
        assertThat(bench.panel.drives()).hasSize(1);
    }

    @Test
    void a_run_that_was_killed_before_its_first_line_is_begun_by_a_resume() {
        Bench bench = new Bench(runs, Map.of("eu-1", 1));
        bench.directory("r1", bench.plan(HEAD + "  - {id: a, turn: {to: 5}}\n"));

        assertThat(bench.resume("r1").done()).containsExactly("a@eu-1/cp1");

        assertThat(bench.events("r1").getFirst()).isInstanceOf(Event.RunOpened.class);
    }

    @Test
    void who_goes_on_with_it_and_what_for_is_in_the_journal() {
        Bench bench = stoppedAfterTheFirst("turn", Map.of("eu-1", 2));
        bench.settings = RunSettings.of("bob@desk", "goes on");
        bench.resume("r1");
        bench.undo("r1");

        assertThat(bench.events("r1", Event.Reopened.class))
                .containsExactly(
                        new Event.Reopened("bob@desk", "complete"),
                        new Event.Reopened("bob@desk", "undo"));
    }

    @Test
    void a_guard_is_for_what_is_not_begun_and_not_for_what_is_half_done() {
        String guarded =
                "playbook: test\ntitle: A test\nguards:\n  - {that: etcd.quorum, else: no quorum}\n"
                        + "steps:\n  - {id: a, turn: {to: 5}, waves: [1]}\n";
        Bench bench = new Bench(runs, Map.of("eu-1", 2));
        bench.panel.set("etcd.quorum", "eu-1", 1);
        bench.panel.onDrive = () -> bench.control.stop(1, "ann");
        bench.run(guarded);
        bench.panel.onDrive = () -> {};
        bench.panel.set("etcd.quorum", "eu-1", 2);

        assertThat(bench.resume("r1").done()).contains("a@eu-1/cp2");
        assertThat(bench.events("r1", Event.GuardChecked.class))
                .containsExactly(
                        new Event.GuardChecked(
                                "eu-1",
                                "etcd.quorum",
                                "yes",
                                bench.events("r1", Event.GuardChecked.class).getFirst().because()));
    }

    @Test
    void a_guard_that_does_not_hold_says_what_the_playbook_says_and_where() {
        Bench bench = new Bench(runs, Map.of("eu-1", 1, "eu-2", 1));
        bench.panel.set("etcd.quorum", "eu-1", 1);
        bench.panel.set("etcd.quorum", "eu-2", 2);

        RunReport report =
                bench.run(
                        "playbook: test\ntitle: A test\nguards:\n"
                                + "  - {that: etcd.quorum, else: etcd has no quorum}\n"
                                + "steps:\n  - {id: a, turn: {to: 5}}\n  - {id: b, wide: {to: 1}}\n");

        assertThat(report.exit()).isEqualTo(ExitCode.REFUSED);
        assertThat(report.notReached()).containsExactly("a@eu-1", "a@eu-2", "b@eu-1", "b@eu-2");
        Event.Refused refused = bench.events("r1", Event.Refused.class).getFirst();
        assertThat(bench.events("r1", Event.Refused.class)).hasSize(1);
        assertThat(refused.step()).isEqualTo("guard");
        assertThat(refused.cluster()).isEqualTo("eu-2");
        assertThat(refused.troubles().getFirst().what()).isEqualTo("etcd has no quorum");
        assertThat(refused.troubles().getFirst().next())
                .isEqualTo("postern diagnose eu-2 --from hosts");
        assertThat(bench.panel.drives()).isEmpty();
    }

    @Test
    void what_a_person_has_answered_before_is_still_the_answer() {
        Bench bench = new Bench(runs, Map.of("eu-1", 1));
        bench.settings = bench.settings.answers(Map.of("g", "7"));
        bench.panel.onDrive = () -> bench.control.stop(1, "ann");
        bench.run(
                """
                playbook: test
                title: A test
                parameters:
                  n: {type: integer, required: false, description: how many}
                steps:
                  - {id: g, gate: {ask: "How many?", set: n, within: 30m, otherwise: stop}}
                  - {id: a, wide: {to: 1}}
                  - {id: b, turn: {to: "${n}"}}
                """);
        bench.panel.onDrive = () -> {};
        bench.settings = RunSettings.of("bob@desk", "goes on");

        assertThat(bench.resume("r1").notReached()).isEmpty();

        assertThat(bench.panel.get("turn", "eu-1/cp1")).isEqualTo(7);
    }

    @Test
    void a_run_that_has_begun_is_completed_although_its_plan_would_be_too_old_to_begin()
            throws InterruptedException {
        Bench bench = stoppedAfterTheFirst("turn", Map.of("eu-1", 2));
        try (var counted = bench.time.enter()) {
            bench.time.sleep(Plan.VALID_FOR.plusHours(1));
        }

        assertThat(bench.resume("r1").done()).contains("a@eu-1/cp2");
    }
}

package dev.postern.engine.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.core.fleet.HostId;
import dev.postern.core.value.JsonValue;
import dev.postern.engine.Bench;
import dev.postern.engine.lease.Lease;
import dev.postern.journal.Event;
import dev.postern.json.JsonText;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * An undo as a step, and the undo of a whole run: waves, limits, and what is none of its business.
 */
class UndoStepTest {
    private static final String HEAD = "playbook: test\ntitle: A test\nsteps:\n";

    @TempDir Path runs;

    private static Event.StepEnded ended(Bench bench, String step) {
        return bench.events("r1", Event.StepEnded.class).stream()
                .filter(e -> e.step().equals(step))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void it_stops_when_more_than_its_limit_do_not_go_back_and_not_before() {
        for (int broken = 1; broken <= 2; broken++) {
            int wrong = broken;
            Bench bench = new Bench(runs.resolve("b" + broken), Map.of("eu-1", 4));
            bench.live =
                    picture -> {
                        if (picture.get().text("step").equals(Optional.of("back"))) {
                            // An undo goes the other way: the last host is the first.
                            for (int i = 0; i < wrong; i++) {
                                bench.panel.breaks("drive", "eu-1/cp" + (4 - i));
                            }
                        }
                    };

            RunReport report =
                    bench.run(
                            HEAD
                                    + "  - {id: a, turn: {to: 5}, waves: [1]}\n"
                                    + "  - {id: back, undo: [a], waves: [1], max-failed: 1}\n");

            boolean over = broken > 1;
            assertThat(report.failed()).as("%d", broken).hasSize(broken);
            assertThat(report.exit()).isEqualTo(over ? ExitCode.THRESHOLD : ExitCode.OPEN);
            assertThat(report.notReached())
                    .as("%d", broken)
                    .isEqualTo(over ? List.of("a@eu-1/cp2", "a@eu-1/cp1") : List.of());
            assertThat(report.open()).as("%d", broken).hasSize(over ? 4 : 1);
        }
    }

    @Test
    void it_drives_back_what_it_names_and_only_in_the_clusters_that_it_is_for() {
        Bench bench = new Bench(runs, Map.of("eu-1", 1, "eu-2", 1));
        bench.panel.set("api.ready", "eu-1", 1);
        bench.panel.set("api.ready", "eu-2", 2);

        RunReport report =
                bench.run(
                        HEAD
                                + "  - {id: a, turn: {to: 5}}\n"
                                + "  - {id: b, wide: {to: 6}}\n"
                                + "  - {id: back, undo: [a], when: api.ready}\n");

        assertThat(report.open()).containsExactlyInAnyOrder("a@eu-2/cp1", "b@eu-1", "b@eu-2");
        assertThat(ended(bench, "back").clusters())
                .containsExactlyInAnyOrderEntriesOf(Map.of("eu-1", "undone", "eu-2", "skipped"));
        assertThat(bench.events("r1", Event.StepSkipped.class))
                .singleElement()
                .matches(s -> s.cluster().equals("eu-2"))
                .matches(s -> s.because().startsWith("when api.ready does not hold"));
    }

    @Test
    void one_of_which_nothing_is_open_says_so_and_has_nothing_to_do() {
        Bench bench = new Bench(runs, Map.of("eu-1", 1));
        bench.panel.set("turn", "eu-1/cp1", 5);

        RunReport report =
                bench.run(HEAD + "  - {id: a, turn: {to: 5}}\n  - {id: back, undo: [a]}\n");

        assertThat(report.exit()).isEqualTo(ExitCode.DONE);
        assertThat(ended(bench, "back").status()).isEqualTo("undone");
        assertThat(ended(bench, "back").because()).isEqualTo("nothing of it is open");
    }

    @Test
    void what_is_as_before_already_is_not_driven_and_the_journal_says_so() {
        Bench bench = new Bench(runs, Map.of("eu-1", 1));
        bench.run(HEAD + "  - {id: a, turn: {to: 5}}\n");
        bench.panel.set("turn", "eu-1/cp1", 0);

        assertThat(bench.undo("r1").exit()).isEqualTo(ExitCode.DONE);

        assertThat(bench.panel.drives()).hasSize(1);
        assertThat(bench.events("r1", Event.Undone.class))
                .singleElement()
                .matches(Event.Undone::already);
        assertThat(bench.events("r1", Event.UndoStarted.class)).isEmpty();
    }

    @Test
    void what_cannot_be_looked_at_stays_open_and_is_tried_again_by_the_next_undo() {
        Bench bench = new Bench(runs, Map.of("eu-1", 2));
        bench.run(HEAD + "  - {id: a, turn: {to: 5}}\n");
        bench.panel.breaks("look", "eu-1/cp1");

        RunReport undone = bench.undo("r1");

        assertThat(undone.notReached()).containsExactly("a@eu-1/cp1");
        assertThat(undone.done()).containsExactly("a@eu-1/cp2");
        assertThat(undone.open()).containsExactly("a@eu-1/cp1");
        assertThat(bench.events("r1", Event.NotUndone.class))
                .extracting(n -> n.change() + ": " + n.trouble().sentence())
                .containsExactly("a@eu-1/cp1: eu-1/cp1 is dark");

        bench.panel.mends("look", "eu-1/cp1");
        assertThat(bench.undo("r1").exit()).isEqualTo(ExitCode.DONE);
    }

    @Test
    void what_does_not_go_back_in_its_time_is_unverified_and_says_what_to_do() {
        Bench bench = new Bench(runs, Map.of("eu-1", 1));
        bench.run(HEAD + "  - {id: a, turn: {to: 5}}\n");
        bench.panel.breaks("stuck", "eu-1/cp1");
        Instant before = bench.time.now();

        RunReport undone = bench.undo("r1");

        assertThat(undone.failed()).containsExactly("a@eu-1/cp1");
        assertThat(undone.exit()).isEqualTo(ExitCode.OPEN);
        assertThat(Duration.between(before, bench.time.now()))
                .isBetween(Duration.ofSeconds(2), Duration.ofSeconds(3));
        Event.Trouble why = bench.events("r1", Event.NotUndone.class).getFirst().trouble();
        assertThat(why.sentence()).isEqualTo("a@eu-1/cp1 is not as it was before: not within 2s");
        assertThat(why.next()).isEqualTo("postern runs undo r1");
    }

    @Test
    void what_refuses_to_go_back_has_failed_at_once() {
        Bench bench = new Bench(runs, Map.of("eu-1", 1));
        bench.run(HEAD + "  - {id: a, turn: {to: 5}}\n");
        bench.panel.breaks("drive", "eu-1/cp1");
        Instant before = bench.time.now();

        assertThat(bench.undo("r1").failed()).containsExactly("a@eu-1/cp1");

        assertThat(Duration.between(before, bench.time.now())).isLessThan(Duration.ofSeconds(1));
        assertThat(bench.events("r1", Event.NotUndone.class))
                .singleElement()
                .matches(n -> n.trouble().sentence().equals("eu-1/cp1 does not turn"));
    }

    @Test
    void what_is_no_target_any_more_is_named_and_the_others_go_back() {
        Bench bench = new Bench(runs, Map.of("eu-1", 2));
        bench.run(HEAD + "  - {id: a, turn: {to: 5}}\n");
        bench.panel.breaks("gone", "eu-1/cp1");

        RunReport undone = bench.undo("r1");

        assertThat(undone.failed()).containsExactly("a@eu-1/cp1");
        assertThat(undone.done()).containsExactly("a@eu-1/cp2");
        Event.Trouble why = bench.events("r1", Event.NotUndone.class).getFirst().trouble();
        assertThat(why.sentence())
                .isEqualTo(
                        "a@eu-1/cp1 cannot be undone from here: this fleet has no eu-1/cp1, or this"
                                + " version no turn");
        assertThat(why.next()).isEqualTo("use the fleet file and the version that made the run");
    }

    @Test
    void an_undo_of_a_run_goes_in_the_waves_of_its_steps_and_who_watches_sees_which() {
        Bench bench = new Bench(runs, Map.of("eu-1", 3));
        bench.run(HEAD + "  - {id: a, turn: {to: 5}, waves: [1, 2]}\n");
        List<String> seen = new CopyOnWriteArrayList<>();
        bench.live = picture -> seen.add(JsonText.line(picture.get()));

        bench.undo("r1");

        assertThat(seen)
                .anyMatch(s -> s.contains("\"step\":\"undo\",\"wave\":\"1 of 2\""))
                .anyMatch(s -> s.contains("\"step\":\"undo\",\"wave\":\"2 of 2\""))
                .noneMatch(s -> s.contains("of 3\""));
    }

    @Test
    void an_undo_that_is_stopped_lists_what_it_did_not_get_to() {
        Bench bench = new Bench(runs, Map.of("eu-1", 3));
        bench.run(HEAD + "  - {id: a, turn: {to: 5}, waves: [1]}\n");
        RunControl hand = new RunControl(bench.time);
        bench.panel.onDrive = () -> hand.stop(1, "ann");

        RunReport undone = bench.undo("r1", hand);

        assertThat(undone.done()).containsExactly("a@eu-1/cp3");
        assertThat(undone.notReached()).containsExactly("a@eu-1/cp2", "a@eu-1/cp1");
        assertThat(undone.exit()).isEqualTo(ExitCode.ABORTED);
    }

    @Test
    void on_failure_undo_goes_in_the_waves_of_the_step() {
        Bench bench = new Bench(runs, Map.of("eu-1", 3));
        bench.panel.breaks("drive", "eu-1/cp3");
        List<String> seen = new CopyOnWriteArrayList<>();
        bench.live = picture -> seen.add(JsonText.line(picture.get()));

        RunReport report =
                bench.run(
                        HEAD
                                + "  - {id: z, wide: {to: 2}}\n"
                                + "  - {id: a, turn: {to: 5}, waves: [1], on-failure: undo}\n");

        assertThat(report.open()).containsExactly("z@eu-1");
        assertThat(report.done()).contains("a@eu-1/cp1", "a@eu-1/cp2");
        assertThat(bench.panel.drives())
                .containsExactly(
                        "wide@eu-1=2",
                        "turn@eu-1/cp1=5",
                        "turn@eu-1/cp2=5",
                        "turn@eu-1/cp3=5",
                        "turn@eu-1/cp2=0",
                        "turn@eu-1/cp1=0");
        assertThat(seen).anyMatch(s -> s.contains("\"wave\":\"2 of 2\""));
    }

    @Test
    void what_goes_back_nearly_says_what_differs_and_what_cannot_is_not_touched() {
        Bench bench = new Bench(runs, Map.of("eu-1", 1));
        bench.run(
                HEAD
                        + "  - {id: a, scratch: {to: 5}}\n"
                        + "  - {id: b, burn: {to: 6}}\n"
                        + "  - {id: c, turn: {to: 7}}\n");
        assertThat(bench.events("r1", Event.Intended.class))
                .extracting(i -> i.undo() + " " + i.undoWhy().orElse("-"))
                .containsExactly(
                        "best-effort the scratch stays", "impossible it is burnt", "exact -");

        RunReport undone = bench.undo("r1");

        assertThat(bench.panel.get("burn", "eu-1/cp1")).isEqualTo(6);
        assertThat(bench.panel.drives()).hasSize(5).noneMatch(d -> d.equals("burn@eu-1/cp1=0"));
        assertThat(undone.failed()).containsExactly("b@eu-1/cp1");
        assertThat(undone.open()).containsExactly("b@eu-1/cp1");
        Event.Trouble why = bench.events("r1", Event.NotUndone.class).getFirst().trouble();
        assertThat(why.sentence()).isEqualTo("b@eu-1/cp1 cannot be undone: it is burnt");
        assertThat(why.next()).isEqualTo("what was there before is in the journal's blobs");
        assertThat(bench.events("r1", Event.Undone.class))
                .extracting(u -> u.change() + " " + u.differs().orElse("-"))
                .containsExactlyInAnyOrder("c@eu-1/cp1 -", "a@eu-1/cp1 the scratch stays");
    }

    @Test
    void a_host_that_was_taken_over_is_not_driven_back_by_who_lost_it() {
        Bench bench = new Bench(runs, Map.of("eu-1", 1));
        bench.run(HEAD + "  - {id: a, turn: {to: 5}}\n");
        HostId host = bench.world.fleet().clusters().getFirst().hosts().getFirst().id();
        bench.panel.onLook =
                target ->
                        new Lease(bench.world, "r1", "bob@bastion", "another")
                                .seize(host, JsonValue.nothing());

        RunReport undone = bench.undo("r1");

        assertThat(undone.exit()).isEqualTo(ExitCode.ABORTED);
        assertThat(bench.panel.get("turn", "eu-1/cp1")).isEqualTo(5);
        assertThat(bench.events("r1", Event.UndoStarted.class)).isEmpty();
        assertThat(bench.events("r1", Event.HandedOver.class))
                .containsExactly(new Event.HandedOver("bob@bastion", "eu-1/cp1"));
    }

    @Test
    void a_second_stop_in_an_undo_leaves_it_in_doubt_and_the_next_undo_finishes_it() {
        Bench bench = new Bench(runs, Map.of("eu-1", 1));
        bench.run(HEAD + "  - {id: a, turn: {to: 5}}\n");
        RunControl hand = new RunControl(bench.time);
        bench.panel.breaks("stuck", "eu-1/cp1");
        bench.panel.onDrive = () -> hand.stop(2, "ann");

        RunReport cut = bench.undo("r1", hand);

        assertThat(cut.exit()).isEqualTo(ExitCode.IN_DOUBT);
        assertThat(cut.inDoubt()).containsExactly("a@eu-1/cp1");
        assertThat(bench.events("r1", Event.NotUndone.class)).isEmpty();
        bench.panel.mends("stuck", "eu-1/cp1");
        bench.panel.onDrive = () -> {};
        assertThat(bench.undo("r1").exit()).isEqualTo(ExitCode.DONE);
        assertThat(bench.panel.get("turn", "eu-1/cp1")).isZero();
    }

    @Test
    void a_bug_in_a_drive_back_may_have_done_it_so_it_is_looked_at_for_its_whole_time() {
        Bench bench = new Bench(runs, Map.of("eu-1", 1));
        bench.run(HEAD + "  - {id: a, turn: {to: 5}}\n");
        Instant before = bench.time.now();
        bench.panel.onDrive =
                () -> {
                    throw new IllegalStateException("oops");
                };
        bench.panel.onLook =
                target -> {
                    if (bench.time.now().isAfter(before.plusSeconds(1))) {
                        bench.panel.set("turn", "eu-1/cp1", 0);
                    }
                };

        assertThat(bench.undo("r1").exit()).isEqualTo(ExitCode.DONE);
    }

    @Test
    void what_is_being_looked_at_when_an_undo_is_stopped_is_not_driven_back_and_stays_kept() {
        Bench bench = new Bench(runs, Map.of("eu-1", 1));
        bench.run(HEAD + "  - {id: a, hold: {to: 5}}\n");
        RunControl hand = new RunControl(bench.time);
        bench.panel.onLook = target -> hand.stop(1, "ann");

        RunReport undone = bench.undo("r1", hand);

        assertThat(undone.exit()).isEqualTo(ExitCode.ABORTED);
        assertThat(undone.notReached()).containsExactly("a@eu-1/cp1");
        assertThat(bench.panel.get("hold", "eu-1/cp1")).isEqualTo(5);
        assertThat(bench.events("r1", Event.UndoStarted.class)).isEmpty();
    }

    @Test
    void what_is_being_looked_at_when_an_undo_is_paused_is_kept_meanwhile_and_looked_at_again() {
        Bench bench = new Bench(runs, Map.of("eu-1", 1));
        bench.run(HEAD + "  - {id: a, hold: {to: 5}}\n");
        RunControl hand = new RunControl(bench.time);
        int keeps = bench.panel.keeps("eu-1/cp1");
        int looks = bench.panel.looks("eu-1/cp1");
        Instant before = bench.time.now();
        bench.panel.onLook =
                target -> {
                    if (bench.panel.looks(target) == looks + 1) {
                        hand.pause(true, "ann");
                    }
                };
        bench.live =
                picture -> {
                    if (bench.time.now().isAfter(before.plusSeconds(62))) {
                        hand.pause(false, "bob");
                    }
                };

        assertThat(bench.undo("r1", hand).exit()).isEqualTo(ExitCode.DONE);

        assertThat(bench.panel.keeps("eu-1/cp1") - keeps).isBetween(5, 7);
        assertThat(bench.panel.looks("eu-1/cp1") - looks).isEqualTo(3);
        assertThat(bench.panel.get("hold", "eu-1/cp1")).isZero();
    }

    @Test
    void a_cluster_that_had_nothing_to_drive_back_has_ended_as_undone_too() {
        Bench bench = new Bench(runs, Map.of("eu-1", 1, "eu-2", 1));
        bench.panel.set("turn", "eu-2/cp1", 5);

        bench.run(HEAD + "  - {id: a, turn: {to: 5}}\n  - {id: back, undo: [a]}\n");

        assertThat(ended(bench, "back").clusters())
                .isEqualTo(Map.of("eu-1", "undone", "eu-2", "undone"));
        assertThat(bench.panel.get("turn", "eu-2/cp1")).isEqualTo(5);
    }
}

package dev.postern.engine.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.engine.Bench;
import dev.postern.journal.Event;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/** One change, from the intention to what came of it: a drive that fails, half fails, or is cut. */
class DrivenChangeTest {
    private static final String ONE = "playbook: test\ntitle: A test\nsteps:\n  - {id: a, %s}\n";
    private static final String WAITS =
            "  - {id: w, await: {that: api.ready, for: 5s, within: 1m}}\n";

    @TempDir Path runs;
    private Bench bench;
    private Instant begun;

    @BeforeEach
    void oneHost() {
        bench = new Bench(runs, Map.of("eu-1", 1));
        bench.panel.set("api.ready", "eu-1", 2);
        begun = bench.time.now();
    }

    private RunReport run(String step) {
        return bench.run(ONE.formatted(step));
    }

    private Event.NotSettled notSettled() {
        return bench.events("r1", Event.NotSettled.class).getFirst();
    }

    private Duration passed() {
        return Duration.between(begun, bench.time.now());
    }

    private static void sleep(Bench at, Duration time) {
        try {
            at.time.sleep(time);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void the_intention_says_whether_it_may_be_driven_once_only_and_undone_when_named_only() {
        run("fire-once: {to: 5}");
        assertThat(bench.events("r1", Event.Intended.class))
                .singleElement()
                .matches(Event.Intended::once)
                .matches(i -> !i.undoOnlyWhenNamed())
                .matches(i -> i.undo().equals("exact"));
        bench.run("r2", bench.plan(ONE.formatted("remove: {to: 1}")));
        assertThat(bench.events("r2", Event.Intended.class))
                .singleElement()
                .matches(i -> !i.once())
                .matches(Event.Intended::undoOnlyWhenNamed);
    }

    @Test
    void a_drive_that_fails_and_changes_nothing_leaves_nothing_open() {
        bench.panel.breaks("drive", "eu-1/cp1");

        RunReport report = run("turn: {to: 5}");

        assertThat(report.exit()).isEqualTo(ExitCode.FAILED);
        assertThat(report.open()).isEmpty();
        assertThat(notSettled().open()).isFalse();
        assertThat(notSettled().status()).isEqualTo("failed");
        assertThat(passed()).as("one look is enough").isLessThan(Duration.ofSeconds(1));
    }

    @Test
    void a_drive_that_fails_half_way_leaves_the_change_open() {
        bench.panel.breaks("drive", "eu-1/cp1");
        bench.panel.onDrive = () -> bench.panel.set("turn", "eu-1/cp1", 4);

        RunReport report = run("turn: {to: 5}");

        assertThat(report.open()).containsExactly("a@eu-1/cp1");
        assertThat(notSettled().open()).isTrue();
    }

    @Test
    void a_drive_that_fails_and_did_it_all_the_same_is_done() {
        bench.panel.breaks("drive", "eu-1/cp1");
        bench.panel.onDrive = () -> bench.panel.set("turn", "eu-1/cp1", 5);

        RunReport report = run("turn: {to: 5}");

        assertThat(report.done()).containsExactly("a@eu-1/cp1");
        assertThat(bench.events("r1", Event.Driven.class))
                .singleElement()
                .matches(d -> d.trouble().isPresent());
    }

    @Test
    void a_drive_that_is_cut_off_counts_as_unreachable_and_one_that_is_denied_as_refused() {
        bench.panel.breaks("cut-off", "eu-1/cp1");
        assertThat(run("turn: {to: 5}").exit()).isEqualTo(ExitCode.UNREACHABLE);
        bench.panel.mends("cut-off", "eu-1/cp1");
        bench.panel.breaks("denied", "eu-1/cp1");
        RunReport denied = bench.run("r2", bench.plan(ONE.formatted("turn: {to: 5}")));
        assertThat(denied.exit()).isEqualTo(ExitCode.REFUSED);
        assertThat(denied.failed()).containsExactly("a@eu-1/cp1");
    }

    @Test
    void what_once_only_half_happened_is_never_driven_again() {
        bench.panel.breaks("drive", "eu-1/cp1");
        bench.panel.onDrive = () -> bench.panel.set("fire-once", "eu-1/cp1", 4);
        run("fire-once: {to: 5}");
        bench.panel.mends("drive", "eu-1/cp1");
        bench.panel.onDrive = () -> {};

        RunReport resumed = bench.resume("r1");

        assertThat(bench.panel.drives()).hasSize(1);
        assertThat(resumed.failed()).containsExactly("a@eu-1/cp1");
        assertThat(resumed.open()).containsExactly("a@eu-1/cp1");
    }

    @Test
    void a_drive_that_is_cut_and_fails_is_in_doubt_and_not_called_failed() {
        bench.panel.breaks("drive", "eu-1/cp1");
        bench.panel.onDrive = () -> bench.control.stop(2, "ann");

        RunReport report = run("turn: {to: 5}");

        assertThat(report.exit()).isEqualTo(ExitCode.IN_DOUBT);
        assertThat(report.inDoubt()).containsExactly("a@eu-1/cp1");
        assertThat(bench.events("r1", Event.NotSettled.class)).isEmpty();
        assertThat(bench.events("r1", Event.StepEnded.class))
                .singleElement()
                .matches(e -> e.because().equals("cut: eu-1/cp1 does not turn"));
    }

    @Test
    void a_bug_in_a_drive_may_have_changed_something_so_it_is_looked_at_for_its_whole_time() {
        bench.panel.onDrive =
                () -> {
                    throw new IllegalStateException("oops");
                };
        bench.panel.onLook =
                target -> {
                    // It comes about a second after the drive.
                    if (!bench.panel.drives().isEmpty()
                            && passed().compareTo(Duration.ofSeconds(1)) >= 0) {
                        bench.panel.set("turn", "eu-1/cp1", 5);
                    }
                };

        RunReport report = run("turn: {to: 5}");

        assertThat(report.done()).containsExactly("a@eu-1/cp1");
        assertThat(bench.events("r1", Event.Noted.class)).anyMatch(n -> n.about().equals("a bug"));
    }

    @Test
    void a_bug_in_a_drive_that_changed_nothing_has_failed_when_that_time_is_over() {
        bench.panel.onDrive =
                () -> {
                    throw new IllegalStateException("oops");
                };

        RunReport report = run("turn: {to: 5}");

        assertThat(report.failed()).containsExactly("a@eu-1/cp1");
        assertThat(passed()).isBetween(Duration.ofSeconds(2), Duration.ofSeconds(3));
        assertThat(report.open()).isEmpty();
    }

    @Test
    void what_must_be_kept_is_kept_from_its_drive_on_however_long_it_takes_to_settle() {
        bench.panel.onLook =
                target -> {
                    if (!bench.panel.drives().isEmpty()) {
                        sleep(bench, Duration.ofSeconds(35));
                    }
                };

        run("hold: {to: 5}");

        assertThat(bench.panel.keeps("eu-1/cp1")).isEqualTo(3);
    }

    @Test
    void what_may_be_in_force_after_a_bug_is_kept_too_and_what_failed_is_not() {
        bench.panel.onDrive =
                () -> {
                    throw new IllegalStateException("oops");
                };
        bench.run(ONE.formatted("hold: {to: 5}, on-failure: continue") + WAITS);
        assertThat(bench.panel.keeps("eu-1/cp1")).isPositive();

        Bench failed = new Bench(runs.resolve("failed"), Map.of("eu-1", 1));
        failed.panel.set("api.ready", "eu-1", 2);
        failed.panel.breaks("drive", "eu-1/cp1");
        failed.run(ONE.formatted("hold: {to: 5}, on-failure: continue") + WAITS);
        assertThat(failed.panel.keeps("eu-1/cp1")).isZero();
    }

    @Test
    void a_steps_time_ends_the_settling_too() {
        bench.panel.breaks("stuck", "eu-1/cp1");

        RunReport report = run("turn: {to: 5}, within: 1s");

        assertThat(report.failed()).containsExactly("a@eu-1/cp1");
        assertThat(passed()).isBetween(Duration.ofSeconds(1), Duration.ofMillis(1500));
        assertThat(notSettled().status()).isEqualTo("unverified");
        assertThat(notSettled().trouble().sentence())
                .isEqualTo("a@eu-1/cp1 was driven and is not as wanted: not within 2s");
    }

    @Test
    void a_look_that_does_not_come_back_in_the_steps_time_is_unreachable() {
        var plan = bench.plan(ONE.formatted("turn: {to: 5}, within: 10s"));
        bench.panel.onLook = target -> sleep(bench, Duration.ofMinutes(5));

        RunReport report = bench.run("r1", plan);

        assertThat(report.notReached()).containsExactly("a@eu-1/cp1");
        assertThat(bench.panel.drives()).isEmpty();
        assertThat(bench.events("r1", Event.StepEnded.class))
                .singleElement()
                .matches(e ->
                        e.because()
                                .equals(
                                        "eu-1/cp1 could not be looked at: no answer within"
                                                + " 10s"));
    }
}

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
import java.util.List;
import java.util.Map;

/** A run that is paused, stopped or interrupted, and what its journal says of who did it. */
class PausedRunTest {
    private static final String PLAYBOOK =
            """
            playbook: test
            title: A test
            steps:
              - {id: a, turn: {to: 5}, waves: [1]}
              - {id: b, wide: {to: 1}}
              - {id: c, hold: {to: 1}}
            """;

    @TempDir Path runs;
    private Bench bench;
    private Instant begun;

    @BeforeEach
    void threeHosts() {
        bench = new Bench(runs, Map.of("eu-1", 3));
        begun = bench.time.now();
    }

    private void pausedAtTheFirstDrive() {
        bench.panel.onDrive =
                () -> {
                    if (bench.panel.drives().size() == 1) {
                        bench.control.pause(true, "ann");
                        bench.control.pause(true, "eve");
                    }
                };
    }

    private boolean after(Duration time) {
        return bench.time.now().isAfter(begun.plus(time));
    }

    @Test
    void while_it_is_paused_nothing_begins_and_what_is_in_flight_is_finished() {
        pausedAtTheFirstDrive();
        List<Integer> drives = new java.util.concurrent.CopyOnWriteArrayList<>();
        bench.live =
                picture -> {
                    if (after(Duration.ofHours(2))) {
                        bench.control.pause(false, "bob");
                    } else if (after(Duration.ofMinutes(1))) {
                        drives.add(bench.panel.drives().size());
                    }
                };

        RunReport report = bench.run(PLAYBOOK);

        assertThat(drives).isNotEmpty().containsOnly(1);
        assertThat(report.notReached()).isEmpty();
        assertThat(bench.panel.drives()).hasSize(7);
        assertThat(bench.events("r1", Event.Paused.class)).containsExactly(new Event.Paused("ann"));
        assertThat(bench.events("r1", Event.Resumed.class))
                .containsExactly(new Event.Resumed("bob"));
        assertThat(after(Duration.ofHours(2))).isTrue();
    }

    @Test
    void who_stops_a_paused_run_does_not_wait_for_it_to_go_on() {
        pausedAtTheFirstDrive();
        bench.live =
                picture -> {
                    if (after(Duration.ofMinutes(1)) && !bench.control.isAsked()) {
                        bench.control.stop(1, "bob");
                    }
                };

        RunReport report = bench.run(PLAYBOOK);

        assertThat(report.exit()).isEqualTo(ExitCode.ABORTED);
        assertThat(bench.panel.drives()).hasSize(1);
        assertThat(after(Duration.ofMinutes(2))).isFalse();
        assertThat(bench.events("r1", Event.StopAsked.class))
                .containsExactly(new Event.StopAsked(1, "bob"));
        assertThat(report.notReached())
                .containsExactly("a@eu-1/cp2", "a@eu-1/cp3", "b@eu-1", "c@eu-1");
    }

    @Test
    void a_run_that_is_being_stopped_cannot_be_paused() {
        bench.panel.onDrive =
                () -> {
                    bench.control.stop(1, "ann");
                    bench.control.pause(true, "eve");
                };

        assertThat(bench.run(PLAYBOOK).exit()).isEqualTo(ExitCode.ABORTED);

        assertThat(bench.events("r1", Event.Paused.class)).isEmpty();
        assertThat(bench.events("r1", Event.StepEnded.class))
                .singleElement()
                .matches(e -> e.because().equals("stopped by ann"))
                .matches(e -> e.status().equals("stopped"))
                .matches(e -> !e.tolerated());
    }

    @Test
    void a_stop_between_two_steps_lists_all_that_were_not_begun() {
        bench.panel.onDrive =
                () -> {
                    if (bench.panel.drives().size() == 3) {
                        bench.control.stop(1, "ann");
                    }
                };

        RunReport report = bench.run(PLAYBOOK);

        assertThat(report.done()).containsExactly("a@eu-1/cp1", "a@eu-1/cp2", "a@eu-1/cp3");
        assertThat(report.notReached()).containsExactly("b@eu-1", "c@eu-1");
        assertThat(bench.events("r1", Event.StepStarted.class)).hasSize(1);
    }

    @Test
    void a_failure_lists_what_was_not_begun_and_none_of_what_was_done() {
        bench.panel.onDrive =
                () -> {
                    if (bench.panel.drives().size() == 3) {
                        bench.panel.breaks("drive", "eu-1");
                    }
                };

        RunReport report = bench.run(PLAYBOOK);

        assertThat(report.failed()).containsExactly("b@eu-1");
        assertThat(report.done()).containsExactly("a@eu-1/cp1", "a@eu-1/cp2", "a@eu-1/cp3");
        assertThat(report.notReached()).containsExactly("c@eu-1");
    }

    @Test
    void a_second_stop_is_written_down_as_one_that_cuts() {
        bench.panel.breaks("stuck", "eu-1/cp1");
        bench.panel.onDrive =
                () -> {
                    bench.control.stop(1, "ann");
                    bench.control.stop(2, "ann");
                };

        RunReport report = bench.run(PLAYBOOK);

        assertThat(report.exit()).isEqualTo(ExitCode.IN_DOUBT);
        assertThat(bench.events("r1", Event.StopAsked.class))
                .containsExactly(new Event.StopAsked(1, "ann"), new Event.StopAsked(2, "ann"));
        assertThat(report.inDoubt()).containsExactly("a@eu-1/cp1");
    }

    @Test
    void a_thread_that_is_interrupted_ends_the_run_as_a_second_stop_does() {
        Thread own = Thread.currentThread();
        bench.panel.onDrive = own::interrupt;

        RunReport report = bench.run(PLAYBOOK);

        Thread.interrupted();
        assertThat(report.exit()).isIn(ExitCode.ABORTED, ExitCode.IN_DOUBT);
        assertThat(bench.panel.drives()).hasSize(1);
        assertThat(bench.events("r1", Event.StopAsked.class))
                .containsExactly(new Event.StopAsked(2, "interrupt"));
        assertThat(bench.events("r1")).last().isInstanceOf(Event.RunClosed.class);
    }

    @Test
    void one_that_is_interrupted_before_anything_touches_nothing() {
        bench.directory("r1", bench.plan(PLAYBOOK));
        Thread.currentThread().interrupt();

        RunReport report = bench.begun("r1").got().orElseThrow();

        Thread.interrupted();
        assertThat(report.exit()).isEqualTo(ExitCode.ABORTED);
        assertThat(bench.events("r1", Event.StopAsked.class))
                .containsExactly(new Event.StopAsked(2, "interrupt"));
        assertThat(bench.panel.drives()).isEmpty();
        assertThat(bench.events("r1")).last().isInstanceOf(Event.RunClosed.class);
    }

    @Test
    void a_stop_while_the_first_hosts_are_looked_at_begins_none_of_them() {
        var plan = bench.plan(PLAYBOOK.replace(", waves: [1]", ""));
        bench.panel.onLook = target -> bench.control.stop(1, "ann");

        RunReport report = bench.run("r1", plan);

        assertThat(bench.panel.drives()).isEmpty();
        assertThat(report.exit()).isEqualTo(ExitCode.ABORTED);
        assertThat(report.notReached())
                .containsExactlyInAnyOrder(
                        "a@eu-1/cp1", "a@eu-1/cp2", "a@eu-1/cp3", "b@eu-1", "c@eu-1");
    }
}

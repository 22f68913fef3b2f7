package dev.postern.engine.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.engine.Bench;
import dev.postern.journal.Event;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A person says stop, or waits, while something is being looked at: it has not begun. */
class StoppedRunTest {
    private static final String HEAD = "playbook: test\ntitle: A test\n";

    @TempDir Path runs;

    /** What was written behind the stop that is the beginning of something. */
    private static List<Event> begunAfterTheStop(Bench bench) {
        List<Event> events = bench.events("r1");
        int stop = events.indexOf(bench.events("r1", Event.StopAsked.class).getLast());
        return events.subList(stop, events.size()).stream()
                .filter(e ->
                        e instanceof Event.Intended
                                || e instanceof Event.UndoStarted
                                || e instanceof Event.WaveStarted
                                || e instanceof Event.StepStarted)
                .toList();
    }

    @Test
    void a_host_that_is_being_looked_at_when_the_stop_comes_is_not_begun() {
        Bench bench = new Bench(runs, Map.of("eu-1", 3));
        String playbook = HEAD + "steps:\n  - {id: a, turn: {to: 5}, waves: [1]}\n";
        var plan = bench.plan(playbook);
        // The second wave looks again just before it drives.
        int planned = bench.panel.looks("eu-1/cp2");
        bench.panel.onLook =
                target -> {
                    if (target.equals("eu-1/cp2") && bench.panel.looks(target) == planned + 2) {
                        bench.control.stop(1, "ann");
                    }
                };

        RunReport report = bench.run("r1", plan);

        assertThat(report.exit()).isEqualTo(ExitCode.ABORTED);
        assertThat(bench.panel.drives()).containsExactly("turn@eu-1/cp1=5");
        assertThat(begunAfterTheStop(bench)).isEmpty();
        assertThat(bench.events("r1", Event.WaveStarted.class)).hasSize(2);
        assertThat(report.notReached()).containsExactly("a@eu-1/cp2", "a@eu-1/cp3");

        bench.panel.onLook = target -> {};
        assertThat(bench.resume("r1").notReached()).isEmpty();
        assertThat(bench.panel.drives()).hasSize(3);
    }

    @Test
    void an_undo_that_is_stopped_finishes_what_is_in_flight_and_begins_no_other() {
        Bench bench = new Bench(runs, Map.of("eu-1", 2));
        bench.run(
                HEAD
                        + """
                        steps:
                          - {id: a, turn: {to: 5}, waves: [1]}
                          - {id: b, switch-all: {to: 6}, waves: [1]}
                        """);
        RunControl hand = new RunControl(bench.time);
        bench.panel.onDrive = () -> hand.stop(1, "ann");

        RunReport stopped = bench.undo("r1", hand);

        assertThat(stopped.exit()).isEqualTo(ExitCode.ABORTED);
        assertThat(stopped.inDoubt()).isEmpty();
        assertThat(begunAfterTheStop(bench)).isEmpty();
        assertThat(bench.panel.get("turn", "eu-1/cp1")).isEqualTo(5);

        bench.panel.onDrive = () -> {};
        assertThat(bench.undo("r1").exit()).isEqualTo(ExitCode.DONE);
        assertThat(bench.panel.get("turn", "eu-1/cp1")).isZero();
    }

    @Test
    void what_is_being_looked_at_when_somebody_pauses_is_looked_at_again_before_it_is_driven() {
        Bench bench = new Bench(runs, Map.of("eu-1", 1));
        var plan = bench.plan(HEAD + "steps:\n  - {id: a, turn: {times: 2}}\n");
        bench.panel.set("turn", "eu-1/cp1", 3);
        int planned = bench.panel.looks("eu-1/cp1");
        bench.panel.onLook =
                target -> {
                    if (bench.panel.looks(target) == planned + 1) {
                        bench.control.pause(true, "ann");
                    }
                };
        bench.live =
                picture -> {
                    boolean paused = !bench.events("r1", Event.Paused.class).isEmpty();
                    if (paused && bench.panel.drives().isEmpty()) {
                        bench.panel.set("turn", "eu-1/cp1", 4);
                        bench.control.pause(false, "ann");
                    }
                };

        bench.run("r1", plan);

        assertThat(bench.panel.drives()).containsExactly("turn@eu-1/cp1=8");
        assertThat(bench.events("r1", Event.Resumed.class)).hasSize(1);
    }
}

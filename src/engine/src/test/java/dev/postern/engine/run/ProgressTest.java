package dev.postern.engine.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.core.playbook.Step;
import dev.postern.core.time.Time;
import dev.postern.engine.Bench;
import dev.postern.engine.VirtualTime;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;

/** Who is behind waits until the others are past a step, or go no further. */
class ProgressTest {
    @TempDir Path runs;
    private final VirtualTime time = new VirtualTime();

    private List<Step> steps() {
        return new Bench(runs, Map.of("eu-1", 1))
                .playbook(
                        "playbook: test\ntitle: A test\nsteps:\n"
                                + "  - {id: a, turn: {to: 5}}\n"
                                + "  - {id: b, turn: {to: 7}}\n"
                                + "  - {id: c, turn: {to: 9}}\n")
                .steps();
    }

    /** What the others do, and how one of the steps is waited for meanwhile. */
    private record Waited(boolean passed, Duration after) {}

    private Waited waited(Progress progress, Step step, Callable<?> others)
            throws InterruptedException {
        try (Time.Scope counted = time.enter()) {
            Instant begun = time.now();
            time.fork("others", others);
            boolean passed = progress.waitFor(step);
            return new Waited(passed, Duration.between(begun, time.now()));
        }
    }

    @Test
    void a_step_is_waited_for_until_the_others_are_past_it() throws InterruptedException {
        List<Step> steps = steps();
        Progress progress = new Progress(time, steps.subList(0, 2));

        assertThat(
                        waited(
                                progress,
                                steps.get(1),
                                () -> {
                                    time.sleep(Duration.ofSeconds(3));
                                    progress.passed(steps.getFirst());
                                    time.sleep(Duration.ofSeconds(4));
                                    progress.passed(steps.get(1));
                                    return null;
                                }))
                .isEqualTo(new Waited(true, Duration.ofSeconds(7)));
        assertThat(progress.isOver().isSet()).isFalse();
    }

    @Test
    void where_they_go_no_further_it_is_said_and_what_they_have_passed_stays_so()
            throws InterruptedException {
        List<Step> steps = steps();
        Progress progress = new Progress(time, steps.subList(0, 2));

        assertThat(
                        waited(
                                progress,
                                steps.get(1),
                                () -> {
                                    progress.passed(steps.getFirst());
                                    time.sleep(Duration.ofSeconds(4));
                                    progress.over();
                                    return null;
                                }))
                .isEqualTo(new Waited(false, Duration.ofSeconds(4)));
        assertThat(progress.isOver().isSet()).isTrue();
        assertThat(progress.waitFor(steps.getFirst())).isTrue();
    }

    @Test
    void a_step_that_is_not_theirs_is_neither_waited_for_nor_passed() throws InterruptedException {
        List<Step> steps = steps();
        Progress progress = new Progress(time, steps.subList(0, 2));
        progress.passed(steps.get(2));

        assertThat(progress.waitFor(steps.get(2))).isFalse();
    }
}

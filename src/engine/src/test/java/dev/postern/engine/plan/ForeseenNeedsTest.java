package dev.postern.engine.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.engine.Bench;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.Map;

/** Which refusals would end a run: those of the steps that will come about, in their cluster. */
class ForeseenNeedsTest {
    private static final String HEAD = "playbook: test\ntitle: A test\nsteps:\n";

    @TempDir Path runs;

    @Test
    void a_step_behind_one_that_is_refused_does_not_come_about_in_that_cluster_only() {
        Bench bench = new Bench(runs, Map.of("eu-1", 2, "eu-2", 2));
        bench.panel.breaks("look", "eu-1/cp2");
        bench.panel.breaks("strictly", "eu-1");
        bench.panel.breaks("strictly", "eu-2");

        Plan plan =
                bench.plan(
                        HEAD
                                + "  - {id: a, turn: {to: 5}}\n"
                                + "  - {id: b, switch-all: {to: 5}, when: a.settled}\n"
                                + "  - {id: c, strict: {to: 5}, when: b.settled}\n");

        assertThat(plan.refusals())
                .containsExactly(
                        "b in eu-1: switch-all covers all of eu-1 or nothing: eu-1/cp2: eu-1/cp2 is"
                                + " dark",
                        "c in eu-2: strictly not on eu-2");
    }

    @Test
    void of_a_steps_limit_only_what_is_refused_is_counted() {
        Bench bench = new Bench(runs, Map.of("eu-1", 2, "eu-2", 2));
        bench.panel.breaks("refuse", "eu-1");
        String step = HEAD + "  - {id: a, turn: {to: 5}, max-failed: %d}\n";

        assertThat(bench.plan(step.formatted(2)).isRefused()).isFalse();
        assertThat(bench.plan(step.formatted(1)).isRefused()).isTrue();
    }
}

package dev.postern.engine.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.core.fleet.ClusterName;
import dev.postern.core.value.Failure;
import dev.postern.engine.Bench;
import dev.postern.engine.plan.Plan.PlannedStep;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** What a person reads of the steps of a plan, word for word, and which of them are in it. */
class PlannedStepsTest {
    private static final String TEXT =
            """
            playbook: test
            title: A test
            parameters:
              n: {type: integer, required: false, description: how many}
              mode: {type: "choice[yes, no]", default: no, description: which}
            steps:
              - {id: a, turn: {to: 5, times: 1}, waves: [1], max-failed: 1, max-unreachable: 2, max-unverified: 3, within: 10m, for: 20s, until: etcd.quorum}
              - {id: w, await: {that: api.ready, for: 5s, within: 2m}, on-failure: ask}
              - id: three
                tracks:
                  one:
                    - {id: plain, switch-all: {}}
                  two:
                    - {id: x, wide: {to: 1}, when: api.ready}
              - {id: g, gate: {ask: "How many in ${mode}?", set: n, within: 30m, otherwise: stop}}
              - {id: c, turn: {to: "${n}", times: 2}}
              - {id: back, undo: [a, x]}
            """;

    @TempDir Path runs;
    private Bench bench;

    @BeforeEach
    void aClusterOfThree() {
        bench = new Bench(runs, Map.of("eu-1", 3));
    }

    private static PlannedStep step(Plan plan, String id) {
        return plan.steps().stream().filter(s -> s.id().equals(id)).findFirst().orElseThrow();
    }

    @Test
    void every_step_says_what_it_is_and_what_it_does() {
        assertThat(bench.plan(TEXT).steps())
                .extracting(s -> s.id() + ", " + s.kind() + ": " + s.work())
                .containsExactly(
                        "a, act: turn to=5 times=1",
                        "w, await: wait until api.ready for 5s, at most 2m",
                        "three, tracks: side by side: one, two",
                        "plain, act: switch-all",
                        "x, act: wide to=1",
                        "g, gate: ask: How many in no? (without an answer in 30m: stop)",
                        "c, act: turn to=${n} times=2",
                        "back, undo: undo a, x");
    }

    @Test
    void a_step_inside_tracks_says_in_which() {
        Plan plan = bench.plan(TEXT);

        assertThat(step(plan, "plain").track()).contains("three/one");
        assertThat(step(plan, "x").track()).contains("three/two");
        assertThat(step(plan, "c").track()).isEmpty();
    }

    @Test
    void its_rules_are_all_there_conditions_too() {
        Plan plan = bench.plan(TEXT);

        assertThat(step(plan, "a").rules())
                .isEqualTo(
                        "waves of eu-1: 1, 1, 1 hosts of each cluster; stops after 1 failed, 2"
                                + " unreachable, 3 unverified; within 10m; each wave watched for"
                                + " 20s");
        assertThat(step(plan, "a").until()).contains("etcd.quorum");
        assertThat(step(plan, "x").when()).contains("api.ready");
        assertThat(step(plan, "c").rules())
                .isEqualTo("stops after 0 failed, 0 unreachable, 0 unverified");
        assertThat(plan.steps())
                .extracting(PlannedStep::onFailure)
                .containsExactly("stop", "ask", "stop", "stop", "stop", "stop", "stop", "stop");
    }

    @Test
    void what_a_parameter_is_bound_to_stands_there_instead_of_its_name() {
        assertThat(step(bench.plan(TEXT, Map.of("n", "7")), "c").work())
                .isEqualTo("turn to=7 times=2");
    }

    @Test
    void a_step_that_will_never_come_about_says_why_and_one_that_will_is_in_the_plan() {
        String only = TEXT + "  - {id: only, wide: {to: 3}, when: \"'${mode}' == 'yes'\"}\n";

        Plan without = bench.plan(only);
        Plan with = bench.plan(only, Map.of("mode", "yes"));

        assertThat(step(without, "only").work())
                .isEqualTo("wide to=3 (not in this plan: when 'no' == 'yes' does not hold)");
        assertThat(without.changes()).noneMatch(c -> c.step().equals("only"));
        assertThat(step(with, "only").work()).isEqualTo("wide to=3");
        assertThat(with.changes()).anyMatch(c -> c.step().equals("only"));
    }

    @Test
    void a_step_whose_condition_hangs_on_what_a_gate_will_set_is_in_the_plan() {
        Plan plan = bench.plan(TEXT + "  - {id: later, wide: {to: 3}, when: \"'${n}' == '3'\"}\n");

        assertThat(step(plan, "later").work()).isEqualTo("wide to=3");
        assertThat(plan.changes()).anyMatch(c -> c.step().equals("later"));
    }

    @Test
    void an_argument_of_the_wrong_type_is_said_with_its_step() {
        String text =
                """
                playbook: test
                title: A test
                parameters:
                  n: {type: text, description: how many}
                steps:
                  - {id: a, turn: {to: "${n}"}}
                """;

        Failure why =
                new Planner(bench.world, bench.catalogue, new Random(7))
                        .plan(
                                new Planner.Request(
                                        bench.playbook(text),
                                        text,
                                        Map.of("n", "many"),
                                        List.of(new ClusterName("eu-1")),
                                        "ann@laptop"))
                        .whyNot()
                        .orElseThrow();

        assertThat(why.what()).startsWith("step a: ");
    }
}

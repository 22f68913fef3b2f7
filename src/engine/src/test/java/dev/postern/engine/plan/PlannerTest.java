package dev.postern.engine.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.core.value.Failure;
import dev.postern.core.value.JsonValue;
import dev.postern.engine.Bench;
import dev.postern.engine.plan.Plan.Known;
import dev.postern.engine.plan.Plan.PlannedChange;
import dev.postern.engine.plan.Plan.PlannedStep;
import dev.postern.json.JsonText;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

class PlannerTest {
    private static final String TEXT =
            """
            playbook: test
            title: A test
            parameters:
              n: {type: integer, required: false, description: how many}
              mode: {type: "choice[yes, no]", default: no, description: which}
            guards:
              - {that: etcd.quorum, else: "no quorum"}
            steps:
              - {id: a, turn: {to: 5}, waves: [1]}
              - {id: b, turn: {times: 2}}
              - {id: never, wide: {to: 1}, when: "'${mode}' == 'yes'"}
              - {id: g, gate: {ask: "How many?", set: n, within: 30m, otherwise: stop}}
              - {id: c, turn: {to: "${n}"}}
              - {id: back, undo: [a], waves: [1, 50%]}
            """;

    @TempDir Path runs;
    private Bench bench;

    @BeforeEach
    void aClusterOfThree() {
        bench = new Bench(runs, Map.of("eu-1", 3));
        bench.panel.set("turn", "eu-1/cp1", 2);
    }

    private static PlannedChange change(Plan plan, String step, String target) {
        return plan.changes().stream()
                .filter(c -> c.step().equals(step) && c.target().equals(target))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void planning_changes_nothing() {
        bench.plan(TEXT);

        assertThat(bench.panel.drives()).isEmpty();
        assertThat(bench.world.files).isEmpty();
    }

    @Test
    void the_first_change_of_a_target_is_observed_and_the_next_is_predicted_from_it() {
        Plan plan = bench.plan(TEXT);

        PlannedChange first = change(plan, "a", "eu-1/cp1");
        assertThat(first.known()).isEqualTo(Known.OBSERVED);
        assertThat(first.before()).isEqualTo(JsonValue.object("value", 2));
        assertThat(first.after()).isEqualTo(JsonValue.object("value", 5));
        assertThat(first.commands()).containsExactly("dial turn 5");
        assertThat(first.undoCommands()).containsExactly("dial turn 2");
        PlannedChange next = change(plan, "b", "eu-1/cp1");
        assertThat(next.known()).isEqualTo(Known.PREDICTED);
        assertThat(next.before()).isEqualTo(first.after());
        assertThat(next.after()).isEqualTo(JsonValue.object("value", 10));
    }

    @Test
    void what_only_an_earlier_step_of_another_action_makes_needed_is_predicted() {
        String steps =
                """
                playbook: test
                title: A test
                steps:
                  - {id: early, turn: {to: 2}}
                  - {id: off, remove: {to: 1}}
                  - {id: late, switch-all: {to: 0}}
                """;
        bench.panel.set("switch-all", "eu-1/cp1", 7);
        Plan plan = bench.plan(steps);

        PlannedChange early = change(plan, "early", "eu-1/cp1");
        assertThat(early.known()).isEqualTo(Known.OBSERVED);
        assertThat(early.noop()).isTrue();
        PlannedChange late = change(plan, "late", "eu-1/cp1");
        assertThat(late.known()).isEqualTo(Known.PREDICTED);
        assertThat(late.before()).isEqualTo(JsonValue.object("value", 0));
        assertThat(late.noop()).isTrue();
    }

    @Test
    void what_cannot_be_seen_is_unknown_with_its_reason() {
        bench.panel.breaks("look", "eu-1/cp2");

        Plan plan = bench.plan(TEXT);

        PlannedChange dark = change(plan, "a", "eu-1/cp2");
        assertThat(dark.known()).isEqualTo(Known.UNKNOWN);
        assertThat(dark.before()).isEqualTo(JsonValue.nothing());
        assertThat(dark.because()).hasValue("eu-1/cp2 is dark");
        assertThat(plan.warnings()).contains("eu-1/cp2 is unknown: eu-1/cp2 is dark");
    }

    @Test
    void a_target_that_does_not_answer_is_not_asked_again_in_the_same_planning() {
        bench.panel.breaks("look", "eu-1/cp2");

        Plan plan = bench.plan(TEXT);

        assertThat(change(plan, "b", "eu-1/cp2").because()).hasValue("eu-1/cp2 is dark");
        assertThat(bench.panel.looks("eu-1/cp2")).isEqualTo(1);
    }

    @Test
    void what_a_gate_binds_later_is_unknown_and_what_will_never_be_is_left_out() {
        Plan plan = bench.plan(TEXT);

        assertThat(change(plan, "c", "eu-1").known()).isEqualTo(Known.UNKNOWN);
        assertThat(plan.changes()).noneMatch(c -> c.step().equals("never"));
        assertThat(plan.steps())
                .filteredOn(s -> s.id().equals("never"))
                .extracting(PlannedStep::work)
                .first()
                .asString()
                .contains("not in this plan");
    }

    @Test
    void what_no_gate_asks_for_is_absent_as_it_will_be_in_the_run() {
        Plan plan =
                bench.plan(
                        """
                        playbook: test
                        title: A test
                        parameters:
                          n: {type: integer, required: false, description: how many}
                        steps:
                          - {id: a, one-by-one: {to: "${n}"}}
                        """);

        assertThat(change(plan, "a", "eu-1/cp1").known()).isEqualTo(Known.OBSERVED);
        assertThat(change(plan, "a", "eu-1/cp1").after()).isEqualTo(JsonValue.object("value", 1));
    }

    @Test
    void of_hosts_that_are_not_known_yet_one_at_a_time_is_said_all_the_same() {
        Plan plan =
                bench.plan(
                        TEXT.replace("{id: c, turn:", "{id: c, one-by-one:")
                                .replace("undo: [a]", "undo: [c]"));

        assertThat(plan.steps().get(4).rules()).startsWith("waves of one host of each cluster; ");
        assertThat(plan.steps().getLast().rules())
                .startsWith("waves of one host of each cluster; ");
    }

    @Test
    void waves_are_printed_as_whole_numbers() {
        Plan plan = bench.plan(TEXT);

        assertThat(plan.steps().getFirst().rules()).startsWith("waves of eu-1: 1, 1, 1 hosts");
        assertThat(plan.steps().getLast().rules()).startsWith("waves of eu-1: 1, 2 hosts");
    }

    @Test
    void guards_have_their_verdict() {
        assertThat(bench.plan(TEXT).guards())
                .extracting(Plan.GuardVerdict::answer)
                .containsExactly("unknown");
    }

    @Test
    void the_digest_is_of_what_was_decided_and_not_of_what_was_seen() {
        Plan plan = bench.plan(TEXT);
        bench.panel.set("turn", "eu-1/cp1", 4);
        bench.panel.breaks("look", "eu-1/cp3");

        assertThat(bench.plan(TEXT).digest()).isEqualTo(plan.digest());
        assertThat(bench.plan(TEXT, Map.of("n", "3")).digest()).isNotEqualTo(plan.digest());
        assertThat(bench.plan(TEXT.replace("[1]", "[2]")).digest()).isNotEqualTo(plan.digest());
    }

    @Test
    void a_plan_comes_back_from_its_json_and_an_edited_one_does_not() {
        Plan plan = bench.plan(TEXT);
        String json = JsonText.pretty(PlanJson.write(plan));

        assertThat(PlanJson.read(JsonText.parse(json).got().orElseThrow()).got()).hasValue(plan);
        for (List<String> edit :
                List.of(
                        List.of("\"mode\" : \"no\"", "\"mode\" : \"yes\""),
                        List.of("to: 5", "to: 6"),
                        List.of("127.9.0.1", "127.9.0.9"))) {
            assertThat(json).contains(edit.getFirst());
            String edited = json.replace(edit.getFirst(), edit.getLast());
            assertThat(
                            PlanJson.read(JsonText.parse(edited).got().orElseThrow())
                                    .whyNot()
                                    .map(Failure::kind))
                    .as(edit.getFirst())
                    .hasValue(Failure.Kind.UNTRUSTED);
        }
    }

    @Test
    void a_plan_of_a_version_without_checks_is_read() {
        Plan plan = bench.plan(TEXT);

        Plan read = PlanJson.read(PlanJson.write(plan).without("checks")).got().orElseThrow();

        assertThat(plan.checks()).isNotEmpty();
        assertThat(read.checks()).isEmpty();
        assertThat(read.digest()).isEqualTo(plan.digest());
    }

    @Test
    void what_an_action_would_refuse_is_in_the_plan() {
        bench.panel.breaks("refuse", "eu-1");

        assertThat(bench.plan(TEXT).refusals()).containsExactly("a in eu-1: not on eu-1");
    }

    @Test
    void an_argument_that_does_not_fit_is_a_failure_and_no_plan() {
        assertThat(
                        new Planner(bench.world, bench.catalogue)
                                .plan(
                                        new Planner.Request(
                                                bench.playbook(TEXT),
                                                TEXT,
                                                Map.of("n", "many"),
                                                List.of(
                                                        bench.world
                                                                .fleet()
                                                                .clusters()
                                                                .getFirst()
                                                                .name()),
                                                "ann"))
                                .whyNot())
                .isPresent();
    }

    @Test
    void the_scripts_are_shell_that_parses_and_does_and_undoes_in_order(@TempDir Path dir)
            throws IOException, InterruptedException {
        Plan plan = bench.plan(TEXT);
        Map<String, String> scripts = PlanShell.scripts(plan);
        assertThat(scripts)
                .containsOnlyKeys("eu-1_cp1.sh", "eu-1_cp2.sh", "eu-1_cp3.sh", "eu-1.sh");
        Path file = dir.resolve("cp1.sh");
        Files.writeString(file, "dial() { echo \"$*\"; }\n" + scripts.get("eu-1_cp1.sh"));

        assertThat(output("sh", file.toString(), "do")).isEqualTo("turn 5\nturn 10\n");
        assertThat(output("sh", file.toString(), "undo")).isEqualTo("turn 5\nturn 2\n");
    }

    private static String output(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String out = new String(process.getInputStream().readAllBytes());
        assertThat(process.waitFor()).as(out).isZero();
        return out;
    }

    @Test
    void a_thousand_changes_are_planned_side_by_side() {
        Bench many = new Bench(runs, Map.of("eu-1", 200, "eu-2", 200));
        StringBuilder text = new StringBuilder("playbook: many\ntitle: Many\nsteps:\n");
        text.append("  - {id: a, turn: {to: 5}}\n  - {id: b, hold: {to: 5}}\n");
        text.append("  - {id: c, switch-all: {to: 5}}\n");

        Plan plan = many.plan(text.toString());

        assertThat(plan.changes()).hasSize(1200);
        assertThat(Duration.between(plan.made(), plan.validUntil())).isEqualTo(Plan.VALID_FOR);
    }
}

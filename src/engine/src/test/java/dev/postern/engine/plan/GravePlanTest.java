package dev.postern.engine.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.core.action.Catalogue;
import dev.postern.core.action.Traits;
import dev.postern.core.fleet.Cluster;
import dev.postern.core.playbook.Playbook;
import dev.postern.core.problem.Checked;
import dev.postern.core.value.Failure;
import dev.postern.core.value.Outcome;
import dev.postern.engine.Bench;
import dev.postern.json.JsonText;
import dev.postern.playbook.PlaybookFile;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/** A plan of what kills, cannot be undone and is hard to see: what it warns of, shows and keeps. */
class GravePlanTest {
    private static final String TEXT =
            """
            playbook: test
            title: A test
            steps:
              - {id: a, pull: {owner: ann}}
              - {id: b, push: {owner: bob}}
            """;

    @TempDir Path runs;
    private Bench bench;
    private Lever pull;
    private Lever push;
    private Catalogue catalogue;

    @BeforeEach
    void twoLevers() {
        bench = new Bench(runs, Map.of("eu-1", 1));
        pull = new Lever("pull", Traits.Path.SSH, bench.panel);
        push = new Lever("push", Traits.Path.API, bench.panel);
        catalogue = Lever.with(bench, pull, push);
    }

    private Playbook playbook(String text) {
        return switch (PlaybookFile.read(
                "test.yaml", text.getBytes(StandardCharsets.UTF_8), catalogue)) {
            case Checked.Sound<Playbook>(var p) -> p;
            case Checked.Faulty<Playbook>(var problems) ->
                    throw new AssertionError(problems.toString());
        };
    }

    private Outcome<Plan> tried(String text) {
        return new Planner(bench.world, catalogue)
                .plan(
                        new Planner.Request(
                                playbook(text),
                                text,
                                Map.of(),
                                bench.world.fleet().clusters().stream().map(Cluster::name).toList(),
                                "ann@laptop"));
    }

    private Plan plan(String text) {
        return tried(text).got().orElseThrow();
    }

    private List<String> moved(Plan then) {
        return new Planner(bench.world, catalogue, new Random(8))
                .again(then, playbook(then.playbook().text()), "bob@desk")
                .got()
                .orElseThrow()
                .moved();
    }

    @Test
    void it_warns_of_what_cannot_be_undone_and_counts_what_kills() {
        assertThat(plan(TEXT).warnings())
                .containsExactly(
                        "a on eu-1/cp1 cannot be undone: what was there is gone",
                        "b on eu-1/cp1 cannot be undone: what was there is gone",
                        "2 severe changes: they kill or remove something");
    }

    @Test
    void of_what_is_not_severe_nothing_is_counted() {
        assertThat(
                        bench.plan(
                                        TEXT.replace("pull: {owner: ann}", "turn: {to: 1}")
                                                .replace("push: {owner: bob}", "turn: {to: 2}"))
                                .warnings())
                .isEmpty();
    }

    @Test
    void of_what_is_severe_and_what_is_not_only_the_one_is_counted() {
        assertThat(plan(TEXT.replace("pull: {owner: ann}", "turn: {to: 1}")).warnings())
                .containsExactly(
                        "b on eu-1/cp1 cannot be undone: what was there is gone",
                        "1 severe changes: they kill or remove something");
    }

    @Test
    void a_target_that_answered_with_nonsense_is_asked_again_and_one_that_was_silent_is_not() {
        String twice = TEXT.replace("push: {owner: bob}", "pull: {owner: bob}");
        for (Failure.Kind kind : List.of(Failure.Kind.BROKEN, Failure.Kind.REFUSED)) {
            pull.unseen.put("eu-1/cp1", kind);
            int before = bench.panel.looks("eu-1/cp1");
            plan(twice);
            assertThat(bench.panel.looks("eu-1/cp1") - before).as("%s", kind).isEqualTo(2);
        }
        for (Failure.Kind kind : List.of(Failure.Kind.UNREACHABLE, Failure.Kind.SATURATED)) {
            pull.unseen.put("eu-1/cp1", kind);
            int before = bench.panel.looks("eu-1/cp1");
            plan(twice);
            assertThat(bench.panel.looks("eu-1/cp1") - before).as("%s", kind).isEqualTo(1);
        }
    }

    @Test
    void a_host_that_is_dark_by_one_path_is_looked_at_by_the_other() {
        pull.unseen.put("eu-1/cp1", Failure.Kind.UNREACHABLE);

        Plan plan = plan(TEXT);

        assertThat(plan.changes())
                .extracting(Plan.PlannedChange::known)
                .containsExactly(Plan.Known.UNKNOWN, Plan.Known.OBSERVED);
    }

    @Test
    void bytes_that_are_the_same_have_not_moved() {
        assertThat(moved(plan(TEXT))).isEmpty();
    }

    @Test
    void bytes_that_are_others_are_named_by_their_hashes_and_what_is_none_as_none() {
        Plan then = plan(TEXT);
        pull.states.put(
                "eu-1/cp1",
                new Lever.State(
                        Optional.of("eve"),
                        "as it was",
                        Lever.PLAIN.first(),
                        Lever.bytes("three")));

        assertThat(moved(then))
                .containsExactly(
                        "a on eu-1/cp1: owner none -> eve, second sha256 "
                                + Lever.bytes("two").sha256().substring(0, 12)
                                + " -> sha256 "
                                + Lever.bytes("three").sha256().substring(0, 12));
    }

    @Test
    void bytes_that_have_changed_places_have_moved() {
        Plan then = plan(TEXT);
        pull.states.put(
                "eu-1/cp1",
                new Lever.State(
                        Optional.empty(), "as it was", Lever.PLAIN.second(), Lever.PLAIN.first()));

        assertThat(moved(then))
                .singleElement()
                .asString()
                .contains("first sha256 ", ", second sha256 ");
    }

    @Test
    void long_words_that_have_moved_are_cut_and_sixty_are_not() {
        Plan then = plan(TEXT);
        String sixty = "x".repeat(60);
        for (Map.Entry<String, String> said :
                Map.of(sixty, sixty, sixty + "y", sixty + "...").entrySet()) {
            pull.states.put(
                    "eu-1/cp1",
                    new Lever.State(
                            Optional.empty(),
                            said.getKey(),
                            Lever.PLAIN.first(),
                            Lever.PLAIN.second()));

            assertThat(moved(then))
                    .containsExactly("a on eu-1/cp1: words as it was -> " + said.getValue());
        }
    }

    @Test
    void an_edited_plan_and_another_playbook_are_told_apart() {
        String json = JsonText.pretty(PlanJson.write(plan(TEXT)));

        assertThat(why(json.replace("127.9.0.1", "127.9.0.9"))).contains("it was edited");
        assertThat(why(json.replace("owner: ann", "owner: eve")))
                .isEqualTo("its playbook is not the one that it was made of");
    }

    private static String why(String json) {
        return JsonText.parse(json).then(PlanJson::read).whyNot().orElseThrow().why();
    }

    @Test
    void every_plan_has_an_id_of_its_own_of_twelve_digits() {
        List<String> ids =
                java.util.stream.IntStream.range(0, 20)
                        .mapToObj(i -> plan(TEXT).id())
                        .distinct()
                        .toList();

        assertThat(ids).hasSize(20).allMatch(id -> id.matches("plan-[0-9a-f]{12}"));
    }

    @Test
    void in_its_scripts_a_request_and_a_placeholder_are_for_a_person_and_the_rest_is_shell(
            @TempDir Path dir) throws IOException, InterruptedException {
        push.unseen.put("eu-1/cp1", Failure.Kind.UNREACHABLE);
        Plan plan = plan(TEXT);

        String text = PlanShell.text(plan);

        assertThat(text)
                .startsWith(
                        "#### eu-1_cp1.sh\n#!/bin/sh\n# Postern, "
                                + plan.id()
                                + ", test\n# for eu-1/cp1, as root: sh THIS do, or sh THIS undo\n"
                                + "# digest "
                                + plan.digest()
                                + "\nset -eu\n")
                .contains(
                        "# a: pull, observed, undo impossible\ndo_0() {\n  :\n"
                                + "  # by hand: DELETE /levers/eu-1/cp1\n"
                                + "  # by hand: X-Owner: ann\n"
                                + "  # by hand: lever --token <token of the moment>\n"
                                + "lever pull ann\n}\n")
                .contains("do_1() {\n  :\n  # unknown: eu-1/cp1 is not seen\n}\n");
        Path file = Files.writeString(dir.resolve("x.sh"), "lever() { echo \"$*\"; }\n" + text);
        Process process = new ProcessBuilder("sh", file.toString(), "do").start();
        assertThat(new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                .isEqualTo("pull ann\n");
        assertThat(process.waitFor()).isZero();
    }

    @Test
    void in_its_scripts_what_is_so_already_says_so_and_does_nothing() {
        pull.states.put("eu-1/cp1", pull.desire(Lever.PLAIN, new Lever.Parameters("ann")));

        assertThat(PlanShell.text(plan(TEXT)))
                .contains(
                        "# a: pull, observed, undo impossible\ndo_0() {\n  :\n  # already so\n}\n")
                .doesNotContain("lever pull ann")
                .contains("do_1() {\n  :\n  # by hand: DELETE");
    }

    @Test
    void who_interrupts_the_planning_gets_no_plan_and_is_still_interrupted() {
        Thread.currentThread().interrupt();

        Outcome<Plan> plan = tried(TEXT);

        assertThat(Thread.interrupted()).isTrue();
        assertThat(plan.whyNot().map(Failure::kind)).contains(Failure.Kind.ABORTED);
    }
}

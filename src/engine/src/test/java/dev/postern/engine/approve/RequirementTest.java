package dev.postern.engine.approve;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.approval.GivenSignature;
import dev.postern.core.action.Catalogue;
import dev.postern.core.fleet.ApprovalPolicy;
import dev.postern.core.fleet.ApprovalPolicy.NeededFor;
import dev.postern.core.value.Failure;
import dev.postern.engine.Bench;
import dev.postern.engine.SigningPerson;
import dev.postern.engine.approve.Requirement.Verdict;
import dev.postern.engine.plan.Plan;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a fleet asks of a plan, to the second and to the word. */
class RequirementTest {
    private static final String HEAD = "playbook: test\ntitle: A test\nsteps:\n";
    private static final String FIVE =
            HEAD
                    + "  - {id: a, turn: {to: 1}}\n  - {id: b, turn: {to: 2}}\n"
                    + "  - {id: c, wide: {to: 3}}\n  - {id: d, hold: {to: 4}}\n"
                    + "  - {id: e, turn: {to: 5}}\n  - {id: l, glance: {}}\n";

    @TempDir Path runs;
    @TempDir Path home;
    private final SigningPerson bob = new SigningPerson("bob@example.com");
    private final SigningPerson carol = new SigningPerson("carol@example.com");
    private Bench bench;
    private Plan plan;

    @BeforeEach
    void aFleet() throws IOException {
        Files.writeString(home.resolve("allowed_signers"), bob.line() + carol.line());
        bench = new Bench(runs, Map.of("eu-1", 1));
        plan = bench.plan(FIVE);
    }

    private Requirement requirement(int people, Optional<Duration> alone) {
        bench.world.asksFor(
                new ApprovalPolicy(
                        home.resolve("allowed_signers"), people, NeededFor.EVERY, alone));
        return Requirement.of(plan, bench.playbook(FIVE), bench.catalogue, bench.world.fleet())
                .orElseThrow();
    }

    private GivenSignature by(SigningPerson person) {
        return person.signs(requirement(1, Optional.empty()).text());
    }

    private static Failure missing(Verdict verdict) {
        return ((Verdict.Missing) verdict).why();
    }

    @Test
    void it_says_how_many_people_and_because_of_which_steps() {
        assertThat(requirement(1, Optional.empty()).sentence())
                .isEqualTo("1 person, because of a (turn), b (turn), c (wide) and 2 more");
        assertThat(requirement(2, Optional.empty()).sentence()).startsWith("2 people, because of ");
        assertThat(requirement(2, Optional.empty()).because())
                .containsExactly("a (turn)", "b (turn)", "c (wide)", "d (hold)", "e (turn)");
    }

    @Test
    void three_steps_are_all_named() {
        String three =
                HEAD
                        + "  - {id: a, turn: {to: 1}}\n  - {id: b, turn: {to: 2}}\n"
                        + "  - {id: c, wide: {to: 3}}\n";
        requirement(1, Optional.empty());

        assertThat(
                        Requirement.of(
                                        plan,
                                        bench.playbook(three),
                                        bench.catalogue,
                                        bench.world.fleet())
                                .orElseThrow()
                                .sentence())
                .isEqualTo("1 person, because of a (turn), b (turn), c (wide)");
    }

    @Test
    void a_plan_that_changes_nothing_needs_nobody_and_an_action_that_is_unknown_is_severe() {
        requirement(1, Optional.empty());
        String looks = HEAD + "  - {id: l, glance: {}}\n";
        assertThat(
                        Requirement.of(
                                plan, bench.playbook(looks), bench.catalogue, bench.world.fleet()))
                .isEmpty();
        bench.world.asksFor(
                new ApprovalPolicy(
                        home.resolve("allowed_signers"), 1, NeededFor.SEVERE, Optional.empty()));
        assertThat(Requirement.of(plan, bench.playbook(FIVE), bench.catalogue, bench.world.fleet()))
                .isEmpty();
        assertThat(
                        Requirement.of(
                                        plan,
                                        bench.playbook(FIVE),
                                        new Catalogue(List.of(), List.of(), List.of()),
                                        bench.world.fleet())
                                .orElseThrow()
                                .because())
                .hasSize(5);
    }

    @Test
    void who_could_approve_is_read_from_the_file() throws IOException {
        Requirement requirement = requirement(1, Optional.empty());
        assertThat(requirement.people(bench.time.now()).got())
                .contains(List.of("bob@example.com", "carol@example.com"));
        Files.delete(home.resolve("allowed_signers"));
        assertThat(requirement.people(bench.time.now()).whyNot()).isPresent();
        assertThat(
                        missing(
                                        requirement.judge(
                                                List.of(),
                                                Optional.of("alone"),
                                                bench.time.now(),
                                                Optional.empty()))
                                .kind())
                .as("nobody may approve alone here")
                .isNotNull();
    }

    @Test
    void the_plan_is_valid_to_its_last_moment_and_not_behind_it() {
        Requirement requirement = requirement(1, Optional.empty());
        List<GivenSignature> given = List.of(by(bob));
        Instant end = plan.validUntil();

        assertThat(requirement.judge(given, Optional.empty(), end, Optional.empty()))
                .isInstanceOf(Verdict.Enough.class);
        Failure late =
                missing(
                        requirement.judge(
                                given, Optional.empty(), end.plusMillis(1), Optional.empty()));
        assertThat(late.what()).isEqualTo("plan " + plan.id() + " was valid until " + end);
        assertThat(late.next())
                .isEqualTo(
                        "make a new plan, and have it approved: postern plan test --cluster eu-1"
                                + " --out plan.json (with the same --set)");
    }

    @Test
    void a_delay_may_end_with_the_plan_and_not_behind_it() {
        Duration delay = Duration.ofMinutes(15);
        Requirement requirement = requirement(2, Optional.of(delay));
        Instant last = plan.validUntil().minus(delay);
        Optional<String> alone = Optional.of("nobody answers");

        assertThat(requirement.judge(List.of(by(bob)), alone, last, Optional.empty()))
                .isInstanceOfSatisfying(
                        Verdict.Alone.class,
                        a -> {
                            assertThat(a.missing()).isEqualTo(1);
                            assertThat(a.approvals()).hasSize(1);
                            assertThat(a.delay()).isEqualTo(delay);
                            assertThat(a.reason()).isEqualTo("nobody answers");
                        });
        Failure late =
                missing(requirement.judge(List.of(), alone, last.plusMillis(1), Optional.empty()));
        assertThat(late.what())
                .isEqualTo("plan " + plan.id() + " is valid until " + plan.validUntil() + " only");
        assertThat(late.why())
                .isEqualTo(
                        "the delay of a self-approval would end at "
                                + plan.validUntil().plusMillis(1));
    }

    @Test
    void with_enough_approvals_nobody_waits_although_it_was_asked_for() {
        Requirement requirement = requirement(2, Optional.of(Duration.ofMinutes(15)));

        assertThat(
                        requirement.judge(
                                List.of(by(bob), by(carol)),
                                Optional.of("nobody answers"),
                                bench.time.now(),
                                Optional.empty()))
                .isInstanceOfSatisfying(
                        Verdict.Enough.class, e -> assertThat(e.approvals()).hasSize(2));
    }

    @Test
    void with_none_it_says_who_can_and_that_a_plan_is_to_be_kept() {
        Failure why =
                missing(
                        requirement(2, Optional.empty())
                                .judge(
                                        List.of(),
                                        Optional.of("alone"),
                                        bench.time.now(),
                                        Optional.empty()));

        assertThat(why.what())
                .isEqualTo("plan " + plan.id() + " needs the approval of 2 people and has none");
        assertThat(why.why())
                .isEqualTo(
                        "it is asked for because of a (turn), b (turn), c (wide) and 2 more; nobody"
                                + " may approve alone: the fleet has no self-approval; who else"
                                + " can: bob@example.com, carol@example.com");
        assertThat(why.next())
                .isEqualTo(
                        "an approval is for one plan, so keep it: postern plan test --cluster eu-1"
                                + " --out plan.json (with the same --set)");
    }

    @Test
    void where_all_have_approved_and_it_is_not_enough_nobody_else_can() {
        Failure why =
                missing(
                        requirement(3, Optional.empty())
                                .judge(
                                        List.of(by(bob), by(carol)),
                                        Optional.empty(),
                                        bench.time.now(),
                                        Optional.of("plan.json")));

        assertThat(why.what()).endsWith(" and has that of bob@example.com, carol@example.com");
        assertThat(why.why()).endsWith("; who else can: nobody");
        assertThat(why.next()).endsWith("--approval approval.sig --reason TEXT");
    }

    @Test
    void what_does_not_count_is_named_up_to_three_and_then_counted() throws IOException {
        Files.writeString(
                home.resolve("allowed_signers"), "broken line\n" + bob.line() + carol.line());
        SigningPerson eve = new SigningPerson("eve");
        Failure why =
                missing(
                        requirement(2, Optional.empty())
                                .judge(
                                        List.of(by(eve), by(eve), by(eve), by(eve), by(eve)),
                                        Optional.empty(),
                                        bench.time.now(),
                                        Optional.of("plan.json")));

        assertThat(why.why().split("eve\\.sig: ", -1)).hasSize(4);
        assertThat(why.why()).contains("; and 2 more; who else can: ");
        assertThat(why.why()).contains("; allowed_signers: ");

        Failure three =
                missing(
                        requirement(2, Optional.empty())
                                .judge(
                                        List.of(by(eve), by(eve), by(eve)),
                                        Optional.empty(),
                                        bench.time.now(),
                                        Optional.of("plan.json")));
        assertThat(three.why()).doesNotContain("; and ");
    }
}

package dev.postern.engine.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.approval.ApprovalText;
import dev.postern.approval.GivenSignature;
import dev.postern.core.fleet.ApprovalPolicy;
import dev.postern.engine.Bench;
import dev.postern.engine.SigningPerson;
import dev.postern.engine.plan.Plan;
import dev.postern.journal.Event;
import dev.postern.journal.JournalVerifier;
import dev.postern.journal.RunState;
import dev.postern.json.JsonText;

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
import java.util.stream.Stream;

/** A fleet that asks for the approval of two: with them, without them, and alone. */
class ApprovedRunTest {
    private static final String PLAYBOOK =
            "playbook: test\ntitle: A test\nsteps:\n  - {id: a, turn: {to: 5}}\n";

    @TempDir Path runs;
    @TempDir Path home;
    private final SigningPerson bob = new SigningPerson("bob@example.com");
    private final SigningPerson carol = new SigningPerson("carol@example.com");
    private final SigningPerson mallory = new SigningPerson("mallory");
    private Bench bench;
    private Plan plan;

    @BeforeEach
    void aFleetThatAsks() throws IOException {
        Files.writeString(home.resolve("allowed_signers"), bob.line() + carol.line());
        bench = new Bench(runs, Map.of("eu-1", 1));
        asks(ApprovalPolicy.NeededFor.EVERY, Optional.of(Duration.ofMinutes(15)));
        plan = bench.plan(PLAYBOOK);
    }

    private void asks(ApprovalPolicy.NeededFor neededFor, Optional<Duration> alone) {
        bench.world.asksFor(
                new ApprovalPolicy(home.resolve("allowed_signers"), 2, neededFor, alone));
    }

    private void given(SigningPerson... people) {
        bench.settings = bench.settings.approvals(signatures(plan, people));
    }

    private static List<GivenSignature> signatures(Plan of, SigningPerson... people) {
        ApprovalText text = ApprovalText.ofPlan(of.digest());
        return Stream.of(people).map(p -> p.signs(text)).toList();
    }

    private String refusal(String run) {
        List<Event.Refused> refused = bench.events(run, Event.Refused.class);
        assertThat(refused).isNotEmpty();
        assertThat(refused.getLast().step()).isEqualTo("approval");
        return refused.getLast().troubles().getFirst().sentence();
    }

    private void nothingWasTouched() {
        assertThat(bench.panel.drives()).isEmpty();
        assertThat(bench.world.files).isEmpty();
    }

    @Test
    void with_two_it_runs_and_the_journal_has_their_signatures() {
        given(bob, carol);

        assertThat(bench.run("r1", plan).exit()).isEqualTo(ExitCode.OPEN);

        assertThat(bench.panel.drives()).hasSize(1);
        List<Event.Approved> approved = bench.events("r1", Event.Approved.class);
        assertThat(approved)
                .extracting(Event.Approved::by)
                .containsExactly("bob@example.com", "carol@example.com");
        assertThat(approved).allMatch(a -> a.digest().equals(plan.digest()));
        assertThat(approved).allMatch(a -> a.signature().startsWith("-----BEGIN SSH SIGNATURE"));
        assertThat(bench.directory("r1").verify().got().orElseThrow())
                .isInstanceOf(JournalVerifier.Verdict.Holds.class);
        // Putting back needs nobody.
        bench.settings = RunSettings.of("ann@laptop", "a test");
        assertThat(bench.undo("r1").exit()).isEqualTo(ExitCode.DONE);
    }

    @Test
    void with_one_nothing_is_touched_and_it_says_who_and_how() {
        given(bob);

        RunReport report = bench.run("r1", plan);

        assertThat(report.exit()).isEqualTo(ExitCode.REFUSED);
        assertThat(report.notReached()).containsExactly("a@eu-1");
        nothingWasTouched();
        assertThat(bench.events("r1", Event.Approved.class)).isEmpty();
        Event.Trouble trouble =
                bench.events("r1", Event.Refused.class).getFirst().troubles().getFirst();
        assertThat(trouble.sentence())
                .isEqualTo(
                        "plan "
                                + plan.id()
                                + " needs the approval of 2 people and has that of"
                                + " bob@example.com: it is asked for because of a (turn); who else"
                                + " can: carol@example.com");
        assertThat(trouble.next())
                .isEqualTo(
                        "each of them, on any laptop: postern approve plan.json --key"
                                + " ~/.ssh/id_ed25519, or without Postern the printf that postern"
                                + " plan printed; then: postern run --plan plan.json --approval"
                                + " approval.sig --reason TEXT ; alone in an emergency:"
                                + " --self-approve REASON waits 15m");
    }

    @Test
    void what_does_not_count_is_named_with_the_reason() {
        given(bob, bob, mallory);
        assertThat(bench.run("r1", plan).exit()).isEqualTo(ExitCode.REFUSED);
        assertThat(refusal("r1"))
                .contains("; bob@example.com.sig: bob@example.com counts once;")
                .contains("; mallory.sig: its key SHA256:")
                .contains(" is not in allowed_signers;");
        nothingWasTouched();
    }

    @Test
    void another_plans_approvals_do_not_count_for_this_one() {
        Plan other = bench.plan(PLAYBOOK.replace("to: 5", "to: 6"));
        bench.settings = bench.settings.approvals(signatures(plan, bob, carol));

        assertThat(bench.run("r1", other).exit()).isEqualTo(ExitCode.REFUSED);

        assertThat(refusal("r1")).contains("it was made for another plan, or altered");
        nothingWasTouched();
    }

    @Test
    void what_was_approved_is_one_run() {
        bench.panel.breaks("look", "eu-1/cp1");
        given(bob, carol);
        assertThat(bench.run("r1", plan).exit()).isEqualTo(ExitCode.UNREACHABLE);

        assertThat(bench.run("r2", plan).exit()).isEqualTo(ExitCode.REFUSED);
        assertThat(refusal("r2"))
                .isEqualTo("plan " + plan.id() + " was approved for one run: run r1 is that one");
        assertThat(bench.events("r2", Event.Approved.class)).isEmpty();

        bench.panel.mends("look", "eu-1/cp1");
        assertThat(bench.resume("r1").exit()).isEqualTo(ExitCode.OPEN);
        assertThat(bench.events("r1", Event.Approved.class)).hasSize(2);
        assertThat(bench.panel.drives()).hasSize(1);
    }

    @Test
    void where_it_cannot_be_noted_that_they_are_used_nothing_is_begun() throws IOException {
        Files.writeString(runs.resolve(".claims"), "in the way");
        given(bob, carol);

        assertThat(bench.run("r1", plan).exit()).isEqualTo(ExitCode.REFUSED);

        assertThat(refusal("r1"))
                .startsWith(
                        "it cannot be noted that the approvals of plan "
                                + plan.id()
                                + " are used: ");
        nothingWasTouched();
        assertThat(bench.events("r1", Event.Approved.class)).isEmpty();
    }

    @Test
    void an_approval_that_comes_too_late_revives_nothing() throws InterruptedException {
        given(bob);
        assertThat(bench.run("r1", plan).exit()).isEqualTo(ExitCode.REFUSED);
        try (var counted = bench.time.enter()) {
            bench.time.sleep(Plan.VALID_FOR.plusMinutes(1));
        }
        given(bob, carol);

        assertThat(bench.resume("r1").exit()).isEqualTo(ExitCode.REFUSED);

        assertThat(refusal("r1"))
                .isEqualTo(
                        "plan "
                                + plan.id()
                                + " was valid until "
                                + plan.validUntil()
                                + ": an approval does not outlive its plan");
        nothingWasTouched();
    }

    @Test
    void alone_it_waits_and_is_marked() {
        bench.settings = bench.settings.alone("nobody answers, the API is down");
        given(bob);
        Instant before = bench.time.now();

        assertThat(bench.run("r1", plan).exit()).isEqualTo(ExitCode.OPEN);

        RunState state = bench.directory("r1").state().got().orElseThrow();
        Event.SelfApproved mark = state.consent().selfApproved().orElseThrow();
        assertThat(mark.by()).isEqualTo("ann@laptop");
        assertThat(mark.reason()).isEqualTo("nobody answers, the API is down");
        assertThat(mark.missing()).isEqualTo(1);
        assertThat(mark.until()).isEqualTo(before.plus(Duration.ofMinutes(15)));
        assertThat(state.consent().approvals()).hasSize(1);
        Instant driven =
                bench.directory("r1").entries().got().orElseThrow().stream()
                        .filter(e -> e.event() instanceof Event.StepStarted)
                        .findFirst()
                        .orElseThrow()
                        .at();
        assertThat(driven).isAfterOrEqualTo(mark.until());
    }

    @Test
    void who_stops_the_delay_begins_nothing_and_waits_all_of_it_the_next_time() {
        bench.settings = bench.settings.alone("nobody answers");
        bench.live =
                picture -> {
                    if (!bench.events("r1", Event.SelfApproved.class).isEmpty()) {
                        bench.control.stop(1, "ann");
                    }
                };

        RunReport stopped = bench.run("r1", plan);

        assertThat(stopped.exit()).isEqualTo(ExitCode.ABORTED);
        assertThat(stopped.notReached()).containsExactly("a@eu-1");
        nothingWasTouched();
        assertThat(bench.time.now()).isBefore(plan.made().plus(Duration.ofMinutes(15)));

        Instant again = bench.time.now();
        assertThat(bench.resume("r1").exit()).isEqualTo(ExitCode.OPEN);
        assertThat(bench.events("r1", Event.SelfApproved.class).getLast().until())
                .isEqualTo(again.plus(Duration.ofMinutes(15)));
    }

    @Test
    void alone_is_refused_where_the_fleet_does_not_know_it() {
        asks(ApprovalPolicy.NeededFor.EVERY, Optional.empty());
        bench.settings = bench.settings.alone("nobody answers");

        assertThat(bench.run("r1", plan).exit()).isEqualTo(ExitCode.REFUSED);

        assertThat(refusal("r1"))
                .contains("; nobody may approve alone: the fleet has no self-approval;");
        nothingWasTouched();
    }

    @Test
    void who_may_approve_is_unknown_and_alone_still_goes() throws IOException {
        Files.delete(home.resolve("allowed_signers"));
        assertThat(bench.run("r1", plan).exit()).isEqualTo(ExitCode.REFUSED);
        assertThat(refusal("r1"))
                .isEqualTo(
                        "nobody can approve: "
                                + home.resolve("allowed_signers")
                                + " cannot be read: there is no such file");

        bench.settings = bench.settings.alone("the file is gone too");
        assertThat(bench.run("r2", plan).exit()).isEqualTo(ExitCode.OPEN);
    }

    @Test
    void a_delay_that_ends_after_the_plans_time_is_no_way() {
        asks(ApprovalPolicy.NeededFor.EVERY, Optional.of(Plan.VALID_FOR.plusSeconds(1)));
        bench.settings = bench.settings.alone("nobody answers");

        assertThat(bench.run("r1", plan).exit()).isEqualTo(ExitCode.REFUSED);

        assertThat(refusal("r1")).contains("the delay of a self-approval would end at");
        nothingWasTouched();
    }

    @Test
    void where_only_severe_steps_need_it_others_run_as_ever() {
        asks(ApprovalPolicy.NeededFor.SEVERE, Optional.empty());
        assertThat(bench.run("r1", plan).exit()).isEqualTo(ExitCode.OPEN);
        assertThat(bench.events("r1", Event.Approved.class)).isEmpty();
    }

    @Test
    void an_approval_that_comes_with_a_resume_is_in_the_journal_once_beside_the_earlier_one() {
        bench.settings = bench.settings.alone("nobody answers");
        given(bob);
        bench.live =
                picture -> {
                    if (JsonText.line(picture.get()).contains("waits until")) {
                        bench.control.stop(1, "ann");
                    }
                };
        assertThat(bench.run("r1", plan).exit()).isEqualTo(ExitCode.ABORTED);
        bench.live = picture -> {};
        bench.settings = RunSettings.of("ann@laptop", "a test");
        given(bob, carol);

        assertThat(bench.resume("r1").exit()).isEqualTo(ExitCode.OPEN);

        assertThat(bench.events("r1", Event.Approved.class))
                .extracting(Event.Approved::by)
                .containsExactly("bob@example.com", "carol@example.com");
    }
}

package dev.postern.engine.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.core.action.Check;
import dev.postern.engine.Bench;
import dev.postern.engine.plan.Plan.PlannedCheck;
import dev.postern.engine.run.ExitCode;
import dev.postern.engine.run.RunReport;
import dev.postern.journal.Event;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** What a plan says of what its steps need, and that a run says the same. */
class NeedsTest {
    private static final String HEAD = "playbook: test\ntitle: A test\nsteps:\n";
    private static final String TURN = HEAD + "  - {id: a, turn: {to: 5}}\n";
    private static final String ALL = HEAD + "  - {id: a, switch-all: {to: 5}}\n";

    @TempDir Path runs;

    private Bench bench() {
        return new Bench(runs, Map.of("eu-1", 3));
    }

    private static List<String> said(Plan plan, Check.Verdict verdict) {
        return plan.checks().stream()
                .map(PlannedCheck::check)
                .filter(c -> c.verdict() == verdict)
                .map(c -> c.where() + ": " + c.what())
                .toList();
    }

    @Test
    void everythingThatIsNeededIsListedPerHost() {
        Bench bench = bench();
        bench.panel.breaks("fogged", "eu-1/cp2");

        Plan plan = bench.plan(TURN);

        assertThat(said(plan, Check.Verdict.GOOD))
                .containsExactly(
                        "eu-1/cp1: ssh lets us in and sudo makes us root",
                        "eu-1/cp2: ssh lets us in and sudo makes us root",
                        "eu-1/cp3: ssh lets us in and sudo makes us root",
                        "eu-1/cp1: there is oil",
                        "eu-1/cp3: there is oil");
        assertThat(said(plan, Check.Verdict.UNKNOWN)).containsExactly("eu-1/cp2: there is oil");
        assertThat(plan.isRefused()).isFalse();
    }

    @Test
    void whatIsUnknownRefusesNobody() {
        Bench bench = bench();
        bench.panel.breaks("fogged", "eu-1/cp2");

        assertThat(bench.run(TURN).open()).hasSize(3);
    }

    @Test
    void whatIsMissingRefusesThePlanAndTheRunAlikeBeforeAnythingIsTouched() {
        Bench bench = bench();
        bench.panel.breaks("dry", "eu-1/cp2");

        Plan plan = bench.plan(TURN);
        RunReport report = bench.run("r1", plan);

        assertThat(plan.refusals())
                .containsExactly("a in eu-1: eu-1/cp2: not so that there is oil");
        assertThat(plan.checks()).filteredOn(PlannedCheck::stops).hasSize(1);
        assertThat(report.exit()).isEqualTo(ExitCode.REFUSED);
        assertThat(bench.panel.drives()).isEmpty();
    }

    @Test
    void aHostOutOfReachIsRedUnderWhatMustCoverAllAndUnknownUnderWhatNeedNot() {
        Bench bench = bench();
        bench.panel.breaks("look", "eu-1/cp3");

        Plan whole = bench.plan(ALL);
        Plan each = bench.plan(TURN);

        assertThat(whole.isRefused()).isTrue();
        assertThat(whole.refusals())
                .containsExactly(
                        "a in eu-1: switch-all covers all of eu-1 or nothing: eu-1/cp3: eu-1/cp3 is"
                                + " dark");
        assertThat(said(whole, Check.Verdict.FAILED))
                .containsExactly("eu-1/cp3: ssh lets us in and sudo makes us root");
        assertThat(each.isRefused()).isFalse();
        assertThat(said(each, Check.Verdict.UNKNOWN))
                .containsExactly("eu-1/cp3: ssh lets us in and sudo makes us root");
    }

    /** The plan and the run ask one and the same: every way to be refused shows in both. */
    @Test
    void theRunSaysWordForWordWhatThePlanHadSaid() {
        for (String what : List.of("dry eu-1/cp1", "refuse eu-1", "look eu-1/cp2")) {
            Bench bench = new Bench(runs.resolve(what.replace('/', '-')), Map.of("eu-1", 3));
            bench.panel.breaks(what.split(" ")[0], what.split(" ")[1]);

            Plan plan = bench.plan(ALL);
            bench.run("r1", plan);

            List<String> run =
                    bench.events("r1", Event.Refused.class).stream()
                            .flatMap(e -> e.troubles().stream())
                            .map(t -> "a in eu-1: " + t.what() + tail(t.why()))
                            .toList();
            assertThat(run).as(what).isEqualTo(plan.refusals()).isNotEmpty();
        }
    }

    private static String tail(String why) {
        return why.isEmpty() ? "" : ": " + why;
    }

    @Test
    void whatWasFoundGoodIsNotWhatARunRefuses() {
        Bench bench = bench();

        Plan plan = bench.plan(ALL);
        RunReport report = bench.run("r1", plan);

        assertThat(plan.checks()).isNotEmpty().noneMatch(c -> c.check().isFailed());
        assertThat(report.open()).hasSize(3);
        assertThat(bench.events("r1", Event.Refused.class)).isEmpty();
    }

    @Test
    void aStepThatTheRunWouldGoPastDoesNotRefuseIt() {
        Bench bench = bench();
        bench.panel.breaks("dry", "eu-1/cp1");

        for (String forgiven :
                List.of(
                        "  - {id: a, turn: {to: 5}, on-failure: continue}\n",
                        "  - {id: a, turn: {to: 5}, on-failure: ask}\n",
                        "  - {id: a, turn: {to: 5}, max-failed: 3}\n",
                        "  - {id: t, tracks: {x: [{id: a, turn: {to: 5}}], y: [{id: b, turn: {to:"
                                + " 5}}]}}\n")) {
            Plan plan = bench.plan(HEAD + forgiven);

            assertThat(plan.isRefused()).as(forgiven).isFalse();
            assertThat(said(plan, Check.Verdict.FAILED)).as(forgiven).isNotEmpty();
        }
        assertThat(bench.plan(HEAD + "  - {id: a, turn: {to: 5}, max-failed: 2}\n").isRefused())
                .isTrue();
    }

    @Test
    void aStepThatDoesNotComeAboutAsThingsAreRefusesNothing() {
        Bench bench = bench();
        bench.panel.breaks("dry", "eu-1/cp1");
        String step = HEAD + "  - {id: a, turn: {to: 5}, when: api.ready}\n";

        assertThat(bench.plan(step).isRefused()).as("unknown: it would be skipped").isFalse();
        bench.panel.set("api.ready", "eu-1", 2);
        assertThat(bench.plan(step).isRefused()).as("it does not hold").isFalse();
        bench.panel.set("api.ready", "eu-1", 1);
        assertThat(bench.plan(step).isRefused()).as("it holds").isTrue();
    }

    @Test
    void aStepBehindAnotherOneIsAskedAsThatOneWillLeaveThings() {
        Bench bench = bench();
        // Only what is strict says no.
        bench.panel.breaks("strictly", "eu-1");
        String text =
                HEAD
                        + "  - {id: a, turn: {to: 5}}\n"
                        + "  - {id: b, strict: {to: 5}, when: a.settled}\n"
                        + "  - {id: c, strict: {to: 5}, when: b.settled}\n";

        Plan plan = bench.plan(text);

        assertThat(plan.refusals()).containsExactly("b in eu-1: strictly not on eu-1");
    }

    @Test
    void aGuardThatDoesNotHoldIsARefusalToo() {
        Bench bench = bench();
        String text =
                "playbook: test\ntitle: A test\nguards:\n"
                        + "  - {that: etcd.quorum, else: no quorum}\nsteps:\n"
                        + "  - {id: a, turn: {to: 5}}\n";

        assertThat(bench.plan(text).isRefused()).as("unknown").isTrue();
        bench.panel.set("etcd.quorum", "eu-1", 1);
        assertThat(bench.plan(text).isRefused()).isFalse();
    }
}

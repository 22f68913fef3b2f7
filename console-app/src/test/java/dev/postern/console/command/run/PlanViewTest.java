package dev.postern.console.command.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.console.exit.ExitCode;
import dev.postern.console.view.Page;
import dev.postern.console.view.Screen;
import dev.postern.core.action.Check;
import dev.postern.core.action.Check.Verdict;
import dev.postern.engine.plan.Plan;
import dev.postern.engine.plan.Plan.GuardVerdict;
import dev.postern.engine.plan.Plan.PlannedCheck;

import org.junit.jupiter.api.Test;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/** What a plan says of what it needs, to people and by its exit code. */
class PlanViewTest {
    private static final Instant MADE = Instant.parse("2026-11-28T03:00:00Z");
    private static final Check DARK =
            new Check("eu-1/cp3", "ssh lets us in", Verdict.FAILED, "no route", "doctor");

    private static Plan plan(
            List<GuardVerdict> guards, List<PlannedCheck> checks, List<String> refusals) {
        return new Plan(
                "plan-1",
                MADE,
                MADE.plus(Plan.VALID_FOR),
                "test",
                new Plan.Source("block-api", "Block", "f", "0", ""),
                Map.of(),
                List.of("eu-1"),
                List.of(),
                guards,
                List.of(),
                List.of(),
                List.of(),
                checks,
                refusals);
    }

    private static PlannedCheck check(Check check, boolean stops) {
        return new PlannedCheck("fence", "eu-1", check, stops);
    }

    private static String shown(Plan plan) {
        Page page =
                new Page(
                        Screen.terminal(
                                120, Map.of("TERM", "xterm", "LANG", "C.UTF-8", "NO_COLOR", "1")));
        new PlanView(plan, false).human(page);
        return String.join("\n", page.lines());
    }

    @Test
    void whatIsNotGoodHasALineOfItsOwnAndAllThatIsGoodOfAHostHasOne() {
        String shown =
                shown(
                        plan(
                                List.of(),
                                List.of(
                                        check(Check.good("eu-1/cp1", "ssh lets us in"), false),
                                        check(Check.good("eu-1/cp1", "all tools are there"), false),
                                        check(Check.good("eu-1/cp1", "ssh lets us in"), false),
                                        check(DARK, true)),
                                List.of("fence in eu-1: block-api covers all or nothing")));

        assertThat(shown)
                .contains("refused now: fence in eu-1: block-api covers all or nothing")
                .contains("a run of this plan is refused as things are (exit 3)")
                .containsPattern(
                        "failed +eu-1/cp3 +ssh lets us in: no route; doctor +fence \\(ends the run\\)")
                .containsPattern("good +eu-1/cp1 +ssh lets us in; all tools are there");
    }

    @Test
    void theExitCodeIsThatOfARunThatIsRefused() {
        GuardVerdict unknown = new GuardVerdict("eu-1", "etcd.quorum", "unknown", "dark", "no");
        GuardVerdict holds = new GuardVerdict("eu-1", "etcd.quorum", "yes", "", "no");

        assertThat(PlanView.exit(plan(List.of(), List.of(check(DARK, true)), List.of("no"))))
                .isEqualTo(ExitCode.REFUSED);
        assertThat(PlanView.exit(plan(List.of(unknown), List.of(), List.of())))
                .isEqualTo(ExitCode.REFUSED);
        // Red, but the run goes past it.
        assertThat(PlanView.exit(plan(List.of(holds), List.of(check(DARK, false)), List.of())))
                .isEqualTo(ExitCode.DONE);
    }
}

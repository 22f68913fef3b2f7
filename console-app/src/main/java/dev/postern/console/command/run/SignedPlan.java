package dev.postern.console.command.run;

import dev.postern.console.view.Cell;
import dev.postern.console.view.Page;
import dev.postern.console.view.Tint;
import dev.postern.core.playbook.Playbook;
import dev.postern.core.playbook.Step;
import dev.postern.engine.plan.Plan;
import dev.postern.json.JsonText;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * A plan as its digest has it: what a signature is over. What a plan's file says besides (what was
 * seen, what would change, titles) may be anybody's, and is not shown to who is about to sign.
 */
final class SignedPlan {
    private SignedPlan() {}

    static void show(Page page, Plan plan, Playbook playbook) {
        page.line("You sign this plan for one run:", Tint.STRONG)
                .field("plan", plan.id())
                .field("digest", plan.digest())
                .field("valid until", plan.validUntil().toString())
                .field("clusters", String.join(", ", plan.clusters()))
                .field("playbook", playbook.name() + ", " + playbook.sha256());
        new TreeMap<>(plan.parameters()).forEach((name, value) -> page.field("  " + name, value));
        page.gap()
                .table(
                        List.of("TARGET", "WHAT IT IS"),
                        plan.pins().stream()
                                .map(p -> List.of(Cell.of(p.target()), Cell.of(p.address())))
                                .toList());
        Map<String, String> rules =
                plan.steps().stream()
                        .collect(
                                Collectors.toMap(
                                        Plan.PlannedStep::id,
                                        Plan.PlannedStep::rules,
                                        (a, b) -> a + " / " + b));
        page.gap()
                .table(
                        List.of("STEP", "WHAT", "RULES"),
                        playbook.allSteps().stream()
                                .map(s ->
                                        List.of(
                                                Cell.of(s.id()),
                                                Cell.of(what(s.work())),
                                                Cell.of(rules.getOrDefault(s.id(), ""))))
                                .toList())
                .gap();
    }

    private static String what(Step.Work work) {
        return switch (work) {
            case Step.Work.Act a -> a.action() + " " + JsonText.line(a.arguments());
            case Step.Work.Look l -> "looks: " + l.probe();
            case Step.Work.Await a -> "waits until " + a.that().text();
            case Step.Work.Gate g -> "asks: " + g.ask();
            case Step.Work.Tracks t -> "tracks side by side";
            case Step.Work.Undo u -> "undo of " + String.join(", ", u.steps());
        };
    }
}

package dev.postern.console.command.run;

import dev.postern.console.view.Cell;
import dev.postern.console.view.Page;
import dev.postern.console.view.Tint;
import dev.postern.core.action.Check;
import dev.postern.engine.plan.Plan;
import dev.postern.engine.plan.Plan.PlannedCheck;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * What the steps of a plan need, for people: what is not good in lines of its own, all that is good
 * of one place in one line.
 */
final class NeedsView {
    private final Plan plan;

    NeedsView(Plan plan) {
        this.plan = plan;
    }

    void human(Page page) {
        if (plan.checks().isEmpty()) {
            return;
        }
        List<List<Cell>> rows = new ArrayList<>();
        bad().forEach((said, steps) -> rows.add(row(said, steps)));
        good().forEach((where, whats) ->
                rows.add(
                        List.of(
                                Cell.of("good", Tint.GOOD),
                                Cell.of(where),
                                Cell.of(String.join("; ", whats)),
                                Cell.of(""))));
        page.gap().table(List.of("NEEDED", "WHERE", "WHAT", "BY"), rows);
    }

    private Map<Check, Set<String>> bad() {
        Map<Check, Set<String>> steps = new LinkedHashMap<>();
        for (PlannedCheck c : plan.checks()) {
            if (c.check().verdict() != Check.Verdict.GOOD) {
                steps.computeIfAbsent(c.check(), k -> new LinkedHashSet<>())
                        .add(c.stops() ? c.step() + " (ends the run)" : c.step());
            }
        }
        return steps;
    }

    private Map<String, Set<String>> good() {
        Map<String, Set<String>> whats = new LinkedHashMap<>();
        for (PlannedCheck c : plan.checks()) {
            if (c.check().verdict() == Check.Verdict.GOOD) {
                whats.computeIfAbsent(c.check().where(), w -> new LinkedHashSet<>())
                        .add(c.check().what());
            }
        }
        return whats;
    }

    private static List<Cell> row(Check c, Set<String> steps) {
        Tint tint =
                switch (c.verdict()) {
                    case GOOD -> Tint.GOOD;
                    case WARNING, UNKNOWN -> Tint.WARNING;
                    case FAILED -> Tint.BAD;
                };
        return List.of(
                Cell.of(c.verdict().name().toLowerCase(Locale.ROOT), tint),
                Cell.of(c.where()),
                Cell.of(
                        c.what()
                                + (c.detail().isEmpty() ? "" : ": " + c.detail())
                                + (c.next().isEmpty() ? "" : "; " + c.next())),
                Cell.of(String.join(", ", steps)));
    }
}

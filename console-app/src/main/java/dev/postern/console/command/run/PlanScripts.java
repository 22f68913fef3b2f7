package dev.postern.console.command.run;

import dev.postern.core.text.Neutral;
import dev.postern.engine.plan.Plan;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A plan as plain shell, one part per target, each with its undo: for when not even Java runs. */
final class PlanScripts {
    private PlanScripts() {}

    static String text(Plan plan) {
        StringBuilder out = new StringBuilder("#!/bin/sh\n");
        comment(out, "plan " + plan.id() + ", digest " + plan.digest());
        comment(out, plan.playbook().name() + ": " + plan.playbook().title());
        comment(out, "To be read, and pasted part by part on the target that each part names.");
        comment(out, "What stands in <angle brackets> only the moment knows.");
        out.append("set -eu\n");
        Map<String, List<Plan.PlannedChange>> byTarget = new LinkedHashMap<>();
        for (Plan.PlannedChange c : plan.changes()) {
            byTarget.computeIfAbsent(c.target(), t -> new ArrayList<>()).add(c);
        }
        byTarget.forEach((target, changes) -> {
            String name = Neutral.fileName(target).replaceAll("[^A-Za-z0-9]", "_");
            out.append('\n');
            comment(out, "==== " + target);
            out.append("do_").append(name).append("() {\n");
            changes.forEach(c -> part(out, c, c.commands()));
            out.append("  :\n}\n");
            out.append("undo_").append(name).append("() {\n");
            changes.reversed().forEach(c -> part(out, c, c.undoCommands()));
            out.append("  :\n}\n");
        });
        out.append('\n');
        comment(out, "Nothing runs by itself: call the functions above, or paste their lines.");
        return out.toString();
    }

    private static void part(StringBuilder out, Plan.PlannedChange c, List<String> commands) {
        out.append("  # ").append(Neutral.line(c.step() + ": " + c.action())).append('\n');
        if (c.noop()) {
            out.append("  # already as wanted\n");
        }
        for (String command : commands) {
            // What is no command for a shell (an API request, a placeholder) must not run as one.
            boolean shell = !command.contains("<") && !command.startsWith("[");
            for (String line : Neutral.lines(command).split("\n", -1)) {
                out.append(shell ? "  " : "  # ").append(line).append('\n');
            }
        }
    }

    private static void comment(StringBuilder out, String text) {
        out.append("# ").append(Neutral.line(text)).append('\n');
    }
}

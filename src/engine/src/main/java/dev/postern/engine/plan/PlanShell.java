package dev.postern.engine.plan;

import dev.postern.core.text.Neutral;
import dev.postern.engine.plan.Plan.PlannedChange;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * A plan as plain shell scripts, one per host, each with its undo: for the day when not even Java
 * runs.
 *
 * <p>{@code sh FILE do} and {@code sh FILE undo}. What only the moment knows, and what is no shell
 * command (a request to an API), stands in them as a comment for a person.
 */
public final class PlanShell {
    private static final Pattern PLACEHOLDER = Pattern.compile("<[A-Za-z][A-Za-z0-9 _.-]*>");
    private static final Pattern REQUEST =
            Pattern.compile("(GET|POST|PUT|PATCH|DELETE) .*", Pattern.DOTALL);

    private PlanShell() {}

    /** File name to script; changes of a whole cluster or node group are in the cluster's file. */
    public static Map<String, String> scripts(Plan plan) {
        Map<String, List<PlannedChange>> byTarget = new LinkedHashMap<>();
        for (PlannedChange c : plan.changes()) {
            byTarget.computeIfAbsent(c.target(), t -> new ArrayList<>()).add(c);
        }
        Map<String, String> scripts = new LinkedHashMap<>();
        byTarget.forEach((target, changes) ->
                scripts.put(
                        Neutral.fileName(target.replace('/', '_')) + ".sh",
                        script(plan, target, changes)));
        return scripts;
    }

    /** All of them as one text, each behind a line that names its file. */
    public static String text(Plan plan) {
        StringBuilder out = new StringBuilder();
        scripts(plan)
                .forEach((file, script) ->
                        out.append("#### ").append(file).append('\n').append(script));
        return out.toString();
    }

    private static String script(Plan plan, String target, List<PlannedChange> changes) {
        StringBuilder out = new StringBuilder();
        out.append("#!/bin/sh\n")
                .append(comment("Postern, " + plan.id() + ", " + plan.playbook().name()))
                .append(comment("for " + target + ", as root: sh THIS do, or sh THIS undo"))
                .append(comment("digest " + plan.digest()))
                .append("set -eu\n");
        StringBuilder dos = new StringBuilder();
        StringBuilder undos = new StringBuilder();
        for (int i = 0; i < changes.size(); i++) {
            PlannedChange c = changes.get(i);
            part(out, "do_" + i, c, c.commands());
            part(out, "undo_" + i, c, c.undoCommands());
            dos.append(" do_").append(i).append(';');
            undos.insert(0, " undo_" + i + ";");
        }
        return out.append("case \"${1:-}\" in\n  (do)")
                .append(dos)
                .append(";\n  (undo)")
                .append(undos)
                .append(";\n  (*) echo \"usage: sh $0 do|undo\" >&2; exit 2;;\nesac\n")
                .toString();
    }

    private static void part(
            StringBuilder out, String name, PlannedChange c, List<String> commands) {
        out.append('\n')
                .append(
                        comment(
                                c.step()
                                        + ": "
                                        + c.action()
                                        + ", "
                                        + c.known().name().toLowerCase(java.util.Locale.ROOT)
                                        + ", undo "
                                        + c.undo()))
                .append(name)
                .append("() {\n  :\n");
        if (c.noop()) {
            out.append("  ").append(comment("already so"));
        }
        c.because().ifPresent(b -> out.append("  ").append(comment("unknown: " + b)));
        for (String command : commands) {
            if (PLACEHOLDER.matcher(command).find() || REQUEST.matcher(command).matches()) {
                command.lines().forEach(l -> out.append("  ").append(comment("by hand: " + l)));
            } else {
                // Not indented: a here-document's end must stand at the line's beginning.
                out.append(command).append('\n');
            }
        }
        out.append("}\n");
    }

    private static String comment(String text) {
        return "# " + Neutral.line(text) + "\n";
    }
}

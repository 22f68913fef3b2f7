package dev.postern.playbook;

import dev.postern.core.playbook.Parameter;
import dev.postern.core.playbook.Playbook;
import dev.postern.core.problem.Checked;
import dev.postern.core.problem.Position;
import dev.postern.core.problem.Problem;
import dev.postern.core.problem.Problems;
import dev.postern.core.text.Nearest;
import dev.postern.core.text.Neutral;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Values for the parameters of a playbook, from what was given and from defaults. */
public final class Parameters {
    private Parameters() {}

    /**
     * Checks everything that was given ({@code --set NAME=VALUE}) and fills in defaults. Problems:
     * a name that the playbook does not have, a value that does not fit, a required one missing.
     */
    public static Checked<Bindings> bind(Playbook playbook, Map<String, String> given) {
        Problems problems = new Problems();
        List<String> names = playbook.parameters().stream().map(Parameter::name).toList();
        given.forEach((name, value) -> {
            if (!names.contains(name)) {
                problems.add(
                        problem(
                                name + "=" + value,
                                1,
                                playbook.name() + " has no parameter \"" + name + "\"",
                                names.isEmpty()
                                        ? "no --set at all"
                                        : "one of " + String.join(", ", names),
                                Nearest.to(name, names)));
            }
        });
        Map<String, String> values = new LinkedHashMap<>();
        for (Parameter p : playbook.parameters()) {
            Form form = Form.of(p.type());
            Optional<String> text = Optional.ofNullable(given.get(p.name())).or(p::defaultText);
            if (text.isEmpty() && p.required()) {
                problems.add(
                        problem(
                                "",
                                1,
                                playbook.name() + " needs the parameter " + p.name(),
                                "--set " + p.name() + "=" + form.example(),
                                Optional.empty()));
            }
            text.ifPresent(t -> {
                if (form.parse().apply(t).isEmpty()) {
                    problems.add(
                            problem(
                                    p.name() + "=" + t,
                                    p.name().length() + 2,
                                    p.name() + " cannot be \"" + t + "\"",
                                    form.expected(),
                                    Nearest.to(t, form.words())));
                }
                values.put(p.name(), t);
            });
        }
        return problems.isEmpty()
                ? new Checked.Sound<>(new Bindings(playbook.parameters(), values))
                : new Checked.Faulty<>(problems.all());
    }

    private static Problem problem(
            String option, int column, String message, String expected, Optional<String> nearest) {
        return new Problem(
                new Position("--set", 1, column),
                Neutral.line(message, 300),
                Optional.of(Neutral.line(expected, 600)),
                nearest,
                option.isEmpty() ? Optional.empty() : Optional.of(Neutral.line(option, 300)));
    }
}

package dev.postern.playbook;

import dev.postern.core.playbook.Condition;
import dev.postern.core.playbook.Parameter;
import dev.postern.document.Node;

import java.util.Optional;

/** Takes a condition out of a playbook and checks it with stand-ins for its parameters. */
final class ConditionReader {
    private static final String SETTLED = ".settled";
    private static final String BEFORE = "a step before it; what has not begun has not settled";

    private final Scope scope;

    ConditionReader(Scope scope) {
        this.scope = scope;
    }

    /** Empty, with a problem, where it is none. */
    Optional<Condition> read(Node node, String what) {
        Optional<String> text = scope.reading.text(node, what);
        if (text.isEmpty() || !(node instanceof Node.ScalarNode scalar)) {
            return Optional.empty();
        }
        ConditionTemplate condition = new ConditionTemplate(text.get());
        if (!scope.references(scalar, condition.template()) || !places(scalar, condition)) {
            return Optional.empty();
        }
        String standIn = standIn(condition);
        return switch (ConditionEnvironment.of(scope.vocabulary).compile(standIn)) {
            case ConditionEnvironment.Result.Wrong(var issues) -> {
                issues.forEach(i -> report(scalar, i));
                yield Optional.empty();
            }
            case ConditionEnvironment.Result.Sound(var compiled) ->
                    stepsComeEarlier(scalar, standIn, compiled)
                            ? Optional.of(new Condition(text.get(), scalar.at(0)))
                            : Optional.empty();
        };
    }

    private boolean stepsComeEarlier(
            Node.ScalarNode node, String text, CompiledCondition compiled) {
        boolean sound = true;
        for (String fact : compiled.facts()) {
            Optional<String> step = step(fact);
            if (step.isPresent() && !scope.earlier.containsKey(step.get())) {
                sound = false;
                scope.unknownStep(node, Math.max(0, text.indexOf(fact)), step.get(), BEFORE);
            }
        }
        return sound;
    }

    private Optional<String> step(String fact) {
        boolean ofCatalogue = scope.catalogue.fact(fact).isPresent();
        return fact.endsWith(SETTLED) && !ofCatalogue
                ? Optional.of(fact.substring(0, fact.length() - SETTLED.length()))
                : Optional.empty();
    }

    private boolean places(Node.ScalarNode node, ConditionTemplate condition) {
        boolean sound = true;
        for (Template.Piece.Reference r : condition.template().references()) {
            Parameter parameter = parameter(r);
            boolean bareValue =
                    parameter.type() == Parameter.Type.Plain.INTEGER
                            || parameter.type() == Parameter.Type.Plain.BOOL;
            boolean always = parameter.required() || parameter.defaultText().isPresent();
            String shown = "${" + r.name() + "}";
            switch (condition.place(r)) {
                case QUOTED, COMMENT -> {}
                case RAW -> {
                    sound = false;
                    scope.reading.problem(
                            node, node.at(r.offset()), shown + " in a raw text", "plain quotes");
                }
                case BARE -> {
                    if (!bareValue || !always) {
                        sound = false;
                        scope.reading.problem(
                                node,
                                node.at(r.offset()),
                                shown
                                        + (bareValue
                                                ? " may have no value"
                                                : " is " + Form.of(parameter.type()).word()),
                                "'" + shown + "' in quotes");
                    }
                }
            }
        }
        return sound;
    }

    private Parameter parameter(Template.Piece.Reference r) {
        return Optional.ofNullable(scope.parameters.get(r.name())).orElseThrow();
    }

    /** As long as the reference, so that places in the condition stay the same. */
    private String standIn(ConditionTemplate condition) {
        return condition
                .template()
                .render(r -> {
                    int length = r.name().length() + "${}".length();
                    boolean bare = condition.place(r) == ConditionTemplate.Place.BARE;
                    String value =
                            !bare
                                    ? "x"
                                    : parameter(r).type() == Parameter.Type.Plain.BOOL
                                            ? "true"
                                            : "0";
                    return value + " ".repeat(length - value.length());
                });
    }

    private void report(Node.ScalarNode node, ConditionIssue issue) {
        Optional<String> step = issue.fact().flatMap(this::step);
        if (step.isPresent()) {
            scope.unknownStep(node, issue.offset(), step.get(), BEFORE);
            return;
        }
        scope.reading.add(
                node.source()
                        .problem(
                                node.at(issue.offset()),
                                issue.message(),
                                issue.expected(),
                                issue.nearest()));
    }
}

package dev.postern.playbook;

import dev.postern.core.problem.Checked;
import dev.postern.core.problem.Position;
import dev.postern.core.problem.Problem;

import java.util.Optional;

/**
 * Conditions in CEL over three-valued facts. They look at facts and do nothing; how much they may
 * compute is bounded.
 */
public final class Conditions {
    private Conditions() {}

    /**
     * Checks a condition whose parameters are replaced already ({@link Bindings#condition}).
     *
     * <p>Problems: no CEL, a fact that the vocabulary does not have, operators on the wrong types,
     * a result that is no truth value, longer than 2000 characters.
     *
     * @param position where its first character stands
     */
    public static Checked<CompiledCondition> compile(
            String text, Position position, Vocabulary vocabulary) {
        ConditionEnvironment environment = ConditionEnvironment.of(vocabulary);
        return switch (environment.compile(text)) {
            case ConditionEnvironment.Result.Sound(var compiled) -> new Checked.Sound<>(compiled);
            case ConditionEnvironment.Result.Wrong(var issues) ->
                    new Checked.Faulty<>(
                            issues.stream().map(i -> problem(i, text, position)).toList());
        };
    }

    private static Problem problem(ConditionIssue issue, String text, Position position) {
        boolean oneLine = text.indexOf('\n') < 0;
        Position at =
                new Position(
                        position.file(),
                        position.line(),
                        position.column() + (oneLine ? issue.offset() : 0));
        return new Problem(
                at, issue.message(), issue.expected(), issue.nearest(), Optional.empty());
    }
}

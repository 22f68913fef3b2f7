package dev.postern.playbook;

import dev.postern.core.text.Neutral;

import java.util.Optional;

/**
 * One mistake in a condition.
 *
 * @param offset where in the condition's text, in characters
 * @param fact the unknown fact that it is about, or empty
 */
record ConditionIssue(
        int offset,
        String message,
        Optional<String> expected,
        Optional<String> nearest,
        Optional<String> fact) {
    ConditionIssue {
        message = Neutral.line(message, 400);
    }

    static ConditionIssue of(int offset, String message) {
        return new ConditionIssue(
                offset, message, Optional.empty(), Optional.empty(), Optional.empty());
    }

    static ConditionIssue of(int offset, String message, String expected) {
        return new ConditionIssue(
                offset, message, Optional.of(expected), Optional.empty(), Optional.empty());
    }
}

package dev.postern.core.playbook;

import dev.postern.core.problem.Position;

/** The text of a CEL condition, with {@code ${parameter}} still in it, and where it stands. */
public record Condition(String text, Position position) {
    @Override
    public String toString() {
        return text;
    }
}

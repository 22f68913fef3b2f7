package dev.postern.actions.host;

/**
 * A number that was measured in passing: kept in the journal, shown to people, but no part of what
 * a state is. Two states that differ only in it are equal, so it is never drift.
 */
public record Measured(long value) {
    @Override
    public boolean equals(Object other) {
        return other instanceof Measured;
    }

    @Override
    public int hashCode() {
        return 0;
    }

    @Override
    public String toString() {
        return String.valueOf(value);
    }
}

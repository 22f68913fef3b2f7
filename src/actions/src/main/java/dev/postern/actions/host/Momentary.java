package dev.postern.actions.host;

/**
 * How something was at the moment of the look: kept and shown, but no part of what a state is, as
 * with {@link Measured}.
 */
public record Momentary(boolean value) {
    @Override
    public boolean equals(Object other) {
        return other instanceof Momentary;
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

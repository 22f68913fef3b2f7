package dev.postern.lab.clock;

import java.time.Duration;
import java.util.Optional;

/**
 * How many virtual seconds may pass in a real one.
 *
 * @param factor above 0; infinite for "as fast as it goes"
 */
public record Speed(double factor) {
    public static final Speed MAX = new Speed(Double.POSITIVE_INFINITY);

    public Speed {
        if (!(factor > 0)) {
            throw new IllegalArgumentException("a speed is above 0, not " + factor);
        }
    }

    public boolean isMax() {
        return Double.isInfinite(factor);
    }

    /** How long this much virtual time takes at least by the wall clock. */
    Duration real(Duration virtual) {
        return isMax() ? Duration.ZERO : Duration.ofNanos((long) (virtual.toNanos() / factor));
    }

    /** How much virtual time may have passed in this much real time. */
    Duration virtual(Duration real) {
        return Duration.ofNanos((long) Math.min(9e18, real.toNanos() * factor));
    }

    /** {@code max}, or a number from 0.1 to 1,000,000; empty for anything else. */
    public static Optional<Speed> parse(String text) {
        if (text.equals("max")) {
            return Optional.of(MAX);
        }
        if (!text.matches("[0-9]{1,7}(\\.[0-9]{1,3})?")) {
            return Optional.empty();
        }
        double factor = Double.parseDouble(text);
        return factor >= 0.1 && factor <= 1_000_000
                ? Optional.of(new Speed(factor))
                : Optional.empty();
    }

    @Override
    public String toString() {
        return isMax() ? "max" : Double.toString(factor).replaceFirst("\\.0$", "");
    }
}

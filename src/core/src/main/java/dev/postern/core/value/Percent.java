package dev.postern.core.value;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A share of 100, whole or with up to two decimals, between 0 and 100: {@code 20%}, {@code 0.5%}.
 */
public record Percent(double value) implements Comparable<Percent> {
    private static final Pattern FORM = Pattern.compile("(\\d{1,3}(?:\\.\\d{1,2})?)%");

    public Percent {
        if (!(value >= 0 && value <= 100)) {
            throw new IllegalArgumentException("a percent is between 0 and 100: " + value);
        }
    }

    /** Empty where the text is not a percent with its sign. */
    public static Optional<Percent> parse(String text) {
        var m = FORM.matcher(text);
        if (!m.matches()) {
            return Optional.empty();
        }
        double v = Double.parseDouble(m.group(1));
        return v <= 100 ? Optional.of(new Percent(v)) : Optional.empty();
    }

    /**
     * The whole number that this share of {@code count} is: rounded up, so that a share above zero
     * is never nobody.
     */
    public int of(int count) {
        return (int) Math.ceil(count * value / 100.0 - 1e-9);
    }

    @Override
    public int compareTo(Percent other) {
        return Double.compare(value, other.value);
    }

    @Override
    public String toString() {
        return (value == Math.rint(value) ? String.valueOf((long) value) : String.valueOf(value))
                + "%";
    }
}

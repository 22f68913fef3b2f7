package dev.postern.core.value;

import java.util.Optional;
import java.util.regex.Pattern;

/** A multiple: {@code 2x}, {@code 1.5x}; above 0, at most 1000. */
public record Factor(double value) {
    private static final Pattern FORM = Pattern.compile("(\\d{1,4}(?:\\.\\d{1,3})?)x");

    public Factor {
        if (!(value > 0 && value <= 1000)) {
            throw new IllegalArgumentException("a factor is above 0 and at most 1000: " + value);
        }
    }

    /** Empty where the text is not a factor with its x. */
    public static Optional<Factor> parse(String text) {
        var m = FORM.matcher(text);
        if (!m.matches()) {
            return Optional.empty();
        }
        double v = Double.parseDouble(m.group(1));
        return v > 0 && v <= 1000 ? Optional.of(new Factor(v)) : Optional.empty();
    }

    @Override
    public String toString() {
        return (value == Math.rint(value) ? String.valueOf((long) value) : String.valueOf(value))
                + "x";
    }
}

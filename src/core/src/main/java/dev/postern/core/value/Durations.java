package dev.postern.core.value;

import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Durations as people write them in playbooks: {@code 500ms}, {@code 30s}, {@code 15m}, {@code
 * 1h30m}, {@code 2d}.
 */
public final class Durations {
    private static final Pattern FORM =
            Pattern.compile(
                    "(?:(\\d{1,6})d)?(?:(\\d{1,6})h)?(?:(\\d{1,6})m(?!s))?(?:(\\d{1,9})s)?(?:(\\d{1,9})ms)?");

    private Durations() {}

    /** Empty where the text is not a duration with its unit; a bare number is not. */
    public static Optional<Duration> parse(String text) {
        var m = FORM.matcher(text);
        if (text.isEmpty() || !m.matches()) {
            return Optional.empty();
        }
        return Optional.of(
                Duration.ofDays(number(m.group(1)))
                        .plusHours(number(m.group(2)))
                        .plusMinutes(number(m.group(3)))
                        .plusSeconds(number(m.group(4)))
                        .plusMillis(number(m.group(5))));
    }

    /** The shortest exact form, down to milliseconds: {@code 1h30m}, {@code 0s}. */
    public static String text(Duration d) {
        if (d.isNegative()) {
            return "-" + text(d.negated());
        }
        StringBuilder out = new StringBuilder();
        part(out, d.toDaysPart(), "d");
        part(out, d.toHoursPart(), "h");
        part(out, d.toMinutesPart(), "m");
        part(out, d.toSecondsPart(), "s");
        part(out, d.toMillisPart(), "ms");
        return out.isEmpty() ? "0s" : out.toString();
    }

    private static void part(StringBuilder out, long n, String unit) {
        if (n != 0) {
            out.append(n).append(unit);
        }
    }

    private static long number(@org.jspecify.annotations.Nullable String digits) {
        return digits == null ? 0 : Long.parseLong(digits);
    }
}

package dev.postern.drill;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/**
 * One small line chart over virtual time, as inline SVG.
 *
 * <p>Our own sixty lines because the Java chart libraries draw through AWT, which a headless JDK on
 * a bastion may lack (ADR 4).
 */
final class Svg {
    private static final int WIDTH = 760;
    private static final int HEIGHT = 120;
    private static final int LEFT = 60;
    private static final int BOTTOM = 20;

    private Svg() {}

    /** A line of values between 0 and {@code most}; marks are vertical lines with a tooltip. */
    static <T> String chart(
            String title,
            List<T> points,
            java.util.function.Function<T, Instant> at,
            ToDoubleFunction<T> value,
            double most,
            String unit,
            List<RunOfDrill.Mark> marks) {
        StringBuilder out = new StringBuilder();
        out.append("<figure><figcaption>").append(Html.text(title)).append("</figcaption>");
        out.append(
                String.format(
                        Locale.ROOT,
                        "<svg viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"%s\">",
                        LEFT + WIDTH + 10,
                        HEIGHT + BOTTOM + 10,
                        Html.text(title)));
        if (points.isEmpty()) {
            return out.append("</svg></figure>").toString();
        }
        Instant from = at.apply(points.getFirst());
        double span = Math.max(1, Duration.between(from, at.apply(points.getLast())).toMillis());
        out.append(
                String.format(
                        Locale.ROOT,
                        "<path class=\"axis\" d=\"M%d 5V%dH%d\"/><text x=\"%d\" y=\"12\">%s</text><text x=\"%d\" y=\"%d\">0</text>",
                        LEFT,
                        5 + HEIGHT,
                        LEFT + WIDTH,
                        LEFT - 5,
                        number(most) + unit,
                        LEFT - 5,
                        HEIGHT + 5));
        for (RunOfDrill.Mark m : marks) {
            double x = LEFT + WIDTH * Duration.between(from, m.at()).toMillis() / span;
            if (x >= LEFT && x <= LEFT + WIDTH) {
                out.append(
                        String.format(
                                Locale.ROOT,
                                "<path class=\"mark\" d=\"M%.1f 5V%d\"><title>%s %s</title></path>",
                                x,
                                5 + HEIGHT,
                                clock(m.at()),
                                Html.text(m.what())));
            }
        }
        out.append("<path class=\"line\" d=\"");
        char pen = 'M';
        for (T p : points) {
            double v = value.applyAsDouble(p);
            if (v < 0) {
                pen = 'M';
                continue;
            }
            double x = LEFT + WIDTH * Duration.between(from, at.apply(p)).toMillis() / span;
            double y = 5 + HEIGHT * (1 - Math.min(1, v / most));
            out.append(String.format(Locale.ROOT, "%c%.1f %.1f", pen, x, y));
            pen = 'L';
        }
        out.append("\"/>");
        out.append(
                String.format(
                        Locale.ROOT,
                        "<text class=\"time\" x=\"%d\" y=\"%d\">%s</text><text x=\"%d\" y=\"%d\">%s</text>",
                        LEFT,
                        HEIGHT + BOTTOM + 5,
                        clock(from),
                        LEFT + WIDTH,
                        HEIGHT + BOTTOM + 5,
                        clock(at.apply(points.getLast()))));
        return out.append("</svg></figure>").toString();
    }

    static String clock(Instant at) {
        return at.toString().substring(11, 19);
    }

    private static String number(double n) {
        return n == Math.rint(n) ? String.valueOf((long) n) : String.valueOf(n);
    }
}

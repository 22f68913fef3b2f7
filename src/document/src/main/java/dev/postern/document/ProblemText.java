package dev.postern.document;

import dev.postern.core.problem.Problem;

import java.util.ArrayList;
import java.util.List;

/** A problem as people read it: the place, the line with a caret, what was expected. */
public final class ProblemText {
    private static final int WIDTH = 100;

    private ProblemText() {}

    /**
     * Neutral lines without line ends:
     *
     * <pre>
     * fleet.yaml:3:5: unknown key "nmae" in a cluster
     *   3 |   - nmae: eu-1
     *     |     ^
     *   expected: one of api, hosts, name
     *   did you mean: name
     * </pre>
     *
     * A long line is shown around the caret.
     */
    public static List<String> frame(Problem problem) {
        List<String> out = new ArrayList<>();
        out.add(problem.position() + ": " + problem.message());
        problem.sourceLine().ifPresent(line -> source(line, problem, out));
        problem.expected().ifPresent(e -> out.add("  expected: " + e));
        problem.nearest().ifPresent(n -> out.add("  did you mean: " + n));
        return List.copyOf(out);
    }

    private static void source(String line, Problem problem, List<String> out) {
        int[] points = line.codePoints().toArray();
        int caret = Math.min(Math.max(0, problem.position().column() - 1), points.length);
        int from =
                points.length <= WIDTH
                        ? 0
                        : Math.max(0, Math.min(caret - WIDTH / 2, points.length - WIDTH));
        int to = Math.min(points.length, from + WIDTH);
        String shown = new String(points, from, to - from);
        String before = from > 0 ? "\u2026" : "";
        String after = to < points.length ? "\u2026" : "";
        String number = String.valueOf(problem.position().line());
        String margin = " ".repeat(number.length());
        out.add("  " + number + " | " + before + shown.stripTrailing() + after);
        out.add("  " + margin + " | " + " ".repeat(before.length() + caret - from) + "^");
    }
}

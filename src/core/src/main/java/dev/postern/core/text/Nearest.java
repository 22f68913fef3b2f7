package dev.postern.core.text;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** The known word that a mistyped one was probably meant to be. */
public final class Nearest {
    private Nearest() {}

    /**
     * The nearest of {@code known} to {@code typed}, or empty when none is near.
     *
     * <p>Near means an edit distance (insert, delete, replace, swap of neighbours) of at most a
     * third of the word's length, at least one; a known word that begins with what was typed (three
     * letters or more) is near too. Ties go to the alphabetically first.
     */
    public static Optional<String> to(String typed, Collection<String> known) {
        String word = typed.toLowerCase(Locale.ROOT);
        int limit = Math.max(1, Math.min(word.length(), 40) / 3);
        return known.stream()
                .sorted()
                .map(k -> new Scored(k, score(word, k.toLowerCase(Locale.ROOT))))
                .filter(s -> s.score <= limit)
                .min(Comparator.comparingInt(Scored::score))
                .map(Scored::word);
    }

    private record Scored(String word, int score) {}

    private static int score(String typed, String known) {
        if (typed.length() >= 3 && known.startsWith(typed)) {
            return 1;
        }
        if (Math.abs(typed.length() - known.length()) > 40) {
            return Integer.MAX_VALUE;
        }
        return distance(typed, known);
    }

    /** Optimal string alignment distance. */
    private static int distance(String a, String b) {
        int[][] d = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            d[i][0] = i;
        }
        for (int j = 0; j <= b.length(); j++) {
            d[0][j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            for (int j = 1; j <= b.length(); j++) {
                int same = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
                d[i][j] =
                        Math.min(
                                Math.min(d[i - 1][j] + 1, d[i][j - 1] + 1), d[i - 1][j - 1] + same);
                if (i > 1
                        && j > 1
                        && a.charAt(i - 1) == b.charAt(j - 2)
                        && a.charAt(i - 2) == b.charAt(j - 1)) {
                    d[i][j] = Math.min(d[i][j], d[i - 2][j - 2] + 1);
                }
            }
        }
        return d[a.length()][b.length()];
    }
}

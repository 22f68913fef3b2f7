package dev.postern.document;

import dev.postern.core.problem.Position;
import dev.postern.core.problem.Problem;
import dev.postern.core.text.Nearest;
import dev.postern.core.text.Neutral;

import java.util.Collection;
import java.util.Optional;

/** The text that a document was read from, for carets; makes problems with their source line. */
public final class Source {
    /** A longer line is cut: it is shown for its caret, and nobody reads it whole. */
    private static final int LONGEST_LINE = 2000;

    private final String file;
    private final String[] lines;

    Source(String file, String text) {
        this.file = Neutral.line(file, 300);
        this.lines = text.split("\r\n|\r|\n", -1);
    }

    /** The file's name as messages show it, neutral. */
    public String file() {
        return file;
    }

    /** A position in this file; both numbers count from 1. */
    public Position at(int line, int column) {
        return new Position(file, line, column);
    }

    /** The neutral text of a line; empty where there is none, or where the column is far out. */
    Optional<String> line(Position position) {
        int index = position.line() - 1;
        if (index < 0 || index >= lines.length || position.column() > LONGEST_LINE) {
            return Optional.empty();
        }
        return Optional.of(Neutral.line(lines[index], LONGEST_LINE));
    }

    Position within(Node.ScalarNode scalar, int offset) {
        Position start = scalar.position();
        int first = start.column() - 1 + (scalar.quoted() ? 1 : 0);
        int points = scalar.text().codePointCount(0, Math.min(offset, scalar.text().length()));
        Position there = at(start.line(), first + points + 1);
        boolean asWritten =
                line(there)
                        .filter(l -> l.codePointCount(0, l.length()) >= first)
                        .map(l -> l.substring(l.offsetByCodePoints(0, first)))
                        .filter(l -> l.startsWith(Neutral.line(scalar.text())))
                        .isPresent();
        return asWritten ? there : start;
    }

    /** A problem with the line of the file that it speaks of. */
    public Problem problem(Position position, String message) {
        return problem(position, message, Optional.empty(), Optional.empty());
    }

    /** A problem that says what would have been right. */
    public Problem problem(Position position, String message, String expected) {
        return problem(position, message, Optional.of(expected), Optional.empty());
    }

    /** A problem with a word that is none of the known ones: names them, and the nearest. */
    public Problem unknown(
            Position position, String message, String word, Collection<String> known) {
        return problem(position, message, oneOf(known), Nearest.to(word, known));
    }

    /** "one of a, b, c", or empty where there is nothing to choose from. */
    static Optional<String> oneOf(Collection<String> words) {
        if (words.isEmpty()) {
            return Optional.empty();
        }
        String all = String.join(", ", words.stream().sorted().toList());
        return Optional.of(words.size() == 1 ? all : "one of " + all);
    }

    /** A problem with everything that is known of it. */
    public Problem problem(
            Position position,
            String message,
            Optional<String> expected,
            Optional<String> nearest) {
        return new Problem(
                position,
                Neutral.line(message, 500),
                expected.map(e -> Neutral.line(e, 1000)),
                nearest.map(n -> Neutral.line(n, 200)),
                line(position));
    }
}

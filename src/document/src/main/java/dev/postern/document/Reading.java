package dev.postern.document;

import dev.postern.core.problem.Checked;
import dev.postern.core.problem.Position;
import dev.postern.core.problem.Problem;
import dev.postern.core.problem.Problems;
import dev.postern.core.text.Neutral;
import dev.postern.core.value.Durations;
import dev.postern.core.value.Percent;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Takes typed values out of nodes and collects everything that is wrong, so that a reader goes on
 * after a mistake and all are reported at once.
 *
 * <p>A method that returns an Optional has recorded a problem when it returns empty. Not
 * thread-safe.
 */
public final class Reading {
    private final Problems problems = new Problems();
    private int found;

    /** A word of the file as messages show it: in double quotes, neutral, shortened. */
    public static String quoted(String word) {
        return "\"" + Neutral.line(word, 60) + "\"";
    }

    public boolean isSound() {
        return problems.isEmpty();
    }

    /** The value where nothing was wrong, else every problem in the order of the file. */
    public <T> Checked<T> result(Supplier<T> value) {
        return problems.isEmpty()
                ? new Checked.Sound<>(value.get())
                : new Checked.Faulty<>(problems.all());
    }

    public void add(Problem problem) {
        // Whoever has more mistakes than this in one file repairs these first.
        if (found++ < NodeParser.MOST_PROBLEMS) {
            problems.add(problem);
        }
    }

    public void addAll(Collection<Problem> more) {
        more.forEach(this::add);
    }

    public void problem(Node at, String message) {
        add(at.source().problem(at.position(), message));
    }

    public void problem(Node at, String message, String expected) {
        add(at.source().problem(at.position(), message, expected));
    }

    /** A problem at a key, or anywhere else in the file of the node. */
    public void problem(Node in, Position at, String message, String expected) {
        add(in.source().problem(at, message, expected));
    }

    /** "unknown WHAT "word"", with the known ones and the nearest. */
    public void unknown(Node at, String what, String word, Collection<String> known) {
        add(
                at.source()
                        .unknown(
                                at.position(),
                                "unknown " + what + " " + quoted(word),
                                word,
                                known));
    }

    /** The fields of a whole file. */
    public Optional<Fields> root(Node node, String what, String first) {
        if (node instanceof Node.NullNode) {
            problem(node, "the file is empty", first);
            return Optional.empty();
        }
        return map(node, what);
    }

    /** The fields of a map; call {@link Fields#end()} when all known keys have been asked for. */
    public Optional<Fields> map(Node node, String what) {
        if (node instanceof Node.MapNode m) {
            return Optional.of(new Fields(this, m, what));
        }
        problem(node, what + " is " + shown(node), "a map");
        return Optional.empty();
    }

    /** The items of a list; empty, with a problem, where it is none. */
    public List<Node> list(Node node, String what) {
        if (node instanceof Node.ListNode l) {
            return l.items();
        }
        problem(node, what + " is " + shown(node), "a list");
        return List.of();
    }

    /** The items of a list, or the one value that stands in its place. */
    public List<Node> oneOrMore(Node node) {
        return node instanceof Node.ListNode l ? l.items() : List.of(node);
    }

    /** Text that is not empty. */
    public Optional<String> text(Node node, String what) {
        return value(node, what, "text", t -> t.isBlank() ? Optional.empty() : Optional.of(t));
    }

    /** A whole number between two bounds, both included. */
    public Optional<Integer> integer(Node node, String what, int least, int most) {
        return value(
                node,
                what,
                "a whole number from " + least + " to " + most,
                t ->
                        t.matches("-?\\d{1,9}")
                                ? Optional.of(Integer.valueOf(t))
                                        .filter(n -> n >= least && n <= most)
                                : Optional.empty());
    }

    public Optional<Duration> duration(Node node, String what) {
        return value(
                node, what, "a duration with its unit, like 30s, 15m or 1h30m", Durations::parse);
    }

    public Optional<Percent> percent(Node node, String what) {
        return value(node, what, "a percent with its sign, like 20%", Percent::parse);
    }

    /** One of the words; the problem names them all and the nearest. */
    public <T> Optional<T> choice(Node node, String what, Map<String, T> words) {
        if (node instanceof Node.ScalarNode s) {
            Optional<T> chosen = Optional.ofNullable(words.get(s.text()));
            if (chosen.isEmpty()) {
                unknown(node, what, s.text(), words.keySet());
            }
            return chosen;
        }
        problem(node, what + " is " + shown(node), "one of " + String.join(", ", words.keySet()));
        return Optional.empty();
    }

    /** A value of any form that one text can have. */
    public <T> Optional<T> value(
            Node node, String what, String expected, Function<String, Optional<T>> parse) {
        Optional<T> read =
                node instanceof Node.ScalarNode s ? parse.apply(s.text()) : Optional.empty();
        if (read.isEmpty()) {
            problem(node, what + " is " + shown(node), expected);
        }
        return read;
    }

    /** What stands there, for a message. */
    public static String shown(Node node) {
        return node instanceof Node.ScalarNode s ? quoted(s.text()) : node.kind();
    }
}

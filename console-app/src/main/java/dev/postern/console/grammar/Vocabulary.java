package dev.postern.console.grammar;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** All commands by their words. */
public final class Vocabulary {
    private final Map<String, Spec> specs = new TreeMap<>();

    public Vocabulary(Collection<Spec> all) {
        for (Spec s : all) {
            if (specs.put(s.words(), s) != null) {
                throw new IllegalStateException("two commands are called " + s.words());
            }
        }
    }

    public Optional<Spec> spec(String words) {
        return Optional.ofNullable(specs.get(words));
    }

    /** Those that are offered, by name. */
    public List<Spec> offered() {
        return specs.values().stream().filter(s -> !s.hidden()).toList();
    }

    /** The command with the most words that these begin with. */
    public Optional<Spec> longest(List<String> plain) {
        for (int n = Math.min(plain.size(), 3); n > 0; n--) {
            Optional<Spec> s = spec(String.join(" ", plain.subList(0, n)));
            if (s.isPresent()) {
                return s;
            }
        }
        return Optional.empty();
    }

    /** Whether longer commands begin with these words. */
    public boolean hasChildren(String words) {
        return !next(words).isEmpty();
    }

    /** The words that may follow these as a command's name: {@code fleet} → check, list, show. */
    public SortedSet<String> next(String words) {
        TreeSet<String> next = new TreeSet<>();
        String start = words.isEmpty() ? "" : words + " ";
        for (Spec s : offered()) {
            if (s.words().startsWith(start) && s.words().length() > start.length()) {
                String rest = s.words().substring(start.length());
                int space = rest.indexOf(' ');
                next.add(space < 0 ? rest : rest.substring(0, space));
            }
        }
        return next;
    }

    /** One sentence about words that are no command: what was meant, or what may follow. */
    String unknown(List<String> plain) {
        String first = plain.getFirst();
        SortedSet<String> below = next(first);
        if (plain.size() == 1 && !below.isEmpty()) {
            return Reader.quoted(first) + " needs one more word: " + String.join(", ", below);
        }
        if (plain.size() > 1 && !below.isEmpty()) {
            String two = first + " " + plain.get(1);
            TreeSet<String> whole = new TreeSet<>();
            below.forEach(b -> whole.add(first + " " + b));
            String hint = Reader.nearest(two, whole);
            return "no command "
                    + Reader.quoted(two)
                    + (hint.isEmpty()
                            ? "; after "
                                    + Reader.quoted(first)
                                    + " comes "
                                    + String.join(", ", below)
                            : hint);
        }
        SortedSet<String> known = next("");
        offered().forEach(s -> known.add(s.words()));
        String two = plain.size() > 1 ? first + " " + plain.get(1) : first;
        String hint = Reader.nearest(two, known);
        return "no command "
                + Reader.quoted(first)
                + (hint.isEmpty() ? Reader.nearest(first, known) : hint);
    }
}

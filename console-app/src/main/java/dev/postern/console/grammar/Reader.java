package dev.postern.console.grammar;

import dev.postern.console.grammar.Spec.OptionSpec;
import dev.postern.core.text.Nearest;
import dev.postern.core.text.Neutral;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/** Reads typed words as a sentence. All mistakes of a line are found at once. */
public final class Reader {
    private final Vocabulary vocabulary;

    public Reader(Vocabulary vocabulary) {
        this.vocabulary = vocabulary;
    }

    /** Understands the words; quotes are the business of who split them. */
    public Sentence read(List<String> words) {
        return new Reading(words).read();
    }

    private final class Reading {
        private final List<String> words;
        private final List<String> mistakes = new ArrayList<>();
        private final Map<String, List<String>> options = new LinkedHashMap<>();
        private final Map<String, String> globals = new LinkedHashMap<>();
        private boolean help;

        Reading(List<String> words) {
            this.words = words;
        }

        Sentence read() {
            Optional<Spec> spec = vocabulary.longest(plain());
            List<String> plain = new ArrayList<>();
            boolean onlyPlain = false;
            for (int i = 0; i < words.size(); i++) {
                String word = words.get(i);
                if (onlyPlain || word.length() < 2 || !word.startsWith("-") || isNumber(word)) {
                    plain.add(word);
                } else if (word.equals("--")) {
                    onlyPlain = true;
                } else {
                    i += option(spec, word, i + 1 < words.size() ? words.get(i + 1) : null);
                }
            }
            Globals all = globals();
            if (help) {
                return new Sentence.HelpWanted(
                        spec.map(s -> List.of(s.words())).orElse(plain), all);
            }
            if (spec.isEmpty() && plain.isEmpty() && mistakes.isEmpty()) {
                return new Sentence.Silence(all);
            }
            if (spec.isEmpty()) {
                if (!plain.isEmpty()) {
                    // What the options were meant for is unknown; only the command is worth a word.
                    mistakes.clear();
                    mistakes.add(vocabulary.unknown(plain));
                }
                return new Sentence.Misused(mistakes, all);
            }
            int length = spec.get().words().split(" ").length;
            List<String> arguments = plain.subList(Math.min(length, plain.size()), plain.size());
            check(spec.get(), arguments);
            return mistakes.isEmpty()
                    ? new Sentence.Understood(spec.get(), options, arguments, all)
                    : new Sentence.Misused(mistakes, all);
        }

        /** The words before the first option's value could confuse: those that name a command. */
        private List<String> plain() {
            List<String> plain = new ArrayList<>();
            for (int i = 0; i < words.size(); i++) {
                String word = words.get(i);
                if (word.equals("--")) {
                    break;
                }
                if (!word.startsWith("-")) {
                    plain.add(word);
                } else if (globalTakesValue(word)) {
                    i++;
                } else if (!plain.isEmpty()) {
                    break;
                }
            }
            return plain;
        }

        private boolean globalTakesValue(String word) {
            return word.equals("-o")
                    || Globals.SPECS.stream()
                            .anyMatch(g -> !g.isFlag() && word.equals("--" + g.name()));
        }

        /** Takes one option; gives how many further words it took. */
        private int option(
                Optional<Spec> spec, String word, @org.jspecify.annotations.Nullable String next) {
            if (word.equals("--help") || word.equals("-h")) {
                help = true;
                return 0;
            }
            int equals = word.indexOf('=');
            String typed = equals < 0 ? word : word.substring(0, equals);
            String name =
                    typed.equals("-o")
                            ? "output"
                            : typed.startsWith("--") ? typed.substring(2) : "";
            Optional<OptionSpec> known = spec.flatMap(s -> s.option(name));
            boolean global = known.isEmpty();
            if (global) {
                known = Globals.SPECS.stream().filter(g -> g.name().equals(name)).findFirst();
            }
            if (known.isEmpty()) {
                spec.ifPresent(s -> mistakes.add(unknownOption(s, typed)));
                if (spec.isEmpty()) {
                    mistakes.add("no option " + quoted(typed) + " here");
                }
                // Its value, where it seems to have one, must not be taken for an argument.
                return equals < 0 && next != null && !next.startsWith("-") ? 1 : 0;
            }
            OptionSpec o = known.get();
            String value;
            int taken = 0;
            if (equals >= 0) {
                value = word.substring(equals + 1);
                if (o.isFlag()) {
                    mistakes.add("--" + o.name() + " takes no value");
                    return 0;
                }
            } else if (o.isFlag()) {
                value = "true";
            } else if (next == null || (next.startsWith("--") && next.length() > 2)) {
                mistakes.add(o.typed() + " needs its value");
                return 0;
            } else {
                value = next;
                taken = 1;
            }
            boolean own =
                    global
                            && o.name().equals("output")
                            && spec.map(s -> s.formats().contains(value)).orElse(false);
            if (!own && !o.choices().isEmpty() && !o.choices().contains(value)) {
                mistakes.add(
                        "--"
                                + o.name()
                                + " is one of "
                                + String.join(", ", o.choices())
                                + ", not "
                                + quoted(value)
                                + nearest(value, o.choices()));
                return taken;
            }
            if (global) {
                globals.put(o.name(), value);
            } else {
                List<String> all = options.computeIfAbsent(o.name(), n -> new ArrayList<>());
                if (!all.isEmpty() && !o.repeats()) {
                    mistakes.add("--" + o.name() + " is given twice");
                }
                all.add(value);
            }
            return taken;
        }

        private void check(Spec spec, List<String> arguments) {
            int most =
                    spec.arguments().stream().anyMatch(Spec.ArgumentSpec::repeats)
                            ? Integer.MAX_VALUE
                            : spec.arguments().size();
            for (int i = 0; i < spec.arguments().size(); i++) {
                if (spec.arguments().get(i).required() && i >= arguments.size()) {
                    mistakes.add(
                            quoted(spec.words()) + " needs " + spec.arguments().get(i).label());
                }
            }
            if (arguments.size() > most) {
                String extra = arguments.get(most);
                mistakes.add(
                        most == 0 && vocabulary.hasChildren(spec.words())
                                ? vocabulary.unknown(
                                        List.of((spec.words() + " " + extra).split(" ")))
                                : quoted(spec.words()) + " takes no further word " + quoted(extra));
            }
            for (OptionSpec o : spec.options()) {
                if (o.required() && !options.containsKey(o.name()) && !mentioned(o)) {
                    mistakes.add(quoted(spec.words()) + " needs " + o.typed());
                }
            }
        }

        private boolean mentioned(OptionSpec o) {
            return mistakes.stream()
                    .anyMatch(m -> m.startsWith("--" + o.name() + " ") || m.startsWith(o.typed()));
        }

        private Globals globals() {
            Globals.Format format =
                    Globals.Format.valueOf(
                            globals.getOrDefault("output", "table").toUpperCase(Locale.ROOT));
            return new Globals(
                    path("fleet"),
                    path("home"),
                    format,
                    path("debug"),
                    globals.containsKey("no-input"));
        }

        private Optional<Path> path(String name) {
            String text = globals.get(name);
            if (text == null) {
                return Optional.empty();
            }
            try {
                return text.isEmpty() ? bad(name, text) : Optional.of(Path.of(text));
            } catch (InvalidPathException e) {
                return bad(name, text);
            }
        }

        private Optional<Path> bad(String name, String text) {
            mistakes.add("--" + name + " is no path: " + quoted(text));
            return Optional.empty();
        }
    }

    private static boolean isNumber(String word) {
        return word.length() > 1 && word.charAt(0) == '-' && Character.isDigit(word.charAt(1));
    }

    private static String unknownOption(Spec spec, String typed) {
        TreeSet<String> names = new TreeSet<>();
        spec.options().forEach(o -> names.add("--" + o.name()));
        Globals.SPECS.forEach(o -> names.add("--" + o.name()));
        names.add("--help");
        return quoted(spec.words()) + " has no option " + quoted(typed) + nearest(typed, names);
    }

    static String nearest(String typed, java.util.Collection<String> known) {
        return Nearest.to(typed, known).map(n -> "; did you mean " + quoted(n) + "?").orElse("");
    }

    static String quoted(String foreign) {
        return "\"" + Neutral.line(foreign, 80) + "\"";
    }
}

package dev.postern.playbook;

import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelRuntime;
import dev.cel.runtime.CelVariableResolver;
import dev.postern.core.fact.FactValue;
import dev.postern.core.fact.Facts;
import dev.postern.core.text.Neutral;
import dev.postern.core.value.JsonValue;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** A condition that was checked and can be asked, any number of times. Thread-safe. */
public final class CompiledCondition {
    private final String text;
    private final Set<String> facts;
    private final CelRuntime.Program program;

    CompiledCondition(String text, Set<String> facts, CelRuntime.Program program) {
        this.text = text;
        this.facts = Collections.unmodifiableSet(new LinkedHashSet<>(facts));
        this.program = program;
    }

    public String text() {
        return text;
    }

    /** The dotted names of all facts that it may read. */
    public Set<String> facts() {
        return facts;
    }

    /**
     * Whether it holds. Facts are read from left to right, each at most once, and not at all where
     * the answer is clear without them.
     *
     * <p>An unknown fact makes the answer unknown, unless it does not matter: {@code false &&
     * unknown} is no, {@code true || unknown} is yes. What cannot be computed is unknown too.
     */
    public Facts.Verdict evaluate(Function<String, FactValue> source) {
        Map<String, FactValue> read = new LinkedHashMap<>();
        List<RuntimeException> bugs = new ArrayList<>();
        String[] trouble = {""};
        Facts.Answer answer =
                answer(
                        name -> {
                            FactValue known = read.get(name);
                            if (known == null) {
                                try {
                                    known = source.apply(name);
                                } catch (RuntimeException e) {
                                    bugs.add(e);
                                    throw e;
                                }
                                read.put(name, known);
                            }
                            return value(known);
                        },
                        trouble);
        if (!bugs.isEmpty()) {
            throw bugs.getFirst();
        }
        return new Facts.Verdict(answer, because(answer, read, trouble[0]));
    }

    private Facts.Answer answer(CelVariableResolver resolver, String[] trouble) {
        try {
            Object out = program.eval(resolver);
            return out instanceof Boolean b
                    ? (b ? Facts.Answer.YES : Facts.Answer.NO)
                    : Facts.Answer.UNKNOWN;
        } catch (CelEvaluationException | RuntimeException e) {
            trouble[0] = "cannot be computed: " + Neutral.line("" + e.getMessage(), 200);
            return Facts.Answer.UNKNOWN;
        }
    }

    private String because(Facts.Answer answer, Map<String, FactValue> read, String trouble) {
        if (answer == Facts.Answer.UNKNOWN) {
            String unknown =
                    read.entrySet().stream()
                            .filter(e -> value(e.getValue()).isEmpty())
                            .map(e -> shown(e.getKey(), e.getValue()))
                            .collect(Collectors.joining(", "));
            return unknown.isEmpty() ? trouble : unknown;
        }
        List<String> decided = new ArrayList<>();
        List<String> all = new ArrayList<>();
        read.forEach((name, value) -> {
            all.add(shown(name, value));
            // A fact decided when the answer would not be known without it.
            if (answer(n -> n.equals(name) ? Optional.empty() : known(n, read), new String[1])
                    == Facts.Answer.UNKNOWN) {
                decided.add(shown(name, value));
            }
        });
        return String.join(", ", decided.isEmpty() ? all : decided);
    }

    private static Optional<Object> known(String name, Map<String, FactValue> read) {
        return Optional.ofNullable(read.get(name)).flatMap(CompiledCondition::value);
    }

    private static Optional<Object> value(FactValue fact) {
        return switch (fact) {
            case FactValue.Known k -> Optional.ofNullable(java(k.value()));
            case FactValue.Unknown u -> Optional.empty();
        };
    }

    private static @Nullable Object java(JsonValue value) {
        return switch (value) {
            case JsonValue.Null n -> null;
            case JsonValue.Bool b -> b.value();
            // One kind of number for all, so that comparing needs no second thought.
            case JsonValue.Num n -> n.value().doubleValue();
            case JsonValue.Text t -> t.value();
            case JsonValue.Arr a -> {
                List<@Nullable Object> items = new ArrayList<>();
                a.items().forEach(i -> items.add(java(i)));
                yield Collections.unmodifiableList(items);
            }
            case JsonValue.Obj o -> {
                Map<String, @Nullable Object> fields = new LinkedHashMap<>();
                o.fields().forEach((k, v) -> fields.put(k, java(v)));
                yield Collections.unmodifiableMap(fields);
            }
        };
    }

    private static String shown(String name, FactValue fact) {
        return switch (fact) {
            case FactValue.Unknown u -> name + " is unknown: " + Neutral.line(u.why(), 200);
            case FactValue.Known k ->
                    switch (k.value()) {
                        case JsonValue.Bool b -> name + " = " + b.value() + noted(k.note());
                        case JsonValue.Num n -> name + " = " + number(n);
                        case JsonValue.Text t -> name + " = " + Neutral.line(t.value(), 60);
                        case JsonValue.Arr a -> name + " (" + a.items().size() + ")";
                        case JsonValue.Obj o -> name;
                        case JsonValue.Null n -> name + " is unknown: no value";
                    };
        };
    }

    private static String noted(String note) {
        return note.isEmpty() ? "" : " (" + Neutral.line(note, 300) + ")";
    }

    private static String number(JsonValue.Num n) {
        return n.value()
                .round(new java.math.MathContext(4))
                .stripTrailingZeros()
                .toString()
                .replace("E+", "e");
    }
}

package dev.postern.playbook;

import dev.postern.core.text.Neutral;
import dev.postern.core.value.Failure;
import dev.postern.core.value.JsonValue;
import dev.postern.core.value.Outcome;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The arguments of a step as the parameter record of its action or probe.
 *
 * <p>A record's component is taken from its key, or from its default. A component that is a list
 * takes a list, or one text with commas. A whole {@code ${parameter}} without a value leaves an
 * Optional component empty and gives any other its default.
 */
public final class Arguments {
    private Arguments() {}

    /** What a parameter record takes, in its order: for completion, help and reference pages. */
    public static List<Argument> of(Class<? extends Record> type) {
        return Argument.of(type).stream().map(Argument.Component::argument).toList();
    }

    /** The record, from arguments without parameters in them. */
    public static <P extends Record> Outcome<P> decode(Class<P> type, JsonValue.Obj arguments) {
        return decode(type, arguments, Bindings.none());
    }

    /**
     * The record, with parameters replaced.
     *
     * <p>Refused, naming the argument: an unknown key, a value that does not fit, a required
     * argument that is missing or whose parameter has no value yet ({@link Bindings#missingIn}
     * tells beforehand).
     */
    public static <P extends Record> Outcome<P> decode(
            Class<P> type, JsonValue.Obj arguments, Bindings bindings) {
        List<Argument.Component> components = Argument.of(type);
        try {
            Set<String> keys =
                    Set.copyOf(components.stream().map(c -> c.argument().key()).toList());
            for (String key : arguments.fields().keySet()) {
                if (!keys.contains(key)) {
                    throw new Misfit("there is no argument " + key, "");
                }
            }
            Object[] values = new Object[components.size()];
            for (int i = 0; i < values.length; i++) {
                values[i] = value(components.get(i), arguments, bindings);
            }
            return Outcome.ok(make(type, values));
        } catch (Misfit e) {
            return Outcome.failed(
                    Failure.unchanged(
                            Failure.Kind.REFUSED,
                            Neutral.line("" + e.getMessage(), 300),
                            e.why,
                            ""));
        }
    }

    private static Object value(Argument.Component c, JsonValue.Obj arguments, Bindings bindings) {
        Argument a = c.argument();
        Optional<JsonValue> given =
                arguments
                        .field(a.key())
                        .filter(v -> !(v instanceof JsonValue.Null))
                        .filter(v -> !isWholeWithoutValue(v, bindings));
        Optional<List<String>> texts =
                given.map(v -> texts(a, v, bindings)).or(() -> a.byDefault().map(d -> split(a, d)));
        if (texts.isEmpty()) {
            if (c.optional()) {
                return Optional.empty();
            }
            throw new Misfit(
                    a.key() + " has no value",
                    arguments
                            .field(a.key())
                            .map(v -> "not yet set: " + String.join(", ", bindings.missingIn(v)))
                            .orElse("expected " + a.expected()));
        }
        List<Object> values = new ArrayList<>();
        for (String text : texts.get()) {
            Optional<?> parsed = c.form().parse().apply(text);
            if (parsed.isEmpty()) {
                throw new Misfit(
                        a.key() + " cannot be \"" + Neutral.line(text, 60) + "\"",
                        "expected " + a.expected());
            }
            values.add(parsed.get());
        }
        Object value = a.list() ? List.copyOf(values) : values.getFirst();
        return c.optional() ? Optional.of(value) : value;
    }

    private static boolean isWholeWithoutValue(JsonValue value, Bindings bindings) {
        return value instanceof JsonValue.Text(var t)
                && Template.of(t).isWhole()
                && !bindings.missingIn(t).isEmpty();
    }

    private static List<String> texts(Argument a, JsonValue value, Bindings bindings) {
        if (value instanceof JsonValue.Arr(var items) && a.list()) {
            return items.stream().map(i -> text(a, i, bindings)).toList();
        }
        return split(a, text(a, value, bindings));
    }

    private static String text(Argument a, JsonValue value, Bindings bindings) {
        String written =
                switch (value) {
                    case JsonValue.Text t -> t.value();
                    case JsonValue.Bool b -> String.valueOf(b.value());
                    case JsonValue.Num n -> n.value().toPlainString();
                    case JsonValue.Null n -> throw misfit(a);
                    case JsonValue.Arr n -> throw misfit(a);
                    case JsonValue.Obj n -> throw misfit(a);
                };
        return a.condition() ? bindings.condition(written) : bindings.apply(written);
    }

    private static Misfit misfit(Argument a) {
        return new Misfit(
                a.key() + " is not one value",
                "expected " + a.expected() + (a.list() ? ", or a list" : ""));
    }

    /** A list as one text has commas: {@code workers, batch}. */
    static List<String> split(Argument a, String text) {
        return a.list()
                ? Arrays.stream(text.replaceAll("^\\[|\\]$", "").split(",", -1))
                        .map(String::strip)
                        .filter(s -> !s.isEmpty())
                        .toList()
                : List.of(text);
    }

    private static <P extends Record> P make(Class<P> type, Object[] values) {
        try {
            var constructor =
                    type.getDeclaredConstructor(
                            Arrays.stream(type.getRecordComponents())
                                    .map(RecordComponent::getType)
                                    .toArray(Class<?>[]::new));
            constructor.setAccessible(true);
            return constructor.newInstance(values);
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof IllegalArgumentException refused) {
                throw new Misfit("" + refused.getMessage(), "");
            }
            throw new IllegalStateException("a constructor that fails: " + type, e);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("a record without its constructor: " + type, e);
        }
    }

    private static final class Misfit extends RuntimeException {
        private static final long serialVersionUID = 1;
        private final String why;

        Misfit(String message, String why) {
            super(message);
            this.why = why;
        }
    }
}

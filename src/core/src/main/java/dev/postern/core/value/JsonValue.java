package dev.postern.core.value;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** JSON as data. The ports speak it; text and records are the business of the json module. */
public sealed interface JsonValue {
    record Null() implements JsonValue {}

    record Bool(boolean value) implements JsonValue {}

    record Num(BigDecimal value) implements JsonValue {
        @Override
        public boolean equals(Object other) {
            return other instanceof Num n && value.compareTo(n.value) == 0;
        }

        @Override
        public int hashCode() {
            return value.stripTrailingZeros().hashCode();
        }
    }

    record Text(String value) implements JsonValue {}

    record Arr(List<JsonValue> items) implements JsonValue {
        public Arr {
            items = List.copyOf(items);
        }
    }

    /** Fields in their order; the order does not count for equality. */
    record Obj(Map<String, JsonValue> fields) implements JsonValue {
        public Obj {
            fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
        }

        /** A copy with the field set. */
        public Obj with(String name, JsonValue value) {
            Map<String, JsonValue> copy = new LinkedHashMap<>(fields);
            copy.put(name, value);
            return new Obj(copy);
        }

        /** A copy without the field. */
        public Obj without(String name) {
            Map<String, JsonValue> copy = new LinkedHashMap<>(fields);
            copy.remove(name);
            return new Obj(copy);
        }
    }

    static JsonValue nothing() {
        return new Null();
    }

    static JsonValue of(String text) {
        return new Text(text);
    }

    static JsonValue of(long number) {
        return new Num(BigDecimal.valueOf(number));
    }

    static JsonValue of(double number) {
        return new Num(BigDecimal.valueOf(number));
    }

    static JsonValue of(boolean value) {
        return new Bool(value);
    }

    static Arr array(List<? extends JsonValue> items) {
        return new Arr(new ArrayList<>(items));
    }

    static Arr array(JsonValue... items) {
        return new Arr(List.of(items));
    }

    /**
     * An object from name, value, name, value…; a value is a String, Number, Boolean or JsonValue.
     */
    static Obj object(Object... namesAndValues) {
        if (namesAndValues.length % 2 != 0) {
            throw new IllegalArgumentException("a name without a value");
        }
        Map<String, JsonValue> fields = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            fields.put((String) namesAndValues[i], from(namesAndValues[i + 1]));
        }
        return new Obj(fields);
    }

    private static JsonValue from(Object value) {
        return switch (value) {
            case JsonValue v -> v;
            case String s -> of(s);
            case Boolean b -> of((boolean) b);
            case Integer i -> of((long) i);
            case Long l -> of((long) l);
            case Number n -> new Num(new BigDecimal(n.toString()));
            default -> throw new IllegalArgumentException("not JSON: " + value.getClass());
        };
    }

    /** The field, or empty where this is no object or has none. */
    default Optional<JsonValue> field(String name) {
        return this instanceof Obj o ? Optional.ofNullable(o.fields().get(name)) : Optional.empty();
    }

    /** The value at the end of nested fields, or empty where the way breaks off. */
    default Optional<JsonValue> at(String... names) {
        Optional<JsonValue> here = Optional.of(this);
        for (String name : names) {
            here = here.flatMap(v -> v.field(name));
        }
        return here;
    }

    /** The text at the end of nested fields, or empty where there is none. */
    default Optional<String> text(String... names) {
        return at(names)
                .flatMap(v -> v instanceof Text t ? Optional.of(t.value()) : Optional.empty());
    }

    /** The whole number at the end of nested fields, or empty where there is none. */
    default Optional<Long> whole(String... names) {
        return at(names)
                .flatMap(v ->
                        v instanceof Num n ? Optional.of(n.value().longValue()) : Optional.empty());
    }

    /** The truth value at the end of nested fields, or empty where there is none. */
    default Optional<Boolean> truth(String... names) {
        return at(names)
                .flatMap(v -> v instanceof Bool b ? Optional.of(b.value()) : Optional.empty());
    }

    /** The items of the list at the end of nested fields; empty where there is none. */
    default List<JsonValue> items(String... names) {
        return at(names)
                .map(v -> v instanceof Arr a ? a.items() : List.<JsonValue>of())
                .orElse(List.of());
    }
}

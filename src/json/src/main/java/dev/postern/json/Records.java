package dev.postern.json;

import dev.postern.core.value.Blob;
import dev.postern.core.value.Durations;
import dev.postern.core.value.Factor;
import dev.postern.core.value.Failure;
import dev.postern.core.value.JsonValue;
import dev.postern.core.value.Outcome;
import dev.postern.core.value.Percent;
import dev.postern.core.value.Workload;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Records as JSON and back: states in the journal, results of probes, plans.
 *
 * <p>Components: String, int, long, double, boolean, enum, Duration, Instant, Percent, Factor,
 * Workload, Blob, JsonValue, Optional, List and Map (String keys) of these, and records of these.
 * An empty Optional has no field. A Blob is {@code {"sha256": …, "size": …}} and its bytes go to
 * and come from the {@link Blobs}. Sealed interfaces of records carry a field {@code is} with the
 * simple name of the record in lower case.
 */
public final class Records {
    /** Where the bytes of blobs are kept. */
    public interface Blobs {
        void keep(Blob blob);

        /** The blob with this hash, or a failure that names it. */
        Outcome<Blob> get(String sha256);

        /** Keeps nothing and has nothing: for output only. */
        static Blobs none() {
            return new Blobs() {
                @Override
                public void keep(Blob blob) {}

                @Override
                public Outcome<Blob> get(String sha256) {
                    return Outcome.failed(broken("no blob " + sha256 + " here"));
                }
            };
        }
    }

    /** What reflection says of a record, looked up once: the journal writes thousands. */
    private record Shape(List<RecordComponent> components, Optional<String> is) {}

    private static final ClassValue<Shape> SHAPES =
            new ClassValue<>() {
                @Override
                protected Shape computeValue(Class<?> type) {
                    RecordComponent[] components = type.getRecordComponents();
                    for (RecordComponent c : components) {
                        c.getAccessor().setAccessible(true);
                    }
                    boolean alternative =
                            Arrays.stream(type.getInterfaces()).anyMatch(Class::isSealed);
                    return new Shape(
                            List.of(components),
                            alternative ? Optional.of(word(type)) : Optional.empty());
                }
            };

    private Records() {}

    /** The record as an object, for output; blobs by hash only. */
    public static JsonValue.Obj encode(Record value) {
        return encode(value, Blobs.none());
    }

    /** The record as an object; its blobs are kept. */
    public static JsonValue.Obj encode(Record value, Blobs blobs) {
        Map<String, JsonValue> fields = new LinkedHashMap<>();
        Shape shape = SHAPES.get(value.getClass());
        shape.is().ifPresent(word -> fields.put("is", JsonValue.of(word)));
        for (RecordComponent c : shape.components()) {
            Object v = get(c, value);
            if (v instanceof Optional<?> o) {
                if (o.isPresent()) {
                    fields.put(c.getName(), any(o.get(), blobs));
                }
            } else {
                fields.put(c.getName(), any(v, blobs));
            }
        }
        return new JsonValue.Obj(fields);
    }

    /** The object as a record of this class; a failure names the field that does not fit. */
    public static <R extends Record> Outcome<R> decode(
            Class<R> type, JsonValue value, Blobs blobs) {
        try {
            return Outcome.ok(type.cast(record(type, value, blobs, type.getSimpleName())));
        } catch (Misfit e) {
            return Outcome.failed(broken(String.valueOf(e.getMessage())));
        }
    }

    /** Components of two records of one class that are not equal, in their order. */
    public static <R extends Record> List<String> differing(R one, R other) {
        return SHAPES.get(one.getClass()).components().stream()
                .filter(c -> !get(c, one).equals(get(c, other)))
                .map(RecordComponent::getName)
                .toList();
    }

    private static Failure broken(String why) {
        return Failure.unchanged(Failure.Kind.BROKEN, "unreadable record", why, "");
    }

    private static JsonValue any(Object value, Blobs blobs) {
        return switch (value) {
            case JsonValue j -> j;
            case String s -> JsonValue.of(s);
            case Integer i -> JsonValue.of((long) i);
            case Long l -> JsonValue.of((long) l);
            case Double d -> JsonValue.of((double) d);
            case Boolean b -> JsonValue.of((boolean) b);
            case Enum<?> e -> JsonValue.of(word(e));
            case Duration d -> JsonValue.of(Durations.text(d));
            case Instant i -> JsonValue.of(i.toString());
            case Percent p -> JsonValue.of(p.toString());
            case Factor f -> JsonValue.of(f.toString());
            case Workload w -> JsonValue.of(w.toString());
            case Blob b -> {
                blobs.keep(b);
                yield JsonValue.object("sha256", b.sha256(), "size", b.size());
            }
            case List<?> l -> JsonValue.array(l.stream().map(i -> any(i, blobs)).toList());
            case Map<?, ?> m -> {
                Map<String, JsonValue> fields = new LinkedHashMap<>();
                new TreeMap<>(m).forEach((k, v) -> fields.put((String) k, any(v, blobs)));
                yield new JsonValue.Obj(fields);
            }
            case Record r -> encode(r, blobs);
            default ->
                    throw new IllegalArgumentException(
                            "a record must not hold a " + value.getClass());
        };
    }

    private static Object record(Class<?> type, JsonValue value, Blobs blobs, String where) {
        if (!(value instanceof JsonValue.Obj object)) {
            throw new Misfit(where + " is not an object");
        }
        RecordComponent[] components = type.getRecordComponents();
        Object[] arguments = new Object[components.length];
        Class<?>[] types = new Class<?>[components.length];
        for (int i = 0; i < components.length; i++) {
            RecordComponent c = components[i];
            types[i] = c.getType();
            String at = where + "." + c.getName();
            Optional<JsonValue> field = object.field(c.getName());
            if (c.getType() == Optional.class) {
                Type inner = argument(c.getGenericType(), 0);
                arguments[i] = field.map(f -> read(inner, f, blobs, at));
            } else {
                arguments[i] =
                        read(
                                c.getGenericType(),
                                field.orElseThrow(() -> new Misfit(at + " is missing")),
                                blobs,
                                at);
            }
        }
        try {
            var constructor = type.getDeclaredConstructor(types);
            constructor.setAccessible(true);
            return constructor.newInstance(arguments);
        } catch (InvocationTargetException e) {
            throw new Misfit(where + ": " + e.getCause());
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("a record without its constructor: " + type, e);
        }
    }

    private static Object read(Type type, JsonValue value, Blobs blobs, String where) {
        if (type instanceof ParameterizedType p && p.getRawType() == List.class) {
            if (!(value instanceof JsonValue.Arr array)) {
                throw new Misfit(where + " is not a list");
            }
            List<Object> items = new ArrayList<>();
            for (int i = 0; i < array.items().size(); i++) {
                items.add(
                        read(
                                argument(type, 0),
                                array.items().get(i),
                                blobs,
                                where + "[" + i + "]"));
            }
            return items;
        }
        if (type instanceof ParameterizedType p && p.getRawType() == Map.class) {
            if (!(value instanceof JsonValue.Obj object)) {
                throw new Misfit(where + " is not an object");
            }
            Map<String, Object> entries = new LinkedHashMap<>();
            object.fields()
                    .forEach((k, v) ->
                            entries.put(k, read(argument(type, 1), v, blobs, where + "." + k)));
            return entries;
        }
        Class<?> c =
                type instanceof ParameterizedType p ? (Class<?>) p.getRawType() : (Class<?>) type;
        if (JsonValue.class.isAssignableFrom(c)) {
            return c.isInstance(value) ? value : misfit(where, c);
        }
        if (c == Blob.class) {
            String hash = value.text("sha256").orElseThrow(() -> new Misfit(where + " is no blob"));
            return blobs.get(hash)
                    .got()
                    .orElseThrow(() -> new Misfit(where + ": blob " + hash + " is missing"));
        }
        if (c.isRecord() && !(value instanceof JsonValue.Text)) {
            return record(c, value, blobs, where);
        }
        if (c.isSealed() && !c.isEnum()) {
            String is =
                    value.text("is")
                            .orElseThrow(() -> new Misfit(where + " does not say what it is"));
            for (Class<?> kind : c.getPermittedSubclasses()) {
                if (word(kind).equals(is)) {
                    return record(kind, value, blobs, where);
                }
            }
            throw new Misfit(where + " is an unknown " + is);
        }
        return scalar(c, value, where);
    }

    private static Object scalar(Class<?> c, JsonValue value, String where) {
        if (value instanceof JsonValue.Bool(boolean b)
                && (c == boolean.class || c == Boolean.class)) {
            return b;
        }
        if (value instanceof JsonValue.Num(var n)) {
            try {
                if (c == int.class || c == Integer.class) {
                    return n.intValueExact();
                }
                if (c == long.class || c == Long.class) {
                    return n.longValueExact();
                }
            } catch (ArithmeticException e) {
                throw new Misfit(where + " is out of range");
            }
            if (c == double.class || c == Double.class) {
                return n.doubleValue();
            }
        }
        if (value instanceof JsonValue.Text(var t)) {
            Optional<?> read =
                    c == String.class
                            ? Optional.of(t)
                            : c == Duration.class
                                    ? Durations.parse(t)
                                    : c == Percent.class
                                            ? Percent.parse(t)
                                            : c == Factor.class
                                                    ? Factor.parse(t)
                                                    : c == Workload.class
                                                            ? Workload.parse(t)
                                                            : c == Instant.class
                                                                    ? instant(t)
                                                                    : c.isEnum()
                                                                            ? constant(c, t)
                                                                            : Optional.empty();
            if (read.isPresent()) {
                return read.get();
            }
        }
        return misfit(where, c);
    }

    private static Object misfit(String where, Class<?> c) {
        throw new Misfit(where + " is not a " + c.getSimpleName());
    }

    private static Optional<?> instant(String text) {
        try {
            return Optional.of(Instant.parse(text));
        } catch (java.time.DateTimeException e) {
            return Optional.empty();
        }
    }

    private static Optional<?> constant(Class<?> type, String text) {
        for (Object constant : type.getEnumConstants()) {
            if (word((Enum<?>) constant).equals(text)) {
                return Optional.of(constant);
            }
        }
        return Optional.empty();
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static String word(Class<?> type) {
        return type.getSimpleName()
                .replaceAll("(?<=[a-z0-9])(?=[A-Z])", "-")
                .toLowerCase(Locale.ROOT);
    }

    private static Type argument(Type type, int index) {
        return ((ParameterizedType) type).getActualTypeArguments()[index];
    }

    private static Object get(RecordComponent component, Record value) {
        try {
            return component.getAccessor().invoke(value);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("an accessor that fails: " + component, e);
        }
    }

    private static final class Misfit extends RuntimeException {
        private static final long serialVersionUID = 1;

        Misfit(String message) {
            super(message);
        }
    }
}

package dev.postern.console.grammar;

import dev.postern.core.value.Durations;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Turns an understood sentence into the arguments record of its command. */
public final class Binder {
    /** The record, or what is wrong with the values. */
    public sealed interface Bound<A> {
        record Arguments<A>(A arguments) implements Bound<A> {}

        record Mistakes<A>(List<String> mistakes) implements Bound<A> {}
    }

    private final List<String> mistakes = new ArrayList<>();
    private int place;

    private Binder() {}

    /** Binds; all mistakes at once. */
    public static <A extends Record> Bound<A> bind(Class<A> type, Sentence.Understood sentence) {
        return new Binder().record(type, sentence);
    }

    private <A extends Record> Bound<A> record(Class<A> type, Sentence.Understood sentence) {
        Optional<Object> made = make(type, sentence);
        return made.isPresent() && mistakes.isEmpty()
                ? new Bound.Arguments<>(type.cast(made.get()))
                : new Bound.Mistakes<>(List.copyOf(mistakes));
    }

    private Optional<Object> make(Class<?> type, Sentence.Understood sentence) {
        RecordComponent[] components = type.getRecordComponents();
        Object[] values = new Object[components.length];
        Class<?>[] types = new Class<?>[components.length];
        for (int i = 0; i < components.length; i++) {
            RecordComponent c = components[i];
            types[i] = c.getType();
            if (c.isAnnotationPresent(Shared.class)) {
                Optional<Object> shared = make(c.getType(), sentence);
                if (shared.isPresent()) {
                    values[i] = shared.get();
                }
                continue;
            }
            Argument argument = c.getAnnotation(Argument.class);
            List<String> given;
            String shown;
            if (argument != null) {
                List<String> all = sentence.arguments();
                int end = c.getType() == List.class ? all.size() : Math.min(all.size(), place + 1);
                given = all.subList(Math.min(place, end), end);
                place = end;
                shown = argument.value();
            } else {
                String name = Spec.dashed(c.getName());
                given = sentence.options().getOrDefault(name, List.of());
                String byDefault = c.getAnnotation(Option.class).byDefault();
                if (given.isEmpty() && !byDefault.isEmpty()) {
                    given = List.of(byDefault);
                }
                shown = "--" + name;
            }
            values[i] = value(c, given, shown);
        }
        if (!mistakes.isEmpty()) {
            return Optional.empty();
        }
        try {
            var constructor = type.getDeclaredConstructor(types);
            constructor.setAccessible(true);
            return Optional.of(constructor.newInstance(values));
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof IllegalArgumentException bad) {
                mistakes.add(String.valueOf(bad.getMessage()));
                return Optional.empty();
            }
            throw new IllegalStateException("a record that cannot be made: " + type, e.getCause());
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("a record without its constructor: " + type, e);
        }
    }

    private Object value(RecordComponent c, List<String> given, String shown) {
        Class<?> single = Specs.single(c);
        List<Object> read = new ArrayList<>();
        for (String text : given) {
            one(single, text, shown).ifPresent(read::add);
        }
        if (c.getType() == List.class) {
            return List.copyOf(read);
        }
        if (c.getType() == Optional.class) {
            return read.isEmpty() ? Optional.empty() : Optional.of(read.getFirst());
        }
        if (c.getType() == boolean.class) {
            return !read.isEmpty();
        }
        // Missing ones were said by the reader; what stands here is never used.
        return read.isEmpty() ? "" : read.getFirst();
    }

    private Optional<Object> one(Class<?> type, String text, String shown) {
        if (type == String.class) {
            return Optional.of(text);
        }
        if (type == boolean.class) {
            return Optional.of(true);
        }
        if (type == Path.class) {
            try {
                if (!text.isEmpty()) {
                    return Optional.of(Path.of(text));
                }
            } catch (InvalidPathException e) {
                // Said below, with all others.
            }
            return wrong(shown, "a path", text);
        }
        if (type == Duration.class) {
            Optional<Duration> d = Durations.parse(text);
            return d.isPresent() ? Optional.of(d.get()) : wrong(shown, "a duration like 15m", text);
        }
        if (type == Long.class) {
            try {
                return Optional.of(Long.parseLong(text));
            } catch (NumberFormatException e) {
                return wrong(shown, "a whole number", text);
            }
        }
        if (type.isEnum()) {
            for (Object constant : type.getEnumConstants()) {
                if (Specs.word((Enum<?>) constant).equals(text)) {
                    return Optional.of(constant);
                }
            }
            return wrong(shown, "one of " + String.join(", ", Specs.choices(type)), text);
        }
        throw new IllegalStateException("an arguments record must not hold a " + type);
    }

    private Optional<Object> wrong(String shown, String expected, String found) {
        mistakes.add(shown + " is " + expected + ", not " + Reader.quoted(found));
        return Optional.empty();
    }
}

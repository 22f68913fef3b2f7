package dev.postern.console.docs;

import dev.postern.core.action.Action;
import dev.postern.core.action.UndoClass;

import java.lang.reflect.RecordComponent;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * States made up of nothing but zeros and ones: what an action says of its undo, asked with two.
 */
final class SampleStates {
    private SampleStates() {}

    /** How well it can be undone, in words: where nothing differs, and where every number does. */
    static Set<String> undo(Action<?, ?> action) {
        return ask(action);
    }

    private static <S extends Record> Set<String> ask(Action<?, S> action) {
        S nothing = action.state().cast(sample(action.state(), 0));
        S something = action.state().cast(sample(action.state(), 1));
        Set<String> words = new LinkedHashSet<>();
        words.add(text(action.undo(nothing, nothing)));
        words.add(text(action.undo(something, nothing)));
        return words;
    }

    private static String text(UndoClass undo) {
        return switch (undo) {
            case UndoClass.Exact e -> "exact";
            case UndoClass.BestEffort(var why) -> "best effort: " + why;
            case UndoClass.Impossible(var why) -> "impossible: " + why;
        };
    }

    private static Object sample(Class<?> type, int n) {
        if (type == int.class) {
            return n;
        }
        if (type == long.class) {
            return (long) n;
        }
        if (type == boolean.class) {
            return n > 0;
        }
        if (type == String.class) {
            return "";
        }
        if (type == List.class) {
            return List.of();
        }
        if (type == Optional.class) {
            return Optional.empty();
        }
        if (type.isEnum()) {
            return type.getEnumConstants()[0];
        }
        if (type == dev.postern.core.value.Blob.class) {
            return dev.postern.core.value.Blob.of(new byte[0]);
        }
        if (type.isRecord()) {
            return record(type, n);
        }
        throw new AssertionError("a state of no sample: " + type);
    }

    private static Object record(Class<?> type, int n) {
        RecordComponent[] components = type.getRecordComponents();
        Class<?>[] types = new Class<?>[components.length];
        Object[] values = new Object[components.length];
        for (int i = 0; i < components.length; i++) {
            types[i] = components[i].getType();
            values[i] = sample(types[i], n);
        }
        try {
            var constructor = type.getDeclaredConstructor(types);
            constructor.setAccessible(true);
            return constructor.newInstance(values);
        } catch (ReflectiveOperationException e) {
            throw new AssertionError("no sample of " + type, e);
        }
    }
}

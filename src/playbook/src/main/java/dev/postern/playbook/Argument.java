package dev.postern.playbook;

import dev.postern.core.action.About;
import dev.postern.core.value.JsonValue;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * One argument of an action or a probe, as its parameter record describes it.
 *
 * @param key as playbooks write it
 * @param about one sentence
 * @param type as playbooks write it: {@code duration}, {@code choice[hosts, api]}
 * @param expected what a value looks like, for messages
 * @param words the only values that are right; empty where there are too many to name
 * @param list whether several values may be given
 * @param byDefault the default as it would be written, where there is one
 * @param required whether it must be given
 * @param condition whether the text is a condition
 */
public record Argument(
        String key,
        String about,
        String type,
        String expected,
        List<String> words,
        boolean list,
        Optional<String> byDefault,
        boolean required,
        boolean condition) {
    public Argument {
        words = List.copyOf(words);
    }

    /** What is behind an argument: how its text becomes the component of the record. */
    record Component(Argument argument, Form form, boolean optional) {}

    private static final Map<Class<?>, List<Component>> READ = new ConcurrentHashMap<>();

    /** The arguments of a parameter record, in the order of its components. */
    static List<Component> of(Class<? extends Record> type) {
        return READ.computeIfAbsent(
                type,
                t -> Arrays.stream(t.getRecordComponents()).map(Argument::component).toList());
    }

    private static Component component(RecordComponent c) {
        Type type = c.getGenericType();
        boolean optional = c.getType() == Optional.class;
        if (optional) {
            type = ((ParameterizedType) type).getActualTypeArguments()[0];
        }
        boolean list = type instanceof ParameterizedType p && p.getRawType() == List.class;
        if (list) {
            type = ((ParameterizedType) type).getActualTypeArguments()[0];
        }
        About about = c.getAnnotation(About.class);
        Form form = Form.of((Class<?>) type);
        String given = about == null ? "" : about.byDefault();
        Optional<String> byDefault = given.isEmpty() ? Optional.empty() : Optional.of(given);
        String key = about == null || about.key().isEmpty() ? dashed(c.getName()) : about.key();
        return new Component(
                new Argument(
                        key,
                        about == null ? "" : about.value(),
                        form.word(),
                        form.expected(),
                        form.words(),
                        list,
                        byDefault,
                        byDefault.isEmpty() && !optional,
                        about != null && about.condition()),
                form,
                optional);
    }

    /** {@code onlySubject} is {@code only-subject}. */
    private static String dashed(String name) {
        return name.replaceAll("(?<=[a-z0-9])(?=[A-Z])", "-").toLowerCase(Locale.ROOT);
    }

    /** JSON Schema of the argument; a whole {@code ${parameter}} is let through everywhere. */
    static JsonValue.Obj schema(Component c) {
        JsonValue.Obj one =
                JsonValue.object(
                        "anyOf",
                        JsonValue.array(
                                c.form().schema(),
                                JsonValue.object("type", "string", "pattern", "\\$\\{[a-z]")));
        JsonValue.Obj all =
                c.argument().list()
                        ? JsonValue.object(
                                "anyOf",
                                JsonValue.array(
                                        one, JsonValue.object("type", "array", "items", one)))
                        : one;
        JsonValue.Obj described =
                c.argument().about().isEmpty()
                        ? all
                        : all.with("description", JsonValue.of(c.argument().about()));
        return c.argument()
                .byDefault()
                .map(d -> described.with("default", JsonValue.of(d)))
                .orElse(described);
    }
}

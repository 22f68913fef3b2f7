package dev.postern.console.grammar;

import dev.postern.console.grammar.Spec.ArgumentSpec;
import dev.postern.console.grammar.Spec.OptionSpec;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** Reads what a command takes from its annotation and its arguments record. */
public final class Specs {
    private Specs() {}

    /** The spec of a command class that carries {@link CommandWords}. */
    public static Spec of(CommandWords words) {
        List<OptionSpec> options = new ArrayList<>();
        List<ArgumentSpec> arguments = new ArrayList<>();
        collect(words.arguments(), options, arguments);
        return new Spec(
                words.value(),
                words.title(),
                options,
                arguments,
                List.of(words.examples()),
                List.of(words.formats()),
                words.hidden());
    }

    private static void collect(
            Class<?> type, List<OptionSpec> options, List<ArgumentSpec> arguments) {
        for (RecordComponent c : type.getRecordComponents()) {
            Option option = c.getAnnotation(Option.class);
            Argument argument = c.getAnnotation(Argument.class);
            if (c.isAnnotationPresent(Shared.class)) {
                collect(c.getType(), options, arguments);
            } else if (option != null) {
                options.add(option(c, option));
            } else if (argument != null) {
                arguments.add(
                        new ArgumentSpec(
                                argument.value(),
                                argument.about(),
                                c.getType() != Optional.class && c.getType() != List.class,
                                c.getType() == List.class,
                                argument.completes()));
            } else {
                throw new IllegalStateException("neither option nor argument: " + c);
            }
        }
    }

    private static OptionSpec option(RecordComponent c, Option option) {
        boolean flag = c.getType() == boolean.class;
        Optional<String> byDefault =
                option.byDefault().isEmpty() ? Optional.empty() : Optional.of(option.byDefault());
        return new OptionSpec(
                Spec.dashed(c.getName()),
                option.value(),
                flag ? Optional.empty() : Optional.of(option.label()),
                !flag
                        && byDefault.isEmpty()
                        && c.getType() != Optional.class
                        && c.getType() != List.class,
                c.getType() == List.class,
                byDefault,
                choices(single(c)),
                option.completes());
    }

    /** The type of one value: what is inside Optional or List. */
    static Class<?> single(RecordComponent c) {
        Type type = c.getGenericType();
        if ((c.getType() == Optional.class || c.getType() == List.class)
                && type instanceof ParameterizedType p) {
            type = p.getActualTypeArguments()[0];
        }
        return (Class<?>) type;
    }

    static List<String> choices(Class<?> type) {
        return type.isEnum()
                ? Stream.of(type.getEnumConstants()).map(e -> word((Enum<?>) e)).toList()
                : List.of();
    }

    static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}

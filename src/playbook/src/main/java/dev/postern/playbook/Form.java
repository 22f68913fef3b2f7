package dev.postern.playbook;

import dev.postern.core.playbook.Parameter;
import dev.postern.core.value.Durations;
import dev.postern.core.value.Factor;
import dev.postern.core.value.JsonValue;
import dev.postern.core.value.Percent;
import dev.postern.core.value.Workload;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * What one value must look like: of a parameter of a playbook, or of an argument of an action.
 *
 * @param word as playbooks write the type
 * @param expected for messages: "a duration with its unit, like 30s, 15m or 1h30m"
 * @param example one that is right
 * @param words the only ones that are right; empty where there are too many to name
 * @param pattern what JSON Schema checks, or empty
 * @param parse the value, or empty where the text is none
 */
record Form(
        String word,
        String expected,
        String example,
        List<String> words,
        String pattern,
        Function<String, Optional<?>> parse) {
    private static final Set<String> YES = Set.of("true", "yes");
    private static final Set<String> NO = Set.of("false", "no");

    static final Form TEXT = new Form("text", "text", "TEXT", List.of(), "", Optional::of);
    static final Form INTEGER =
            new Form("integer", "a whole number", "3", List.of(), "^-?[0-9]{1,9}$", Form::integer);
    static final Form PERCENT =
            new Form(
                    "percent",
                    "a percent with its sign, like 20%",
                    "20%",
                    List.of(),
                    "^[0-9]{1,3}(\\.[0-9]{1,2})?%$",
                    Percent::parse);
    static final Form DURATION =
            new Form(
                    "duration",
                    "a duration with its unit, like 30s, 15m or 1h30m",
                    "15m",
                    List.of(),
                    "^([0-9]+d)?([0-9]+h)?([0-9]+m)?([0-9]+s)?([0-9]+ms)?$",
                    Durations::parse);
    static final Form BOOL =
            new Form("bool", "true or false", "true", List.of("true", "false"), "", Form::bool);
    static final Form WORKLOAD =
            new Form(
                    "workload",
                    "namespace/kind/name with a kind of " + String.join(", ", Workload.KINDS),
                    "telemetry/daemonset/agent",
                    List.of(),
                    "^[a-z0-9][-a-z0-9.]*/[a-zA-Z]+/[a-z0-9][-a-z0-9.]*$",
                    Workload::parse);
    static final Form FACTOR =
            new Form(
                    "factor",
                    "a factor with its x, like 2x",
                    "2x",
                    List.of(),
                    "^[0-9]{1,4}(\\.[0-9]{1,3})?x$",
                    Factor::parse);
    static final Form NODE_GROUPS =
            new Form(
                    "node-groups",
                    "names of node groups with commas between them",
                    "workers",
                    List.of(),
                    "^[^\\s,]+(\\s*,\\s*[^\\s,]+)*$",
                    t ->
                            t.matches("[^\\s,]{1,200}(\\s{0,9},\\s{0,9}[^\\s,]{1,200}){0,99}")
                                    ? Optional.of(t)
                                    : Optional.empty());

    static Form of(Parameter.Type type) {
        return switch (type) {
            case Parameter.Type.Plain p ->
                    switch (p) {
                        case TEXT -> TEXT;
                        case INTEGER -> INTEGER;
                        case PERCENT -> PERCENT;
                        case DURATION -> DURATION;
                        case BOOL -> BOOL;
                        case WORKLOAD -> WORKLOAD;
                        case NODE_GROUPS -> NODE_GROUPS;
                        case FACTOR -> FACTOR;
                    };
            case Parameter.Type.Choice c -> choice(c.words());
        };
    }

    /** The form of a component's type, without List and Optional around it. */
    static Form of(Class<?> type) {
        if (type == String.class) {
            return TEXT;
        }
        if (type == int.class || type == Integer.class) {
            return INTEGER;
        }
        if (type == boolean.class || type == Boolean.class) {
            return BOOL;
        }
        if (type == Percent.class) {
            return PERCENT;
        }
        if (type == Factor.class) {
            return FACTOR;
        }
        if (type == Duration.class) {
            return DURATION;
        }
        if (type == Workload.class) {
            return WORKLOAD;
        }
        if (type.isEnum()) {
            return constants(type);
        }
        throw new IllegalArgumentException("a parameter record must not hold a " + type);
    }

    private static Form choice(List<String> words) {
        return new Form(
                "choice[" + String.join(", ", words) + "]",
                "one of " + String.join(", ", words),
                words.getFirst(),
                words,
                "",
                t -> words.contains(t) ? Optional.of(t) : Optional.empty());
    }

    private static Form constants(Class<?> type) {
        List<String> words =
                Arrays.stream(type.getEnumConstants()).map(c -> word((Enum<?>) c)).toList();
        return new Form(
                "choice[" + String.join(", ", words) + "]",
                "one of " + String.join(", ", words),
                words.getFirst(),
                words,
                "",
                t ->
                        Arrays.stream(type.getEnumConstants())
                                .filter(c -> word((Enum<?>) c).equals(t))
                                .findFirst());
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static Optional<?> bool(String text) {
        return YES.contains(text)
                ? Optional.of(true)
                : NO.contains(text) ? Optional.of(false) : Optional.empty();
    }

    private static Optional<?> integer(String text) {
        return text.matches("-?\\d{1,9}") ? Optional.of(Integer.valueOf(text)) : Optional.empty();
    }

    /** Whether every value of the other form may also be one of this. */
    boolean accepts(Form other) {
        if (equals(TEXT) || other.equals(TEXT) || word.equals(other.word)) {
            return true;
        }
        return !words.isEmpty() && !other.words.isEmpty() && words.containsAll(other.words);
    }

    /** The JSON Schema of one value. YAML numbers and booleans are let through as such. */
    JsonValue.Obj schema() {
        if (equals(BOOL)) {
            return JsonValue.object("type", "boolean");
        }
        if (!words.isEmpty()) {
            return JsonValue.object(
                    "enum", JsonValue.array(words.stream().map(JsonValue::of).toList()));
        }
        if (equals(INTEGER)) {
            return JsonValue.object("type", "integer");
        }
        return pattern.isEmpty()
                ? JsonValue.object(
                        "type",
                        JsonValue.array(
                                JsonValue.of("string"),
                                JsonValue.of("number"),
                                JsonValue.of("boolean")))
                : JsonValue.object("type", "string", "pattern", pattern);
    }
}

package dev.postern.playbook;

import dev.postern.core.playbook.Parameter;
import dev.postern.core.text.Neutral;
import dev.postern.core.value.Failure;
import dev.postern.core.value.JsonValue;
import dev.postern.core.value.Outcome;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The values of a playbook's parameters. Immutable; each value has been checked against its type.
 */
public final class Bindings {
    private static final Bindings NONE = new Bindings(List.of(), Map.of());

    private final Map<String, Parameter> parameters;
    private final Map<String, String> values;

    Bindings(List<Parameter> parameters, Map<String, String> values) {
        Map<String, Parameter> byName = new LinkedHashMap<>();
        parameters.forEach(p -> byName.put(p.name(), p));
        this.parameters = Collections.unmodifiableMap(byName);
        this.values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
    }

    /** Of a playbook without parameters. */
    public static Bindings none() {
        return NONE;
    }

    /** The value as it was written, or empty where there is none yet. */
    public Optional<String> value(String name) {
        return Optional.ofNullable(values.get(name));
    }

    /**
     * A copy with one more value, as a gate's answer gives it; a failure where the playbook has no
     * such parameter or the text does not fit its type.
     */
    public Outcome<Bindings> with(String name, String text) {
        Parameter parameter = parameters.get(name);
        if (parameter == null) {
            return refused("no parameter " + Neutral.line(name, 60), "", "");
        }
        Form form = Form.of(parameter.type());
        if (form.parse().apply(text).isEmpty()) {
            return refused(
                    name + " cannot be \"" + Neutral.line(text, 60) + "\"",
                    "expected " + form.expected(),
                    form.example());
        }
        Map<String, String> more = new LinkedHashMap<>(values);
        more.put(name, text);
        return Outcome.ok(new Bindings(List.copyOf(parameters.values()), more));
    }

    private static <T> Outcome<T> refused(String what, String why, String next) {
        return Outcome.failed(Failure.unchanged(Failure.Kind.REFUSED, what, why, next));
    }

    /** The names of the parameters that have no value yet. */
    public Set<String> missing() {
        Set<String> missing = new LinkedHashSet<>(parameters.keySet());
        missing.removeAll(values.keySet());
        return Collections.unmodifiableSet(missing);
    }

    /** Which of the missing parameters this text refers to. */
    public Set<String> missingIn(String text) {
        Set<String> names = new LinkedHashSet<>(Template.of(text).names());
        names.removeAll(values.keySet());
        return names;
    }

    /** Which of the missing parameters any text in this value refers to. */
    public Set<String> missingIn(JsonValue value) {
        Set<String> names = new LinkedHashSet<>();
        switch (value) {
            case JsonValue.Text t -> names.addAll(missingIn(t.value()));
            case JsonValue.Arr a -> a.items().forEach(i -> names.addAll(missingIn(i)));
            case JsonValue.Obj o -> o.fields().values().forEach(v -> names.addAll(missingIn(v)));
            case JsonValue.Null n -> {}
            case JsonValue.Bool b -> {}
            case JsonValue.Num n -> {}
        }
        return names;
    }

    /** Name → value as text; a missing one has no entry. */
    public JsonValue.Obj asJson() {
        Map<String, JsonValue> fields = new LinkedHashMap<>();
        values.forEach((k, v) -> fields.put(k, JsonValue.of(v)));
        return new JsonValue.Obj(fields);
    }

    /** Text with every {@code ${parameter}} replaced, once; a missing one becomes nothing. */
    public String apply(String text) {
        return Template.of(text).render(r -> values.getOrDefault(r.name(), ""));
    }

    /** The same for every text inside; keys stay. */
    public JsonValue apply(JsonValue value) {
        return switch (value) {
            case JsonValue.Text t -> JsonValue.of(apply(t.value()));
            case JsonValue.Arr a -> {
                List<JsonValue> items = new ArrayList<>();
                a.items().forEach(i -> items.add(apply(i)));
                yield JsonValue.array(items);
            }
            case JsonValue.Obj o -> {
                Map<String, JsonValue> fields = new LinkedHashMap<>();
                o.fields().forEach((k, v) -> fields.put(k, apply(v)));
                yield new JsonValue.Obj(fields);
            }
            case JsonValue.Null n -> n;
            case JsonValue.Bool b -> b;
            case JsonValue.Num n -> n;
        };
    }

    /**
     * A condition with every {@code ${parameter}} replaced so that a value can only ever be a
     * value; a missing one becomes empty text: {@code '${workload}' == ''}.
     */
    public String condition(String text) {
        return new ConditionTemplate(text).render(n -> values.getOrDefault(n, ""));
    }
}

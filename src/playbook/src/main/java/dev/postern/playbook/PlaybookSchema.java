package dev.postern.playbook;

import dev.postern.core.action.Action;
import dev.postern.core.action.Catalogue;
import dev.postern.core.action.Probe;
import dev.postern.core.playbook.Parameter;
import dev.postern.core.value.JsonValue;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * The JSON Schema (2020-12) of playbooks, for editors: generated from the same records that the
 * actions take. What it lets through {@link PlaybookFile} may still refuse.
 */
public final class PlaybookSchema {
    private static final JsonValue.Obj TEXT = JsonValue.object("type", "string", "minLength", 1);
    private static final JsonValue.Obj COUNT = JsonValue.object("type", "integer", "minimum", 0);
    private static final JsonValue.Obj ID =
            JsonValue.object("type", "string", "pattern", "^[a-z][a-zA-Z0-9_]{0,39}$");
    private static final JsonValue.Obj CONDITION =
            JsonValue.object("type", "string", "description", "CEL over facts");

    private PlaybookSchema() {}

    /** The schema for the actions and probes of a catalogue. */
    public static JsonValue.Obj of(Catalogue catalogue) {
        return JsonValue.object(
                "$schema",
                "https://json-schema.org/draft/2020-12/schema",
                "title",
                "A playbook of Postern",
                "type",
                "object",
                "required",
                words(List.of("playbook", "title", "steps")),
                "additionalProperties",
                false,
                "properties",
                JsonValue.object(
                        "playbook",
                        JsonValue.object("type", "string", "pattern", "^[a-z0-9][a-z0-9-]{0,62}$"),
                        "title",
                        TEXT,
                        "parameters",
                        JsonValue.object(
                                "type",
                                "object",
                                "propertyNames",
                                JsonValue.object("pattern", "^[a-z][a-z0-9-]{0,39}$"),
                                "additionalProperties",
                                parameter()),
                        "guards",
                        JsonValue.object("type", "array", "items", guard()),
                        "steps",
                        reference("steps")),
                "$defs",
                JsonValue.object(
                        "steps",
                        JsonValue.object(
                                "type", "array", "minItems", 1, "items", reference("step")),
                        "step",
                        step(catalogue),
                        "duration",
                        Form.DURATION.schema()));
    }

    private static JsonValue.Obj parameter() {
        List<String> plain = new ArrayList<>();
        for (Parameter.Type.Plain p : Parameter.Type.Plain.values()) {
            plain.add(p.word());
        }
        return map(
                List.of("type"),
                "type",
                JsonValue.object(
                        "anyOf",
                        JsonValue.array(
                                JsonValue.object("enum", words(plain)),
                                JsonValue.object(
                                        "type", "string", "pattern", "^choice\\[.+,.+\\]$"))),
                "required",
                JsonValue.object("type", "boolean"),
                "default",
                JsonValue.object("type", words(List.of("string", "number", "boolean"))),
                "description",
                TEXT);
    }

    private static JsonValue.Obj guard() {
        return map(List.of("that", "else"), "that", CONDITION, "else", TEXT);
    }

    private static JsonValue.Obj step(Catalogue catalogue) {
        Map<String, JsonValue> properties = new LinkedHashMap<>();
        properties.put("id", ID);
        Set<String> kinds = new TreeSet<>(StepReader.WORDS);
        for (Action<?, ?> a : catalogue.actions()) {
            kinds.add(a.traits().name());
            properties.put(a.traits().name(), arguments(a.traits().title(), a.parameters()));
        }
        for (Probe<?, ?> p : catalogue.probes()) {
            kinds.add(p.name());
            properties.put(p.name(), arguments(p.title(), p.parameters()));
        }
        JsonValue.Obj duration = reference("duration");
        properties.put(
                "await",
                map(List.of("that"), "that", CONDITION, "for", duration, "within", duration));
        properties.put(
                "gate",
                map(
                        List.of("ask"),
                        "ask",
                        TEXT,
                        "set",
                        TEXT,
                        "within",
                        duration,
                        "otherwise",
                        JsonValue.object("enum", words(GateReader.OTHERWISE.keySet()))));
        properties.put(
                "tracks",
                JsonValue.object(
                        "type",
                        "object",
                        "minProperties",
                        2,
                        "additionalProperties",
                        reference("steps")));
        properties.put("undo", oneOrMore(JsonValue.object("type", "string")));
        properties.put("when", CONDITION);
        properties.put("until", CONDITION);
        properties.put(
                "waves", oneOrMore(JsonValue.object("type", words(List.of("integer", "string")))));
        properties.put("max-failed", COUNT);
        properties.put("max-unreachable", COUNT);
        properties.put("max-unverified", COUNT);
        properties.put("within", duration);
        properties.put("for", duration);
        properties.put(
                "on-failure", JsonValue.object("enum", words(StepOptions.ON_FAILURE.keySet())));
        return JsonValue.object(
                "type",
                "object",
                "required",
                words(List.of("id")),
                "additionalProperties",
                false,
                "properties",
                new JsonValue.Obj(properties),
                "oneOf",
                JsonValue.array(
                        kinds.stream()
                                .map(k -> JsonValue.object("required", words(List.of(k))))
                                .toList()));
    }

    private static JsonValue.Obj arguments(String title, Class<? extends Record> type) {
        Map<String, JsonValue> properties = new LinkedHashMap<>();
        List<String> required = new ArrayList<>();
        for (Argument.Component c : Argument.of(type)) {
            properties.put(c.argument().key(), Argument.schema(c));
            if (c.argument().required()) {
                required.add(c.argument().key());
            }
        }
        JsonValue.Obj object =
                JsonValue.object(
                        "description",
                        title,
                        "type",
                        required.isEmpty()
                                ? words(List.of("object", "null"))
                                : JsonValue.of("object"),
                        "additionalProperties",
                        false,
                        "properties",
                        new JsonValue.Obj(properties));
        return required.isEmpty() ? object : object.with("required", words(required));
    }

    /** An object with these properties and no other. */
    private static JsonValue.Obj map(List<String> required, Object... properties) {
        return JsonValue.object(
                "type",
                "object",
                "required",
                words(required),
                "additionalProperties",
                false,
                "properties",
                JsonValue.object(properties));
    }

    private static JsonValue.Obj oneOrMore(JsonValue.Obj one) {
        return JsonValue.object(
                "anyOf",
                JsonValue.array(
                        one, JsonValue.object("type", "array", "minItems", 1, "items", one)));
    }

    private static JsonValue.Obj reference(String name) {
        return JsonValue.object("$ref", "#/$defs/" + name);
    }

    private static JsonValue.Arr words(Iterable<String> words) {
        List<JsonValue> items = new ArrayList<>();
        words.forEach(w -> items.add(JsonValue.of(w)));
        return JsonValue.array(items);
    }
}

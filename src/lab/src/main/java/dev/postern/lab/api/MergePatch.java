package dev.postern.lab.api;

import dev.postern.core.value.JsonValue;

import java.util.LinkedHashMap;
import java.util.Map;

/** JSON merge patch (RFC 7386). */
final class MergePatch {
    private MergePatch() {}

    static JsonValue apply(JsonValue target, JsonValue patch) {
        if (!(patch instanceof JsonValue.Obj changes)) {
            return patch;
        }
        Map<String, JsonValue> merged =
                new LinkedHashMap<>(target instanceof JsonValue.Obj o ? o.fields() : Map.of());
        changes.fields()
                .forEach((name, value) -> {
                    if (value instanceof JsonValue.Null) {
                        merged.remove(name);
                    } else {
                        merged.put(
                                name, apply(merged.getOrDefault(name, JsonValue.nothing()), value));
                    }
                });
        return new JsonValue.Obj(merged);
    }
}

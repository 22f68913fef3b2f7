package dev.postern.console.view;

import dev.postern.core.value.JsonValue;
import dev.postern.json.JsonText;

import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** JSON values as YAML text. Every string that could be taken for anything else is quoted. */
final class Yaml {
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z_/][A-Za-z0-9_./+@-]*");
    private static final Set<String> RESERVED =
            Set.of("true", "false", "null", "yes", "no", "on", "off", "y", "n");

    private Yaml() {}

    static String text(JsonValue value) {
        StringBuilder out = new StringBuilder();
        write(value, 0, out, false);
        return out.toString();
    }

    private static void write(JsonValue value, int depth, StringBuilder out, boolean inline) {
        String indent = "  ".repeat(depth);
        switch (value) {
            case JsonValue.Obj o when !o.fields().isEmpty() -> {
                boolean first = true;
                for (Map.Entry<String, JsonValue> e : o.fields().entrySet()) {
                    out.append(first && inline ? "" : indent).append(scalar(e.getKey()));
                    first = false;
                    nested(e.getValue(), depth, out);
                }
            }
            case JsonValue.Arr a when !a.items().isEmpty() -> {
                boolean first = true;
                for (JsonValue item : a.items()) {
                    out.append(first && inline ? "" : indent).append("- ");
                    first = false;
                    write(item, depth + 1, out, true);
                }
            }
            case JsonValue.Text t -> out.append(scalar(t.value())).append('\n');
            case JsonValue other -> out.append(JsonText.line(other)).append('\n');
        }
    }

    private static void nested(JsonValue value, int depth, StringBuilder out) {
        boolean block =
                (value instanceof JsonValue.Obj o && !o.fields().isEmpty())
                        || (value instanceof JsonValue.Arr a && !a.items().isEmpty());
        out.append(block ? ":\n" : ": ");
        write(value, depth + 1, out, false);
    }

    private static String scalar(String text) {
        return PLAIN.matcher(text).matches()
                        && !RESERVED.contains(text.toLowerCase(java.util.Locale.ROOT))
                ? text
                : JsonText.line(JsonValue.of(text));
    }
}

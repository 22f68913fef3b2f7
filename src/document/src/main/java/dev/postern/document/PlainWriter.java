package dev.postern.document;

import dev.postern.core.value.JsonValue;

import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/** JSON as block-style YAML that every YAML reader takes for the same data. */
final class PlainWriter {
    /** Text that no YAML reader, old or new, takes for anything but text. */
    private static final Pattern BARE =
            Pattern.compile("[A-Za-z/][-A-Za-z0-9_./=,+@%]*(:[-A-Za-z0-9_./=,+@%]+)*");

    /** Words that some reader takes for something else. */
    private static final Pattern WORD =
            Pattern.compile("(?i)y|n|yes|no|on|off|true|false|null|nan|inf|e[0-9]+");

    private PlainWriter() {}

    static String text(JsonValue value) {
        StringBuilder out = new StringBuilder();
        if (isBlock(value)) {
            block(value, 0, out);
        } else {
            out.append(inline(value)).append('\n');
        }
        return out.toString();
    }

    /** Whether it takes lines of its own. */
    private static boolean isBlock(JsonValue value) {
        return switch (value) {
            case JsonValue.Obj o -> !o.fields().isEmpty();
            case JsonValue.Arr a -> !a.items().isEmpty();
            case JsonValue.Null n -> false;
            case JsonValue.Bool b -> false;
            case JsonValue.Num n -> false;
            case JsonValue.Text t -> false;
        };
    }

    private static void block(JsonValue value, int indent, StringBuilder out) {
        String pad = " ".repeat(indent);
        if (value instanceof JsonValue.Obj o) {
            boolean first = true;
            for (Map.Entry<String, JsonValue> e : o.fields().entrySet()) {
                out.append(first ? "" : pad).append(scalar(e.getKey())).append(':');
                first = false;
                if (isBlock(e.getValue())) {
                    // As kubeadm writes: lists stand under their key, not further in.
                    int inner = e.getValue() instanceof JsonValue.Arr ? indent : indent + 2;
                    out.append('\n').append(" ".repeat(inner));
                    block(e.getValue(), inner, out);
                } else {
                    out.append(' ').append(inline(e.getValue())).append('\n');
                }
            }
        } else if (value instanceof JsonValue.Arr a) {
            boolean first = true;
            for (JsonValue item : a.items()) {
                out.append(first ? "" : pad).append("- ");
                first = false;
                if (isBlock(item)) {
                    block(item, indent + 2, out);
                } else {
                    out.append(inline(item)).append('\n');
                }
            }
        }
    }

    private static String inline(JsonValue value) {
        return switch (value) {
            case JsonValue.Null n -> "null";
            case JsonValue.Bool b -> String.valueOf(b.value());
            case JsonValue.Num n -> number(n);
            case JsonValue.Text t -> scalar(t.value());
            case JsonValue.Arr a -> "[]";
            case JsonValue.Obj o -> "{}";
        };
    }

    private static String number(JsonValue.Num n) {
        var stripped = n.value().stripTrailingZeros();
        return stripped.scale() <= 0 && stripped.precision() - stripped.scale() < 30
                ? stripped.toBigInteger().toString()
                : stripped.toString().replace("E+", "e+").replace("E-", "e-");
    }

    private static String scalar(String text) {
        return BARE.matcher(text).matches() && !WORD.matcher(text).matches() && text.length() < 200
                ? text
                : quoted(text);
    }

    private static String quoted(String text) {
        StringBuilder out = new StringBuilder("\"");
        text.codePoints()
                .forEach(c -> {
                    switch (c) {
                        case '"' -> out.append("\\\"");
                        case '\\' -> out.append("\\\\");
                        case '\n' -> out.append("\\n");
                        case '\t' -> out.append("\\t");
                        case '\r' -> out.append("\\r");
                        default -> {
                            if (c >= ' ' && c < 0x7f) {
                                out.append((char) c);
                            } else if (c > 0xffff) {
                                out.append(String.format(Locale.ROOT, "\\U%08X", c));
                            } else if (c > 0xff) {
                                out.append(String.format(Locale.ROOT, "\\u%04X", c));
                            } else {
                                out.append(String.format(Locale.ROOT, "\\x%02X", c));
                            }
                        }
                    }
                });
        return out.append('"').toString();
    }
}

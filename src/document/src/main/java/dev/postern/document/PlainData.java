package dev.postern.document;

import dev.postern.core.value.Failure;
import dev.postern.core.value.JsonValue;
import dev.postern.core.value.Outcome;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Nodes as JSON, with plain scalars resolved as the kubelet does (sigs.k8s.io/yaml, which is
 * go-yaml v2: booleans of YAML 1.1, octal with a leading zero).
 */
final class PlainData {
    private static final Set<String> YES = Set.of("y", "yes", "true", "on");
    private static final Set<String> NO = Set.of("n", "no", "false", "off");
    private static final Set<String> NOTHING = Set.of("~", "null", "Null", "NULL");
    private static final Pattern DECIMAL = Pattern.compile("[-+]?(0|[1-9][0-9]{0,400})");
    private static final Pattern RADIX =
            Pattern.compile("([-+]?)0([xX][0-9a-fA-F]{1,300}|[bB][01]{1,300}|[oO]?[0-7]{1,300})");
    private static final Pattern FLOAT =
            Pattern.compile(
                    "[-+]?(\\.[0-9]{1,300}|[0-9]{1,300}(\\.[0-9]{0,300})?)([eE][-+]?[0-9]{1,3})?");
    private static final Pattern NO_NUMBER =
            Pattern.compile("[-+]?\\.(inf|Inf|INF)|\\.(nan|NaN|NAN)");

    private PlainData() {}

    static Outcome<JsonValue> of(Node node) {
        try {
            return Outcome.ok(value(node));
        } catch (NotJson e) {
            return Outcome.failed(
                    Failure.unchanged(
                            Failure.Kind.BROKEN, "unreadable YAML", "" + e.getMessage(), ""));
        }
    }

    private static JsonValue value(Node node) {
        return switch (node) {
            case Node.NullNode n -> JsonValue.nothing();
            case Node.ScalarNode s -> s.quoted() ? JsonValue.of(s.text()) : plain(s);
            case Node.ListNode l -> {
                List<JsonValue> items = new ArrayList<>();
                l.items().forEach(i -> items.add(value(i)));
                yield JsonValue.array(items);
            }
            case Node.MapNode m -> {
                Map<String, JsonValue> fields = new LinkedHashMap<>();
                m.entries().forEach(e -> fields.put(e.key(), value(e.value())));
                yield new JsonValue.Obj(fields);
            }
        };
    }

    private static JsonValue plain(Node.ScalarNode node) {
        if (NO_NUMBER.matcher(node.text()).matches()) {
            throw new NotJson(
                    "line " + node.position().line() + ": " + node.text() + " has no JSON form");
        }
        return resolve(node.text());
    }

    /** What a plain scalar means; text where it means nothing else. */
    static JsonValue resolve(String text) {
        if (NOTHING.contains(text) || text.isEmpty()) {
            return JsonValue.nothing();
        }
        if (isWord(text, YES)) {
            return JsonValue.of(true);
        }
        if (isWord(text, NO)) {
            return JsonValue.of(false);
        }
        if (DECIMAL.matcher(text).matches()) {
            return number(new BigDecimal(text));
        }
        var radix = RADIX.matcher(text);
        if (radix.matches()) {
            return number(new BigDecimal(integer(radix.group(1), radix.group(2))));
        }
        if (FLOAT.matcher(text).matches()) {
            return number(new BigDecimal(text));
        }
        return JsonValue.of(text);
    }

    /** Lower case, upper case, or with a capital: not {@code yEs}. */
    private static boolean isWord(String text, Set<String> words) {
        String lower = text.toLowerCase(Locale.ROOT);
        return words.contains(lower)
                && (text.equals(lower)
                        || text.equals(text.toUpperCase(Locale.ROOT))
                        || text.substring(1).equals(lower.substring(1)));
    }

    private static BigInteger integer(String sign, String digits) {
        char mark = Character.toLowerCase(digits.charAt(0));
        BigInteger magnitude =
                switch (mark) {
                    case 'x' -> new BigInteger(digits.substring(1), 16);
                    case 'b' -> new BigInteger(digits.substring(1), 2);
                    case 'o' -> new BigInteger(digits.substring(1), 8);
                    default -> new BigInteger(digits, 8);
                };
        return sign.equals("-") ? magnitude.negate() : magnitude;
    }

    private static JsonValue number(BigDecimal value) {
        return new JsonValue.Num(value);
    }

    private static final class NotJson extends RuntimeException {
        private static final long serialVersionUID = 1;

        NotJson(String message) {
            super(message);
        }
    }
}

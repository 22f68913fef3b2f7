package dev.postern.playbook;

import dev.postern.core.text.Neutral;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;

/**
 * A condition with {@code ${parameter}} in it: knows for each reference whether it stands in a
 * quoted text, so that no value can end the text and become part of the condition.
 */
final class ConditionTemplate {
    /** Where a reference stands. */
    enum Place {
        /** Between operators: a number or a truth value. */
        BARE,
        QUOTED,
        /** In {@code r'…'}, where nothing can be escaped: refused when the playbook is read. */
        RAW,
        COMMENT
    }

    private final Template template;
    private final Map<Integer, Place> places = new HashMap<>();

    ConditionTemplate(String text) {
        this.template = Template.of(text);
        scan(text);
    }

    Template template() {
        return template;
    }

    Place place(Template.Piece.Reference reference) {
        return places.getOrDefault(reference.offset(), Place.BARE);
    }

    /** The condition with values in it; each can only be a value. */
    String render(Function<String, String> values) {
        return template.render(r ->
                switch (place(r)) {
                    case QUOTED -> escaped(values.apply(r.name()));
                    case BARE -> bare(values.apply(r.name()));
                    case COMMENT -> "";
                    case RAW ->
                            throw new IllegalArgumentException(
                                    "a parameter in a raw text: " + Neutral.line(r.name(), 60));
                });
    }

    private static String bare(String value) {
        if (value.matches("-?\\d{1,18}(\\.\\d{1,18})?")) {
            return "(" + value + ")";
        }
        return switch (value) {
            case "true", "yes" -> "true";
            case "false", "no" -> "false";
            default -> "'" + escaped(value) + "'";
        };
    }

    private static String escaped(String value) {
        StringBuilder out = new StringBuilder();
        value.codePoints()
                .forEach(c -> {
                    if (c == '\\' || c == '\'' || c == '"' || c == '`') {
                        out.append('\\').append((char) c);
                    } else if (c < ' ' || c == 0x7f) {
                        out.append(String.format(Locale.ROOT, "\\u%04x", c));
                    } else {
                        out.appendCodePoint(c);
                    }
                });
        return out.toString();
    }

    private void scan(String text) {
        int i = 0;
        while (i < text.length()) {
            char c = text.charAt(i);
            if (c == '/' && text.startsWith("//", i)) {
                int end = text.indexOf('\n', i);
                i = mark(text, i, end < 0 ? text.length() : end, Place.COMMENT);
            } else if (c == '"' || c == '\'') {
                i = literal(text, i, isRaw(text, i));
            } else {
                i++;
            }
        }
    }

    /** Whether the quote at {@code i} follows an r, alone or with a b. */
    private static boolean isRaw(String text, int i) {
        int j = i - 1;
        boolean raw = false;
        while (j >= 0 && i - j <= 2 && "rRbB".indexOf(text.charAt(j)) >= 0) {
            raw |= text.charAt(j) == 'r' || text.charAt(j) == 'R';
            j--;
        }
        boolean word =
                j >= 0 && (Character.isLetterOrDigit(text.charAt(j)) || text.charAt(j) == '_');
        return raw && !word;
    }

    private int literal(String text, int start, boolean raw) {
        String one = text.substring(start, start + 1);
        String quote = text.startsWith(one.repeat(3), start) ? one.repeat(3) : one;
        int i = start + quote.length();
        while (i < text.length() && !text.startsWith(quote, i)) {
            i += !raw && text.charAt(i) == '\\' ? 2 : 1;
        }
        int end = Math.min(text.length(), i + quote.length());
        return mark(text, start, end, raw ? Place.RAW : Place.QUOTED);
    }

    private int mark(String text, int from, int to, Place place) {
        for (int i = text.indexOf("${", from); i >= 0 && i < to; i = text.indexOf("${", i + 1)) {
            places.put(i, place);
        }
        return to;
    }
}

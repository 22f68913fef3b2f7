package dev.postern.console.view;

import java.util.ArrayList;
import java.util.List;

/** How many columns text takes, and text of at most so many. */
final class Width {
    private Width() {}

    static int of(String text) {
        return text.codePoints().map(Width::of).sum();
    }

    private static int of(int c) {
        if (c < 0x300) {
            return 1;
        }
        int type = Character.getType(c);
        if (type == Character.NON_SPACING_MARK
                || type == Character.ENCLOSING_MARK
                || type == Character.FORMAT) {
            return 0;
        }
        // East Asian wide and emoji, generously: too wide a guess only leaves a space empty.
        return (c >= 0x1100 && c <= 0x115f)
                        || (c >= 0x2e80 && c <= 0xa4cf)
                        || (c >= 0xac00 && c <= 0xd7a3)
                        || (c >= 0xf900 && c <= 0xfaff)
                        || (c >= 0xfe30 && c <= 0xfe6f)
                        || (c >= 0xff00 && c <= 0xff60)
                        || (c >= 0xffe0 && c <= 0xffe6)
                        || (c >= 0x1f000 && c <= 0x3fffd)
                ? 2
                : 1;
    }

    /** The text, or its beginning and the ellipsis. */
    static String cut(String text, int columns, String ellipsis) {
        if (of(text) <= columns) {
            return text;
        }
        return head(text, Math.max(0, columns - of(ellipsis))) + ellipsis;
    }

    private static String head(String text, int columns) {
        int used = 0;
        int end = 0;
        while (end < text.length()) {
            int c = text.codePointAt(end);
            if (used + of(c) > columns) {
                break;
            }
            used += of(c);
            end += Character.charCount(c);
        }
        return text.substring(0, end);
    }

    /** The text in lines of at most so many columns, broken at spaces where there are any. */
    static List<String> fold(String text, int columns) {
        return fold(text, columns, columns);
    }

    /**
     * @param first how many columns there are in the first line; in the others {@code further}
     */
    static List<String> fold(String text, int first, int further) {
        List<String> lines = new ArrayList<>();
        String rest = text;
        for (int columns = first; of(rest) > columns; columns = further) {
            String head = head(rest, columns);
            int space = rest.charAt(head.length()) == ' ' ? head.length() : head.lastIndexOf(' ');
            // A space within the indentation is no place to break.
            if (space <= 0 || head.substring(0, space).isBlank()) {
                lines.add(head);
                rest = rest.substring(head.length());
            } else {
                lines.add(rest.substring(0, space).stripTrailing());
                rest = rest.substring(space).stripLeading();
            }
        }
        lines.add(rest);
        return lines;
    }
}

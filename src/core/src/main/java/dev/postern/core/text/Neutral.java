package dev.postern.core.text;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/**
 * Makes foreign text harmless before it reaches a screen, a log, a file name or a shell.
 *
 * <p>Whatever a host or an API prints is data. Terminal escapes, control characters, bidirectional
 * overrides and invisible format characters are replaced by a visible mark, never interpreted.
 */
public final class Neutral {
    private static final char MARK = '\u00b7';

    private Neutral() {}

    /**
     * One line of printable text: line ends and tabs become spaces, everything else unprintable a
     * mark.
     */
    public static String line(String foreign) {
        return clean(foreign, false);
    }

    /**
     * Several lines of printable text: line feeds stay, a carriage return before one is dropped.
     */
    public static String lines(String foreign) {
        return clean(foreign.replace("\r\n", "\n"), true);
    }

    /**
     * One printable line of at most {@code most} characters, an ellipsis in the last place where it
     * was cut.
     */
    public static String line(String foreign, int most) {
        // Cut first, generously: the text may be huge and cleaning never makes it longer.
        String head = foreign.length() > most + 1 ? foreign.substring(0, most + 1) : foreign;
        String clean = line(head);
        return clean.length() <= most
                ? clean
                : clean.substring(0, Math.max(0, most - 1)) + "\u2026";
    }

    /** Bytes as text: UTF-8, and where a byte is not, the replacement character. */
    public static String text(byte[] bytes) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPLACE)
                    .onUnmappableCharacter(CodingErrorAction.REPLACE)
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new IllegalStateException("a decoder that replaces cannot fail", e);
        }
    }

    /**
     * A name that is safe as one file-name component: letters, digits, dot, dash, underscore; never
     * empty, hidden or longer than 100.
     */
    public static String fileName(String foreign) {
        StringBuilder out = new StringBuilder();
        foreign.codePoints()
                .limit(100)
                .forEach(c -> {
                    boolean safe =
                            c < 128
                                    && (Character.isLetterOrDigit(c)
                                            || c == '.'
                                            || c == '-'
                                            || c == '_');
                    out.append(safe ? (char) c : '_');
                });
        if (out.isEmpty() || out.charAt(0) == '.') {
            out.insert(0, '_');
        }
        return out.toString();
    }

    private static String clean(String foreign, boolean keepLines) {
        StringBuilder out = new StringBuilder(foreign.length());
        for (int i = 0; i < foreign.length(); ) {
            int c = foreign.codePointAt(i);
            i += Character.charCount(c);
            if (c == '\n' && keepLines) {
                out.append('\n');
            } else if (c == '\n' || c == '\t' || c == '\r') {
                out.append(' ');
            } else if (printable(c)) {
                out.appendCodePoint(c);
            } else {
                out.append(MARK);
            }
        }
        return out.toString();
    }

    private static boolean printable(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR ->
                    false;
            default -> true;
        };
    }
}

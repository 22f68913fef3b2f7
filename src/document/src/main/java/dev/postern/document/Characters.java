package dev.postern.document;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The bytes of a file as characters, and what is wrong with them before any YAML is read. */
record Characters(String text, List<Mistake> mistakes) {
    private static final int MOST = 20;

    record Mistake(int line, int column, String message) {}

    static Characters of(byte[] bytes, int most) {
        if (bytes.length > most) {
            return new Characters(
                    "",
                    List.of(
                            new Mistake(
                                    1,
                                    1,
                                    // Who read it may have stopped one byte beyond.
                                    "the file is larger than the "
                                            + most
                                            + " bytes that are read")));
        }
        CharsetDecoder decoder =
                StandardCharsets.UTF_8
                        .newDecoder()
                        .onMalformedInput(CodingErrorAction.REPORT)
                        .onUnmappableCharacter(CodingErrorAction.REPORT);
        ByteBuffer in = ByteBuffer.wrap(bytes);
        CharBuffer out = CharBuffer.allocate(bytes.length + 1);
        CoderResult end = decoder.decode(in, out, true);
        String text = out.flip().toString();
        String body = text.startsWith("\ufeff") ? text.substring(1) : text;
        List<Mistake> mistakes = new ArrayList<>();
        int line = 1;
        int column = 1;
        for (int i = 0; i < body.length() && mistakes.size() < MOST; ) {
            int c = body.codePointAt(i);
            i += Character.charCount(c);
            if (!allowed(c)) {
                mistakes.add(new Mistake(line, column, "the character " + name(c)));
            }
            boolean ends =
                    c == '\n' || (c == '\r' && !(i < body.length() && body.charAt(i) == '\n'));
            line += ends ? 1 : 0;
            column = ends ? 1 : column + 1;
        }
        if (end.isError()) {
            mistakes.add(
                    new Mistake(
                            line,
                            column,
                            String.format(
                                    Locale.ROOT,
                                    "the byte 0x%02X is not UTF-8",
                                    bytes[in.position()] & 0xff)));
        }
        return new Characters(body, List.copyOf(mistakes));
    }

    private static boolean allowed(int c) {
        if (c == '\t' || c == '\n' || c == '\r') {
            return true;
        }
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.SURROGATE,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR ->
                    false;
            // Bidirectional overrides and invisible characters make a file read as what it is not.
            case Character.FORMAT -> false;
            default -> c != 0xFFFE && c != 0xFFFF;
        };
    }

    private static String name(int c) {
        String known = Character.getName(c);
        return String.format(Locale.ROOT, "U+%04X", c)
                + (known == null ? "" : " (" + known.toLowerCase(Locale.ROOT) + ")")
                + " does not belong in this file";
    }
}

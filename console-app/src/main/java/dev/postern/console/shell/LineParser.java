package dev.postern.console.shell;

import org.jline.reader.CompletingParsedLine;
import org.jline.reader.EOFError;
import org.jline.reader.ParsedLine;
import org.jline.reader.Parser;
import org.jline.reader.SyntaxError;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/** Splits lines for JLine exactly as commands see them. */
final class LineParser implements Parser {
    @Override
    public ParsedLine parse(String line, int cursor, ParseContext context) throws SyntaxError {
        if (context == ParseContext.COMPLETE) {
            return completing(line, cursor);
        }
        Words.Split split = Words.read(line);
        if (split.open() != ' ' && context == ParseContext.ACCEPT_LINE) {
            throw new EOFError(-1, line.length(), "a quote is not closed", "quote");
        }
        return new Line(line, cursor, split.words(), Math.max(0, split.words().size() - 1), 0, 0);
    }

    private static ParsedLine completing(String line, int cursor) {
        String before = line.substring(0, cursor);
        Words.Split split = Words.read(before);
        List<String> words = new ArrayList<>(split.words());
        boolean fresh = before.isEmpty() || (split.open() == ' ' && before.matches("(?s).*[ \\t]"));
        int raw;
        if (fresh) {
            words.add("");
            raw = 0;
        } else {
            raw = cursor - split.starts().getLast();
        }
        return new Line(line, cursor, words, words.size() - 1, words.getLast().length(), raw);
    }

    @Override
    public boolean isEscapeChar(char c) {
        return c == '\\';
    }

    private record Line(
            String line, int cursor, List<String> words, int wordIndex, int wordCursor, int raw)
            implements CompletingParsedLine {
        @Override
        public String word() {
            return words.isEmpty() ? "" : words.get(wordIndex);
        }

        @Override
        public CharSequence escape(CharSequence candidate, boolean complete) {
            String text = candidate.toString();
            boolean plain = text.chars().noneMatch(c -> " \t\"'\\".indexOf(c) >= 0);
            return plain ? text : "'" + text.replace("'", "'\\''") + "'";
        }

        @Override
        public int rawWordCursor() {
            return raw;
        }

        @Override
        public int rawWordLength() {
            return raw;
        }
    }

    @Override
    public @Nullable String getCommand(@Nullable String line) {
        return line;
    }
}

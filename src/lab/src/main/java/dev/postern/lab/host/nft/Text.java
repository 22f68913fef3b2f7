package dev.postern.lab.host.nft;

import java.util.ArrayList;
import java.util.List;

/** The words of an nft text, with their places, and what is said of a wrong one. */
final class Text {
    /**
     * @param kind of a word, a mark of punctuation, a line's end, or the end of it all
     */
    record Word(Kind kind, String text, int line, int column) {}

    enum Kind {
        WORD,
        QUOTED,
        MARK,
        NEWLINE,
        END
    }

    private final String source;
    private final String[] lines;
    private final List<Word> words = new ArrayList<>();
    private int at;

    /**
     * @param source what the text is called: {@code /dev/stdin}
     */
    Text(String source, String text) throws Refused {
        this.source = source;
        this.lines = text.split("\n", -1);
        for (int n = 0; n < lines.length; n++) {
            line(n);
            if (n + 1 < lines.length) {
                words.add(new Word(Kind.NEWLINE, "newline", n + 1, lines[n].length() + 1));
            }
        }
        words.add(new Word(Kind.END, "end of file", lines.length, 1));
    }

    private void line(int n) throws Refused {
        String line = lines[n];
        int i = 0;
        while (i < line.length()) {
            char c = line.charAt(i);
            int from = i;
            if (c == ' ' || c == '\t') {
                i++;
            } else if (c == '#') {
                return;
            } else if ("{};,<=&|()".indexOf(c) >= 0) {
                i++;
                words.add(new Word(Kind.MARK, "" + c, n + 1, from + 1));
            } else if (c == '"') {
                int end = line.indexOf('"', i + 1);
                if (end < 0) {
                    throw refuse(
                            new Word(Kind.MARK, "\"", n + 1, from + 1),
                            "syntax error, unexpected junk");
                }
                i = end + 1;
                words.add(new Word(Kind.QUOTED, line.substring(from + 1, end), n + 1, from + 1));
            } else {
                while (i < line.length() && " \t#{};,<=&|()\"".indexOf(line.charAt(i)) < 0) {
                    i++;
                }
                words.add(new Word(Kind.WORD, line.substring(from, i), n + 1, from + 1));
            }
        }
    }

    Word peek() {
        return words.get(at);
    }

    Word next() {
        Word word = words.get(at);
        if (word.kind() != Kind.END) {
            at++;
        }
        return word;
    }

    /** Passes over line ends and semicolons. */
    void skipEnds() {
        while (peek().kind() == Kind.NEWLINE || is(";")) {
            next();
        }
    }

    void skipNewlines() {
        while (peek().kind() == Kind.NEWLINE) {
            next();
        }
    }

    boolean is(String text) {
        return (peek().kind() == Kind.WORD || peek().kind() == Kind.MARK)
                && peek().text().equals(text);
    }

    /** Takes the word where it is this one. */
    boolean take(String text) {
        if (is(text)) {
            next();
            return true;
        }
        return false;
    }

    void expect(String... texts) throws Refused {
        for (String t : texts) {
            if (!take(t)) {
                throw unexpected(", expecting " + t);
            }
        }
    }

    String word(String expected) throws Refused {
        if (peek().kind() != Kind.WORD) {
            throw unexpected(", expecting " + expected);
        }
        return next().text();
    }

    /** A number, decimal or hexadecimal. */
    long number() throws Refused {
        Word word = peek();
        String text = word("number");
        if (text.matches("0x[0-9a-fA-F]{1,8}")) {
            return Long.parseLong(text.substring(2), 16);
        }
        if (text.matches("[0-9]{1,9}")) {
            return Long.parseLong(text);
        }
        throw refuse(word, "syntax error, unexpected string, expecting number");
    }

    Refused unexpected(String expecting) {
        Word word = peek();
        String what =
                switch (word.kind()) {
                    case WORD -> word.text().matches("[0-9]+") ? "number" : "string";
                    case QUOTED -> "quoted string";
                    case MARK -> "'" + word.text() + "'";
                    case NEWLINE, END -> word.text();
                };
        return refuse(word, "syntax error, unexpected " + what + expecting);
    }

    Refused refuse(Word word, String why) {
        int length = word.kind() == Kind.WORD ? Math.max(1, word.text().length()) : 1;
        String place = word.column() + "-" + (word.column() + length - 1);
        String line = lines[Math.min(word.line(), lines.length) - 1];
        StringBuilder marks = new StringBuilder();
        for (int i = 0; i < word.column() - 1; i++) {
            marks.append(i < line.length() && line.charAt(i) == '\t' ? '\t' : ' ');
        }
        return new Refused(
                source
                        + ":"
                        + word.line()
                        + ":"
                        + place
                        + ": Error: "
                        + why
                        + "\n"
                        + line
                        + "\n"
                        + marks
                        + "^".repeat(length));
    }
}

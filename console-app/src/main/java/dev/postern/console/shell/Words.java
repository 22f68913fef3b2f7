package dev.postern.console.shell;

import java.util.ArrayList;
import java.util.List;

/** Splits a typed line into words as a POSIX shell does: quotes and backslashes, no expansion. */
final class Words {
    /**
     * @param words the finished ones, the last one as far as it goes
     * @param open the quote that is not closed, or a space
     * @param starts where each word begins in the line
     */
    record Split(List<String> words, char open, List<Integer> starts) {}

    private Words() {}

    static List<String> split(String line) {
        return read(line).words();
    }

    static Split read(String line) {
        List<String> words = new ArrayList<>();
        List<Integer> starts = new ArrayList<>();
        StringBuilder word = new StringBuilder();
        boolean inWord = false;
        char quote = ' ';
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            if (!inWord && c != ' ' && c != '\t') {
                inWord = true;
                starts.add(i);
            }
            if (quote == '\'') {
                if (c == '\'') {
                    quote = ' ';
                } else {
                    word.append(c);
                }
            } else if (c == '\\' && i + 1 < line.length()) {
                word.append(line.charAt(++i));
            } else if (quote == '"') {
                if (c == '"') {
                    quote = ' ';
                } else {
                    word.append(c);
                }
            } else if (c == '\'' || c == '"') {
                quote = c;
            } else if (c == ' ' || c == '\t') {
                if (inWord) {
                    words.add(word.toString());
                    word.setLength(0);
                    inWord = false;
                }
            } else {
                word.append(c);
            }
        }
        if (inWord) {
            words.add(word.toString());
        }
        return new Split(List.copyOf(words), quote, List.copyOf(starts));
    }
}

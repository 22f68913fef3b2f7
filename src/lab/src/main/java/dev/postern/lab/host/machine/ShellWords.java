package dev.postern.lab.host.machine;

import java.util.ArrayList;
import java.util.List;

/** A POSIX shell's words: plain ones, single quotes, backslashes. Nothing is ever expanded. */
final class ShellWords {
    private static final String SPECIAL = "|&;<>()$`\"*?[#~!{}";

    private ShellWords() {}

    /** What a shell would say of the line; exit status 2. */
    static final class Refused extends Exception {
        private static final long serialVersionUID = 1;

        Refused(String words) {
            super(words);
        }
    }

    static List<String> split(String line) throws Refused {
        List<String> words = new ArrayList<>();
        StringBuilder word = new StringBuilder();
        boolean begun = false;
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            if (c == ' ' || c == '\t') {
                if (begun) {
                    words.add(word.toString());
                    word.setLength(0);
                    begun = false;
                }
                continue;
            }
            begun = true;
            if (c == '\'') {
                int end = line.indexOf('\'', i + 1);
                if (end < 0) {
                    throw new Refused(
                            "bash: -c: line 1: unexpected EOF while looking for matching `''");
                }
                word.append(line, i + 1, end);
                i = end;
            } else if (c == '\\' && i + 1 < line.length()) {
                word.append(line.charAt(++i));
            } else if (c == '\n' || SPECIAL.indexOf(c) >= 0) {
                String token = c == '\n' ? "newline" : "" + c;
                throw new Refused(
                        "bash: -c: line 1: syntax error near unexpected token `"
                                + token
                                + "'\n"
                                + "bash: -c: line 1: `"
                                + line
                                + "'");
            } else {
                word.append(c);
            }
        }
        if (begun) {
            words.add(word.toString());
        }
        return words;
    }
}

package dev.postern.console.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.console.command.CommandIndex;
import dev.postern.console.grammar.Reader;
import dev.postern.console.grammar.Sentence;
import dev.postern.console.grammar.Vocabulary;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What people wrote: no link leads nowhere, no command line is one that the console would refuse.
 */
class DocumentsTest {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final Pattern LINK = Pattern.compile("\\[[^\\]]*\\]\\(([^)\\s]+)\\)");
    private static final Pattern CODE = Pattern.compile("`[^`\n]*`");
    // In a block of code from the line's start or after a prompt; else within backquotes.
    private static final Pattern COMMAND =
            Pattern.compile("(?m)^\\s*(?:\\$ )?\\./postern( .*)?$|`(?:\\./)?postern ([^`\n]*)`");

    private static List<Path> documents() throws IOException {
        try (Stream<Path> docs = Files.walk(ROOT.resolve("docs"));
                Stream<Path> playbooks = Files.walk(ROOT.resolve("playbooks"));
                Stream<Path> top = Files.list(ROOT)) {
            return Stream.of(docs, playbooks, top)
                    .flatMap(s -> s)
                    .filter(p -> p.toString().endsWith(".md"))
                    .sorted()
                    .toList();
        }
    }

    @Test
    void everyLinkToAFileLeadsToOne() throws IOException {
        List<String> wrong = new ArrayList<>();
        int seen = 0;
        for (Path document : documents()) {
            Matcher link = LINK.matcher(CODE.matcher(Files.readString(document)).replaceAll(""));
            while (link.find()) {
                String to = link.group(1);
                if (to.matches("[a-z]+:.*") || to.startsWith("#")) {
                    continue;
                }
                seen++;
                Path file = document.resolveSibling(to.replaceFirst("#.*", "")).normalize();
                if (!Files.exists(file)) {
                    wrong.add(ROOT.relativize(document) + " -> " + to);
                }
            }
        }
        assertThat(seen).isGreaterThan(20);
        assertThat(wrong).isEmpty();
    }

    @Test
    void everyCommandLineIsOneThatTheConsoleUnderstands() throws IOException {
        Reader reader = new Reader(new Vocabulary(CommandIndex.ofConsole().specs()));
        List<String> wrong = new ArrayList<>();
        int seen = 0;
        for (Path document : documents()) {
            Matcher command = COMMAND.matcher(Files.readString(document));
            while (command.find()) {
                String text = command.group(1) != null ? command.group(1) : command.group(2);
                List<String> words = words(text == null ? "" : text);
                seen++;
                if (reader.read(words) instanceof Sentence.Misused(var mistakes, var globals)) {
                    wrong.add(ROOT.relativize(document) + ": " + words + ": " + mistakes);
                }
            }
        }
        assertThat(seen).isGreaterThan(15);
        assertThat(wrong).isEmpty();
    }

    /** As a shell would split it, without comment and redirection; "…" stands for any words. */
    private static List<String> words(String text) {
        String own =
                text.replaceFirst("\\s#\\s.*", "")
                        .replaceFirst("\\s[>|].*", "")
                        .replaceFirst("\\s…$", "");
        List<String> words = new ArrayList<>();
        Matcher m = Pattern.compile("\"([^\"]*)\"|'([^']*)'|(\\S+)").matcher(own);
        while (m.find()) {
            words.add(
                    m.group(1) != null ? m.group(1) : m.group(2) != null ? m.group(2) : m.group(3));
        }
        return words;
    }
}

package dev.postern.console.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.console.command.CommandIndex;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What our own texts tell a tired person to type exists. */
class HintsTest {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

    /** At a text's start, or after a colon. */
    private static final Pattern HINT =
            Pattern.compile("(?:\"|: )postern ([a-z][a-z-]*)(?: ([a-z][a-z-]*))?");

    /** What begins a sentence about Postern. */
    private static final Set<String> PROSE = Set.of("is");

    @Test
    void everyCommandThatATextNamesIsOne() throws IOException {
        Set<String> commands =
                CommandIndex.ofConsole().specs().stream()
                        .map(s -> s.words())
                        .collect(Collectors.toSet());
        Set<String> groups =
                commands.stream()
                        .filter(c -> c.indexOf(' ') > 0)
                        .map(c -> c.substring(0, c.indexOf(' ')))
                        .collect(Collectors.toSet());
        List<String> wrong = new ArrayList<>();
        int seen = 0;
        for (Path source : sources()) {
            Matcher hint = HINT.matcher(Files.readString(source));
            while (hint.find()) {
                String first = hint.group(1);
                String second = hint.group(2);
                if (PROSE.contains(first)) {
                    continue;
                }
                seen++;
                boolean known =
                        groups.contains(first)
                                ? second == null || commands.contains(first + " " + second)
                                : commands.contains(first);
                if (!known) {
                    wrong.add(ROOT.relativize(source) + ": " + hint.group());
                }
            }
        }
        assertThat(seen).isGreaterThan(50);
        assertThat(wrong).isEmpty();
    }

    private static List<Path> sources() throws IOException {
        try (Stream<Path> all = Files.walk(ROOT)) {
            return all.filter(p -> p.toString().endsWith(".java"))
                    .filter(p -> p.toString().contains("/src/main/"))
                    .sorted()
                    .toList();
        }
    }
}

package dev.postern.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.console.view.Screen;
import dev.postern.fleet.FleetFile;

import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What is typed, and what is seen: {@code src/test/resources/transcripts}. A line that begins with
 * a dollar is typed; what follows is what it shows, standard error after standard output; a code
 * other than 0 stands at the end in brackets. {@code -Dpostern.transcripts=write} writes them anew.
 */
class TranscriptTest {
    private static final Path TRANSCRIPTS = Path.of("src/test/resources/transcripts");

    @TempDir Path home;

    @TestFactory
    Stream<DynamicTest> theScreenShowsWhatTheTranscriptSays() throws IOException {
        Files.writeString(home.resolve("fleet.yaml"), FleetFile.example());
        Files.writeString(home.resolve("bad-fleet.yaml"), BAD_FLEET);
        Files.writeString(home.resolve("bad-playbook.yaml"), BAD_PLAYBOOK);
        try (Stream<Path> files = Files.list(TRANSCRIPTS)) {
            return files.sorted().toList().stream()
                    .map(f ->
                            DynamicTest.dynamicTest(String.valueOf(f.getFileName()), () -> one(f)));
        }
    }

    private static final String BAD_FLEET =
            """
            fleet: test
            clusters:
              - name: eu-1
                kubernets: "1.30.4"
                hosts:
                  - {name: cp1, address: api.example.com}
            """;

    private static final String BAD_PLAYBOOK =
            """
            playbook: odd
            title: An odd one
            steps:
              - {id: fence, block-appi: {expires: 15}}
              - {id: look, diagnose: {from: moon}, when: "api.redy"}
            """;

    private void one(Path file) throws IOException {
        String expected = Files.readString(file, StandardCharsets.UTF_8);
        String[] parts = String.valueOf(file.getFileName()).replace(".txt", "").split("@", -1);
        Screen screen =
                parts.length < 2
                        ? Screen.PIPE
                        : Screen.terminal(
                                Integer.parseInt(parts[1]),
                                Map.of("TERM", "xterm", "NO_COLOR", "1", "LANG", "C.UTF-8"));
        StringBuilder seen = new StringBuilder();
        for (String typed : expected.lines().filter(l -> l.startsWith("$ ")).toList()) {
            List<String> words = new ArrayList<>(List.of(typed.substring(2).split(" ")));
            words.replaceAll(w -> w.replace("HOME", home.toString()));
            words.addAll(List.of("--home", home.toString()));
            Typed t = Typed.line(screen, words);
            seen.append(typed).append('\n').append(neutral(t.data())).append(neutral(t.notes()));
            if (t.exit().code() != 0) {
                seen.append('[').append(t.exit().code()).append("]\n");
            }
            seen.append('\n');
        }
        if ("write".equals(System.getProperty("postern.transcripts"))) {
            Files.writeString(file, seen, StandardCharsets.UTF_8);
        }
        assertThat(seen.toString()).isEqualTo(expected);
    }

    private String neutral(String shown) {
        return shown.replace(home.toString(), "HOME")
                .replace(System.getProperty("user.home") + "/.ssh/", "USER/.ssh/")
                .replace(Runtime.version().toString(), "JAVA")
                .replaceAll("[0-9a-f]{64}", "SHA256");
    }
}

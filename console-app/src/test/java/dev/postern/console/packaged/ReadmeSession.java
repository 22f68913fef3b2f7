package dev.postern.console.packaged;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.List;

/** A session as the README shows it, and a screen on which it happened. */
final class ReadmeSession {
    private ReadmeSession() {}

    /** Each line of the session is on this screen, with other numbers. */
    static void isOn(String command, String screen) throws IOException {
        String readme =
                Files.readString(
                        Console.LAUNCHER.resolveSibling("README.md"), StandardCharsets.UTF_8);
        String fence = "```\n";
        int from = readme.indexOf(fence + command + "\n");
        assertThat(from).as("the README shows " + command).isNotNegative();
        String block = readme.substring(from + fence.length() + command.length() + 1);
        List<String> lines =
                block.substring(0, block.indexOf(fence.strip()))
                        .lines()
                        .map(ReadmeSession::plain)
                        .toList();
        assertThat(lines).hasSizeGreaterThan(15);
        String seen = plain(screen);
        assertThat(lines).allSatisfy(l -> assertThat(seen).contains(l));
    }

    /** Numbers are another run's, and a line may be folded elsewhere. */
    private static String plain(String text) {
        return text.replaceAll("[0-9]+", "N").replaceAll("\\s+", " ").strip();
    }
}

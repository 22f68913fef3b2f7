package dev.postern.console.packaged;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.UnaryOperator;

/** What {@code journal verify} says of a journal that somebody has been at. */
final class TamperedJournal {
    private final Console console;
    private final Path home;
    private final String run;
    private final Path file;

    TamperedJournal(Console console, Path home, String run) {
        this.console = console;
        this.home = home;
        this.run = run;
        this.file = home.resolve("runs").resolve(run).resolve("journal.ndjson");
    }

    /** Exit 11 and the first broken line, each time; and 0 when all is put back. */
    void isFoundByItsFirstBrokenLine() throws Exception {
        String sound = Files.readString(file, StandardCharsets.UTF_8);
        int last = (int) sound.lines().count();
        try {
            broken(
                    sound,
                    lines -> changed(lines, 20, l -> l.replaceFirst("\"at\"", "\"at\" ")),
                    21);
            broken(sound, lines -> without(lines, 20), 21);
            broken(sound, lines -> swapped(lines, 20), 21);
            broken(sound, lines -> without(lines, last - 1), last);
            Files.writeString(file, sound.substring(0, sound.length() - 40));
            broken(last);
        } finally {
            Files.writeString(file, sound);
        }
        assertThat(console.run("journal", "verify", run, "--home", home.toString()).exit())
                .isZero();
    }

    private void broken(String sound, UnaryOperator<List<String>> tamper, int line)
            throws IOException, InterruptedException {
        List<String> lines = tamper.apply(new ArrayList<>(sound.lines().toList()));
        Files.writeString(file, String.join("\n", lines) + "\n", StandardCharsets.UTF_8);
        broken(line);
    }

    private void broken(int line) throws IOException, InterruptedException {
        Console.Ran verify =
                console.run("journal", "verify", run, "-o", "json", "--home", home.toString());
        assertThat(verify.exit()).as(verify.out() + verify.err()).isEqualTo(11);
        assertThat(verify.json().truth("holds")).contains(false);
        // The line itself, or the next, whose hash of it does not fit.
        assertThat(verify.json().whole("line").orElse(0L)).isBetween((long) line, line + 1L);
        assertThat(verify.json().text("why")).isPresent();
    }

    private static List<String> changed(List<String> lines, int i, UnaryOperator<String> how) {
        lines.set(i, how.apply(lines.get(i)));
        return lines;
    }

    private static List<String> without(List<String> lines, int i) {
        lines.remove(i);
        return lines;
    }

    private static List<String> swapped(List<String> lines, int i) {
        Collections.swap(lines, i, i + 1);
        return lines;
    }
}

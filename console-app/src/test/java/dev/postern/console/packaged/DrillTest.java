package dev.postern.console.packaged;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.core.value.JsonValue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The main job, end to end: the command line, processes of their own, real sockets. */
class DrillTest {
    @TempDir Path directory;

    @Test
    void theLockoutIsBrokenAndTheEvidenceHolds() throws Exception {
        Console console = new Console(directory);
        Console.Ran drill =
                console.run(
                                "drill", "run", "lockout", "--auto", "--seed", "7", "--speed",
                                "max", "-o", "json")
                        .withoutTrace();

        assertThat(drill.exit()).as(drill.err() + drill.out()).isZero();
        JsonValue report = drill.json();
        assertThat(report.text("outcome")).contains("recovered");
        assertThat(report.whole("seed")).contains(7L);
        assertThat(report.whole("openChanges")).contains(0L);
        assertThat(report.whole("recollapses")).contains(0L);
        assertThat(report.items("clusters")).hasSize(3);
        for (JsonValue c : report.items("clusters")) {
            assertThat(c.text("outcome")).contains("recovered");
            for (String field :
                    List.of(
                            "lockedOutSeconds",
                            "timeToReconnectSeconds",
                            "timeToRemoveSeconds",
                            "timeToReadmitSeconds",
                            "requestsSentByConsole")) {
                assertThat(c.whole(field)).as(field).isPresent();
            }
        }

        Path home = onlyDrill();
        String run = report.text("run").orElseThrow();
        aRunCanBeLookedAtAfterwards(console, home, run);
        aTamperedJournalIsFound(console, home, run);
    }

    private Path onlyDrill() throws IOException {
        try (Stream<Path> drills = Files.list(directory.resolve("state/postern/drills"))) {
            List<Path> all = drills.toList();
            assertThat(all).hasSize(1);
            assertThat(all.getFirst().resolve("debrief.html")).isNotEmptyFile();
            return all.getFirst();
        }
    }

    private static void aRunCanBeLookedAtAfterwards(Console console, Path home, String run)
            throws Exception {
        Console.Ran show =
                console.run("runs", "show", run, "-o", "json", "--home", home.toString());
        assertThat(show.exit()).isZero();
        assertThat(show.json().whole("exit")).contains(0L);
        assertThat(show.json().items("open")).isEmpty();
        assertThat(show.json().items("changes")).hasSizeGreaterThan(20);
        Console.Ran verify = console.run("journal", "verify", run, "--home", home.toString());
        assertThat(verify.exit()).as(verify.out() + verify.err()).isZero();
        Console.Ran undo = console.run("runs", "undo", run, "--home", home.toString());
        assertThat(undo.exit()).isZero();
        assertThat(undo.out()).contains("nothing open");
    }

    private static void aTamperedJournalIsFound(Console console, Path home, String run)
            throws Exception {
        Path journal = home.resolve("runs").resolve(run).resolve("journal.ndjson");
        List<String> lines = new ArrayList<>(Files.readAllLines(journal, StandardCharsets.UTF_8));
        lines.set(6, lines.get(6).replace("\"seq\"", "\"seq\" "));
        Files.write(journal, lines, StandardCharsets.UTF_8);
        Console.Ran verify =
                console.run("journal", "verify", run, "-o", "json", "--home", home.toString());
        assertThat(verify.exit()).isEqualTo(11);
        assertThat(verify.json().truth("holds")).contains(false);
        assertThat(verify.json().whole("line").orElse(0L)).isBetween(7L, 8L);
    }
}

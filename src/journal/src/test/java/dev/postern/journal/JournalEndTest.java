package dev.postern.journal;

import static dev.postern.journal.SomeEvents.AT;
import static dev.postern.journal.SomeEvents.CLOSED;
import static dev.postern.journal.SomeEvents.OPENED;
import static dev.postern.journal.SomeEvents.append;
import static dev.postern.journal.SomeEvents.lines;
import static dev.postern.journal.SomeEvents.noted;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.core.value.JsonValue;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;

/** How a run ended, as the last piece of its journal says. */
class JournalEndTest {
    private static final int PIECE = 1 << 20;

    @TempDir Path runs;
    private RunDirectory run;

    @BeforeEach
    void makeTheRun() {
        run = RunDirectory.create(runs, "r1", JsonValue.object()).got().orElseThrow();
    }

    private Optional<Long> closing() {
        return run.closing().map(Entry::seq);
    }

    @Test
    void whatIsSaidOfTheRunAfterItsCloseDoesNotOpenIt() {
        append(
                run,
                OPENED,
                new Event.SelfApproved("ann", "d", "alone", 1, AT),
                CLOSED,
                new Event.Gap(1, AT, "disk full"),
                new Event.Countersigned("bob", "SHA256:k", "sig"),
                new Event.TakenOver("bob", Optional.empty(), List.of(), false));

        assertThat(closing()).contains(3L);
    }

    @Test
    void aTornLineBehindItIsNoLine() throws IOException {
        append(run, OPENED, CLOSED);
        Files.writeString(run.journal(), "{\"seq\":3,", StandardOpenOption.APPEND);

        assertThat(closing()).contains(2L);
    }

    @Test
    void whereThereIsNoJournalThereIsNoEnd() throws IOException {
        assertThat(closing()).isEmpty();
        Files.createFile(run.journal());
        assertThat(closing()).isEmpty();
    }

    /** The piece begins within the first line, or at its very line feed, or right behind that. */
    @ParameterizedTest
    @ValueSource(ints = {-50, -1, 0, 1})
    void theEndOfALongJournalIsFoundWhereverThePieceBegins(int behindTheLineFeed)
            throws IOException {
        int without = size(journal(0)) - lineFeed(journal(0));
        List<String> journal = journal(PIECE - without + behindTheLineFeed);
        String text = String.join("\n", journal) + "\n";
        assertThat(text.length() - PIECE).isEqualTo(lineFeed(journal) + behindTheLineFeed);
        Files.writeString(run.journal(), text);

        assertThat(closing()).contains(3L);
        assertThat(run.state().got().flatMap(RunState::closed)).isPresent();
    }

    private static List<String> journal(int padding) {
        return lines(OPENED, noted("x".repeat(padding)), CLOSED);
    }

    private static int lineFeed(List<String> journal) {
        return journal.getFirst().length();
    }

    private static int size(List<String> journal) {
        return journal.stream().mapToInt(l -> l.length() + 1).sum();
    }
}

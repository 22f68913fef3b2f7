package dev.postern.journal;

import static dev.postern.journal.SomeEvents.CLOSED;
import static dev.postern.journal.SomeEvents.OPENED;
import static dev.postern.journal.SomeEvents.STARTED;
import static dev.postern.journal.SomeEvents.append;
import static dev.postern.journal.SomeEvents.intended;
import static dev.postern.journal.SomeEvents.noted;
import static dev.postern.journal.SomeEvents.settled;

import static org.assertj.core.api.Assertions.assertThat;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.postern.core.value.Blob;
import dev.postern.core.value.JsonValue;
import dev.postern.json.Records;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** What {@code postern journal verify} says of a run's journal beside the chain itself. */
class JournalVerdictTest {
    @TempDir Path runs;
    private RunDirectory run;

    @BeforeEach
    void makeTheRun() {
        run = RunDirectory.create(runs, "r1", JsonValue.object()).got().orElseThrow();
    }

    private JournalVerifier.Verdict verify() {
        return run.verify().got().orElseThrow();
    }

    private static JournalVerifier.Verdict holds(long lines, boolean vouched, String... remarks) {
        return new JournalVerifier.Verdict.Holds(lines, vouched, List.of(remarks));
    }

    private void anchor() throws IOException {
        JournalText text = JournalText.read(Files.readAllBytes(run.journal()));
        run.anchor(new Head(text.lines().size(), text.lastHash()));
    }

    @Test
    void aClosedJournalNeedsNoAnchor() {
        append(run, OPENED, CLOSED);

        assertThat(verify()).isEqualTo(holds(2, true));
    }

    @Test
    void anAnchorAtTheEndVouchesForARunThatIsOpen() throws IOException {
        append(run, OPENED, STARTED);
        anchor();

        assertThat(verify()).isEqualTo(holds(2, true));
    }

    @Test
    void linesBehindTheAnchorAreNotVouchedForUntilTheRunIsClosed() throws IOException {
        append(run, OPENED);
        anchor();
        append(run, noted("x"));
        assertThat(verify()).isEqualTo(holds(2, false, "lines after 1 are not vouched for"));

        append(run, CLOSED);
        assertThat(verify()).isEqualTo(holds(3, true));
    }

    @Test
    void aFirstLineThatWasTornIsAJournalOfNoLines() throws IOException {
        Files.writeString(run.journal(), "{\"seq\"");

        assertThat(verify())
                .isEqualTo(
                        holds(
                                0,
                                false,
                                "the last 6 bytes are a torn line",
                                "no anchor and no run-closed: the tail is not vouched for"));
    }

    @Test
    void aWholeChainThatContradictsItselfIsBrokenWhereItDoes() {
        append(run, OPENED, STARTED, settled("a@eu-1/cp1"), CLOSED);

        assertThat(verify())
                .isEqualTo(
                        new JournalVerifier.Verdict.Broken(
                                new BrokenLine(
                                        3, "settled: change a@eu-1/cp1 was never intended")));
    }

    @Test
    void whatAnUndoGoesBackToMustBeHereAfterATakeOverToo() throws IOException {
        record Manifest(Blob bytes) {}
        Blob before = Blob.of("before".getBytes(UTF_8));
        append(
                run,
                OPENED,
                STARTED,
                intended("a@eu-1/cp1", Records.encode(new Manifest(before), run.blobs())),
                new Event.TakenOver("bob", Optional.of("ann"), List.of("eu-1/cp1"), false));
        assertThat(verify()).isInstanceOf(JournalVerifier.Verdict.Holds.class);

        Files.delete(run.path().resolve("blobs").resolve(before.sha256()));
        assertThat(verify())
                .isInstanceOfSatisfying(
                        JournalVerifier.Verdict.Broken.class,
                        broken -> assertThat(broken.first().line()).isEqualTo(3));
    }
}

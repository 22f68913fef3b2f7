package dev.postern.journal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.journal.Event.OfIncident;
import dev.postern.journal.Event.OfIncident.IncidentClosed;
import dev.postern.journal.Event.OfIncident.IncidentNoted;
import dev.postern.journal.Event.OfIncident.IncidentOpened;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What stands on the disk of an incident, and what may stand in its journal. */
class IncidentJournalTest {
    private static final Instant NOON = Instant.parse("2026-11-28T12:00:00Z");
    private static final OfIncident NOTED = new IncidentNoted("ann", "one");
    private static final OfIncident CLOSED =
            new IncidentClosed("ann", "by hand", NOON, Optional.empty());

    @TempDir Path home;
    private Path directory;
    private Incidents incidents;

    @BeforeEach
    void inAHome() {
        directory = home.resolve("incidents");
        incidents = new Incidents(directory, home.resolve("runs"));
    }

    private static IncidentOpened opened(String id) {
        return new IncidentOpened(
                id,
                "ann@laptop",
                "API down",
                NOON.plusSeconds(7200),
                Duration.ofMinutes(30),
                Optional.empty());
    }

    private IncidentDirectory open(String id) {
        assertThat(incidents.open(opened(id), NOON).isOk()).isTrue();
        return incidents.find(id).orElseThrow();
    }

    /** Writes past what sees to it that a line may follow. */
    private static void force(IncidentDirectory incident, OfIncident... events) {
        try (JournalFile journal =
                incident.files().open(EvidencePolicy.STRICT, () -> NOON).got().orElseThrow()) {
            for (Event e : events) {
                journal.append(e).got().orElseThrow();
            }
        }
    }

    private static JournalVerifier.Verdict verify(IncidentDirectory incident) {
        return incident.verify().got().orElseThrow();
    }

    private static JournalVerifier.Verdict broken(long line, String why) {
        return new JournalVerifier.Verdict.Broken(new BrokenLine(line, why));
    }

    @Test
    void everyIncidentOfAMinuteHasItsNumber() {
        for (String id :
                List.of("inc-20261128-1200", "inc-20261128-1200-2", "inc-20261128-1200-3")) {
            assertThat(incidents.freshId(NOON)).isEqualTo(id);
            open(id);
            incidents.append(id, CLOSED, NOON).got().orElseThrow();
        }
    }

    @Test
    void aDirectoryWithoutAJournalIsNoIncident() throws IOException {
        open("OPS-1");
        Files.createDirectory(directory.resolve("OPS-2"));

        assertThat(incidents.find("OPS-2")).isEmpty();
        assertThat(incidents.list()).extracting(IncidentDirectory::id).containsExactly("OPS-1");
    }

    @Test
    void theLinkToTheOpenOneGoesWithItsClosing() {
        open("OPS-1");
        Path link = directory.resolve(".open");

        incidents.append("OPS-1", NOTED, NOON).got().orElseThrow();
        assertThat(Files.exists(link, LinkOption.NOFOLLOW_LINKS)).isTrue();
        incidents.append("OPS-1", CLOSED, NOON).got().orElseThrow();
        assertThat(Files.exists(link, LinkOption.NOFOLLOW_LINKS)).isFalse();
    }

    @Test
    void everyLineIsAnchoredSoThatAnOpenOneIsVouchedFor() {
        IncidentDirectory incident = open("OPS-1");
        incidents.append("OPS-1", NOTED, NOON).got().orElseThrow();

        assertThat(incident.anchored().map(Head::seq)).contains(2L);
        assertThat(verify(incident))
                .isEqualTo(new JournalVerifier.Verdict.Holds(2, true, List.of()));
    }

    @Test
    void withoutItsAnchorOnlyTheClosingVouchesForTheEnd() throws IOException {
        IncidentDirectory incident = open("OPS-1");
        Files.delete(incident.path().resolve("head"));
        assertThat(verify(incident))
                .isEqualTo(
                        new JournalVerifier.Verdict.Holds(
                                1,
                                false,
                                List.of(
                                        "no anchor and no incident-closed: the tail is not vouched"
                                                + " for")));

        force(incident, CLOSED);
        assertThat(verify(incident))
                .isEqualTo(new JournalVerifier.Verdict.Holds(2, true, List.of()));
    }

    @Test
    void aJournalThatTellsNoIncidentIsBrokenWhereItDoesNot() throws IOException {
        IncidentDirectory headless = new IncidentDirectory(directory.resolve("OPS-1"));
        Files.createDirectories(headless.path());
        force(headless, NOTED);
        assertThat(verify(headless))
                .isEqualTo(
                        broken(
                                1,
                                "incident-noted: an incident's journal begins with"
                                        + " incident-opened"));

        IncidentDirectory twice = open("OPS-2");
        force(twice, opened("OPS-2"));
        assertThat(verify(twice))
                .isEqualTo(broken(2, "incident-opened: the incident was opened before"));
    }

    @Test
    void aLineBehindTheClosingIsBroken() {
        IncidentDirectory incident = open("OPS-1");
        force(incident, CLOSED, NOTED);

        assertThat(verify(incident))
                .isEqualTo(broken(3, "incident-noted: the incident was closed"));
        assertThat(incident.state().whyNot().orElseThrow().what())
                .isEqualTo("the journal of incident OPS-1 contradicts itself");
    }
}

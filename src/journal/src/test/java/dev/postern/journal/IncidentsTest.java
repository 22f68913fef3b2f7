package dev.postern.journal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.core.value.Failure;
import dev.postern.core.value.JsonValue;
import dev.postern.core.value.Outcome;
import dev.postern.journal.Event.OfIncident;
import dev.postern.journal.Incidents.Standing;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

class IncidentsTest {
    private static final Instant NOON = Instant.parse("2026-11-28T12:00:00Z");
    private static final Instant UNTIL = NOON.plus(Duration.ofHours(2));

    @TempDir Path state;
    private Incidents incidents;

    @BeforeEach
    void inAHome() {
        incidents = new Incidents(state.resolve("incidents"), state.resolve("runs"));
    }

    private static Instant after(int minutes) {
        return NOON.plus(Duration.ofMinutes(minutes));
    }

    private Outcome<IncidentState> open(String id, Optional<String> forRun) {
        return incidents.open(
                new OfIncident.IncidentOpened(
                        id, "ann@laptop", "API down", UNTIL, Duration.ofMinutes(30), forRun),
                NOON);
    }

    private IncidentState opened() {
        return open("OPS-1", Optional.empty()).got().orElseThrow();
    }

    private IncidentState openedFor(String run) {
        return open("OPS-1", Optional.of(run)).got().orElseThrow();
    }

    private IncidentState append(OfIncident event, Instant at) {
        return incidents.append("OPS-1", event, at).got().orElseThrow();
    }

    private static OfIncident begun(String run, String purpose, long after) {
        return new OfIncident.RunBegun(run, purpose, "ann@laptop", after);
    }

    private Optional<String> over(IncidentState incident, Instant now) {
        return incidents.over(incident, now, "bob").map(c -> c.why() + " " + c.over());
    }

    /** A run that was closed then, with this much open. */
    private RunDirectory run(String id, Instant closed, List<String> open) {
        RunDirectory run =
                RunDirectory.create(state.resolve("runs"), id, JsonValue.object())
                        .got()
                        .orElseThrow();
        try (JournalFile journal =
                run.open(EvidencePolicy.STRICT, () -> closed).got().orElseThrow()) {
            journal.append(
                    new Event.RunOpened(
                            id,
                            "plan",
                            "digest",
                            "p",
                            List.of("eu-1"),
                            "ann@laptop",
                            "API down",
                            Optional.of("OPS-1"),
                            Map.of()));
            journal.append(closed(open));
        }
        return run;
    }

    private static Event closed(List<String> open) {
        return new Event.RunClosed("done", 0, List.of(), List.of(), List.of(), open, List.of());
    }

    private Path journal() {
        return state.resolve("incidents/OPS-1/journal.ndjson");
    }

    @Test
    void whereNothingWasOpenedNothingIsThereAndNothingIsMade() {
        assertThat(incidents.standing()).isInstanceOf(Standing.None.class);
        assertThat(incidents.list()).isEmpty();
        assertThat(state).isEmptyDirectory();
    }

    @Test
    void anOpenOneIsFoundAgainByAnotherProcess() {
        IncidentState opened = opened();
        append(new OfIncident.IncidentNoted("bob", "cp2 is back"), after(5));
        Incidents another = new Incidents(state.resolve("incidents"), state.resolve("runs"));
        assertThat(another.standing())
                .isInstanceOfSatisfying(
                        Standing.Open.class,
                        open -> {
                            assertThat(open.state().reason()).isEqualTo("API down");
                            assertThat(open.state().until()).isEqualTo(UNTIL);
                            assertThat(open.state().notes())
                                    .containsExactly(
                                            new IncidentState.Note("bob", after(5), "cp2 is back"));
                        });
        assertThat(opened.at()).isEqualTo(NOON);
        assertThat(another.list()).extracting(IncidentDirectory::id).containsExactly("OPS-1");
    }

    @Test
    void whatItKeepsIsForItsOwnerAlone() throws IOException {
        opened();
        incidents.use("OPS-1", after(1));
        for (String directory : List.of("incidents", "incidents/OPS-1")) {
            assertThat(mode(directory)).isEqualTo("rwx------");
        }
        for (String file : List.of("journal.ndjson", "head", "used")) {
            assertThat(mode("incidents/OPS-1/" + file)).isEqualTo("rw-------");
        }
    }

    private String mode(String file) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(state.resolve(file)));
    }

    @Test
    void aSecondOneIsRefusedWhileOneIsOpen() {
        opened();
        Failure why = open("OPS-2", Optional.empty()).whyNot().orElseThrow();
        assertThat(why.kind()).isEqualTo(Failure.Kind.REFUSED);
        assertThat(why.why()).isEqualTo("incident OPS-1 is open");
        assertThat(incidents.list()).hasSize(1);
    }

    @Test
    void anIdIsUsedOnce() {
        opened();
        append(
                new OfIncident.IncidentClosed("ann", "by hand", after(3), Optional.empty()),
                after(3));
        assertThat(incidents.standing()).isInstanceOf(Standing.None.class);
        assertThat(open("OPS-1", Optional.empty()).whyNot().orElseThrow().why())
                .isEqualTo("there was one of this id");
        assertThat(open("OPS-2", Optional.empty()).isOk()).isTrue();
    }

    @Test
    void anIdCannotLeaveTheDirectoryOrHideInIt() {
        for (String id :
                List.of("../x", ".open", "a/b", "", "last", "x".repeat(33), "a\u001b[2J")) {
            assertThat(open(id, Optional.empty()).whyNot().orElseThrow().kind())
                    .isEqualTo(Failure.Kind.REFUSED);
        }
        assertThat(state).isEmptyDirectory();
    }

    @Test
    void ofTwoThatAreOpenedInOneMinuteTheSecondHasANumber() {
        assertThat(incidents.freshId(NOON)).isEqualTo("inc-20261128-1200");
        open(incidents.freshId(NOON), Optional.empty());
        assertThat(incidents.freshId(NOON)).isEqualTo("inc-20261128-1200-2");
    }

    @Test
    void nothingFollowsTheClosing() {
        opened();
        append(
                new OfIncident.IncidentClosed("ann", "by hand", after(3), Optional.empty()),
                after(3));
        assertThat(
                        incidents
                                .append("OPS-1", new OfIncident.IncidentNoted("ann", "x"), after(4))
                                .whyNot()
                                .orElseThrow()
                                .kind())
                .isEqualTo(Failure.Kind.REFUSED);
    }

    @Test
    void theTimeBoxEndsAtItsMomentAndNotBefore() {
        IncidentState incident = opened();
        incidents.use("OPS-1", UNTIL.minusMillis(1));
        assertThat(over(incident, UNTIL.minusMillis(1))).isEmpty();
        assertThat(over(incident, UNTIL)).contains("time-box over " + UNTIL);
    }

    @Test
    void anExtendedTimeBoxEndsLater() {
        opened();
        Instant later = UNTIL.plus(Duration.ofHours(1));
        IncidentState incident = append(new OfIncident.IncidentExtended("ann", later), after(119));
        assertThat(over(incident, UNTIL)).isEmpty();
        incidents.use("OPS-1", later.minusSeconds(1));
        assertThat(over(incident, later)).contains("time-box over " + later);
    }

    @Test
    void itIsIdleSoLongAfterWhatWasTypedLast() {
        IncidentState incident = opened();
        assertThat(over(incident, after(30))).contains("idle " + after(30));
        incidents.use("OPS-1", after(20));
        assertThat(over(incident, after(49))).isEmpty();
        assertThat(over(incident, after(50))).contains("idle " + after(50));
    }

    @Test
    void whoeverSeesItLateSaysSinceWhenItIsOver() {
        assertThat(over(opened(), after(60 * 24))).contains("idle " + after(30));
    }

    @Test
    void aTimeOfUseInTheFutureIsNotBelieved() {
        IncidentState incident = opened();
        incidents.use("OPS-1", after(60 * 24));
        assertThat(over(incident, after(31))).contains("idle " + after(30));
    }

    @Test
    void itIsNotIdleWhileARunGoesOnNorUntilSoLongAfterIt() throws IOException {
        opened();
        RunDirectory run =
                RunDirectory.create(state.resolve("runs"), "r1", JsonValue.object())
                        .got()
                        .orElseThrow();
        IncidentState incident = append(begun("r1", "run", 0), after(1));
        try (RunLock held = run.lock().orElseThrow()) {
            assertThat(over(incident, after(119))).isEmpty();
        }
        assertThat(over(incident, after(119))).contains("idle " + after(31));
        try (JournalFile journal =
                run.open(EvidencePolicy.STRICT, () -> after(60)).got().orElseThrow()) {
            journal.append(closed(List.of("fence@eu-1/cp1")));
        }
        assertThat(over(incident, after(89))).isEmpty();
        assertThat(over(incident, after(90))).contains("idle " + after(90));
    }

    @Test
    void aRunThatGoesOnDoesNotStretchTheTimeBox() throws IOException {
        opened();
        RunDirectory run =
                RunDirectory.create(state.resolve("runs"), "r1", JsonValue.object())
                        .got()
                        .orElseThrow();
        IncidentState incident = append(begun("r1", "run", 0), after(1));
        try (RunLock held = run.lock().orElseThrow()) {
            assertThat(over(incident, UNTIL)).contains("time-box over " + UNTIL);
        }
    }

    @Test
    void oneThatARunOpenedIsOverWithItWhereNothingOfItIsOpen() {
        openedFor("r1");
        run("r1", after(7), List.of());
        IncidentState incident = append(begun("r1", "run", 0), after(1));
        assertThat(over(incident, after(8))).contains("run done " + after(7));
    }

    @Test
    void oneThatARunOpenedStaysWhileSomethingOfItIsInForce() {
        openedFor("r1");
        run("r1", after(7), List.of("fence@eu-1/cp1"));
        IncidentState incident = append(begun("r1", "run", 0), after(1));
        assertThat(over(incident, after(8))).isEmpty();
    }

    @Test
    void oneThatAPersonOpenedStaysThoughItsRunIsDone() {
        opened();
        run("r1", after(7), List.of());
        IncidentState incident = append(begun("r1", "run", 0), after(1));
        assertThat(over(incident, after(8))).isEmpty();
    }

    @Test
    void theEndOfARunThatIsTakenUpAgainDoesNotCount() {
        openedFor("r1");
        RunDirectory run = run("r1", after(7), List.of());
        append(begun("r1", "run", 0), after(1));
        IncidentState incident = append(begun("r1", "stragglers", 2), after(7));
        assertThat(over(incident, after(8))).isEmpty();
        try (JournalFile journal =
                run.open(EvidencePolicy.STRICT, () -> after(9)).got().orElseThrow()) {
            journal.append(new Event.Reopened("ann", "stragglers"));
            journal.append(closed(List.of()));
        }
        assertThat(over(incident, after(10))).contains("run done " + after(9));
    }

    @Test
    void aTornLastLineIsLeftOutAndPutAsideByTheNextLine() throws IOException {
        opened();
        append(new OfIncident.IncidentNoted("ann", "one"), after(1));
        Files.writeString(journal(), "{\"seq\":3,\"at\":\"20", StandardOpenOption.APPEND);
        assertThat(incidents.standing()).isInstanceOf(Standing.Open.class);
        IncidentState incident = append(new OfIncident.IncidentNoted("ann", "two"), after(2));
        assertThat(incident.notes())
                .extracting(IncidentState.Note::text)
                .containsExactly("one", "two");
        assertThat(find().verify().got().orElseThrow())
                .isInstanceOfSatisfying(
                        JournalVerifier.Verdict.Holds.class,
                        holds ->
                                assertThat(holds.remarks())
                                        .contains(
                                                "line 3: a torn line was recovered after a crash"));
    }

    @Test
    void aCrashBetweenTheLinkAndTheFirstLineLeavesNothingOpen() throws IOException {
        opened();
        Files.write(journal(), new byte[0]);
        assertThat(incidents.standing()).isInstanceOf(Standing.None.class);
        assertThat(open("OPS-1", Optional.empty()).isOk()).isTrue();
    }

    @Test
    void anEditedLineIsNamedAndAnotherCanBeOpenedInItsPlace() throws IOException {
        opened();
        append(new OfIncident.IncidentNoted("ann", "one"), after(1));
        append(new OfIncident.IncidentNoted("ann", "two"), after(2));
        Files.writeString(
                journal(),
                Files.readString(journal()).replace("\"text\":\"one\"", "\"text\":\"six\""));
        assertThat(find().verify().got().orElseThrow())
                .isInstanceOfSatisfying(
                        JournalVerifier.Verdict.Broken.class,
                        broken -> assertThat(broken.first().line()).isEqualTo(3));
        assertThat(incidents.standing())
                .isInstanceOfSatisfying(
                        Standing.Unreadable.class,
                        broken -> {
                            assertThat(broken.id()).isEqualTo("OPS-1");
                            assertThat(broken.why().why()).contains("line 2 was edited");
                        });
        String before = Files.readString(journal());
        assertThat(open("OPS-2", Optional.empty()).isOk()).isTrue();
        assertThat(Files.readString(journal())).isEqualTo(before);
        assertThat(incidents.standing())
                .isInstanceOfSatisfying(
                        Standing.Open.class, o -> assertThat(o.state().id()).isEqualTo("OPS-2"));
    }

    @Test
    void aCutTailShowsAgainstTheAnchor() throws IOException {
        opened();
        append(new OfIncident.IncidentNoted("ann", "one"), after(1));
        String first = Files.readString(journal()).lines().findFirst().orElseThrow();
        Files.writeString(journal(), first + "\n");
        assertThat(find().verify().got().orElseThrow())
                .isInstanceOf(JournalVerifier.Verdict.Broken.class);
    }

    @Test
    void aRunsEventHasNoPlaceInItNorItsEventsInARuns() {
        assertThat(new RunFold().apply(begun("r1", "run", 0))).isPresent();
        opened();
        try (JournalFile journal =
                find().files().open(EvidencePolicy.STRICT, () -> NOON).got().orElseThrow()) {
            journal.append(new Event.Paused("ann"));
        }
        assertThat(find().verify().got().orElseThrow())
                .isInstanceOfSatisfying(
                        JournalVerifier.Verdict.Broken.class,
                        broken -> assertThat(broken.first().line()).isEqualTo(2));
    }

    @Test
    void whereNothingCanBeWrittenTheFailureSaysWhereAndNothingIsOpen() throws IOException {
        // A file where the directory would be: it stops root too.
        Files.writeString(state.resolve("incidents"), "");
        Failure why = open("OPS-1", Optional.empty()).whyNot().orElseThrow();
        assertThat(why.kind()).isEqualTo(Failure.Kind.BROKEN);
        assertThat(why.what()).contains(state.resolve("incidents").toString());
    }

    @Test
    void whoHoldsTheLockForEverHoldsUpNobody() throws IOException {
        opened();
        try (FileChannel other =
                        FileChannel.open(
                                state.resolve("incidents/.lock"), StandardOpenOption.WRITE);
                FileLock held = other.lock()) {
            assertThat(held.isValid()).isTrue();
            Failure why =
                    incidents
                            .append("OPS-1", new OfIncident.IncidentNoted("ann", "x"), after(1))
                            .whyNot()
                            .orElseThrow();
            assertThat(why.why()).contains("another process holds");
        }
    }

    private IncidentDirectory find() {
        return incidents.find("OPS-1").orElseThrow();
    }
}

package dev.postern.journal;

import static dev.postern.journal.SomeEvents.CLOSED;
import static dev.postern.journal.SomeEvents.OPENED;
import static dev.postern.journal.SomeEvents.append;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.core.value.JsonValue;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;

class RunDirectoryTest {
    @TempDir Path home;
    private Path runs;
    private RunDirectory run;
    private RunDirectory other;

    @BeforeEach
    void makeTwo() {
        runs = home.resolve("runs");
        run = create(runs, "r1");
        other = create(runs, "r2");
    }

    private static RunDirectory create(Path runs, String id) {
        return RunDirectory.create(runs, id, JsonValue.object("plan", 1)).got().orElseThrow();
    }

    @Test
    void aRunIsFoundByItsIdAndNothingElseIs() throws IOException {
        Files.createDirectory(runs.resolve("r3"));

        assertThat(RunDirectory.open(runs, "r1").got()).contains(run);
        assertThat(RunDirectory.open(runs, "r3").whyNot().orElseThrow().what())
                .isEqualTo("no run r3");
        assertThat(RunDirectory.list(runs))
                .extracting(RunDirectory::id)
                .containsExactly("r1", "r2");
    }

    @Test
    void aNewRunHasAPlaceForBlobsThatIsItsOwnersOnly() throws IOException {
        assertThat(
                        PosixFilePermissions.toString(
                                Files.getPosixFilePermissions(run.path().resolve("blobs"))))
                .isEqualTo("rwx------");
    }

    @Test
    void aDirectoryHasATokenOfItsOwnAndKeepsIt() {
        String token = run.token();

        assertThat(token).matches("[0-9a-f]{32}");
        assertThat(new RunDirectory(run.path()).token()).isEqualTo(token);
        assertThat(other.token()).isNotEqualTo(token);
    }

    @Test
    void aTokenThatCannotBeWrittenIsOneAllTheSame() throws IOException {
        // A run's directory that is gone: nothing can be written there, by root either.
        RunDirectory gone = new RunDirectory(runs.resolve("gone"));

        assertThat(gone.token()).matches("[0-9a-f]{32}");
        Files.createDirectories(gone.path().resolve("token"));
        assertThat(gone.token()).as("one that cannot be read is nobody's").isEmpty();
    }

    @Test
    void anotherRunIsOverOnceItIsClosedAndNoProcessHasIt() throws IOException {
        assertThat(run.isOver("r2", other.token())).as("nothing began").isFalse();
        append(other, OPENED);
        assertThat(run.isOver("r2", other.token())).as("it was killed").isFalse();
        append(other, CLOSED);
        try (RunLock held = other.lock().orElseThrow()) {
            assertThat(held).isNotNull();
            assertThat(run.isOver("r2", other.token())).as("its process lives").isFalse();
        }
        assertThat(run.isOver("r2", other.token())).isTrue();
    }

    @Test
    void nothingCertainIsKnownOfARunInAnotherDirectory() throws IOException {
        append(other, OPENED, CLOSED);

        assertThat(run.isOver("r2", "0".repeat(32))).as("that of another machine").isFalse();
        assertThat(run.isOver("../runs/r2", other.token())).as("not an id").isFalse();
        Files.delete(other.path().resolve("plan.json"));
        assertThat(run.isOver("r2", other.token())).as("half copied").isFalse();
        assertThat(run.isOver("r9", "")).as("not here").isFalse();
        assertThat(runs.resolve("r9")).doesNotExist();
    }

    @Test
    void aJournalThatGoesOnBehindItsCloseHasNoClosing() {
        append(run, OPENED);
        assertThat(run.closing()).isEmpty();
        append(run, CLOSED);
        assertThat(run.closing().map(Entry::seq)).contains(2L);
        append(run, new Event.Reopened("ann", "undo"));
        assertThat(run.closing()).isEmpty();
    }

    @Test
    void ofTwoRunsOfOnePlanOneHasIt() throws IOException {
        assertThat(run.claim("digest")).isEmpty();
        assertThat(run.claim("digest")).as("it still has it").isEmpty();
        assertThat(other.claim("digest")).contains("r1");
        assertThat(other.claim("another")).isEmpty();
        assertThat(
                        PosixFilePermissions.toString(
                                Files.getPosixFilePermissions(runs.resolve(".claims"))))
                .isEqualTo("rwx------");
    }

    @Test
    void aRunThatIsGoneIsNotAlive() {
        assertThat(new RunDirectory(runs.resolve("gone")).isAlive()).isFalse();
    }

    @Test
    void whoHasARunKeepsItWhenItAsksWhetherTheRunIsAlive() throws IOException {
        Path file = run.path().resolve("lock");
        try (RunLock held = run.lock().orElseThrow()) {
            assertThat(held).isNotNull();
            assertThat(run.isAlive()).isTrue();
            assertThat(run.lock()).isEmpty();
            assertThat(HoldsALock.isFree(file)).as("for another process").isFalse();
        }
        assertThat(HoldsALock.isFree(file)).isTrue();
        try (HoldsALock other = HoldsALock.of(file)) {
            assertThat(other).isNotNull();
            assertThat(run.isAlive()).isTrue();
            assertThat(run.lock()).isEmpty();
        }
        assertThat(run.isAlive()).isFalse();
    }

    @Test
    void whoAsksWhetherItIsAliveNeverKeepsItFromBeginning() throws IOException {
        try (AsksWhetherAlive other = new AsksWhetherAlive(run)) {
            for (int i = 0; i < 2000; i++) {
                run.lock().orElseThrow().close();
            }
            assertThat(other.answers()).isEqualTo("alive not");
        }
    }

    @Test
    void askingWhetherARunIsAliveLeavesNoFileOpen() throws IOException {
        try (RunLock held = run.lock().orElseThrow()) {
            assertThat(held).isNotNull();
            for (int i = 0; i < 3; i++) {
                assertThat(run.isAlive()).isTrue();
            }
            assertThat(OpenFiles.of(run.path().resolve("lock"))).isEqualTo(1);
        }
    }

    @Test
    void aSocketsPathOfAHundredBytesStillFitsAndOneMoreDoesNot() throws IOException {
        int rest = 100 - runs.toAbsolutePath().toString().length() - "//r3/run.sock".length();
        RunDirectory fits = create(runs.resolve("x".repeat(rest)), "r3");
        RunDirectory not = create(runs.resolve("x".repeat(rest + 1)), "r3");

        assertThat(fits.newSocket()).isEqualTo(fits.path().resolve("run.sock"));
        assertThat(fits.socket()).isEqualTo(fits.path().resolve("run.sock"));
        Path elsewhere = not.newSocket();
        assertThat(elsewhere).isEqualTo(not.socket()).isNotEqualTo(not.path().resolve("run.sock"));
        Files.delete(elsewhere.getParent());
    }

    @Test
    void onlyASoundAnchorCounts() throws IOException {
        Head head = new Head(3, "ab".repeat(32));
        assertThat(run.anchored()).isEmpty();
        run.anchor(head);
        assertThat(run.anchored()).contains(head);

        for (String unsound :
                List.of("", "{\"seq\":3}", "{\"seq\":3,\"hash\":\"abc\"}", "{\"hash\":\"00\"}")) {
            Files.writeString(run.path().resolve("head"), unsound);
            assertThat(run.anchored()).as(unsound).isEqualTo(Optional.empty());
        }
    }
}

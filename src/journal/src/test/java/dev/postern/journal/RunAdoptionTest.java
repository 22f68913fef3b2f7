package dev.postern.journal;

import static dev.postern.journal.SomeEvents.CLOSED;
import static dev.postern.journal.SomeEvents.OPENED;
import static dev.postern.journal.SomeEvents.STARTED;
import static dev.postern.journal.SomeEvents.intended;
import static dev.postern.journal.SomeEvents.lines;
import static dev.postern.journal.SomeEvents.noted;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.core.value.Failure;
import dev.postern.core.value.JsonValue;
import dev.postern.core.value.Outcome;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

class RunAdoptionTest {
    private static final JsonValue PLAN = JsonValue.object("plan", 1);
    private static final List<String> COPY = lines(OPENED, STARTED, intended("a@eu-1/cp1"));

    @TempDir Path home;
    private Path runs;
    private RunDirectory run;

    @BeforeEach
    void prepareThePlace() {
        runs = home.resolve("runs");
        run = RunAdoption.prepare(runs, "r1").got().orElseThrow();
    }

    private Outcome<RunState> adopt(List<String> lines) {
        return RunAdoption.adopt(run, PLAN, lines);
    }

    private void here(List<String> lines) throws IOException {
        Files.writeString(run.journal(), text(lines));
    }

    private static String text(List<String> lines) {
        return String.join("\n", lines) + "\n";
    }

    private Failure refused(List<String> lines) {
        Failure why = adopt(lines).whyNot().orElseThrow();
        assertThat(RunDirectory.list(runs)).as("runs, after %s", why).isEmpty();
        return why;
    }

    @Test
    void thePlaceIsForItsOwnerOnlyAndNoRunYet() throws IOException {
        for (Path made : List.of(runs, run.path(), run.path().resolve("blobs"))) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(made)))
                    .as(made.toString())
                    .isEqualTo("rwx------");
        }
        assertThat(RunDirectory.list(runs)).isEmpty();
    }

    @Test
    void whatIsNoIdMakesNothing() {
        Failure why = RunAdoption.prepare(runs, "../r2").whyNot().orElseThrow();

        assertThat(why.what()).isEqualTo("not a run's id: ../r2");
        assertThat(home.resolve("r2")).doesNotExist();
    }

    @Test
    void aPlaceThatCannotBeMadeIsNamed() throws IOException {
        Path file = Files.createFile(home.resolve("file"));

        assertThat(RunAdoption.prepare(file, "r1").whyNot().orElseThrow().what())
                .isEqualTo("the directory of run r1 cannot be made");
    }

    @Test
    void anAdoptedRunIsARunOfThisConsoleThatCanBeCheckedAndTakenUp() throws IOException {
        RunState state = adopt(COPY).got().orElseThrow();

        assertThat(state.inDoubt()).extracting(ChangeState::id).containsExactly("a@eu-1/cp1");
        assertThat(RunDirectory.list(runs)).containsExactly(run);
        assertThat(run.plan()).isEqualTo(Outcome.ok(PLAN));
        assertThat(Files.readString(run.journal())).isEqualTo(text(COPY));
        assertThat(run.verify())
                .isEqualTo(Outcome.ok(new JournalVerifier.Verdict.Holds(3, true, List.of())));
    }

    @Test
    void aCopyThatGoesOnFromWhatIsHereTakesItsPlace() throws IOException {
        here(COPY.subList(0, 2));

        assertThat(adopt(COPY).isOk()).isTrue();
        assertThat(adopt(COPY).isOk()).as("and the same once more").isTrue();

        assertThat(Files.readString(run.journal())).isEqualTo(text(COPY));
        assertThat(run.path().toFile().list())
                .as("nothing was put aside")
                .containsExactlyInAnyOrder("blobs", "head", "journal.ndjson", "plan.json");
    }

    @Test
    void aRunThatWentOnHereIsNotOverwritten() throws IOException {
        List<String> mine = lines(OPENED, STARTED, intended("a@eu-1/cp2"));
        here(mine);

        assertThat(refused(COPY).kind()).isEqualTo(Failure.Kind.REFUSED);
        assertThat(Files.readString(run.journal())).isEqualTo(text(mine));
    }

    static Stream<Event> wordsOfAProcessThatWasRefused() {
        return Stream.of(
                new Event.Reopened("ann", "complete"),
                noted("somebody else has it"),
                new Event.Refused("a", "eu-1", List.of(SomeEvents.TROUBLE)),
                new Event.Gap(1, SomeEvents.AT, "disk full"),
                new Event.TornLineRecovered(3, "0".repeat(64)),
                CLOSED);
    }

    @ParameterizedTest
    @MethodSource("wordsOfAProcessThatWasRefused")
    void whatAProcessSaidThatWasRefusedHereIsKeptBeside(Event word) throws IOException {
        List<String> mine = lines(OPENED, STARTED, word);
        here(mine);

        assertThat(adopt(COPY).isOk()).isTrue();

        assertThat(Files.readString(run.journal())).isEqualTo(text(COPY));
        assertThat(run.path().resolve("journal-parted-3.ndjson")).hasContent(text(mine));
    }

    @Test
    void aBrokenJournalHereIsLeftForWhoeverLooksIntoIt() throws IOException {
        List<String> mine = new ArrayList<>(COPY.subList(0, 2));
        mine.set(1, mine.get(1).replace("turn", "burn").replace("\"seq\":2", "\"seq\":5"));
        here(mine);

        assertThat(refused(COPY).kind()).isEqualTo(Failure.Kind.REFUSED);
        assertThat(Files.readString(run.journal())).isEqualTo(text(mine));
    }

    @Test
    void aBrokenCopyIsNotTaken() {
        Failure why = refused(List.of(COPY.get(0), COPY.get(2)));

        assertThat(why.what()).isEqualTo("the copied journal of run r1 is broken");
        assertThat(why.why()).contains("it says seq 3 where 2 belongs");
        assertThat(run.journal()).doesNotExist();
    }

    @Test
    void aJournalHereThatCannotBeReadIsNamed() throws IOException {
        Files.createDirectory(run.journal());

        assertThat(refused(COPY).what()).isEqualTo("journal.ndjson of run r1 cannot be read");
    }
}

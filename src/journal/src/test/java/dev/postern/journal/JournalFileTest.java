package dev.postern.journal;

import static dev.postern.journal.SomeEvents.AT;
import static dev.postern.journal.SomeEvents.CLOSED;
import static dev.postern.journal.SomeEvents.OPENED;
import static dev.postern.journal.SomeEvents.append;
import static dev.postern.journal.SomeEvents.noted;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.core.value.JsonValue;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

class JournalFileTest {
    @TempDir Path runs;
    private RunDirectory run;

    @BeforeEach
    void openTheRun() {
        run = RunDirectory.create(runs, "r1", JsonValue.object()).got().orElseThrow();
        append(run, OPENED);
    }

    private JournalFile open() {
        return run.open(EvidencePolicy.STRICT, () -> AT).got().orElseThrow();
    }

    @Test
    void whoListensGetsWhatWasBeforeAndHearsWhatComesUntilItLeaves() {
        List<String> heard = new ArrayList<>();
        Consumer<Entry> listener = e -> heard.add(e.type());
        try (JournalFile journal = open()) {
            assertThat(journal.listen(listener))
                    .extracting(Entry::type)
                    .containsExactly("run-opened");
            journal.append(noted("x"));
            journal.forget(listener);
            journal.append(CLOSED);

            assertThat(heard).containsExactly("noted");
            assertThat(journal.entries())
                    .extracting(Entry::type)
                    .containsExactly("run-opened", "noted", "run-closed");
        }
    }

    static Stream<Arguments> whatLooksAtIt() {
        return Stream.of(
                Arguments.of("listen", (Consumer<JournalFile>) j -> j.listen(e -> {})),
                Arguments.of("entries", (Consumer<JournalFile>) JournalFile::entries),
                Arguments.of("linesAfter", (Consumer<JournalFile>) j -> j.linesAfter(0)),
                Arguments.of("head", (Consumer<JournalFile>) JournalFile::head),
                Arguments.of("gap", (Consumer<JournalFile>) JournalFile::gap),
                Arguments.of("close", (Consumer<JournalFile>) JournalFile::close));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("whatLooksAtIt")
    void nobodyWhoWasThereHoldsUpTheNextThread(String name, Consumer<JournalFile> call)
            throws InterruptedException {
        try (JournalFile journal = open()) {
            call.accept(journal);
            Thread next = Thread.ofPlatform().daemon().start(() -> journal.append(noted("x")));

            assertThat(next.join(Duration.ofSeconds(20))).as(name).isTrue();
            assertThat(journal.entries()).hasSize(2);
        }
    }

    @Test
    void afterTheCloseNothingIsWrittenAndTheWriterIsTold() throws IOException {
        JournalFile journal = open();
        journal.close();
        String before = Files.readString(run.journal());

        assertThat(OpenFiles.of(run.journal())).isZero();
        assertThat(journal.append(CLOSED).whyNot().orElseThrow().what())
                .isEqualTo("the journal cannot be written");
        assertThat(Files.readString(run.journal())).isEqualTo(before);
    }

    @Test
    void aTornLineIsCutOffWholeHoweverLongItWas() throws IOException {
        String torn = "{\"seq\":2,\"at\":\"" + "x".repeat(5000);
        Files.writeString(run.journal(), torn, StandardOpenOption.APPEND);

        open().close();

        JournalText text = JournalText.read(Files.readAllBytes(run.journal()));
        assertThat(text.torn()).isEmpty();
        assertThat(text.firstBroken()).isEmpty();
        assertThat(text.entries())
                .extracting(Entry::type)
                .containsExactly("run-opened", "torn-line-recovered");
    }
}

package dev.postern.journal;

import static org.assertj.core.api.Assertions.assertThat;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.postern.core.value.Blob;
import dev.postern.core.value.JsonValue;
import dev.postern.core.value.Outcome;
import dev.postern.json.JsonText;
import dev.postern.json.Records;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;

class JournalTest {
    private static final InstantSource CLOCK =
            InstantSource.fixed(Instant.parse("2024-12-11T15:12:00Z"));
    private static final JsonValue STATE = JsonValue.object("value", 1);

    record Manifest(Blob bytes) {}

    @TempDir Path runs;
    private RunDirectory run;

    @BeforeEach
    void writeAJournal() {
        run = RunDirectory.create(runs, "r1", JsonValue.object("plan", 1)).got().orElseThrow();
        try (JournalFile journal = open()) {
            journal.append(opened());
            journal.append(new Event.StepStarted("a", "turn"));
            journal.append(
                    new Event.Observed(
                            "a",
                            "turn",
                            "eu-1/cp1",
                            Records.encode(
                                    new Manifest(Blob.of("secret".getBytes(UTF_8))), run.blobs())));
            journal.append(intended("a@eu-1/cp1"));
            journal.append(new Event.Driven("a@eu-1/cp1", Optional.empty()));
            journal.append(new Event.Settled("a@eu-1/cp1", STATE));
        }
    }

    private JournalFile open() {
        return run.open(EvidencePolicy.BEST_EFFORT, CLOCK).got().orElseThrow();
    }

    private static Event opened() {
        return new Event.RunOpened(
                "r1",
                "plan-1",
                "d",
                "p",
                List.of("eu-1"),
                "ann",
                "why",
                Optional.empty(),
                Map.of());
    }

    private static Event intended(String change) {
        return new Event.Intended(
                change,
                "a",
                "eu-1",
                "eu-1/cp1",
                "turn",
                JsonValue.object(),
                JsonValue.object("value", 0),
                STATE,
                false,
                "exact",
                Optional.empty(),
                false);
    }

    private List<String> lines() throws IOException {
        return new ArrayList<>(Files.readAllLines(run.journal()));
    }

    private void write(List<String> lines) throws IOException {
        Files.writeString(run.journal(), String.join("\n", lines) + "\n");
    }

    private JournalVerifier.Verdict verify() {
        return run.verify().got().orElseThrow();
    }

    private long firstBroken() {
        return verify() instanceof JournalVerifier.Verdict.Broken(var line) ? line.line() : 0;
    }

    @Test
    void a_thread_that_is_cut_does_not_cut_the_journal_or_a_before_state_off() throws Exception {
        try (JournalFile journal = open()) {
            Blob blob = Blob.of("before".getBytes(UTF_8));
            Thread cut =
                    Thread.ofVirtual()
                            .start(() -> {
                                Thread.currentThread().interrupt();
                                journal.append(new Event.StepStarted("b", "turn"));
                                run.blobs().keep(blob);
                            });
            cut.join();

            assertThat(journal.gap()).isEmpty();
            journal.append(new Event.StepStarted("c", "turn"));
            assertThat(journal.gap()).isEmpty();
            assertThat(run.blobs().get(blob.sha256()).isOk()).isTrue();
        }
        assertThat(run.entries().got().orElseThrow()).hasSize(8);
    }

    @Test
    void what_was_only_seen_may_have_stayed_behind_when_a_run_was_taken_over() throws Exception {
        Blob seen = Blob.of("secret".getBytes(UTF_8));
        Files.delete(run.path().resolve("blobs").resolve(seen.sha256()));
        assertThat(firstBroken()).isEqualTo(3);

        try (JournalFile journal = open()) {
            journal.append(
                    new Event.TakenOver("bob", Optional.of("ann"), List.of("eu-1/cp1"), false));
        }
        assertThat(verify())
                .isInstanceOfSatisfying(
                        JournalVerifier.Verdict.Holds.class,
                        h ->
                                assertThat(h.remarks())
                                        .contains(
                                                "what was seen in 1 lines before line 7 is only"
                                                        + " where the run was before it was taken"
                                                        + " over"));

        try (JournalFile journal = open()) {
            journal.append(
                    new Event.Observed(
                            "a",
                            "turn",
                            "eu-1/cp1",
                            Records.encode(new Manifest(seen), Records.Blobs.none())));
        }
        assertThat(firstBroken()).isEqualTo(8);
    }

    @Test
    void a_directory_that_vanishes_is_a_disk_that_cannot_be_written_until_it_is_back()
            throws IOException {
        try (JournalFile journal = open()) {
            Path elsewhere = runs.resolve("elsewhere");
            Files.move(run.path(), elsewhere);

            assertThat(journal.append(new Event.StepStarted("b", "turn")).isOk()).isTrue();
            assertThat(journal.gap()).hasValue("journal.ndjson is gone");
            RunDirectory.create(runs, "r1", JsonValue.object("plan", 1)).got().orElseThrow();
            Files.createFile(run.journal());
            journal.append(new Event.StepStarted("c", "turn"));
            assertThat(journal.gap())
                    .as("another file of its name is not the journal")
                    .hasValue("journal.ndjson is not the file that was opened");

            Files.move(run.path(), runs.resolve("another"));
            Files.move(elsewhere, run.path());
            journal.append(new Event.StepStarted("d", "turn"));
            assertThat(journal.gap()).isEmpty();
        }
        assertThat(verify())
                .isInstanceOfSatisfying(
                        JournalVerifier.Verdict.Holds.class,
                        h -> assertThat(h.remarks()).anyMatch(r -> r.contains("gap, 2 events")));
    }

    @Test
    void an_untouched_journal_holds_and_its_tail_is_not_vouched_for_before_it_is_closed() {
        assertThat(verify())
                .isEqualTo(
                        new JournalVerifier.Verdict.Holds(
                                6,
                                false,
                                List.of(
                                        "no anchor and no run-closed: the tail is not vouched"
                                                + " for")));
    }

    @Test
    void an_edit_is_found_at_the_line_that_follows_it() throws IOException {
        for (int i = 0; i < 5; i++) {
            List<String> lines = lines();
            List<String> edited = new ArrayList<>(lines);
            edited.set(i, lines.get(i).replace("2024-12-11T15:12:00Z", "2024-12-11T15:13:00Z"));
            write(edited);
            assertThat(firstBroken()).isEqualTo(i + 2);
            write(lines);
        }
    }

    @Test
    void a_deletion_is_found() throws IOException {
        for (int i = 0; i < 5; i++) {
            List<String> lines = lines();
            List<String> cut = new ArrayList<>(lines);
            cut.remove(i);
            write(cut);
            assertThat(firstBroken()).isEqualTo(i + 1);
            write(lines);
        }
    }

    @Test
    void a_reordering_is_found() throws IOException {
        List<String> lines = lines();
        Collections.swap(lines, 3, 4);
        write(lines);

        assertThat(firstBroken()).isEqualTo(4);
    }

    @Test
    void a_cut_tail_shows_against_the_anchor() throws IOException {
        try (JournalFile journal = open()) {
            run.anchor(journal.head().orElseThrow());
        }
        assertThat(verify()).isInstanceOf(JournalVerifier.Verdict.Holds.class);
        List<String> lines = lines();
        lines.removeLast();
        write(lines);

        assertThat(firstBroken()).isEqualTo(6);
    }

    @Test
    void an_edit_of_the_last_line_shows_against_the_anchor() throws IOException {
        try (JournalFile journal = open()) {
            run.anchor(journal.head().orElseThrow());
        }
        List<String> lines = lines();
        lines.set(5, lines.get(5).replace("15:12", "15:13"));
        write(lines);

        assertThat(firstBroken()).isEqualTo(6);
    }

    @Test
    void a_missing_or_changed_blob_is_found_at_the_line_that_needs_it() throws IOException {
        Path blob = run.path().resolve("blobs").resolve(Blob.hash("secret".getBytes(UTF_8)));
        Files.writeString(blob, "other");
        assertThat(firstBroken()).isEqualTo(3);
        Files.delete(blob);
        assertThat(firstBroken()).isEqualTo(3);
    }

    @Test
    void a_line_of_rubbish_is_named() throws IOException {
        List<String> lines = lines();
        lines.set(1, "\u001b[31m not json");
        write(lines);

        assertThat(firstBroken()).isEqualTo(2);
        assertThat(verify().toString()).doesNotContain("\u001b");
    }

    @Test
    void an_empty_or_missing_journal_is_not_called_sound() throws IOException {
        Files.writeString(run.journal(), "");
        assertThat(run.verify().whyNot()).isPresent();
        Files.delete(run.journal());
        assertThat(run.verify().whyNot()).isPresent();
    }

    @Test
    void a_torn_last_line_is_recovered_kept_and_journaled() throws IOException {
        Files.writeString(run.journal(), "{\"seq\":7,\"at\":\"20", StandardOpenOption.APPEND);

        open().close();

        List<Entry> entries = run.entries().got().orElseThrow();
        assertThat(entries).hasSize(7);
        assertThat(entries.getLast().event())
                .isInstanceOfSatisfying(
                        Event.TornLineRecovered.class,
                        e ->
                                assertThat(run.blobs().get(e.sha256()).got().orElseThrow().size())
                                        .isEqualTo(e.bytes()));
        assertThat(verify()).isInstanceOf(JournalVerifier.Verdict.Holds.class);
    }

    @Test
    void a_journal_that_was_tampered_with_is_not_written_on() throws IOException {
        List<String> lines = lines();
        lines.remove(2);
        write(lines);

        assertThat(run.open(EvidencePolicy.BEST_EFFORT, CLOCK).whyNot()).isPresent();
        assertThat(lines()).isEqualTo(lines);
    }

    @Test
    void every_file_is_for_its_owner_only() throws IOException {
        for (Path file :
                List.of(
                        run.journal(),
                        run.path().resolve("plan.json"),
                        run.path().resolve("blobs").resolve(Blob.hash("secret".getBytes(UTF_8))))) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                    .isEqualTo("rw-------");
        }
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(run.path())))
                .isEqualTo("rwx------");
    }

    @Test
    void the_bytes_of_a_blob_are_not_in_the_journal() throws IOException {
        assertThat(Files.readString(run.journal())).doesNotContain("secret");
    }

    @Test
    void every_type_of_event_comes_back_from_its_line() {
        Event.Trouble trouble = new Event.Trouble("broken", "w", "y", "l", "n");
        List<Event> all =
                List.of(
                        opened(),
                        new Event.Approved("bob", "d", "SHA256:k", "sig"),
                        new Event.SelfApproved("ann", "d", "alone", 1, Instant.EPOCH),
                        new Event.Countersigned("bob", "SHA256:k", "sig"),
                        new Event.Reopened("ann", "undo"),
                        new Event.GuardChecked("eu-1", "api.ready", "unknown", "b"),
                        new Event.StepSkipped("a", "eu-1", "b"),
                        new Event.WaveStarted("a", 1, 2, List.of("eu-1/cp1")),
                        new Event.Unreachable("a", "eu-1/cp1", trouble),
                        new Event.Refused("a", "eu-1", List.of(trouble)),
                        intended("a@eu-1/cp1"),
                        new Event.Driven("a@eu-1/cp1", Optional.of(trouble)),
                        new Event.NotSettled("a@eu-1/cp1", "failed", true, trouble),
                        new Event.Looked("a", "eu-1", "diagnose", JsonValue.object(), List.of("x")),
                        new Event.Asked("g", "q", List.of("yes"), CLOCK.instant()),
                        new Event.Decided("g", "yes", "bob", "answered", Optional.of("n")),
                        new Event.Noted("n", JsonValue.object("a", 1)),
                        new Event.NotKept("a@eu-1/cp1", trouble),
                        new Event.KeptAgain("a@eu-1/cp1", java.time.Duration.ofSeconds(3)),
                        new Event.StopAsked(1, "ann"),
                        new Event.Paused("ann"),
                        new Event.Resumed("ann"),
                        new Event.StepEnded("a", "failed", true, Map.of("eu-1", "failed"), "b"),
                        new Event.LeftBehind("a", "eu-1", "b"),
                        new Event.FollowedUp("a", "eu-1", "settled", false, ""),
                        new Event.CaughtUp("eu-1"),
                        new Event.UndoStarted("a@eu-1/cp1", Optional.of("back"), STATE, STATE),
                        new Event.Undone(
                                "a@eu-1/cp1", Optional.of("back"), false, Optional.empty()),
                        new Event.NotUndone("a@eu-1/cp1", trouble),
                        new Event.Gap(3, CLOCK.instant(), "disk full"),
                        new Event.TornLineRecovered(3, "0".repeat(64)),
                        new Event.RunClosed(
                                "done", 0, List.of(), List.of(), List.of(), List.of(), List.of()));
        for (Event event : all) {
            Entry entry = new Entry(1, CLOCK.instant(), Entry.NONE_BEFORE, event);
            assertThat(Entry.parse(entry.line())).isEqualTo(Outcome.ok(entry));
        }
    }

    @Test
    void a_second_process_does_not_get_the_run() throws IOException {
        try (RunLock lock = run.lock().orElseThrow()) {
            assertThat(lock).isNotNull();
            assertThat(run.lock()).isEmpty();
            assertThat(run.isAlive()).isTrue();
        }
        assertThat(run.isAlive()).isFalse();
    }

    @Test
    void a_socket_that_would_not_fit_is_put_elsewhere_and_found_there() throws IOException {
        RunDirectory deep =
                RunDirectory.create(runs.resolve("x".repeat(90)), "r2", JsonValue.object())
                        .got()
                        .orElseThrow();

        Path socket = deep.newSocket();

        assertThat(socket.toString().length()).isLessThanOrEqualTo(100);
        assertThat(deep.socket()).isEqualTo(socket);
        Files.deleteIfExists(socket.getParent());
    }

    @Test
    void the_plan_and_the_id_of_a_run_come_back() {
        assertThat(JsonText.line(run.plan().got().orElseThrow())).isEqualTo("{\"plan\":1}");
        assertThat(RunDirectory.list(runs)).containsExactly(run);
        assertThat(RunDirectory.open(runs, "../r1").whyNot()).isPresent();
        assertThat(RunDirectory.create(runs, "r1", JsonValue.object()).whyNot()).isPresent();
    }
}

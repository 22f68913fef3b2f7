package dev.postern.journal;

import static org.assertj.core.api.Assertions.assertThat;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.postern.core.value.JsonValue;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

class FullDiskTest {
    /** A disk that can be filled up, and takes half a line before it says so. */
    private static final class Small implements Disk {
        private byte[] content = new byte[0];
        private boolean full;

        @Override
        public void write(long at, byte[] bytes) throws IOException {
            int fits = full ? bytes.length / 2 : bytes.length;
            content = Arrays.copyOf(content, Math.toIntExact(at) + fits);
            System.arraycopy(bytes, 0, content, Math.toIntExact(at), fits);
            if (full) {
                throw new IOException("No space left on device");
            }
        }

        @Override
        public void cut(long at) {
            content = Arrays.copyOf(content, Math.toIntExact(at));
        }

        @Override
        public void close() {}

        JournalText read() {
            return JournalText.read(content);
        }
    }

    private final Small disk = new Small();

    private JournalFile journal(EvidencePolicy policy) {
        return new JournalFile(
                disk,
                policy,
                () -> Instant.parse("2024-12-11T15:12:00Z"),
                JournalText.read(new byte[0]),
                0);
    }

    private static Event note(String text) {
        return new Event.Noted(text, JsonValue.object());
    }

    private List<String> written() {
        JournalText text = disk.read();
        assertThat(text.firstBroken()).isEmpty();
        assertThat(new String(text.torn(), UTF_8)).isEmpty();
        return text.entries().stream()
                .map(e -> e.event() instanceof Event.Noted n ? n.about() : e.type())
                .toList();
    }

    @Test
    void by_default_recovery_goes_on_and_the_gap_is_marked_behind_what_came_late() {
        JournalFile journal = journal(EvidencePolicy.BEST_EFFORT);
        List<String> told = new ArrayList<>();
        journal.listen(e -> told.add(e.type()));
        journal.append(note("a"));
        disk.full = true;

        assertThat(journal.append(note("b")).isOk()).isTrue();
        assertThat(journal.append(note("c")).isOk()).isTrue();
        assertThat(journal.gap()).hasValue("No space left on device");
        assertThat(written()).containsExactly("a");

        disk.full = false;
        journal.append(note("d"));

        assertThat(written()).containsExactly("a", "b", "c", "gap", "d");
        assertThat(journal.gap()).isEmpty();
        assertThat(told).containsExactly("noted", "noted", "noted", "gap", "noted");
    }

    @Test
    void what_is_held_has_its_place_in_the_chain_so_that_a_copy_elsewhere_is_whole() {
        JournalFile journal = journal(EvidencePolicy.BEST_EFFORT);
        journal.append(note("a"));
        disk.full = true;
        journal.append(note("b"));

        String copy = String.join("\n", journal.linesAfter(0)) + "\n";

        JournalText text = JournalText.read(copy.getBytes(UTF_8));
        assertThat(text.firstBroken()).isEmpty();
        assertThat(text.entries()).extracting(Entry::seq).containsExactly(1L, 2L);
        assertThat(journal.head()).contains(new Head(2, text.lastHash()));
        disk.full = false;
        journal.append(note("c"));
        assertThat(written()).containsExactly("a", "b", "gap", "c");
        assertThat(journal.linesAfter(2)).hasSize(2);
    }

    @Test
    void a_strict_journal_says_no() {
        JournalFile journal = journal(EvidencePolicy.STRICT);
        disk.full = true;

        assertThat(journal.append(note("a")).whyNot().map(f -> f.why()))
                .isEqualTo(Optional.of("No space left on device"));
    }

    @Test
    void what_was_held_is_written_at_the_close_where_the_disk_is_back() {
        JournalFile journal = journal(EvidencePolicy.BEST_EFFORT);
        disk.full = true;
        journal.append(note("a"));
        disk.full = false;

        journal.close();

        assertThat(written()).containsExactly("a", "gap");
        assertThat(journal.gap()).isEmpty();
    }
}

package dev.postern.journal;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.postern.core.value.Outcome;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * A journal's bytes, read as far as they hold.
 *
 * @param entries up to the first broken line
 * @param lines theirs, byte for byte and without their line feeds
 * @param lastHash of the last sound line
 * @param torn bytes behind the last line feed
 */
record JournalText(
        List<Entry> entries,
        List<String> lines,
        String lastHash,
        byte[] torn,
        Optional<BrokenLine> firstBroken) {
    static JournalText read(byte[] bytes) {
        List<Entry> entries = new ArrayList<>();
        List<String> lines = new ArrayList<>();
        String last = Entry.NONE_BEFORE;
        int from = 0;
        for (int i = 0; i < bytes.length; i++) {
            if (bytes[i] != '\n') {
                continue;
            }
            String line = new String(bytes, from, i - from, UTF_8);
            Optional<String> wrong = wrong(line, entries.size() + 1L, last, entries);
            if (wrong.isPresent()) {
                return new JournalText(
                        entries,
                        lines,
                        last,
                        new byte[0],
                        Optional.of(new BrokenLine(entries.size() + 1L, wrong.get())));
            }
            lines.add(line);
            last = Entry.hash(line);
            from = i + 1;
        }
        return new JournalText(
                entries,
                lines,
                last,
                Arrays.copyOfRange(bytes, from, bytes.length),
                Optional.empty());
    }

    private static Optional<String> wrong(String line, long seq, String prev, List<Entry> entries) {
        return switch (Entry.parse(line)) {
            case Outcome.Failed<Entry>(var failure) -> Optional.of(failure.sentence());
            case Outcome.Ok<Entry>(var entry) -> {
                if (entry.seq() != seq) {
                    yield Optional.of(
                            "it says seq "
                                    + entry.seq()
                                    + " where "
                                    + seq
                                    + " belongs: a line was removed, added or moved");
                }
                if (!entry.prev().equals(prev)) {
                    yield Optional.of(
                            seq == 1
                                    ? "it is not the first line of a journal"
                                    : "the line before is not the one that it was written after:"
                                            + " line "
                                            + (seq - 1)
                                            + " was edited, or this one moved");
                }
                entries.add(entry);
                yield Optional.empty();
            }
        };
    }
}

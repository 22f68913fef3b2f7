package dev.postern.journal;

import dev.postern.core.value.Failure;
import dev.postern.core.value.JsonValue;
import dev.postern.core.value.Outcome;
import dev.postern.json.Records;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Checks a journal: edits, deletions, reordering, a cut tail, missing or changed blobs. */
public final class JournalVerifier {
    private JournalVerifier() {}

    /** What the lines of a journal tell, whole line by whole line. */
    interface Tale {
        /** The first line that may not stand where it does. */
        Optional<BrokenLine> contradiction(List<Entry> entries);

        /** Whether this event is the last word: an end after it was not cut off. */
        boolean isEnd(Event event);

        /** What the last word is called. */
        String end();
    }

    /** What came of the check. */
    public sealed interface Verdict {
        /**
         * Every line holds.
         *
         * @param vouched whether the end is vouched for: by the anchor, or by a last word
         * @param remarks what is worth a look though it holds: gaps, torn lines, an unvouched tail
         */
        record Holds(long lines, boolean vouched, List<String> remarks) implements Verdict {
            public Holds {
                remarks = List.copyOf(remarks);
            }
        }

        record Broken(BrokenLine first) implements Verdict {}
    }

    /**
     * Checks the file.
     *
     * @param anchor the end as it was recorded elsewhere
     * @param tale what its lines must tell
     * @return a failure only where there is nothing to check
     */
    static Outcome<Verdict> verify(
            Path journal, Records.Blobs blobs, Optional<Head> anchor, Tale tale) {
        byte[] bytes;
        try {
            bytes = Files.readAllBytes(journal);
        } catch (NoSuchFileException e) {
            return Outcome.failed(missing(journal, "there is no such file"));
        } catch (IOException e) {
            return Outcome.failed(missing(journal, String.valueOf(e.getMessage())));
        }
        if (bytes.length == 0) {
            return Outcome.failed(missing(journal, "it is empty"));
        }
        return Outcome.ok(check(bytes, blobs, anchor, tale));
    }

    private static Verdict check(
            byte[] bytes, Records.Blobs blobs, Optional<Head> anchor, Tale tale) {
        JournalText text = JournalText.read(bytes);
        if (text.firstBroken().isPresent()) {
            return new Verdict.Broken(text.firstBroken().get());
        }
        List<Entry> entries = text.entries();
        long copied = copied(entries);
        Optional<BrokenLine> blob =
                entries.stream()
                        .filter(e -> e.seq() > copied || isNeeded(e))
                        .flatMap(e -> lost(e, blobs))
                        .findFirst();
        Optional<BrokenLine> tail = anchor.flatMap(a -> cut(entries, text.lastHash(), a));
        Optional<BrokenLine> first =
                Stream.concat(blob.stream(), tail.stream())
                        .min(java.util.Comparator.comparingLong(BrokenLine::line));
        if (first.isPresent()) {
            return new Verdict.Broken(first.get());
        }
        Optional<BrokenLine> illegal = tale.contradiction(entries);
        if (illegal.isPresent()) {
            return new Verdict.Broken(illegal.get());
        }
        List<String> remarks = new ArrayList<>();
        boolean closed = !entries.isEmpty() && tale.isEnd(entries.getLast().event());
        boolean anchored = anchor.filter(a -> a.seq() == entries.size()).isPresent();
        if (text.torn().length > 0) {
            remarks.add("the last " + text.torn().length + " bytes are a torn line");
        }
        if (!closed && !anchored) {
            remarks.add(
                    anchor.map(a -> "lines after " + a.seq() + " are not vouched for")
                            .orElse(
                                    "no anchor and no "
                                            + tale.end()
                                            + ": the tail is not vouched for"));
        }
        long left =
                entries.stream()
                        .filter(e -> e.seq() <= copied && !isNeeded(e))
                        .flatMap(e -> lost(e, blobs))
                        .map(BrokenLine::line)
                        .distinct()
                        .count();
        if (left > 0) {
            remarks.add(
                    "what was seen in "
                            + left
                            + " lines before line "
                            + copied
                            + " is only where the run was before it was taken over");
        }
        for (Entry e : entries) {
            if (e.event() instanceof Event.Gap g) {
                remarks.add(
                        "line " + e.seq() + ": gap, " + g.events() + " events were written late");
            } else if (e.event() instanceof Event.TornLineRecovered) {
                remarks.add("line " + e.seq() + ": a torn line was recovered after a crash");
            }
        }
        return new Verdict.Holds(entries.size(), closed || anchored, remarks);
    }

    /** Up to this line it was copied from the hosts, which keep what an undo needs. */
    private static long copied(List<Entry> entries) {
        return entries.stream()
                .filter(e -> e.event() instanceof Event.TakenOver)
                .mapToLong(Entry::seq)
                .max()
                .orElse(0);
    }

    /** Whether an undo or a resume goes by its states. */
    private static boolean isNeeded(Entry entry) {
        return entry.event() instanceof Event.Intended;
    }

    private static Optional<BrokenLine> cut(List<Entry> entries, String lastHash, Head anchor) {
        if (anchor.seq() > entries.size()) {
            return Optional.of(
                    new BrokenLine(
                            entries.size() + 1L,
                            "missing: the anchor knows of " + anchor.seq() + " lines"));
        }
        String found =
                anchor.seq() == entries.size()
                        ? lastHash
                        : entries.get(Math.toIntExact(anchor.seq())).prev();
        return found.equals(anchor.hash())
                ? Optional.empty()
                : Optional.of(new BrokenLine(anchor.seq(), "it is not the line that was anchored"));
    }

    private static Stream<BrokenLine> lost(Entry entry, Records.Blobs blobs) {
        return hashes(entry.json())
                .flatMap(h -> blobs.get(h).whyNot().stream())
                .map(f -> new BrokenLine(entry.seq(), f.sentence()));
    }

    /** A blob is an object of exactly {@code sha256} and {@code size}. */
    private static Stream<String> hashes(JsonValue value) {
        return switch (value) {
            case JsonValue.Obj o
                    when o.fields().size() == 2
                            && o.whole("size").isPresent()
                            && o.text("sha256").isPresent() ->
                    o.text("sha256").stream();
            case JsonValue.Obj o -> o.fields().values().stream().flatMap(JournalVerifier::hashes);
            case JsonValue.Arr a -> a.items().stream().flatMap(JournalVerifier::hashes);
            case JsonValue.Null n -> Stream.empty();
            case JsonValue.Bool b -> Stream.empty();
            case JsonValue.Num n -> Stream.empty();
            case JsonValue.Text t -> Stream.empty();
        };
    }

    private static Failure missing(Path journal, String why) {
        return Failure.unchanged(
                Failure.Kind.BROKEN,
                "journal " + journal.getFileName() + " cannot be checked",
                why,
                "");
    }
}

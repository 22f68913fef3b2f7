package dev.postern.journal;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.postern.core.text.IoWords;
import dev.postern.core.value.Failure;
import dev.postern.core.value.Outcome;
import dev.postern.json.JsonText;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A journal with what belongs to it: {@code journal.ndjson}, the anchor {@code head} beside it, and
 * {@code blobs/}.
 *
 * @param path the directory that holds them
 * @param owner whose it is: {@code run 7f3a}
 * @param id what {@code postern journal verify} calls it
 */
record JournalDirectory(Path path, String owner, String id) {
    /** More than the longest line that there is: one that lists a thousand targets. */
    private static final int TAIL = 1 << 20;

    Path journal() {
        return path.resolve("journal.ndjson");
    }

    BlobDirectory blobs() {
        return new BlobDirectory(path.resolve("blobs"));
    }

    Outcome<JournalFile> open(EvidencePolicy policy, InstantSource clock) {
        return JournalFile.open(journal(), blobs(), policy, clock);
    }

    /** What the journal says, read only; a torn last line is left out. */
    Outcome<List<Entry>> entries() {
        try {
            JournalText text = JournalText.read(Files.readAllBytes(journal()));
            return text.firstBroken().isPresent()
                    ? Outcome.failed(
                            Failure.unchanged(
                                    Failure.Kind.BROKEN,
                                    "the journal of " + owner + " is broken",
                                    text.firstBroken().get().sentence(),
                                    "postern journal verify " + id))
                    : Outcome.ok(new ArrayList<>(text.entries()));
        } catch (NoSuchFileException e) {
            return Outcome.ok(List.of());
        } catch (IOException e) {
            return Outcome.failed(unreadable("journal.ndjson", e));
        }
    }

    /**
     * The last entry that is not only an aside, as the end of the file says: a long journal is not
     * read whole, and not checked.
     */
    Optional<Entry> last() {
        try (FileChannel channel = FileChannel.open(journal(), StandardOpenOption.READ)) {
            long from = Math.max(0, channel.size() - TAIL);
            ByteBuffer tail = ByteBuffer.allocate(Math.toIntExact(channel.size() - from));
            while (tail.hasRemaining() && channel.read(tail, from + tail.position()) >= 0) {}
            String text = new String(tail.array(), 0, tail.position(), UTF_8);
            // Neither what is torn at the end nor what was cut at the beginning is a line.
            int begin = from == 0 ? 0 : text.indexOf('\n') + 1;
            List<String> lines = text.substring(begin, text.lastIndexOf('\n') + 1).lines().toList();
            return lines.reversed().stream()
                    .flatMap(l -> Entry.parse(l).got().stream())
                    .filter(e -> !RunFold.isAside(e.event()))
                    .findFirst();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    void anchor(Head head) throws IOException {
        Private.replace(path.resolve("head"), JsonText.line(head.json()).getBytes(UTF_8), false);
    }

    Optional<Head> anchored() {
        try {
            return JsonText.parse(Files.readAllBytes(path.resolve("head"))).got().flatMap(Head::of);
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    Outcome<JournalVerifier.Verdict> verify(JournalVerifier.Tale tale) {
        return JournalVerifier.verify(journal(), blobs(), anchored(), tale);
    }

    Failure unreadable(String file, IOException e) {
        return Failure.unchanged(
                Failure.Kind.BROKEN, file + " of " + owner + " cannot be read", IoWords.of(e), "");
    }
}

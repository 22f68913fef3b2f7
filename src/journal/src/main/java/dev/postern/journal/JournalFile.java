package dev.postern.journal;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.postern.core.value.Blob;
import dev.postern.core.value.Failure;
import dev.postern.core.value.Outcome;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/**
 * The journal, open for writing: an event is on the disk, synced, before {@link #append} returns.
 *
 * <p>One process at a time: the run directory's lock sees to that. Safe for its threads.
 */
public final class JournalFile implements Closeable {
    private final Disk disk;
    private final EvidencePolicy policy;
    private final InstantSource clock;
    private final ReentrantLock lock = new ReentrantLock();
    private final List<Consumer<Entry>> listeners = new CopyOnWriteArrayList<>();
    private final List<Entry> entries;
    private final List<String> lines;
    private int onDisk;
    private long end;
    private String last;
    private Optional<String> broken = Optional.empty();

    JournalFile(Disk disk, EvidencePolicy policy, InstantSource clock, JournalText read, long end) {
        this.disk = disk;
        this.policy = policy;
        this.clock = clock;
        this.entries = new ArrayList<>(read.entries());
        this.lines = new ArrayList<>(read.lines());
        this.onDisk = lines.size();
        this.last = read.lastHash();
        this.end = end;
    }

    /**
     * Opens the journal, creates it where there is none, and recovers a torn last line: it is cut
     * off, kept as a blob, and a {@code torn-line-recovered} event says so.
     *
     * @return {@code BROKEN} where a whole line is unreadable or the chain does not hold: run
     *     {@code journal verify}; nothing is changed then
     */
    public static Outcome<JournalFile> open(
            Path file, BlobDirectory blobs, EvidencePolicy policy, InstantSource clock) {
        try {
            boolean made = Private.make(file);
            byte[] bytes = Files.readAllBytes(file);
            JournalText text = JournalText.read(bytes);
            if (text.firstBroken().isPresent()) {
                return Outcome.failed(
                        Failure.unchanged(
                                Failure.Kind.BROKEN,
                                "journal " + file.getFileName(),
                                text.firstBroken().get().sentence(),
                                "postern journal verify says more"));
            }
            long whole = (long) bytes.length - text.torn().length;
            var journal = new JournalFile(Disk.of(file), policy, clock, text, whole);
            if (text.torn().length > 0) {
                Blob torn = Blob.of(text.torn());
                blobs.keep(torn);
                journal.cutBack();
                journal.append(new Event.TornLineRecovered(torn.size(), torn.sha256()));
            }
            if (made || bytes.length == 0) {
                Private.syncDirectory(file);
            }
            return Outcome.ok(journal);
        } catch (IOException | UncheckedIOException e) {
            return Outcome.failed(cannot("journal " + file.getFileName(), e));
        }
    }

    /**
     * Writes the event and syncs it.
     *
     * @return where it cannot be written: under {@code STRICT} a failure, under {@code BEST_EFFORT}
     *     ok. Either way its line is held, in its place in the chain, and written as soon as the
     *     disk takes it; a {@code gap} behind such lines says that they came late
     */
    public Outcome<Entry> append(Event event) {
        lock.lock();
        try {
            Instant at = clock.instant();
            int told = entries.size();
            catchUp(at);
            Entry entry = add(at, event);
            Optional<IOException> trouble = write();
            broken = trouble.map(e -> String.valueOf(e.getMessage()));
            entries.subList(told, entries.size()).forEach(this::tell);
            return trouble.isPresent() && policy == EvidencePolicy.STRICT
                    ? Outcome.failed(cannot("the journal cannot be written", trouble.get()))
                    : Outcome.ok(entry);
        } finally {
            lock.unlock();
        }
    }

    /** Writes what is held; where that can be done, behind it that it came late. */
    private void catchUp(Instant at) {
        int behind = lines.size() - onDisk;
        if (behind > 0 && write().isEmpty()) {
            Instant since = entries.get(lines.size() - behind).at();
            add(at, new Event.Gap(behind, since, broken.orElse("not known")));
        }
    }

    /** Gives the event its place in the chain. */
    private Entry add(Instant at, Event event) {
        Entry entry = new Entry(entries.size() + 1L, at, last, event);
        String line = entry.line();
        entries.add(entry);
        lines.add(line);
        last = Entry.hash(line);
        return entry;
    }

    /** Writes all that is not on the disk yet; why not, where that cannot be done. */
    private Optional<IOException> write() {
        try {
            while (onDisk < lines.size()) {
                writeLine(entries.get(onDisk));
            }
            return Optional.empty();
        } catch (IOException e) {
            cutBack();
            return Optional.of(e);
        }
    }

    private void writeLine(Entry entry) throws IOException {
        String line = lines.get(Math.toIntExact(entry.seq() - 1));
        byte[] bytes = (line + "\n").getBytes(UTF_8);
        disk.write(end, bytes);
        end += bytes.length;
        onDisk++;
    }

    private void cutBack() {
        try {
            disk.cut(end);
        } catch (IOException e) {
            // A torn line is left; the next write begins at the same place, or the next open cuts
            // it off.
        }
    }

    private void tell(Entry entry) {
        for (Consumer<Entry> listener : listeners) {
            listener.accept(entry);
        }
    }

    /**
     * Hears every event from now on, held ones too, in their order; must not block.
     *
     * @return what was written so far
     */
    public List<Entry> listen(Consumer<Entry> listener) {
        lock.lock();
        try {
            listeners.add(listener);
            return List.copyOf(entries);
        } finally {
            lock.unlock();
        }
    }

    public void forget(Consumer<Entry> listener) {
        listeners.remove(listener);
    }

    /** All that was appended, what is held too. */
    public List<Entry> entries() {
        lock.lock();
        try {
            return List.copyOf(entries);
        } finally {
            lock.unlock();
        }
    }

    /** The lines behind this number, byte for byte and without their line feeds: for a copy. */
    public List<String> linesAfter(long seq) {
        lock.lock();
        try {
            return List.copyOf(lines.subList(Math.toIntExact(seq), lines.size()));
        } finally {
            lock.unlock();
        }
    }

    /** The last line, whether it is on the disk or held; empty before the first. */
    public Optional<Head> head() {
        lock.lock();
        try {
            return entries.isEmpty()
                    ? Optional.empty()
                    : Optional.of(new Head(entries.size(), last));
        } finally {
            lock.unlock();
        }
    }

    /** Why lines are held in memory just now; empty where all are on the disk. */
    public Optional<String> gap() {
        lock.lock();
        try {
            return onDisk < lines.size() ? broken : Optional.empty();
        } finally {
            lock.unlock();
        }
    }

    public EvidencePolicy policy() {
        return policy;
    }

    /** Closes the file. Lines that are still held are lost here, and are where they were copied. */
    @Override
    public void close() {
        lock.lock();
        try {
            catchUp(clock.instant());
            // What this cannot write is held to the end: the disk never came back.
            write();
        } finally {
            try {
                disk.close();
            } catch (IOException e) {
                // What was appended is synced.
            }
            lock.unlock();
        }
    }

    private static Failure cannot(String what, Exception e) {
        return new Failure(
                Failure.Kind.BROKEN,
                what,
                String.valueOf(e.getMessage()),
                "the lines before are as they were",
                "make room on this disk, or name another place with --home");
    }
}

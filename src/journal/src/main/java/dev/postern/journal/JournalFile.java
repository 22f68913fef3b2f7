package dev.postern.journal;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.postern.core.value.Blob;
import dev.postern.core.value.Failure;
import dev.postern.core.value.Outcome;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
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
    private final Deque<Held> held = new ArrayDeque<>();
    private long end;
    private String last;
    private Optional<String> broken = Optional.empty();

    private record Held(Instant at, Event event) {}

    JournalFile(Disk disk, EvidencePolicy policy, InstantSource clock, JournalText read, long end) {
        this.disk = disk;
        this.policy = policy;
        this.clock = clock;
        this.entries = new ArrayList<>(read.entries());
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
        FileChannel channel = null;
        try {
            channel = Private.open(file);
            byte[] bytes = new byte[Math.toIntExact(channel.size())];
            ByteBuffer buffer = ByteBuffer.wrap(bytes);
            while (buffer.hasRemaining() && channel.read(buffer, buffer.position()) >= 0) {}
            JournalText text = JournalText.read(bytes);
            if (text.firstBroken().isPresent()) {
                channel.close();
                return Outcome.failed(
                        Failure.unchanged(
                                Failure.Kind.BROKEN,
                                "journal " + file.getFileName(),
                                text.firstBroken().get().sentence(),
                                "postern journal verify says more"));
            }
            long whole = (long) bytes.length - text.torn().length;
            var journal = new JournalFile(Disk.of(channel), policy, clock, text, whole);
            if (text.torn().length > 0) {
                Blob torn = Blob.of(text.torn());
                blobs.keep(torn);
                channel.truncate(whole);
                journal.append(new Event.TornLineRecovered(torn.size(), torn.sha256()));
            }
            if (bytes.length == 0) {
                Private.syncDirectory(file);
            }
            return Outcome.ok(journal);
        } catch (IOException | UncheckedIOException e) {
            closeQuietly(channel);
            return Outcome.failed(cannot("journal " + file.getFileName(), e));
        }
    }

    private static void closeQuietly(@org.jspecify.annotations.Nullable FileChannel channel) {
        if (channel != null) {
            try {
                channel.close();
            } catch (IOException e) {
                // The failure that is reported came first.
            }
        }
    }

    /**
     * Writes the event and syncs it.
     *
     * @return where it cannot be written: under {@code STRICT} a failure, under {@code BEST_EFFORT}
     *     ok, and the event is held and written later behind a {@code gap}
     */
    public Outcome<Entry> append(Event event) {
        lock.lock();
        try {
            Instant at = clock.instant();
            try {
                flushHeld();
                Entry entry = write(at, event);
                broken = Optional.empty();
                return Outcome.ok(entry);
            } catch (IOException e) {
                broken = Optional.of(String.valueOf(e.getMessage()));
                held.add(new Held(at, event));
                Entry late = new Entry(entries.size() + held.size(), at, "", event);
                tell(late);
                return policy == EvidencePolicy.STRICT
                        ? Outcome.failed(cannot("the journal cannot be written", e))
                        : Outcome.ok(late);
            }
        } finally {
            lock.unlock();
        }
    }

    private void flushHeld() throws IOException {
        Held first = held.peek();
        if (first == null) {
            return;
        }
        write(clock.instant(), new Event.Gap(held.size(), first.at(), broken.orElse("not known")));
        while (!held.isEmpty()) {
            Held next = held.getFirst();
            writeSilently(next.at(), next.event());
            held.removeFirst();
        }
    }

    private Entry write(Instant at, Event event) throws IOException {
        Entry entry = writeSilently(at, event);
        tell(entry);
        return entry;
    }

    private Entry writeSilently(Instant at, Event event) throws IOException {
        Entry entry = new Entry(entries.size() + 1L, at, last, event);
        String line = entry.line();
        byte[] bytes = (line + "\n").getBytes(UTF_8);
        try {
            disk.write(end, bytes);
        } catch (IOException e) {
            cutBack();
            throw e;
        }
        end += bytes.length;
        last = Entry.hash(line);
        entries.add(entry);
        return entry;
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

    /** What is on the disk. */
    public List<Entry> entries() {
        lock.lock();
        try {
            return List.copyOf(entries);
        } finally {
            lock.unlock();
        }
    }

    /** The last line that is on the disk; empty before the first. */
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

    /** Why events are held in memory just now; empty where all are on the disk. */
    public Optional<String> gap() {
        lock.lock();
        try {
            return held.isEmpty() ? Optional.empty() : broken;
        } finally {
            lock.unlock();
        }
    }

    public EvidencePolicy policy() {
        return policy;
    }

    /** Closes the file. Events that are still held are lost, and were told to every listener. */
    @Override
    public void close() {
        lock.lock();
        try {
            if (!held.isEmpty()) {
                flushHeld();
            }
        } catch (IOException e) {
            // Held to the end: the disk never came back.
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

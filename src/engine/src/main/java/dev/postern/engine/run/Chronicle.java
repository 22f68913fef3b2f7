package dev.postern.engine.run;

import dev.postern.core.evidence.Evidence;
import dev.postern.core.value.Blob;
import dev.postern.core.value.JsonValue;
import dev.postern.core.value.Outcome;
import dev.postern.journal.BlobDirectory;
import dev.postern.journal.ChangeState;
import dev.postern.journal.Entry;
import dev.postern.journal.Event;
import dev.postern.journal.EvidencePolicy;
import dev.postern.journal.JournalFile;
import dev.postern.journal.RunDirectory;
import dev.postern.journal.RunFold;
import dev.postern.journal.RunState;
import dev.postern.json.Records;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

/** The journal of a run at work, and the state that it adds up to: the only memory that counts. */
final class Chronicle implements Evidence, Records.Blobs {
    private final RunDirectory directory;
    private final JournalFile journal;
    private final BlobDirectory blobs;
    private final RunFold fold = new RunFold();
    private final ReentrantLock lock = new ReentrantLock();
    // What this process has kept: an undo in it still has them where the disk did not take them, or
    // is gone.
    private final Map<String, Blob> held = new ConcurrentHashMap<>();
    // Put together when it is asked for: a fleet's run has thousands of changes, and more events.
    private @Nullable RunState state;
    private volatile boolean broken;
    private boolean closed;

    Chronicle(RunDirectory directory, JournalFile journal) {
        this.directory = directory;
        this.journal = journal;
        this.blobs = directory.blobs();
        for (Entry e : journal.entries()) {
            check(fold.apply(e.event()), e.event());
        }
    }

    private static void check(Optional<String> illegal, Event event) {
        if (illegal.isPresent()) {
            throw new IllegalStateException(
                    "a run's own journal contradicts itself: " + event + ": " + illegal.get());
        }
    }

    /** Written and synced when it returns; under the strict policy false where it could not be. */
    boolean append(Event event) {
        return append(event, () -> false).isPresent();
    }

    /**
     * The same, and not done where it must not be: asked while nothing else can be written, so what
     * forbids it and is in the journal has nothing of the kind behind it.
     *
     * @return the number of its line
     */
    OptionalLong append(Event event, BooleanSupplier mustNotBe) {
        lock.lock();
        try {
            if (closed || mustNotBe.getAsBoolean()) {
                return OptionalLong.empty();
            }
            check(fold.apply(event), event);
            state = null;
            Outcome<Entry> written = journal.append(event);
            if (written.whyNot().isPresent()
                    || (journal.gap().isPresent() && journal.policy() == EvidencePolicy.STRICT)) {
                broken = true;
                return OptionalLong.empty();
            }
            return OptionalLong.of(written.got().orElseThrow().seq());
        } finally {
            lock.unlock();
        }
    }

    /** The last word; nothing is written after it. */
    void close(Event.RunClosed event) {
        append(event);
        lock.lock();
        try {
            closed = true;
        } finally {
            lock.unlock();
        }
        anchor();
    }

    RunState state() {
        lock.lock();
        try {
            RunState known = state == null ? fold.state() : state;
            state = known;
            return known;
        } finally {
            lock.unlock();
        }
    }

    /** One change as the state has it. */
    Optional<ChangeState> change(String id) {
        lock.lock();
        try {
            return fold.change(id);
        } finally {
            lock.unlock();
        }
    }

    /** Whether the strict policy forbids that anything new begins. */
    boolean isBroken() {
        return broken;
    }

    /** Why events are held in memory just now. */
    Optional<String> gap() {
        return journal.gap();
    }

    /** Writes the head beside the journal; only a help for {@code verify}, so best effort. */
    void anchor() {
        journal.head()
                .ifPresent(head -> {
                    try {
                        directory.anchor(head);
                    } catch (IOException e) {
                        // The copies on the hosts have it too.
                    }
                });
    }

    JsonValue head() {
        return journal.head().<JsonValue>map(h -> h.json()).orElseGet(JsonValue::nothing);
    }

    @Override
    public void note(String about, JsonValue.Obj detail) {
        append(new Event.Noted(about, detail));
    }

    @Override
    public void keep(Blob blob) {
        boolean first = held.put(blob.sha256(), blob) == null;
        try {
            blobs.keep(blob);
        } catch (UncheckedIOException e) {
            broken |= journal.policy() == EvidencePolicy.STRICT;
            if (first) {
                note(
                        "a before-state could not be kept here",
                        JsonValue.object(
                                "sha256", blob.sha256(), "why", String.valueOf(e.getCause())));
            }
        }
    }

    @Override
    public Outcome<Blob> get(String sha256) {
        Blob mine = held.get(sha256);
        return mine != null ? Outcome.ok(mine) : blobs.get(sha256);
    }
}

package dev.postern.lab.clock;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * The lab's clock: time jumps to the next event when, and only when, nobody is doing anything.
 *
 * <p>The rule is in {@code docs/virtual-time.md}. All that becomes due is done one after another by
 * one thread of the clock's, and between two of them the rule is asked again; so what is due at one
 * instant happens in a fair order that is the same each time: first the lab's events and the ends
 * of modelled waits in the order in which they were asked for, then parties' timers, the party that
 * was woken longest ago first.
 *
 * <p>With no party, and at the greatest speed, time stands still unless an answer is held back: a
 * world that nobody is in would be over in no time.
 */
public final class VirtualClock implements InstantSource, AutoCloseable {
    /** How long a cut that no handler notices holds up time; real nanoseconds. */
    private static final long FORGIVEN_AFTER = 2_000_000_000L;

    /** How long a wait that nobody waits for holds up time; real nanoseconds. */
    private static final long NOTICED_AFTER = 500_000_000L;

    /** A wall clock that is so far ahead has slept; what it missed is not caught up. */
    private static final Duration ASLEEP = Duration.ofSeconds(5);

    private final Object lock = new Object();
    private final TreeSet<Due> due = new TreeSet<>();
    private final Set<Party> parties = new LinkedHashSet<>();
    private final List<Long> owed = new ArrayList<>();
    private final Consumer<Throwable> bugs;
    private final Thread thread;
    private volatile Instant now;
    private Speed speed;
    private Instant anchor;
    private long anchorNanos;
    private long sequence;
    private long wakings;

    /** Modelled waits in progress. */
    private int waits;

    /** Threads of the lab's that work. */
    private int working;

    /** Cuts that handlers noticed before the party told of them. */
    private int early;

    /** Waits for which no party is in an exchange, and which nevertheless last. */
    private int tolerated;

    /** Waits that the last party left behind: nobody is there who could wait for their end. */
    private int orphaned;

    private long excessSince;
    private boolean paused;
    private boolean closed;

    /** Starts at this instant and waits for the first party or event. */
    public VirtualClock(Instant start, Speed speed) {
        this(start, speed, VirtualClock::toStandardError);
    }

    /**
     * @param bugs is told what an event threw; the clock goes on
     */
    public VirtualClock(Instant start, Speed speed, Consumer<Throwable> bugs) {
        this.now = start;
        this.anchor = start;
        this.anchorNanos = System.nanoTime();
        this.speed = speed;
        this.bugs = bugs;
        thread = Thread.ofPlatform().daemon().name("lab-clock").start(this::run);
    }

    private static void toStandardError(Throwable bug) {
        Thread t = Thread.currentThread();
        Thread.UncaughtExceptionHandler handler = t.getUncaughtExceptionHandler();
        handler.uncaughtException(t, bug);
    }

    /** The lab's instant. */
    @Override
    public Instant instant() {
        return now;
    }

    /** The lab's instant. */
    public Instant now() {
        return now;
    }

    /**
     * Runs something at an instant, in the clock's thread, with time standing still; at once where
     * the instant has passed. It must not block.
     *
     * @return call it to take the event back; harmless when it has run
     */
    public Runnable schedule(Instant at, Runnable event) {
        synchronized (lock) {
            Due entry = new Due(later(at, now), sequence++, event);
            due.add(entry);
            lock.notifyAll();
            return () -> {
                synchronized (lock) {
                    due.remove(entry);
                    lock.notifyAll();
                }
            };
        }
    }

    /**
     * Holds back the answer to a party's exchange until an instant, then runs {@code then} in the
     * clock's thread: it sends the answer, without blocking.
     */
    public ModelledWait modelledWait(Instant until, Runnable then) {
        return begin(Optional.of(until), then);
    }

    /** Holds back the answer until {@link ModelledWait#end()}, or for ever. */
    public ModelledWait modelledWait() {
        return begin(Optional.empty(), () -> {});
    }

    private ModelledWait begin(Optional<Instant> until, Runnable then) {
        synchronized (lock) {
            Held held = new Held(then);
            waits++;
            if (until.isPresent()) {
                held.entry = new Due(later(until.get(), now), sequence++, held::timeHasCome);
                due.add(held.entry);
            }
            lock.notifyAll();
            return held;
        }
    }

    /** A thread of the lab's works until this is closed; time stands still. */
    public Working work() {
        synchronized (lock) {
            working++;
        }
        return new Working();
    }

    /** A piece of the lab's own work; see {@link #work()}. */
    public final class Working implements AutoCloseable {
        private boolean over;

        private Working() {}

        @Override
        public void close() {
            synchronized (lock) {
                if (!over) {
                    over = true;
                    working--;
                    lock.notifyAll();
                }
            }
        }
    }

    /**
     * A party joins; it works until it says {@link Party#quiet}.
     *
     * @param wake is told, by the clock's thread, that the party's timer is due; the party works
     *     from then on. Must not block
     */
    public Party join(String name, Consumer<Instant> wake) {
        synchronized (lock) {
            Party party = new Party(name, wake);
            parties.add(party);
            lock.notifyAll();
            return party;
        }
    }

    /** Names of the parties, in the order in which they joined. */
    public List<String> parties() {
        synchronized (lock) {
            return parties.stream().map(p -> p.name).toList();
        }
    }

    /** From now on at this speed. */
    public void speed(Speed speed) {
        synchronized (lock) {
            this.speed = speed;
            anchorHere();
            lock.notifyAll();
        }
    }

    public Speed speed() {
        synchronized (lock) {
            return speed;
        }
    }

    /** Holds time, or lets it go on. */
    public void pause(boolean hold) {
        synchronized (lock) {
            paused = hold;
            anchorHere();
            lock.notifyAll();
        }
    }

    /** In one line what time is waiting for: for people who look for a hang. */
    public String explain() {
        synchronized (lock) {
            StringBuilder out = new StringBuilder(now.toString());
            out.append(": ").append(waits).append(" modelled waits, ");
            out.append(owed.size()).append(" cuts owed, ").append(working).append(" at work");
            for (Party p : parties) {
                out.append("; ").append(p.name).append(p.busy ? " works" : " is quiet");
                out.append(" with ").append(p.exchanges).append(" exchanges");
                p.timer.ifPresent(t -> out.append(", timer ").append(t));
            }
            if (!due.isEmpty()) {
                out.append("; next event ").append(due.first().at);
            }
            return out.append(paused ? "; paused" : "").toString();
        }
    }

    /** Stops time for good; parties are not told. */
    @Override
    public void close() {
        synchronized (lock) {
            closed = true;
            lock.notifyAll();
        }
        if (Thread.currentThread() != thread) {
            thread.interrupt();
        }
    }

    // ---- the thread of the clock

    private void run() {
        while (true) {
            Runnable next;
            synchronized (lock) {
                try {
                    next = awaitNext();
                } catch (InterruptedException e) {
                    return;
                }
                if (next == null) {
                    return;
                }
                working++;
            }
            try {
                next.run();
            } catch (Throwable e) {
                bugs.accept(e);
            }
            synchronized (lock) {
                working--;
            }
        }
    }

    /** What is next, with {@code now} moved to it; null when the clock is closed. */
    private @Nullable Runnable awaitNext() throws InterruptedException {
        while (!closed) {
            Optional<Instant> at = isStill() ? earliest() : Optional.empty();
            if (at.isEmpty()) {
                lock.wait(owed.isEmpty() && excessSince == 0 ? 0 : 50);
                forgive();
                continue;
            }
            long hold = holdBackNanos(at.get());
            if (hold > 0) {
                lock.wait(hold / 1_000_000, (int) (hold % 1_000_000));
                continue;
            }
            now = later(at.get(), now);
            if (!due.isEmpty() && !due.first().at.isAfter(now)) {
                return due.pollFirst().event;
            }
            Party party = longestAsleep();
            if (party != null) {
                return party.wakeUp(now);
            }
        }
        return null;
    }

    private boolean isStill() {
        if (paused || working > 0 || !owed.isEmpty() || isForsaken()) {
            return false;
        }
        int exchanges = 0;
        for (Party p : parties) {
            if (p.busy) {
                return false;
            }
            exchanges += p.exchanges;
        }
        return exchanges <= waits && !isExcessFresh(waits - exchanges);
    }

    /** Nobody is there, not even somebody who is no party and waits for an answer. */
    private boolean isForsaken() {
        return parties.isEmpty()
                && speed.isMax()
                && waits <= orphaned
                && (due.isEmpty() || due.first().at.isAfter(now));
    }

    /**
     * More waits than exchanges: a connection ended that its handler has not noticed yet, so time
     * stands still for a moment; or somebody waits who counts no exchange, which is put up with.
     */
    private boolean isExcessFresh(int excess) {
        if (excess <= tolerated) {
            tolerated = Math.max(excess, 0);
            excessSince = 0;
            return false;
        }
        long real = System.nanoTime();
        if (excessSince == 0) {
            excessSince = real;
        }
        if (real - excessSince > NOTICED_AFTER) {
            tolerated = excess;
            excessSince = 0;
            return false;
        }
        return true;
    }

    private Optional<Instant> earliest() {
        Instant best = due.isEmpty() ? null : due.first().at;
        for (Party p : parties) {
            if (p.timer.isPresent() && (best == null || p.timer.get().isBefore(best))) {
                best = p.timer.get();
            }
        }
        return Optional.ofNullable(best);
    }

    private @Nullable Party longestAsleep() {
        Party best = null;
        for (Party p : parties) {
            if (p.timer.isPresent()
                    && !p.timer.get().isAfter(now)
                    && (best == null || p.woken < best.woken)) {
                best = p;
            }
        }
        return best;
    }

    private long holdBackNanos(Instant at) {
        if (speed.isMax()) {
            return 0;
        }
        Duration passed = Duration.ofNanos(System.nanoTime() - anchorNanos);
        Duration needed = speed.real(Duration.between(anchor, at));
        if (passed.minus(needed).compareTo(ASLEEP) > 0) {
            anchorHere();
            return speed.real(Duration.between(now, later(at, now))).toNanos();
        }
        return needed.minus(passed).toNanos();
    }

    private void anchorHere() {
        anchor = now;
        anchorNanos = System.nanoTime();
    }

    private void forgive() {
        long real = System.nanoTime();
        owed.removeIf(since -> real - since > FORGIVEN_AFTER);
    }

    private static Instant later(Instant a, Instant b) {
        return a.isAfter(b) ? a : b;
    }

    private record Due(Instant at, long sequence, Runnable event) implements Comparable<Due> {
        @Override
        public int compareTo(Due other) {
            int byTime = at.compareTo(other.at);
            return byTime != 0 ? byTime : Long.compare(sequence, other.sequence);
        }
    }

    /** A process of Postern's, or a test, that takes part in this time. */
    public final class Party {
        private final String name;
        private final Consumer<Instant> wake;
        private boolean busy = true;
        private int exchanges;
        private Optional<Instant> timer = Optional.empty();
        private long cuts;
        private long woken;

        private Party(String name, Consumer<Instant> wake) {
            this.name = name;
            this.wake = wake;
            this.woken = wakings++;
        }

        /**
         * No thread of the party's works.
         *
         * @param inExchanges how many are in exchanges
         * @param wakeAt when to wake it
         * @param cutsInAll how many exchanges its timers have cut since it joined
         */
        public void quiet(int inExchanges, Optional<Instant> wakeAt, long cutsInAll) {
            synchronized (lock) {
                for (; cuts < cutsInAll; cuts++) {
                    owed.add(System.nanoTime());
                }
                exchanges = inExchanges;
                timer = wakeAt;
                busy = false;
                settle();
                lock.notifyAll();
            }
        }

        /** Still quiet, and to be woken then. Says nothing where a wake is on its way. */
        public void timer(Optional<Instant> wakeAt) {
            synchronized (lock) {
                if (!busy) {
                    timer = wakeAt;
                    lock.notifyAll();
                }
            }
        }

        /** A thread of the party's works again. Returns the instant at which it does. */
        public Instant busy() {
            synchronized (lock) {
                if (!busy && !speed.isMax() && isStill()) {
                    followTheWall();
                }
                busy = true;
                return now;
            }
        }

        /** It is gone: killed, or done. Its exchanges end now; their handlers see that soon. */
        public void leave() {
            synchronized (lock) {
                if (!parties.remove(this)) {
                    return;
                }
                int others = parties.stream().mapToInt(p -> p.exchanges).sum();
                int orphans = Math.max(0, Math.min(waits - others - owed.size(), exchanges));
                for (int i = 0; i < orphans; i++) {
                    owed.add(System.nanoTime());
                }
                orphaned = parties.isEmpty() ? waits : 0;
                lock.notifyAll();
            }
        }

        private Runnable wakeUp(Instant at) {
            busy = true;
            timer = Optional.empty();
            woken = wakings++;
            return () -> wake.accept(at);
        }
    }

    /** A person typed while time was held back to the wall's pace: as much of it has passed. */
    private void followTheWall() {
        Instant wall =
                anchor.plus(speed.virtual(Duration.ofNanos(System.nanoTime() - anchorNanos)));
        Instant most = earliest().orElse(wall);
        now = later(wall.isBefore(most) ? wall : most, now);
    }

    private void settle() {
        while (early > 0 && !owed.isEmpty()) {
            owed.removeFirst();
            early--;
        }
        if (parties.stream().noneMatch(p -> p.busy)) {
            // Nobody can still be about to tell of a cut: those ended for another reason.
            early = 0;
        }
    }

    private final class Held implements ModelledWait {
        private final Runnable then;
        private @Nullable Due entry;
        private @Nullable End over;

        private Held(Runnable then) {
            this.then = then;
        }

        private void timeHasCome() {
            if (finish(End.TIME)) {
                then.run();
            }
        }

        private boolean finish(End how) {
            synchronized (lock) {
                if (over != null) {
                    return false;
                }
                over = how;
                waits--;
                orphaned = Math.min(orphaned, waits);
                if (entry != null) {
                    due.remove(entry);
                }
                if (how == End.DISCONNECT) {
                    early++;
                    settle();
                }
                lock.notifyAll();
                return true;
            }
        }

        @Override
        public boolean end() {
            return finish(End.EVENT);
        }

        @Override
        public boolean disconnected() {
            return finish(End.DISCONNECT);
        }

        @Override
        public boolean isOver() {
            synchronized (lock) {
                return over != null;
            }
        }

        @Override
        public End await() throws InterruptedException {
            synchronized (lock) {
                while (over == null) {
                    lock.wait();
                }
                return over;
            }
        }
    }
}

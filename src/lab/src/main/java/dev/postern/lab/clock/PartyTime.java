package dev.postern.lab.clock;

import dev.postern.core.time.Time;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;

/**
 * A party's threads, counted: which work, which wait, which are in an exchange. When none works it
 * tells the clock so; when the clock wakes it, the first timer fires, and that one alone.
 *
 * <p>Its threads take turns: one that is forked, or that another one woke, has a timer that is due
 * at once. So it goes on when the one before it waits, or is in an exchange that the lab has taken
 * up as a modelled wait; who comes first never depends on how fast this machine is, and the same
 * seed makes the same run. Only who comes from outside (a key was pressed) works at once.
 *
 * <p>A thread that was not entered is counted while it waits here and no longer.
 */
abstract class PartyTime implements Time, AutoCloseable {
    private static final Duration FOR_EVER = Duration.ofDays(36500);

    /** How the clock sees this party. */
    private enum Seen {
        WORKING,
        QUIET,
        /** It was told that we work, and has not answered yet. */
        ASKING
    }

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition answered = lock.newCondition();
    private final TreeSet<Timer> timers = new TreeSet<>();
    private final ThreadLocal<Counted> counted = ThreadLocal.withInitial(Counted::new);
    private Link link;
    private Seen seen = Seen.WORKING;
    private volatile Instant now;
    private int working;
    private int exchanges;
    private long cuts;
    private long sequence;

    /**
     * @param joined when it joined; it works until the first thread has entered and left
     */
    PartyTime(Instant joined, Function<PartyTime, Link> link) {
        this.now = joined;
        this.link = link.apply(this);
    }

    @Override
    public Instant now() {
        return now;
    }

    /** The party leaves; what still waits waits for ever. */
    @Override
    public void close() {
        link.leave();
    }

    // ---- what the clock says

    /** A timer of ours is due. */
    final void wake(Instant at) {
        lock.lock();
        try {
            now = at.isAfter(now) ? at : now;
            if (seen == Seen.QUIET) {
                seen = Seen.WORKING;
            }
            if (!timers.isEmpty() && !timers.first().at.isAfter(now)) {
                Timer first = timers.removeFirst();
                first.fire.run();
            }
            sayIfQuiet();
        } finally {
            lock.unlock();
        }
    }

    /** The clock cannot be reached any more: go on with another one. */
    final void relink(Function<Instant, Link> other) {
        lock.lock();
        try {
            link = other.apply(now);
            if (seen == Seen.QUIET) {
                link.quiet(exchanges, firstTimer(), cuts);
            }
        } finally {
            lock.unlock();
        }
    }

    // ---- counting

    private void startWorking() {
        lock.lock();
        try {
            while (seen == Seen.ASKING) {
                answered.awaitUninterruptibly();
            }
            if (seen == Seen.QUIET) {
                seen = Seen.ASKING;
                Link asked = link;
                Instant answer;
                lock.unlock();
                try {
                    answer = asked.busy();
                } finally {
                    lock.lock();
                }
                now = answer.isAfter(now) ? answer : now;
                seen = Seen.WORKING;
                answered.signalAll();
            }
            working++;
        } finally {
            lock.unlock();
        }
    }

    private void sayIfQuiet() {
        if (working == 0 && seen == Seen.WORKING) {
            seen = Seen.QUIET;
            link.quiet(exchanges, firstTimer(), cuts);
        }
    }

    private void stopWorking() {
        lock.lock();
        try {
            working--;
            sayIfQuiet();
        } finally {
            lock.unlock();
        }
    }

    private Optional<Instant> firstTimer() {
        return timers.isEmpty() ? Optional.empty() : Optional.of(timers.first().at);
    }

    /** Under the lock, by a thread that works: this one's turn comes when nobody works. */
    private void inTurn(Runnable start) {
        timers.add(
                new Timer(
                        now,
                        sequence++,
                        () -> {
                            working++;
                            start.run();
                        }));
    }

    private Optional<Timer> timer(Duration atMost, Runnable fire) {
        if (atMost.compareTo(FOR_EVER) > 0) {
            return Optional.empty();
        }
        Timer timer = new Timer(now.plus(atMost), sequence++, fire);
        timers.add(timer);
        return Optional.of(timer);
    }

    @Override
    public Scope enter() {
        Counted me = counted.get();
        if (me.depth == 0) {
            startWorking();
        }
        me.depth++;
        return new Entered(me);
    }

    private final class Entered implements Scope {
        private final Counted who;
        private boolean over;

        Entered(Counted who) {
            this.who = who;
        }

        @Override
        public void close() {
            if (!over) {
                over = true;
                who.depth--;
                if (who.depth == 0) {
                    stopWorking();
                }
            }
        }
    }

    // ---- waiting

    @Override
    public Signal signal() {
        return new Flag();
    }

    @Override
    @SuppressWarnings("ReferenceEquality") // The very clock is meant.
    public boolean await(Signal signal, Duration atMost) throws InterruptedException {
        if (!(signal instanceof Flag flag) || flag.owner() != this) {
            throw new IllegalArgumentException("a signal of another clock");
        }
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        if (flag.set) {
            return true;
        }
        if (atMost.isZero() || atMost.isNegative()) {
            return false;
        }
        try (Scope _ = enter()) {
            return awaitEntered(flag, atMost);
        }
    }

    private boolean awaitEntered(Flag flag, Duration atMost) throws InterruptedException {
        Counted me = counted.get();
        Waiter waiter;
        lock.lock();
        try {
            if (flag.set) {
                return true;
            }
            waiter = new Waiter(flag, lock.newCondition());
            flag.waiters.add(waiter);
            Waiter w = waiter;
            waiter.timer = timer(atMost, () -> timeIsUp(w)).orElse(null);
            me.waiter = waiter;
            working--;
            sayIfQuiet();
            awaitTurn(waiter);
            me.waiter = null;
        } finally {
            lock.unlock();
        }
        if (waiter.woken == Woken.BY_ITSELF) {
            startWorking();
        }
        if (waiter.woken == Woken.BY_ITSELF || waiter.woken == Woken.INTERRUPTED) {
            throw new InterruptedException();
        }
        return waiter.woken == Woken.SIGNAL;
    }

    /** An interrupt from elsewhere ends the waiting, but not that for a turn. */
    private void awaitTurn(Waiter waiter) {
        boolean interrupted = false;
        while (!waiter.hasTurn && waiter.woken != Woken.BY_ITSELF) {
            try {
                waiter.condition.await();
            } catch (InterruptedException e) {
                if (waiter.woken == null) {
                    forget(waiter);
                    waiter.woken = Woken.BY_ITSELF;
                } else {
                    interrupted = true;
                }
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** By the timer itself, so it is this one's turn. */
    private void timeIsUp(Waiter waiter) {
        waiter.woken = Woken.TIME;
        forget(waiter);
        working++;
        giveTurn(waiter);
    }

    /** Under the lock, by a thread that works. */
    private void release(Waiter waiter, Woken how) {
        if (waiter.woken == null) {
            waiter.woken = how;
            forget(waiter);
            inTurn(() -> giveTurn(waiter));
        }
    }

    private static void giveTurn(Waiter waiter) {
        waiter.hasTurn = true;
        waiter.condition.signal();
    }

    private void forget(Waiter waiter) {
        waiter.flag.waiters.remove(waiter);
        if (waiter.timer != null) {
            timers.remove(waiter.timer);
        }
    }

    private enum Woken {
        SIGNAL,
        TIME,
        INTERRUPTED,
        /** By an interrupt from elsewhere: it counts itself as working. */
        BY_ITSELF
    }

    private static final class Waiter {
        private final Flag flag;
        private final Condition condition;
        private @Nullable Timer timer;
        private @Nullable Woken woken;
        private boolean hasTurn;

        Waiter(Flag flag, Condition condition) {
            this.flag = flag;
            this.condition = condition;
        }
    }

    private final class Flag implements Signal {
        private final List<Waiter> waiters = new ArrayList<>();
        private volatile boolean set;

        PartyTime owner() {
            return PartyTime.this;
        }

        @Override
        public void set() {
            if (set) {
                return;
            }
            // Who sets it may not be counted (a key was pressed): those that wake must be.
            try (Scope _ = enter()) {
                lock.lock();
                try {
                    set = true;
                    for (Waiter w : List.copyOf(waiters)) {
                        release(w, Woken.SIGNAL);
                    }
                } finally {
                    lock.unlock();
                }
            }
        }

        @Override
        public boolean isSet() {
            return set;
        }
    }

    private record Timer(Instant at, long sequence, Runnable fire) implements Comparable<Timer> {
        @Override
        public int compareTo(Timer other) {
            int byTime = at.compareTo(other.at);
            return byTime != 0 ? byTime : Long.compare(sequence, other.sequence);
        }
    }

    /** What is counted of a thread. */
    private static final class Counted {
        private int depth;
        private volatile @Nullable Waiter waiter;
    }

    // ---- exchanges

    @Override
    public Exchange exchange(Duration atMost, Runnable cut) {
        Scope entered = enter();
        lock.lock();
        try {
            Bounded exchange = new Bounded(entered, cut);
            exchange.timer = timer(atMost, exchange::timeIsUp).orElse(null);
            exchanges++;
            working--;
            sayIfQuiet();
            return exchange;
        } finally {
            lock.unlock();
        }
    }

    private final class Bounded implements Exchange {
        private final Scope entered;
        private final Runnable cutter;
        private @Nullable Timer timer;
        private volatile boolean cut;
        private boolean over;

        Bounded(Scope entered, Runnable cutter) {
            this.entered = entered;
            this.cutter = cutter;
        }

        /** Under the lock. From now on the thread counts as working: its call fails at once. */
        private void timeIsUp() {
            cut = true;
            exchanges--;
            cuts++;
            working++;
            // A close may block; the clock's thread must not.
            Thread.ofVirtual().name("cut").start(cutter);
        }

        @Override
        public boolean wasCut() {
            return cut;
        }

        @Override
        public void next(Duration atMost) {
            lock.lock();
            try {
                if (over || cut) {
                    return;
                }
                if (timer != null) {
                    timers.remove(timer);
                }
                timer = timer(atMost, this::timeIsUp).orElse(null);
                if (seen == Seen.QUIET) {
                    link.timer(firstTimer());
                }
            } finally {
                lock.unlock();
            }
        }

        @Override
        public void close() {
            boolean wasCut;
            lock.lock();
            try {
                if (over) {
                    return;
                }
                over = true;
                wasCut = cut;
                if (timer != null) {
                    timers.remove(timer);
                }
            } finally {
                lock.unlock();
            }
            if (!wasCut) {
                startWorking();
                lock.lock();
                try {
                    exchanges--;
                } finally {
                    lock.unlock();
                }
            }
            entered.close();
        }
    }

    // ---- forks

    @Override
    public <T> Task<T> fork(String name, Callable<T> work) {
        Forked<T> forked = new Forked<>(name, work);
        try (Scope _ = enter()) {
            lock.lock();
            try {
                inTurn(forked.thread::start);
            } finally {
                lock.unlock();
            }
        }
        return forked;
    }

    /** The caller counts until all are forked, so that all start at one instant. */
    @Override
    public <T> List<T> all(String name, List<? extends Callable<T>> work)
            throws InterruptedException {
        try (Scope _ = enter()) {
            return Time.super.all(name, work);
        }
    }

    private final class Forked<T> implements Task<T> {
        private final Counted who = new Counted();
        private final Signal done = signal();
        private final Thread thread;
        private @Nullable Outcome<T> outcome;

        Forked(String name, Callable<T> work) {
            thread = Thread.ofVirtual().name(name).unstarted(() -> run(work));
        }

        private void run(Callable<T> work) {
            who.depth = 1;
            counted.set(who);
            try {
                outcome = new Outcome<>(work.call(), null);
            } catch (Throwable e) {
                outcome = new Outcome<>(null, e);
            } finally {
                done.set();
                who.depth = 0;
                stopWorking();
            }
        }

        @Override
        public T join() throws InterruptedException {
            PartyTime.this.await(done, FOR_EVER.plusDays(1));
            Outcome<T> o = outcome;
            if (o == null || o.thrown != null) {
                throw new IllegalStateException(
                        "the work of " + thread.getName() + " failed", o == null ? null : o.thrown);
            }
            return o.value();
        }

        @Override
        public boolean isDone() {
            return done.isSet();
        }

        @Override
        public void interrupt() {
            try (Scope _ = enter()) {
                lock.lock();
                try {
                    Waiter waiter = who.waiter;
                    if (waiter != null && waiter.woken == null) {
                        release(waiter, Woken.INTERRUPTED);
                    } else {
                        thread.interrupt();
                    }
                } finally {
                    lock.unlock();
                }
            }
        }
    }

    private record Outcome<T>(@Nullable T result, @Nullable Throwable thrown) {
        // A callable may give null, which the type of its caller then allows.
        @SuppressWarnings("NullAway")
        T value() {
            return result;
        }
    }
}

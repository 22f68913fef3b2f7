package dev.postern.engine;

import dev.postern.core.time.Time;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Time that jumps to the next timer whenever every counted thread waits. */
public final class VirtualTime implements Time {
    private final ReentrantLock lock = new ReentrantLock();
    private final List<Waiter> waiters = new ArrayList<>();
    private final ThreadLocal<Boolean> counted = ThreadLocal.withInitial(() -> false);
    private Instant now = Instant.parse("2024-12-11T15:12:00Z");
    private int working;

    private static final class Waiter {
        final Flag flag;
        final Instant until;
        final Condition woken;
        final boolean counted;
        boolean awake;

        Waiter(Flag flag, Instant until, Condition woken, boolean counted) {
            this.flag = flag;
            this.until = until;
            this.woken = woken;
            this.counted = counted;
        }
    }

    private final class Flag implements Signal {
        private boolean set;

        @Override
        public void set() {
            lock.lock();
            try {
                set = true;
                for (Waiter w : List.copyOf(waiters)) {
                    if (w.flag == this) {
                        wake(w);
                    }
                }
            } finally {
                lock.unlock();
            }
        }

        @Override
        public boolean isSet() {
            lock.lock();
            try {
                return set;
            } finally {
                lock.unlock();
            }
        }
    }

    private void wake(Waiter w) {
        w.awake = true;
        waiters.remove(w);
        if (w.counted) {
            working++;
        }
        w.woken.signal();
    }

    private void advance() {
        while (working == 0 && !waiters.isEmpty()) {
            Waiter next = waiters.stream().min(Comparator.comparing(w -> w.until)).orElseThrow();
            if (next.until.equals(Instant.MAX)) {
                return;
            }
            now = next.until.isAfter(now) ? next.until : now;
            for (Waiter w : List.copyOf(waiters)) {
                if (!w.until.isAfter(now)) {
                    wake(w);
                }
            }
            if (waiters.isEmpty() || working > 0) {
                return;
            }
        }
    }

    @Override
    public Instant now() {
        lock.lock();
        try {
            return now;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public boolean await(Signal signal, Duration atMost) throws InterruptedException {
        Flag flag = (Flag) signal;
        lock.lockInterruptibly();
        try {
            if (flag.set || atMost.isZero() || atMost.isNegative()) {
                return flag.set;
            }
            Instant until =
                    atMost.compareTo(Duration.ofDays(300)) > 0 ? Instant.MAX : now.plus(atMost);
            Waiter w = new Waiter(flag, until, lock.newCondition(), counted.get());
            waiters.add(w);
            if (w.counted) {
                working--;
            }
            advance();
            try {
                while (!w.awake) {
                    w.woken.await();
                }
            } catch (InterruptedException e) {
                if (!w.awake) {
                    wake(w);
                }
                throw e;
            }
            return flag.set;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public Signal signal() {
        return new Flag();
    }

    @Override
    public Scope enter() {
        if (counted.get()) {
            return () -> {};
        }
        begin();
        counted.set(true);
        return () -> {
            counted.set(false);
            end();
        };
    }

    private void begin() {
        lock.lock();
        try {
            working++;
        } finally {
            lock.unlock();
        }
    }

    private void end() {
        lock.lock();
        try {
            working--;
            advance();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public Exchange exchange(Duration atMost, Runnable cut) {
        return new Exchange() {
            @Override
            public boolean wasCut() {
                return false;
            }

            @Override
            public void next(Duration atMost) {}

            @Override
            public void close() {}
        };
    }

    @Override
    public <T> Task<T> fork(String name, Callable<T> work) {
        begin();
        Forked<T> task = new Forked<>(signal());
        task.thread =
                Thread.ofVirtual()
                        .name(name)
                        .unstarted(() -> {
                            counted.set(true);
                            try {
                                task.result = work.call();
                            } catch (Throwable e) {
                                task.trouble = e;
                            } finally {
                                task.done.set();
                                end();
                            }
                        });
        task.thread.start();
        return task;
    }

    private final class Forked<T> implements Task<T> {
        private final Signal done;
        private volatile Thread thread;
        private volatile T result;
        private volatile Throwable trouble;

        Forked(Signal done) {
            this.done = done;
        }

        @Override
        public T join() throws InterruptedException {
            await(done, Duration.ofDays(3650));
            if (trouble != null) {
                throw new IllegalStateException("the work failed", trouble);
            }
            return result;
        }

        @Override
        public boolean isDone() {
            return done.isSet();
        }

        @Override
        public void interrupt() {
            thread.interrupt();
        }
    }
}

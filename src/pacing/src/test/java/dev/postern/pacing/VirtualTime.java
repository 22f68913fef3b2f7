package dev.postern.pacing;

import dev.postern.core.time.Time;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Time that jumps to the next deadline when every thread that takes part waits. The thread that
 * makes it takes part.
 */
final class VirtualTime implements Time {
    private final List<Sleeper> sleepers = new ArrayList<>();
    private Instant now = Instant.parse("2024-12-11T15:00:00Z");
    private int working = 1;

    private final ReentrantLock lock = new ReentrantLock();

    private final class Sleeper {
        final Instant until;
        final Flag flag;
        // Each its own: hundreds of threads must not all be woken to see that it was another.
        final Condition bell = lock.newCondition();
        boolean awake;

        Sleeper(Instant until, Flag flag) {
            this.until = until;
            this.flag = flag;
        }

        void wake() {
            awake = true;
            working++;
            bell.signal();
        }
    }

    private final class Flag implements Signal {
        private boolean set;

        @Override
        public void set() {
            lock.lock();
            try {
                set = true;
                for (Sleeper s : sleepers) {
                    if (s.flag == this && !s.awake) {
                        s.wake();
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
    public Signal signal() {
        return new Flag();
    }

    @Override
    public boolean await(Signal signal, Duration atMost) throws InterruptedException {
        lock.lock();
        try {
            return wait(signal, atMost);
        } finally {
            lock.unlock();
        }
    }

    private boolean wait(Signal signal, Duration atMost) throws InterruptedException {
        if (signal.isSet() || !atMost.isPositive()) {
            return signal.isSet();
        }
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        Sleeper me = new Sleeper(now.plus(atMost), (Flag) signal);
        sleepers.add(me);
        working--;
        try {
            while (!me.awake) {
                if (working == 0) {
                    jump();
                } else {
                    me.bell.await();
                }
            }
        } catch (InterruptedException e) {
            if (!me.awake) {
                working++;
            }
            throw e;
        } finally {
            sleepers.remove(me);
        }
        return signal.isSet();
    }

    private void jump() {
        Instant next =
                sleepers.stream()
                        .filter(s -> !s.awake)
                        .map(s -> s.until)
                        .min(Instant::compareTo)
                        .orElseThrow();
        now = next;
        // One at a time, in the order in which they lay down: the same run every time.
        for (Sleeper s : sleepers) {
            if (!s.awake && !s.until.isAfter(now)) {
                s.wake();
                break;
            }
        }
    }

    @Override
    public Scope enter() {
        lock.lock();
        try {
            working++;
        } finally {
            lock.unlock();
        }
        return this::stopped;
    }

    private void stopped() {
        lock.lock();
        try {
            working--;
            if (working == 0 && sleepers.stream().anyMatch(s -> !s.awake)) {
                jump();
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public Exchange exchange(Duration atMost, Runnable cut) {
        throw new UnsupportedOperationException("the pacer exchanges nothing itself");
    }

    @Override
    public <T> Task<T> fork(String name, Callable<T> work) {
        Scope scope = enter();
        Signal done = signal();
        CompletableFuture<T> result = new CompletableFuture<>();
        Thread thread =
                Thread.ofVirtual()
                        .name(name)
                        .start(() -> {
                            try {
                                result.complete(work.call());
                            } catch (Throwable e) {
                                result.completeExceptionally(e);
                            }
                            done.set();
                            scope.close();
                        });
        return new Task<>() {
            @Override
            public T join() throws InterruptedException {
                await(done, Duration.ofDays(1000));
                return result.join();
            }

            @Override
            public boolean isDone() {
                return result.isDone();
            }

            @Override
            public void interrupt() {
                thread.interrupt();
            }
        };
    }
}

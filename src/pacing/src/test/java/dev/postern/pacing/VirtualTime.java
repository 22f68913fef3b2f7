package dev.postern.pacing;

import dev.postern.core.time.Time;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Time that jumps to the next deadline when every thread that takes part waits. The thread that
 * makes it takes part.
 */
final class VirtualTime implements Time {
    private final List<Sleeper> sleepers = new ArrayList<>();
    private Instant now = Instant.parse("2024-12-11T15:00:00Z");
    private int working = 1;

    private static final class Sleeper {
        final Instant until;
        final Flag flag;
        boolean awake;

        Sleeper(Instant until, Flag flag) {
            this.until = until;
            this.flag = flag;
        }
    }

    private final class Flag implements Signal {
        private boolean set;

        @Override
        public void set() {
            synchronized (VirtualTime.this) {
                set = true;
                for (Sleeper s : sleepers) {
                    if (s.flag == this && !s.awake) {
                        s.awake = true;
                        working++;
                    }
                }
                VirtualTime.this.notifyAll();
            }
        }

        @Override
        public boolean isSet() {
            synchronized (VirtualTime.this) {
                return set;
            }
        }
    }

    @Override
    public synchronized Instant now() {
        return now;
    }

    @Override
    public Signal signal() {
        return new Flag();
    }

    @Override
    public synchronized boolean await(Signal signal, Duration atMost) throws InterruptedException {
        if (signal.isSet() || !atMost.isPositive()) {
            return signal.isSet();
        }
        Sleeper me = new Sleeper(now.plus(atMost), (Flag) signal);
        sleepers.add(me);
        working--;
        while (!me.awake) {
            if (working == 0) {
                jump();
            } else {
                wait();
            }
        }
        sleepers.remove(me);
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
                s.awake = true;
                working++;
                break;
            }
        }
        notifyAll();
    }

    @Override
    public synchronized Scope enter() {
        working++;
        return this::stopped;
    }

    private synchronized void stopped() {
        working--;
        if (working == 0 && sleepers.stream().anyMatch(s -> !s.awake)) {
            jump();
        }
        notifyAll();
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
        AtomicBoolean started = new AtomicBoolean();
        Thread thread =
                Thread.ofVirtual()
                        .name(name)
                        .start(() -> {
                            started.set(true);
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

package dev.postern.core.time;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/** Real time: waiting is waiting, and nobody is counted. */
public final class SystemTime implements Time {
    private static final Scope NOTHING = () -> {};

    private final ScheduledThreadPoolExecutor cutter =
            new ScheduledThreadPoolExecutor(
                    1, Thread.ofPlatform().daemon().name("postern-deadlines").factory());

    public SystemTime() {
        cutter.setRemoveOnCancelPolicy(true);
    }

    @Override
    public Instant now() {
        return Instant.now();
    }

    @Override
    public boolean await(Signal signal, Duration atMost) throws InterruptedException {
        if (!(signal instanceof Latch latch)) {
            throw new IllegalArgumentException("a signal of another clock");
        }
        // Longer than three centuries in nanoseconds does not fit; waiting that long is waiting for
        // ever.
        long nanos =
                atMost.compareTo(Duration.ofDays(36500)) > 0 ? Long.MAX_VALUE : atMost.toNanos();
        return latch.latch.await(nanos, TimeUnit.NANOSECONDS);
    }

    @Override
    public Signal signal() {
        return new Latch();
    }

    @Override
    public Scope enter() {
        return NOTHING;
    }

    @Override
    public Exchange exchange(Duration atMost, Runnable cut) {
        return new Bounded(atMost, cut);
    }

    @Override
    public <T> Task<T> fork(String name, Callable<T> work) {
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
                        });
        return new Forked<>(result, thread);
    }

    private record Forked<T>(CompletableFuture<T> result, Thread thread) implements Task<T> {
        @Override
        public T join() throws InterruptedException {
            try {
                return result.get();
            } catch (ExecutionException e) {
                throw new IllegalStateException(
                        "the work of " + thread.getName() + " failed", e.getCause());
            }
        }

        @Override
        public boolean isDone() {
            return result.isDone();
        }

        @Override
        public void interrupt() {
            thread.interrupt();
        }
    }

    private static final class Latch implements Signal {
        private final CountDownLatch latch = new CountDownLatch(1);

        @Override
        public void set() {
            latch.countDown();
        }

        @Override
        public boolean isSet() {
            return latch.getCount() == 0;
        }
    }

    private final class Bounded implements Exchange {
        private final AtomicBoolean over = new AtomicBoolean();
        private final Runnable cutter;
        private volatile boolean cut;
        private ScheduledFuture<?> alarm;

        Bounded(Duration atMost, Runnable cutter) {
            this.cutter = cutter;
            this.alarm = alarm(atMost);
        }

        private ScheduledFuture<?> alarm(Duration atMost) {
            return SystemTime.this.cutter.schedule(
                    () -> {
                        if (over.compareAndSet(false, true)) {
                            cut = true;
                            // A close may block; the one alarm thread must not.
                            Thread.ofVirtual().start(cutter);
                        }
                    },
                    atMost.toMillis(),
                    TimeUnit.MILLISECONDS);
        }

        @Override
        public synchronized void next(Duration atMost) {
            if (!over.get() && alarm.cancel(false)) {
                alarm = alarm(atMost);
            }
        }

        @Override
        public boolean wasCut() {
            return cut;
        }

        @Override
        public synchronized void close() {
            over.set(true);
            alarm.cancel(false);
        }
    }
}

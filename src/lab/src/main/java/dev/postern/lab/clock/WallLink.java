package dev.postern.lab.clock;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;

/** When the lab is gone: time goes on from where it was, at the wall clock's pace. */
final class WallLink implements Link {
    private final Instant from;
    private final long fromNanos = System.nanoTime();
    private final Consumer<Instant> wake;
    private Thread sleeper = Thread.currentThread();

    WallLink(Instant from, Consumer<Instant> wake) {
        this.from = from;
        this.wake = wake;
    }

    private Instant now() {
        return from.plusNanos(System.nanoTime() - fromNanos);
    }

    @Override
    public void quiet(int exchanges, Optional<Instant> timer, long cuts) {
        timer(timer);
    }

    @Override
    public synchronized void timer(Optional<Instant> timer) {
        if (timer.isEmpty()) {
            return;
        }
        Duration until = Duration.between(now(), timer.get());
        sleeper =
                Thread.ofVirtual()
                        .name("wall")
                        .start(() -> {
                            try {
                                Thread.sleep(until.isNegative() ? Duration.ZERO : until);
                            } catch (InterruptedException e) {
                                return;
                            }
                            if (claim(Thread.currentThread())) {
                                wake.accept(now());
                            }
                        });
    }

    private synchronized boolean claim(Thread sleeping) {
        return sleeper == sleeping;
    }

    @Override
    public synchronized Instant busy() {
        // A sleeper of before has nobody to wake any more.
        sleeper = Thread.currentThread();
        return now();
    }

    @Override
    public void leave() {}
}

package dev.postern.reachssh;

import dev.postern.core.time.Time;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Lets at most so many in at once, first come first served, waiting by {@link Time}: a semaphore
 * that virtual time can see.
 */
final class Turnstile {
    private final Time time;
    private final Deque<Time.Signal> waiting = new ArrayDeque<>();
    private int free;

    Turnstile(Time time, int most) {
        this.time = time;
        this.free = most;
    }

    /** Waits for a place; false where none came free in time. */
    boolean enter(Duration patience) throws InterruptedException {
        Instant until = time.now().plus(patience);
        Time.Signal mine;
        synchronized (this) {
            if (free > 0) {
                free--;
                return true;
            }
            mine = time.signal();
            waiting.add(mine);
        }
        boolean given = false;
        try {
            given = time.await(mine, Duration.between(time.now(), until));
            return given;
        } finally {
            if (!given) {
                giveUp(mine);
            }
        }
    }

    private synchronized void giveUp(Time.Signal mine) {
        // It may have been given at the last moment; then it goes to the next.
        if (!waiting.remove(mine)) {
            leave();
        }
    }

    synchronized void leave() {
        Time.Signal next = waiting.poll();
        if (next == null) {
            free++;
        } else {
            next.set();
        }
    }
}

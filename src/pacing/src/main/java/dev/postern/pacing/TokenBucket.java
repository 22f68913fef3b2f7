package dev.postern.pacing;

import java.time.Duration;
import java.time.Instant;

/**
 * So many a second, and a few at once after a rest. By the given instants only; no lock.
 *
 * <p>In whole nanoseconds, and asking changes nothing: were a balance kept and brought up to date
 * whenever somebody looks, each look would round, and a screen that shows the next turn would move
 * it.
 */
final class TokenBucket {
    private static final double SECOND = 1e9;

    private long interval;
    private long most;

    /** When there was none; before that, what was taken in advance. */
    private Instant empty;

    /**
     * @param perSecond more than 0
     * @param full how many there are at the start; between 1 and {@code burst} where the first must
     *     not wait
     */
    TokenBucket(double perSecond, double burst, double full, Instant now) {
        interval = interval(perSecond);
        most = most(burst);
        empty = now.minusNanos(Math.round(full * interval));
    }

    /** How long until one may be taken; zero when now. */
    Duration untilOne(Instant now) {
        Duration wait = Duration.between(now, empty.plusNanos(interval));
        return wait.isNegative() ? Duration.ZERO : wait;
    }

    /** Takes one, even where there is none: the next ones wait the longer. */
    void take(Instant now) {
        spill(now);
        empty = empty.plusNanos(interval);
    }

    /** Gives one back that was taken and not used. */
    void giveBack(Instant now) {
        empty = empty.minusNanos(interval);
        spill(now);
    }

    /** Another rate from now on; what was saved up above the new burst is lost. */
    void rate(double perSecond, double burst, Instant now) {
        spill(now);
        double tokens = Duration.between(empty, now).toNanos() / (double) interval;
        interval = interval(perSecond);
        most = most(burst);
        empty = now.minusNanos(Math.round(tokens * interval));
        spill(now);
    }

    /** What is above the burst is lost. */
    private void spill(Instant now) {
        Instant earliest = now.minusNanos(most);
        empty = empty.isBefore(earliest) ? earliest : empty;
    }

    private static long interval(double perSecond) {
        return Math.round(SECOND / perSecond);
    }

    private long most(double burst) {
        return Math.round(burst * interval);
    }
}

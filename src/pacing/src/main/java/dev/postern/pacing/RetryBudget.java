package dev.postern.pacing;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;

/** Repeats: a tenth of the last minute's attempts, and at least one in 10 s. */
final class RetryBudget {
    private static final Duration WINDOW = Duration.ofSeconds(60);
    private static final Duration FLOOR = Duration.ofSeconds(10);

    private final Deque<Instant> attempts = new ArrayDeque<>();
    private final Deque<Instant> repeats = new ArrayDeque<>();

    void attempted(Instant now) {
        forget(attempts, now);
        attempts.addLast(now);
    }

    /** Takes one repeat out of the budget, where there is one. */
    boolean take(Instant now) {
        forget(attempts, now);
        forget(repeats, now);
        boolean rested =
                repeats.isEmpty()
                        || Duration.between(repeats.peekLast(), now).compareTo(FLOOR) >= 0;
        if (!rested && repeats.size() + 1 > attempts.size() / 10) {
            return false;
        }
        repeats.addLast(now);
        return true;
    }

    private static void forget(Deque<Instant> times, Instant now) {
        while (!times.isEmpty() && times.peekFirst().isBefore(now.minus(WINDOW))) {
            times.removeFirst();
        }
    }
}

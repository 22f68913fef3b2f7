package dev.postern.pacing;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;

/**
 * The rate of bulk work, found by asking: up by a little while all is well, halved at the first
 * sign that it is not.
 */
final class BulkRate {
    static final double START = 0.2;
    static final double CEILING = 5;
    // Below one in a minute nothing would ever be measured again.
    private static final double FLOOR = 1 / 60.0;
    private static final double STEP = 0.1;
    private static final Duration EVERY = Duration.ofSeconds(10);
    private static final Duration GOOD = Duration.ofSeconds(1);
    private static final Duration BAD = Duration.ofSeconds(3);
    private static final int WINDOW = 20;

    private final Deque<Duration> took = new ArrayDeque<>();
    private final TokenBucket bucket;
    private double rate = START;
    private Instant changed;

    BulkRate(Instant now) {
        bucket = new TokenBucket(START, 1, 1, now);
        changed = now;
    }

    Duration untilOne(Instant now) {
        return bucket.untilOne(now);
    }

    void take(Instant now) {
        bucket.take(now);
    }

    double rate() {
        return rate;
    }

    void answered(Duration in, Instant now) {
        took.addLast(in);
        if (took.size() > WINDOW) {
            took.removeFirst();
        }
        Duration p95 = p95();
        if (p95.compareTo(BAD) > 0) {
            halve(now);
        } else if (p95.compareTo(GOOD) < 0
                && Duration.between(changed, now).compareTo(EVERY) >= 0) {
            set(Math.min(CEILING, rate + STEP), now);
        }
    }

    void rejected(Instant now) {
        halve(now);
    }

    private void halve(Instant now) {
        // What was measured before belongs to the old rate.
        took.clear();
        set(Math.max(FLOOR, rate / 2), now);
    }

    private void set(double newRate, Instant now) {
        rate = newRate;
        changed = now;
        bucket.rate(newRate, 1, now);
    }

    private Duration p95() {
        Duration[] sorted = took.toArray(Duration[]::new);
        Arrays.sort(sorted);
        return sorted[(int) Math.ceil(sorted.length * 0.95) - 1];
    }
}

package dev.postern.lab.model;

/**
 * Retry-After of rejected requests: from 1 s, doubled up to 32 s while three times as many are
 * dropped as it says, one less when fewer are (dropped_requests_tracker.go).
 */
final class RetryAfter {
    private int seconds = 1;
    private int age;
    private int drops;

    int seconds() {
        return seconds;
    }

    void dropped() {
        drops++;
    }

    void second() {
        age++;
        if (age < seconds) {
            return;
        }
        if (drops >= 3 * seconds) {
            seconds = Math.min(32, seconds * 2);
        } else if (drops < seconds && seconds > 1) {
            seconds--;
        }
        age = 0;
        drops = 0;
    }
}

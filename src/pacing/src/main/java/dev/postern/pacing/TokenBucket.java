package dev.postern.pacing;

import java.time.Duration;
import java.time.Instant;

/** So many a second, and a few at once after a rest. By the given instants only; no lock. */
final class TokenBucket {
    private double perSecond;
    private double burst;
    private double tokens;
    private Instant seen;

    /**
     * @param full how many there are at the start; between 1 and {@code burst} where the first must
     *     not wait
     */
    TokenBucket(double perSecond, double burst, double full, Instant now) {
        this.perSecond = perSecond;
        this.burst = burst;
        this.tokens = full;
        this.seen = now;
    }

    /** How long until one may be taken; zero when now. */
    Duration untilOne(Instant now) {
        refill(now);
        // A nanosecond's rounding must not make a caller wait for a billionth of a token.
        return tokens >= 1 - 1e-9
                ? Duration.ZERO
                : Duration.ofNanos((long) Math.ceil((1 - tokens) / perSecond * 1e9));
    }

    /** Takes one, even where there is none: the next ones wait the longer. */
    void take(Instant now) {
        refill(now);
        tokens -= 1;
    }

    /** Another rate from now on; what was saved up above the new burst is lost. */
    void rate(double perSecond, double burst, Instant now) {
        refill(now);
        this.perSecond = perSecond;
        this.burst = burst;
        this.tokens = Math.min(tokens, burst);
    }

    private void refill(Instant now) {
        if (now.isAfter(seen)) {
            double seconds = Duration.between(seen, now).toNanos() / 1e9;
            tokens = Math.min(burst, tokens + seconds * perSecond);
            seen = now;
        }
    }
}

package dev.postern.pacing;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * When an endpoint that failed may be asked again: full jitter, base 1 s, cap 30 s; never before
 * what it asked for itself.
 */
final class Backoff {
    private static final double BASE_SECONDS = 1;
    private static final double CAP_SECONDS = 30;
    private static final Duration RESET_AFTER = Duration.ofSeconds(60);
    // A server that asks for a week is asked again in an hour: by then somebody has looked at it.
    private static final Duration LONGEST_OBEYED = Duration.ofHours(1);

    private final RandomGenerator random;
    private int failures;
    private Optional<Instant> goodSince = Optional.empty();

    Backoff(RandomGenerator random) {
        this.random = random;
    }

    /** After a failure: how long to leave it alone. */
    Duration failed(Optional<Duration> retryAfter) {
        goodSince = Optional.empty();
        double ceiling = Math.min(CAP_SECONDS, BASE_SECONDS * Math.pow(2, failures));
        failures = Math.min(failures + 1, 30);
        double wait = random.nextDouble() * ceiling;
        if (retryAfter.isPresent()) {
            Duration asked = retryAfter.get();
            double seconds =
                    Math.max(
                            0,
                            asked.compareTo(LONGEST_OBEYED) > 0
                                    ? LONGEST_OBEYED.toSeconds()
                                    : asked.toMillis() / 1e3);
            wait = Math.max(wait, seconds * (1 + random.nextDouble() * 0.5));
        }
        return Duration.ofMillis((long) Math.ceil(wait * 1000));
    }

    /** After a good answer. Only a minute of them makes the next failure count as the first. */
    void succeeded(Instant now) {
        Instant since = goodSince.orElse(now);
        goodSince = Optional.of(since);
        if (Duration.between(since, now).compareTo(RESET_AFTER) >= 0) {
            failures = 0;
        }
    }
}

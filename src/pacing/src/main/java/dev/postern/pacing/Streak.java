package dev.postern.pacing;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;

/**
 * For how long answers of one kind have come on end, as far as anybody asked: a long time without a
 * question ends it as well.
 */
final class Streak {
    private static final Duration LONGEST_GAP = Duration.ofSeconds(30);

    private @Nullable Instant since;
    private @Nullable Instant last;

    /** One more such answer. */
    void went(Instant now) {
        if (since == null || last == null || last.plus(LONGEST_GAP).isBefore(now)) {
            since = now;
        }
        last = now;
    }

    /** Another kind of answer, or none. */
    void ended() {
        since = null;
        last = null;
    }

    /** From its first answer to its last; zero where there was none. */
    Duration lasted() {
        return since == null || last == null ? Duration.ZERO : Duration.between(since, last);
    }
}

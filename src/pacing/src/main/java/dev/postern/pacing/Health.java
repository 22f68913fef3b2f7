package dev.postern.pacing;

import java.time.Duration;
import java.time.Instant;

/** How an endpoint is, by its answers: sick at first, then recovering, then well. */
final class Health {
    private static final Duration WELL_AFTER = Duration.ofSeconds(60);
    private static final Duration GOOD = Duration.ofSeconds(3);
    private static final Duration RECOVERING_AFTER = Duration.ofSeconds(15);
    private static final Duration AT_ONCE = Duration.ofMillis(500);

    private final Streak good = new Streak();
    private final Streak atOnce = new Streak();
    private Grade grade = Grade.SICK;

    enum Grade {
        SICK,
        /** Sick still; but for a while every answer came at once, so more may be asked. */
        RECOVERING,
        /** It has answered well for a minute; only a failure makes it sick again. */
        WELL
    }

    static boolean isGood(Duration took) {
        return took.compareTo(GOOD) < 0;
    }

    Grade grade() {
        return grade;
    }

    /** Whether it has not answered well for a minute yet. */
    boolean isSick() {
        return grade != Grade.WELL;
    }

    /** Learns from an answer; whether that changes how it is. */
    boolean answered(Duration took, Instant now) {
        if (took.compareTo(AT_ONCE) < 0) {
            atOnce.went(now);
        } else {
            atOnce.ended();
        }
        if (isGood(took)) {
            good.went(now);
        }
        if (grade == Grade.WELL || good.lasted().compareTo(WELL_AFTER) >= 0) {
            return be(Grade.WELL);
        }
        return be(atOnce.lasted().compareTo(RECOVERING_AFTER) >= 0 ? Grade.RECOVERING : Grade.SICK);
    }

    /** Learns from a failure; whether that changes how it is. */
    boolean failed() {
        good.ended();
        atOnce.ended();
        return be(Grade.SICK);
    }

    private boolean be(Grade now) {
        boolean changed = grade != now;
        grade = now;
        return changed;
    }
}

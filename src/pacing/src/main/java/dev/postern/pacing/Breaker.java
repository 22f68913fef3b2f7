package dev.postern.pacing;

import dev.postern.core.pace.Pacer.Circuit;
import dev.postern.core.time.Time;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.concurrent.TimeUnit;

/**
 * Resilience4j's circuit breaker on the port Time, with the rules of the pacer: three failures in a
 * row open it, the back-off says for how long, two answers under a second close it again.
 */
final class Breaker {
    private static final Duration QUICK = Duration.ofSeconds(1);
    // Only that it failed counts; a stack trace of this class would say nothing.
    private final Throwable endpointFailed = new IOException("the endpoint failed");

    private final CircuitBreaker breaker;
    private Duration leaveAlone = Duration.ofSeconds(1);
    private Instant reopens = Instant.MIN;
    private boolean trial;

    Breaker(Time time, String name) {
        breaker =
                CircuitBreaker.of(
                        name,
                        CircuitBreakerConfig.custom()
                                .slidingWindowType(
                                        CircuitBreakerConfig.SlidingWindowType.COUNT_BASED)
                                .slidingWindowSize(3)
                                .minimumNumberOfCalls(3)
                                .failureRateThreshold(100)
                                .permittedNumberOfCallsInHalfOpenState(2)
                                .maxWaitDurationInHalfOpenState(Duration.ZERO)
                                .waitIntervalFunctionInOpenState(
                                        attempt -> Math.max(1, leaveAlone.toMillis()))
                                .clock(new TimeClock(time))
                                .currentTimestampFunction(Clock::millis, TimeUnit.MILLISECONDS)
                                .writableStackTraceEnabled(false)
                                .build());
    }

    Circuit state() {
        return switch (breaker.getState()) {
            case OPEN, FORCED_OPEN -> Circuit.OPEN;
            case HALF_OPEN -> Circuit.HALF_OPEN;
            case CLOSED, DISABLED, METRICS_ONLY -> Circuit.CLOSED;
        };
    }

    /** While open: when the next trial may go. */
    Instant reopens() {
        return reopens;
    }

    /** Half open, and its single trial is out. */
    boolean onTrial() {
        return trial;
    }

    /** Takes leave for one call; false where it must not go after all. */
    boolean enter() {
        if (!breaker.tryAcquirePermission()) {
            return false;
        }
        trial = breaker.getState() == CircuitBreaker.State.HALF_OPEN;
        return true;
    }

    /** The call was not made after all. */
    void left() {
        trial = false;
        breaker.releasePermission();
    }

    void answered(Duration took) {
        trial = false;
        if (state() == Circuit.HALF_OPEN && took.compareTo(QUICK) >= 0) {
            // Alive, but not well: neither a failure nor one of the two answers that close it.
            breaker.releasePermission();
        } else {
            breaker.onSuccess(took.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    void failed(Duration took, Duration wait, Instant now) {
        trial = false;
        leaveAlone = wait;
        // Strictly after: see OpenState.tryAcquirePermission of Resilience4j 2.4.0.
        reopens = now.plusMillis(Math.max(1, wait.toMillis()) + 1);
        if (state() == Circuit.HALF_OPEN) {
            // Not by its rate: of two trials, one failure would be a half, and close it.
            breaker.transitionToOpenState();
        } else {
            breaker.onError(took.toMillis(), TimeUnit.MILLISECONDS, endpointFailed);
        }
    }

    private static final class TimeClock extends Clock {
        private final Time time;

        TimeClock(Time time) {
            this.time = time;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return time.now();
        }
    }
}

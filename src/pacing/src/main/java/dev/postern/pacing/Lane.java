package dev.postern.pacing;

import dev.postern.core.pace.Endpoint;
import dev.postern.core.pace.Pacer.Circuit;
import dev.postern.core.pace.Pacer.Kind;
import dev.postern.core.pace.Pacer.Status;
import dev.postern.core.time.Time;
import dev.postern.core.value.Failure;
import dev.postern.core.value.Outcome;

import io.github.resilience4j.bulkhead.Bulkhead;
import io.github.resilience4j.bulkhead.BulkheadConfig;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * What is known of one endpoint, and what may go to it next. Everything here is called with the
 * pacer's lock held, and nothing here waits.
 */
final class Lane {
    // Between one answer of a sick server and the next request to it: what the same answer set in
    // step at a hundred consoles falls out of step again.
    private static final int STAGGER_MILLIS = 1000;
    // A recovering one is asked four times as often, so a quarter of that does.
    private static final int RECOVERING_STAGGER_MILLIS = 250;

    final Endpoint endpoint;
    private final Rules rules;
    private final Time time;
    private final TokenBucket fleet;
    private final TokenBucket requests;
    private final TokenBucket connections;
    private final TokenBucket armed;
    private final BulkRate bulk;
    private final Backoff backoff;
    private final RetryBudget repeats = new RetryBudget();
    private final Breaker breaker;
    private final RandomGenerator random;
    private final Bulkhead inFlight;
    private final Bulkhead writes;
    private final List<Waiter> queue = new ArrayList<>();
    private Instant notBefore = Instant.MIN;
    private final Health health = new Health();
    private long sent;
    private long connected;
    private long held;

    /** The probe that is out, whose answer everyone shares. */
    @Nullable SharedProbe probe;

    /** Somebody who waits for leave. */
    static final class Waiter {
        final Kind kind;
        Time.Signal signal;

        Waiter(Kind kind, Time.Signal signal) {
            this.kind = kind;
            this.signal = signal;
        }
    }

    /** What a waiter may do now. */
    sealed interface Verdict {
        record Go() implements Verdict {}

        /** Ask again then, or when woken. */
        record Wait(Instant until) implements Verdict {}

        /** Not at all, in this call. */
        record Refused(Instant until) implements Verdict {}
    }

    Lane(Endpoint endpoint, Time time, TokenBucket fleet, RandomGenerator random) {
        this.endpoint = endpoint;
        this.rules = Rules.of(endpoint);
        this.time = time;
        this.fleet = fleet;
        this.random = random;
        Instant now = time.now();
        // A random share of the burst: consoles that start together do not tick together.
        double burst = rules.sick().burst();
        requests =
                new TokenBucket(
                        rules.sick().perSecond(),
                        burst,
                        1 + random.nextDouble() * (burst - 1),
                        now);
        connections =
                new TokenBucket(
                        rules.sickConnections().perSecond(),
                        rules.sickConnections().burst(),
                        rules.sickConnections().burst(),
                        now);
        armed = new TokenBucket(1, 1, 1, now);
        bulk = new BulkRate(now);
        backoff = new Backoff(random);
        breaker = new Breaker(time, endpoint.toString());
        inFlight = bulkhead("requests", rules.atOnce());
        writes = bulkhead("writes", endpoint instanceof Endpoint.Api ? 1 : rules.atOnce());
    }

    private static Bulkhead bulkhead(String name, int most) {
        // No waiting inside: Resilience4j would wait on the system's clock.
        return Bulkhead.of(
                name,
                BulkheadConfig.custom()
                        .maxConcurrentCalls(most)
                        .maxWaitDuration(Duration.ZERO)
                        .writableStackTraceEnabled(false)
                        .build());
    }

    void join(Waiter waiter) {
        queue.add(waiter);
    }

    void leave(Waiter waiter) {
        queue.remove(waiter);
        wakeAll();
    }

    Verdict verdict(Waiter waiter, Instant now, Instant deadline) {
        if (waiter.kind == Kind.ARMED) {
            return goOrWait(now.plus(armed.untilOne(now)), now, deadline);
        }
        Circuit circuit = breaker.state();
        if (circuit == Circuit.OPEN && now.isBefore(breaker.reopens())) {
            return waiter.kind == Kind.PROBE
                    ? new Verdict.Wait(breaker.reopens())
                    : new Verdict.Refused(breaker.reopens());
        }
        if (isBlocked(waiter, now)) {
            Instant until =
                    waiter.kind == Kind.BULK && bulk.untilOne(now).isPositive()
                            ? now.plus(bulk.untilOne(now))
                            : deadline;
            return new Verdict.Wait(until);
        }
        for (Waiter earlier : queue) {
            if (earlier == waiter) {
                break;
            }
            if (!isBlocked(earlier, now)) {
                return new Verdict.Wait(deadline);
            }
        }
        return goOrWait(later(now.plus(requests.untilOne(now)), notBefore), now, deadline);
    }

    /** The fleet's budget is not waited for in the queue, only looked at: its turn is taken. */
    private Verdict goOrWait(Instant due, Instant now, Instant deadline) {
        if (due.isAfter(now)) {
            return new Verdict.Wait(due);
        }
        Instant turn = now.plus(fleet.untilOne(now));
        return turn.isAfter(deadline) ? new Verdict.Refused(turn) : new Verdict.Go();
    }

    /** By what only others' ends or its own rate can change: those behind need not wait for it. */
    private boolean isBlocked(Waiter waiter, Instant now) {
        return inFlight.getMetrics().getAvailableConcurrentCalls() == 0
                || (isWrite(waiter.kind) && writes.getMetrics().getAvailableConcurrentCalls() == 0)
                || (waiter.kind == Kind.BULK && bulk.untilOne(now).isPositive())
                || (breaker.state() == Circuit.HALF_OPEN && breaker.onTrial());
    }

    private static boolean isWrite(Kind kind) {
        return kind == Kind.WRITE || kind == Kind.GUARDED_WRITE;
    }

    /**
     * Takes everything that a call of this kind takes.
     *
     * @return how long to wait for the turn in the fleet's budget that was taken with it; empty
     *     where the circuit says no after all
     */
    Optional<Duration> begin(Kind kind, Instant now) {
        if (kind == Kind.ARMED) {
            armed.take(now);
        } else {
            if (!breaker.enter()) {
                return Optional.empty();
            }
            inFlight.tryAcquirePermission();
            if (isWrite(kind)) {
                writes.tryAcquirePermission();
            }
            if (kind == Kind.BULK) {
                bulk.take(now);
            }
            requests.take(now);
        }
        Duration turn = fleet.untilOne(now);
        fleet.take(now);
        repeats.attempted(now);
        sent++;
        return Optional.of(turn);
    }

    /**
     * Learns from the end of a call.
     *
     * @param outcome empty where it threw
     * @param denied whether it gave up because no connection was allowed: that says nothing of the
     *     endpoint
     */
    void ended(Kind kind, Optional<? extends Outcome<?>> outcome, Duration took, boolean denied) {
        Instant now = time.now();
        if (kind != Kind.ARMED) {
            inFlight.onComplete();
            if (isWrite(kind)) {
                writes.onComplete();
            }
        }
        Optional<Failure> failure = outcome.flatMap(Outcome::whyNot);
        if (denied && failure.isPresent()) {
            held++;
            sent--;
            letGo(kind);
        } else if (outcome.isEmpty()) {
            letGo(kind);
        } else if (failure.isEmpty()) {
            answered(kind, took, now);
        } else {
            judge(kind, failure.get(), took, now);
        }
        wakeAll();
    }

    /** Leave was taken, and nothing was sent after all. */
    void abandoned(Kind kind) {
        sent--;
        ended(kind, Optional.empty(), Duration.ZERO, false);
    }

    private void judge(Kind kind, Failure failure, Duration took, Instant now) {
        switch (failure.kind()) {
            case UNREACHABLE, SATURATED, IN_DOUBT -> failed(kind, failure, took, now);
            // The other side is alive and said no; or nothing was sent at all.
            case REFUSED_IDENTITY, BROKEN, UNTRUSTED, REFUSED, ABORTED -> letGo(kind);
        }
    }

    private void letGo(Kind kind) {
        if (kind != Kind.ARMED) {
            breaker.left();
        }
    }

    private void answered(Kind kind, Duration took, Instant now) {
        if (health.isSick() && endpoint instanceof Endpoint.Api) {
            int most =
                    health.grade() == Health.Grade.SICK
                            ? STAGGER_MILLIS
                            : RECOVERING_STAGGER_MILLIS;
            notBefore = later(notBefore, now.plusMillis(random.nextInt(most)));
        }
        if (kind != Kind.ARMED) {
            breaker.answered(took);
        }
        if (kind == Kind.BULK) {
            bulk.answered(took, now);
        }
        if (Health.isGood(took)) {
            backoff.succeeded(now);
        }
        if (health.answered(took, now)) {
            pace(now);
        }
    }

    private void failed(Kind kind, Failure failure, Duration took, Instant now) {
        if (kind == Kind.ARMED) {
            // It knocks at a door that is mostly shut: that is expected, and says nothing new.
            return;
        }
        Duration wait = backoff.failed(failure.retryAfter());
        notBefore = later(notBefore, now.plus(wait));
        breaker.failed(took, wait, now);
        if (kind == Kind.BULK) {
            bulk.rejected(now);
        }
        if (health.failed()) {
            pace(now);
        }
    }

    /** At the rates that its health allows. */
    private void pace(Instant at) {
        Rules.Rate request =
                switch (health.grade()) {
                    case SICK -> rules.sick();
                    case RECOVERING -> rules.recovering();
                    case WELL -> rules.well();
                };
        Rules.Rate connection = health.isSick() ? rules.sickConnections() : rules.wellConnections();
        requests.rate(request.perSecond(), request.burst(), at);
        connections.rate(connection.perSecond(), connection.burst(), at);
    }

    /** How long until a new connection may be opened. */
    Duration untilConnection(Kind kind, Instant now) {
        return kind == Kind.ARMED ? Duration.ZERO : connections.untilOne(now);
    }

    void connected(Kind kind, Instant now) {
        if (kind != Kind.ARMED) {
            connections.take(now);
        }
        connected++;
    }

    /** The connection that was opened last met nobody. */
    void notConnected(Kind kind, Instant now) {
        if (kind != Kind.ARMED) {
            connections.giveBack(now);
        }
        connected--;
    }

    boolean mayRepeat(Instant now) {
        return repeats.take(now);
    }

    void held() {
        held++;
    }

    /** Why nothing was sent, for people. */
    Failure refusal(Kind kind, Instant until, Instant now) {
        boolean open = breaker.state() == Circuit.OPEN;
        String why =
                open
                        ? "it failed again and again, so nothing but a probe goes to it for now"
                        : "its turn within the pacing rules would not come in time";
        Duration wait = until.isAfter(now) ? Duration.between(now, until) : Duration.ofSeconds(1);
        return Failure.unchanged(
                        Failure.Kind.SATURATED,
                        endpoint + ": not asked" + (kind == Kind.PROBE ? " (probe)" : ""),
                        why,
                        "wait about " + Math.max(1, wait.plusMillis(999).toSeconds()) + " s")
                .retryAfter(wait);
    }

    /** When the next request may go, as things stand. */
    Instant nextAttempt(Instant now) {
        Instant due = later(now.plus(requests.untilOne(now)), notBefore);
        return breaker.state() == Circuit.OPEN ? later(due, breaker.reopens()) : due;
    }

    Status status(Instant now) {
        Instant next = nextAttempt(now);
        return new Status(
                breaker.state(),
                health.isSick(),
                sent,
                connected,
                held,
                next.isAfter(now) ? Optional.of(next) : Optional.empty());
    }

    void wakeAll() {
        for (Waiter w : queue) {
            w.signal.set();
        }
    }

    private static Instant later(Instant a, Instant b) {
        return a.isAfter(b) ? a : b;
    }
}

package dev.postern.pacing;

import dev.postern.core.pace.Endpoint;
import dev.postern.core.pace.Pacer;
import dev.postern.core.time.Time;
import dev.postern.core.value.Failure;
import dev.postern.core.value.Outcome;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The pacer of the whole process: one lane per endpoint, one budget for the fleet.
 *
 * <p>An endpoint is sick until it has answered well for 60 s: then at most 0.5 requests and 0.1 new
 * connections a second go to an API server, whoever asks, however often; 2 requests once every
 * answer for 15 s came within half a second. New SSH connections have a gentler rule of their own,
 * so that sessions to all hosts are open within a minute.
 *
 * <p>Its random choices come from the seed, for each endpoint on its own: what one does, does not
 * change another's.
 */
public final class FleetPacer implements Pacer {
    // Three tries in all: what failed three times does not succeed because we insist.
    private static final int MOST_ATTEMPTS = 3;

    private final Time time;
    private final long seed;
    private final TokenBucket fleet;
    private final Map<Endpoint, Lane> lanes = new LinkedHashMap<>();
    // Held for a few instructions at a time, never over a wait or a call.
    private final ReentrantLock lock = new ReentrantLock();

    public FleetPacer(Time time, long seed) {
        this.time = time;
        this.seed = seed;
        this.fleet =
                new TokenBucket(
                        Rules.FLEET.perSecond(),
                        Rules.FLEET.burst(),
                        Rules.FLEET.burst(),
                        time.now());
    }

    @Override
    public <T> Outcome<T> paced(Endpoint endpoint, Kind kind, Duration patience, Call<T> call) {
        Instant deadline = time.now().plus(patience);
        return kind == Kind.PROBE
                ? shared(endpoint, deadline, call)
                : repeated(endpoint, kind, deadline, call);
    }

    /**
     * One probe is out at a time. All who probe one endpoint ask the same question, so that they
     * can share its answer: its type is theirs.
     */
    @SuppressWarnings("unchecked")
    private <T> Outcome<T> shared(Endpoint endpoint, Instant deadline, Call<T> call) {
        while (true) {
            SharedProbe out;
            boolean leads = false;
            lock.lock();
            try {
                Lane lane = lane(endpoint);
                if (lane.probe == null) {
                    lane.probe = new SharedProbe(time.signal());
                    leads = true;
                }
                out = lane.probe;
            } finally {
                lock.unlock();
            }
            if (leads) {
                return leadProbe(endpoint, deadline, call, out);
            }
            Instant now = time.now();
            try {
                if (!now.isBefore(deadline)
                        || !time.await(out.done, wholeMillis(Duration.between(now, deadline)))) {
                    return refused(endpoint, Kind.PROBE, deadline);
                }
            } catch (InterruptedException e) {
                return interrupted(endpoint);
            }
            Outcome<?> outcome = out.outcome;
            if (outcome != null) {
                return (Outcome<T>) outcome;
            }
        }
    }

    private <T> Outcome<T> leadProbe(
            Endpoint endpoint, Instant deadline, Call<T> call, SharedProbe out) {
        try {
            Outcome<T> outcome = repeated(endpoint, Kind.PROBE, deadline, call);
            out.outcome = outcome;
            return outcome;
        } finally {
            lock.lock();
            try {
                lane(endpoint).probe = null;
            } finally {
                lock.unlock();
            }
            out.done.set();
        }
    }

    private <T> Outcome<T> repeated(Endpoint endpoint, Kind kind, Instant deadline, Call<T> call) {
        Optional<Failure> no = leave(endpoint, kind, deadline);
        if (no.isPresent()) {
            return Outcome.failed(no.get());
        }
        Optional<Outcome<T>> doubt = Optional.empty();
        for (int attempts = 1; ; attempts++) {
            Allowance allowance = new Allowance(endpoint, kind, deadline);
            Instant begun = time.now();
            Outcome<T> outcome = once(endpoint, kind, call, allowance);
            Duration took = Duration.between(begun, time.now());
            if (outcome.whyNot().filter(f -> f.kind() == Failure.Kind.IN_DOUBT).isPresent()) {
                doubt = Optional.of(outcome);
            }
            if (attempts == MOST_ATTEMPTS
                    || allowance.denied
                    || !mayRepeat(endpoint, kind, outcome, took, deadline)
                    || leave(endpoint, kind, deadline).isPresent()) {
                // What may have happened once is not unmade by a repeat that was refused.
                return outcome.isOk() ? outcome : doubt.orElse(outcome);
            }
        }
    }

    private <T> Outcome<T> once(Endpoint endpoint, Kind kind, Call<T> call, Allowance allowance) {
        Instant begun = time.now();
        Optional<Outcome<T>> outcome = Optional.empty();
        try {
            Outcome<T> got = call.attempt(allowance);
            outcome = Optional.of(got);
            return got;
        } finally {
            Duration took = Duration.between(begun, time.now()).minus(allowance.waited);
            lock.lock();
            try {
                lane(endpoint).ended(kind, outcome, took, allowance.denied);
            } finally {
                lock.unlock();
            }
        }
    }

    /**
     * @param took how long the attempt took that failed: one more like it must end in time, or a
     *     time-out that was waited for in full would be waited for again
     */
    private <T> boolean mayRepeat(
            Endpoint endpoint, Kind kind, Outcome<T> outcome, Duration took, Instant deadline) {
        Optional<Failure> failure = outcome.whyNot();
        if (failure.isEmpty() || !isRepeatable(kind, failure.get().kind())) {
            return false;
        }
        lock.lock();
        try {
            Lane lane = lane(endpoint);
            Instant now = time.now();
            return !lane.nextAttempt(now).plus(took).isAfter(deadline)
                    && lane.status(now).circuit() != Circuit.OPEN
                    && lane.mayRepeat(now);
        } finally {
            lock.unlock();
        }
    }

    private static boolean isRepeatable(Kind kind, Failure.Kind failure) {
        return switch (kind) {
            case READ -> failure == Failure.Kind.UNREACHABLE || failure == Failure.Kind.SATURATED;
            // Only where nothing can have been sent.
            case WRITE -> failure == Failure.Kind.UNREACHABLE;
            case GUARDED_WRITE ->
                    failure == Failure.Kind.UNREACHABLE
                            || failure == Failure.Kind.SATURATED
                            || failure == Failure.Kind.IN_DOUBT;
            case PROBE, ARMED, BULK -> false;
        };
    }

    /** Waits for leave and takes it; a failure where it will not come in time. */
    private Optional<Failure> leave(Endpoint endpoint, Kind kind, Instant deadline) {
        Lane.Waiter waiter = new Lane.Waiter(kind, time.signal());
        boolean joined = false;
        boolean waited = false;
        Duration untilTurn = Duration.ZERO;
        try {
            while (true) {
                Time.Signal signal;
                Duration pause;
                lock.lock();
                try {
                    Lane lane = lane(endpoint);
                    if (!joined) {
                        lane.join(waiter);
                        joined = true;
                    }
                    Instant now = time.now();
                    Lane.Verdict verdict = lane.verdict(waiter, now, deadline);
                    Optional<Duration> turn =
                            verdict instanceof Lane.Verdict.Go
                                    ? lane.begin(kind, now)
                                    : Optional.empty();
                    if (turn.isPresent()) {
                        if (waited || turn.get().isPositive()) {
                            lane.held();
                        }
                        untilTurn = turn.get();
                        break;
                    }
                    Instant until =
                            switch (verdict) {
                                case Lane.Verdict.Go go -> now.plusMillis(1);
                                case Lane.Verdict.Wait(Instant u) -> u;
                                case Lane.Verdict.Refused(Instant u) -> u;
                            };
                    if (verdict instanceof Lane.Verdict.Refused
                            || until.isAfter(deadline)
                            || !now.isBefore(deadline)) {
                        lane.held();
                        return Optional.of(
                                lane.refusal(kind, later(until, lane.nextAttempt(now)), now));
                    }
                    signal = time.signal();
                    waiter.signal = signal;
                    pause = wholeMillis(Duration.between(now, until));
                } finally {
                    lock.unlock();
                }
                waited = true;
                time.await(signal, pause);
            }
        } catch (InterruptedException e) {
            return this.<Object>interrupted(endpoint).whyNot();
        } finally {
            lock.lock();
            try {
                lane(endpoint).leave(waiter);
            } finally {
                lock.unlock();
            }
        }
        return untilTurn.isPositive() ? turn(endpoint, kind, untilTurn) : Optional.empty();
    }

    /**
     * Waits for the turn in the fleet's budget, which is taken already: hundreds that waited in a
     * queue for it would all wake for each.
     */
    private Optional<Failure> turn(Endpoint endpoint, Kind kind, Duration untilTurn) {
        try {
            time.sleep(wholeMillis(untilTurn));
            return Optional.empty();
        } catch (InterruptedException e) {
            lock.lock();
            try {
                lane(endpoint).abandoned(kind);
            } finally {
                lock.unlock();
            }
            return this.<Object>interrupted(endpoint).whyNot();
        }
    }

    @Override
    public Status status(Endpoint endpoint) {
        lock.lock();
        try {
            Lane lane = lanes.get(endpoint);
            return lane == null
                    ? new Status(Circuit.CLOSED, true, 0, 0, 0, Optional.empty())
                    : lane.status(time.now());
        } finally {
            lock.unlock();
        }
    }

    @Override
    public Map<Endpoint, Status> all() {
        lock.lock();
        try {
            Map<Endpoint, Status> all = new LinkedHashMap<>();
            Instant now = time.now();
            lanes.forEach((e, lane) -> all.put(e, lane.status(now)));
            return all;
        } finally {
            lock.unlock();
        }
    }

    private Lane lane(Endpoint endpoint) {
        return lanes.computeIfAbsent(
                endpoint,
                e -> {
                    long own = seed * 0x9E3779B97F4A7C15L + e.toString().hashCode();
                    return new Lane(e, time, fleet, new SplittableRandom(own));
                });
    }

    private <T> Outcome<T> refused(Endpoint endpoint, Kind kind, Instant until) {
        lock.lock();
        try {
            Lane lane = lane(endpoint);
            lane.held();
            return Outcome.failed(lane.refusal(kind, until, time.now()));
        } finally {
            lock.unlock();
        }
    }

    private <T> Outcome<T> interrupted(Endpoint endpoint) {
        Thread.currentThread().interrupt();
        return Outcome.failed(
                Failure.unchanged(
                        Failure.Kind.ABORTED,
                        endpoint + ": not asked",
                        "the work was stopped while it waited for its turn",
                        ""));
    }

    private static Instant later(Instant a, Instant b) {
        return a.isAfter(b) ? a : b;
    }

    /** Rounded up: a clock of milliseconds would else wake too early, for ever. */
    private static Duration wholeMillis(Duration d) {
        return Duration.ofMillis(d.plusNanos(999_999).toMillis());
    }

    /** What one call may do while it runs. */
    private final class Allowance implements Attempt {
        private final Endpoint endpoint;
        private final Kind kind;
        private final Instant deadline;
        private Duration waited = Duration.ZERO;
        private boolean denied;

        Allowance(Endpoint endpoint, Kind kind, Instant deadline) {
            this.endpoint = endpoint;
            this.kind = kind;
            this.deadline = deadline;
        }

        @Override
        public void nobodyThere() {
            lock.lock();
            try {
                lane(endpoint).notConnected(kind, time.now());
            } finally {
                lock.unlock();
            }
        }

        @Override
        public boolean connecting() {
            Instant begun = time.now();
            try {
                while (true) {
                    Duration wait;
                    lock.lock();
                    try {
                        Lane lane = lane(endpoint);
                        Instant now = time.now();
                        wait = lane.untilConnection(kind, now);
                        if (wait.isZero()) {
                            lane.connected(kind, now);
                            return true;
                        }
                        if (now.plus(wait).isAfter(deadline)) {
                            denied = true;
                            return false;
                        }
                    } finally {
                        lock.unlock();
                    }
                    time.sleep(wholeMillis(wait));
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                denied = true;
                return false;
            } finally {
                waited = waited.plus(Duration.between(begun, time.now()));
            }
        }
    }
}

package dev.postern.core.pace;

import dev.postern.core.value.Outcome;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * Limits how often, how many at once, and how soon again we touch one endpoint, and the whole
 * fleet.
 *
 * <p>Shared by every thread and every playbook of the console. All waiting is on the port {@code
 * Time}.
 */
public interface Pacer {
    /**
     * Waits for leave, calls, and learns from the outcome (its failure kind and Retry-After).
     *
     * <p>While the circuit is open, or where leave would not come within {@code patience}, the call
     * is not made and the outcome is {@code SATURATED} with when to ask again. A call is repeated
     * only where {@code kind} says so and the retry budget has room.
     *
     * @param call does one request; may open a connection, and then says so by {@link
     *     Attempt#connecting()} before
     */
    <T> Outcome<T> paced(Endpoint endpoint, Kind kind, Duration patience, Call<T> call);

    /** What was sent and how the endpoint is doing. */
    Status status(Endpoint endpoint);

    /** Every endpoint that was touched. */
    Map<Endpoint, Status> all();

    /** One request. */
    @FunctionalInterface
    interface Call<T> {
        Outcome<T> attempt(Attempt attempt);
    }

    /** What a call tells the pacer while it runs. */
    interface Attempt {
        /**
         * Waits for leave to open one new connection.
         *
         * @return false where that would take longer than the patience: give up with SATURATED
         */
        boolean connecting();

        /**
         * Gives that leave back: nobody was there, so that no handshake was begun. What costs a
         * server nothing must not keep us from its next path.
         */
        default void nobodyThere() {}
    }

    /** Which rules hold for a request. */
    enum Kind {
        /** The probe ladder: one in flight, everyone who asks meanwhile shares its outcome. */
        PROBE,
        /** Repeated within the retry budget. */
        READ,
        /** One in flight; repeated only when the outcome says that nothing was sent. */
        WRITE,
        /** Repeated within the retry budget, for it carries a precondition. */
        GUARDED_WRITE,
        /** One attempt a second, past the ladder and the circuit: the armed write. */
        ARMED,
        /** One request of a bulk piece of work, at the measured rate. */
        BULK
    }

    /**
     * @param requests sent since the start
     * @param connections opened since the start
     * @param held requests that had to wait or were not sent
     */
    record Status(
            Circuit circuit,
            boolean sick,
            long requests,
            long connections,
            long held,
            Optional<Instant> nextAttempt) {}

    /** The circuit breaker's states. */
    enum Circuit {
        CLOSED,
        HALF_OPEN,
        OPEN
    }
}

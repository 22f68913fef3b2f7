package dev.postern.reachkubernetes;

import dev.postern.core.time.Time;
import dev.postern.core.value.Failure;
import dev.postern.core.value.Outcome;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Something that is read once and kept; a failure, and what does not last any more, are kept for a
 * while, then it is read again. Only one thread reads, the others wait for it on the port Time.
 */
final class Loaded<T> {
    private static final Duration KEEP_FAILURE = Duration.ofSeconds(30);

    private final Time time;
    private final Supplier<Outcome<T>> read;
    private final Predicate<T> lasts;
    private @Nullable Outcome<T> known;
    private Instant until = Instant.MIN;
    private Time.@Nullable Signal reading;

    Loaded(Time time, Supplier<Outcome<T>> read) {
        this(time, read, value -> true);
    }

    /**
     * @param lasts whether what was read is still good; asked again each time
     */
    Loaded(Time time, Supplier<Outcome<T>> read, Predicate<T> lasts) {
        this.time = time;
        this.read = read;
        this.lasts = lasts;
    }

    Outcome<T> get() {
        while (true) {
            Time.Signal mine = null;
            Time.Signal theirs;
            synchronized (this) {
                if (known != null
                        && (known.got().filter(lasts).isPresent() || time.now().isBefore(until))) {
                    return known;
                }
                theirs = reading;
                if (theirs == null) {
                    mine = time.signal();
                    reading = mine;
                }
            }
            if (mine != null) {
                return readNow(mine);
            }
            try {
                if (theirs != null) {
                    time.await(theirs, Duration.ofMinutes(5));
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return Outcome.failed(
                        Failure.unchanged(Failure.Kind.ABORTED, "stopped while waiting", "", ""));
            }
        }
    }

    private Outcome<T> readNow(Time.Signal done) {
        try {
            Outcome<T> got = read.get();
            synchronized (this) {
                known = got;
                until = time.now().plus(KEEP_FAILURE);
            }
            return got;
        } finally {
            synchronized (this) {
                reading = null;
            }
            done.set();
        }
    }
}

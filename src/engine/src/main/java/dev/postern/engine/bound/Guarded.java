package dev.postern.engine.bound;

import dev.postern.core.evidence.Evidence;
import dev.postern.core.value.Failure;
import dev.postern.core.value.JsonValue;
import dev.postern.core.value.Outcome;

import java.util.Arrays;
import java.util.function.Supplier;

/**
 * Calls what others wrote. A bug of one action must not end the run that holds a fence up: it
 * becomes a failure, and its trace goes into the journal.
 */
public final class Guarded {
    private static final int FRAMES = 20;

    private Guarded() {}

    /**
     * @param kind of the failure that an exception becomes; {@code IN_DOUBT} where something may
     *     have been changed
     */
    public static <T> Outcome<T> call(
            String what, Failure.Kind kind, Evidence evidence, Supplier<Outcome<T>> call) {
        try {
            return call.get();
        } catch (RuntimeException bug) {
            evidence.note(
                    "a bug",
                    JsonValue.object(
                            "in",
                            what,
                            "error",
                            bug.toString(),
                            "trace",
                            JsonValue.array(
                                    Arrays.stream(bug.getStackTrace())
                                            .limit(FRAMES)
                                            .map(f -> JsonValue.of(f.toString()))
                                            .toList())));
            return Outcome.failed(
                    new Failure(
                            kind,
                            what + ": a bug in Postern",
                            bug.toString(),
                            kind == Failure.Kind.IN_DOUBT
                                    ? "it may have been changed"
                                    : "nothing was changed by this",
                            "the trace is in the run's journal"));
        }
    }
}

package dev.postern.pacing;

import dev.postern.core.time.Time;
import dev.postern.core.value.Outcome;

import org.jspecify.annotations.Nullable;

/** A probe that is out, and what came of it once {@code done} is set. */
final class SharedProbe {
    final Time.Signal done;

    /** Stays null where the probe threw. */
    volatile @Nullable Outcome<?> outcome;

    SharedProbe(Time.Signal done) {
        this.done = done;
    }
}

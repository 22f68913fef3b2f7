package dev.postern.engine.run;

import dev.postern.core.value.Outcome;

/**
 * Goes on with a run that was killed, stopped, or has failed.
 *
 * <p>What is in doubt is observed and never blindly repeated; an action that may be driven once is
 * not driven again when it may have been.
 */
public final class Resumer {
    private Resumer() {}

    /**
     * Completes it, on this thread.
     *
     * @return as {@link Runner#run}
     */
    public static Outcome<RunReport> resume(RunSetup setup) {
        return Execution.begin(setup, Execution.Purpose.COMPLETE);
    }
}

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

    /**
     * Does for those who could not be reached what their steps did for the others, on this thread:
     * the run is closed, its plan is the same, and no other target, gate or step is touched.
     *
     * @return as {@link Runner#run}; failed where the run goes on or was undone, or nobody is left
     */
    public static Outcome<RunReport> stragglers(RunSetup setup) {
        return Execution.stragglers(setup);
    }
}

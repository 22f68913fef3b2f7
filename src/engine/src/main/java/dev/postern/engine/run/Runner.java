package dev.postern.engine.run;

import dev.postern.core.value.Outcome;

/** Executes a plan from its beginning. */
public final class Runner {
    private Runner() {}

    /**
     * Runs it to its end, on this thread.
     *
     * @return how it ended; failed only where nothing was begun at all (the plan cannot be read
     *     here, the journal is not new)
     */
    public static Outcome<RunReport> run(RunSetup setup) {
        return Execution.begin(setup, Execution.Purpose.BEGIN);
    }
}

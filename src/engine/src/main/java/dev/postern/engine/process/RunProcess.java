package dev.postern.engine.process;

import dev.postern.core.action.Catalogue;
import dev.postern.core.reach.World;
import dev.postern.core.value.Outcome;
import dev.postern.engine.run.RunReport;
import dev.postern.engine.run.RunSettings;
import dev.postern.journal.RunDirectory;

import java.util.Set;

/** A run as a process of its own: lock, socket, signals. */
public final class RunProcess {
    private RunProcess() {}

    /** What the process is for. */
    public sealed interface Purpose {
        /** Executes the plan from its beginning. */
        record Run() implements Purpose {}

        /** Completes a run that was killed, stopped, or has failed. */
        record Resume() implements Purpose {}

        /** Drives back what is open, and what these steps changed. */
        record Undo(Set<String> include) implements Purpose {
            public Undo {
                include = Set.copyOf(include);
            }
        }
    }

    /**
     * Serves the run of this directory until it has ended, on this thread: exclusive lock, 0600
     * socket, SIGTERM and SIGINT as stop, SIGHUP ignored. The plan is read from the directory.
     *
     * @return how it ended; failed where another process has the run, or nothing was begun
     */
    public static Outcome<RunReport> serve(
            RunDirectory directory,
            Purpose purpose,
            RunSettings settings,
            World world,
            Catalogue catalogue) {
        return Outcome.failed(
                dev.postern.core.value.Failure.unchanged(
                        dev.postern.core.value.Failure.Kind.BROKEN, "not yet", "" + "not yet", ""));
    }
}

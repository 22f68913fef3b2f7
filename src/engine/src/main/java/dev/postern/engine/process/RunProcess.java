package dev.postern.engine.process;

import dev.postern.core.action.Catalogue;
import dev.postern.core.reach.World;
import dev.postern.core.value.Failure;
import dev.postern.core.value.Outcome;
import dev.postern.engine.plan.Plan;
import dev.postern.engine.plan.PlanJson;
import dev.postern.engine.run.Resumer;
import dev.postern.engine.run.RunControl;
import dev.postern.engine.run.RunReport;
import dev.postern.engine.run.RunSettings;
import dev.postern.engine.run.RunSetup;
import dev.postern.engine.run.Runner;
import dev.postern.engine.run.Undoer;
import dev.postern.journal.JournalFile;
import dev.postern.journal.RunDirectory;
import dev.postern.journal.RunLock;

import java.io.IOException;
import java.util.Optional;
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

        /** Finishes those targets that could not be reached. */
        record Stragglers() implements Purpose {}

        /** Drives back what is open, and what these steps changed. */
        record Undo(Set<String> include) implements Purpose {
            public Undo {
                include = Set.copyOf(include);
            }
        }
    }

    /**
     * Serves the run of this directory until it has ended, on this thread: exclusive lock, 0600
     * socket, SIGTERM and SIGINT as stop (a second one cuts), SIGHUP ignored. The plan is read from
     * the directory.
     *
     * <p>The socket is local traffic between our own processes: it is no exchange, and its threads
     * are not counted by the clock. Survives every console that goes away.
     *
     * @return how it ended; failed where another process has the run, or nothing was begun
     */
    public static Outcome<RunReport> serve(
            RunDirectory directory,
            Purpose purpose,
            RunSettings settings,
            World world,
            Catalogue catalogue) {
        Optional<RunLock> lock;
        try {
            lock = directory.lock();
        } catch (IOException e) {
            return failed(directory, String.valueOf(e.getMessage()), "");
        }
        if (lock.isEmpty()) {
            return failed(
                    directory, "another process has it", "postern runs watch " + directory.id());
        }
        try (RunLock held = lock.get()) {
            return directory
                    .plan()
                    .then(PlanJson::read)
                    .then(plan -> serve(directory, plan, purpose, settings, world, catalogue));
        }
    }

    private static Outcome<RunReport> serve(
            RunDirectory directory,
            Plan plan,
            Purpose purpose,
            RunSettings settings,
            World world,
            Catalogue catalogue) {
        return directory
                .open(settings.evidence(), () -> world.time().now())
                .then(journal -> {
                    RunControl control = new RunControl(world.time());
                    try (JournalFile open = journal;
                            RunSocket socket = RunSocket.listen(directory, open, control);
                            Signals signals = Signals.handle(control)) {
                        RunSetup setup =
                                new RunSetup(
                                        directory,
                                        open,
                                        plan,
                                        world,
                                        catalogue,
                                        settings,
                                        control,
                                        socket::show);
                        return switch (purpose) {
                            case Purpose.Run r -> Runner.run(setup);
                            case Purpose.Resume r -> Resumer.resume(setup);
                            case Purpose.Stragglers s -> Resumer.stragglers(setup);
                            case Purpose.Undo(var include) -> Undoer.undo(setup, include);
                        };
                    } catch (IOException e) {
                        return failed(
                                directory, "its socket cannot be opened: " + e.getMessage(), "");
                    }
                });
    }

    private static Outcome<RunReport> failed(RunDirectory directory, String why, String next) {
        return Outcome.failed(
                Failure.unchanged(
                        Failure.Kind.REFUSED,
                        "run " + directory.id() + " cannot be served",
                        why,
                        next));
    }
}

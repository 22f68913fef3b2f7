package dev.postern.console;

import dev.postern.actions.BuiltInActions;
import dev.postern.console.exit.ExitCode;
import dev.postern.console.wiring.Fleets;
import dev.postern.console.wiring.RunProcesses;
import dev.postern.console.wiring.Worlds;
import dev.postern.core.action.Catalogue;
import dev.postern.core.text.Neutral;
import dev.postern.core.value.Outcome;
import dev.postern.engine.run.RunReport;
import dev.postern.journal.RunDirectory;

import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;

/**
 * The run's own process: the hidden command {@code run-process DIR}. Needs no Spring; what it says
 * goes into the run's {@code process.log}.
 */
final class RunMain {
    private RunMain() {}

    static ExitCode run(String directory) {
        Path path = Path.of(directory);
        Path debugFile = path.resolve("debug.log");
        Debug debug;
        try {
            debug =
                    Debug.open(
                            System.getenv().containsKey("POSTERN_DEBUG")
                                    ? Optional.of(debugFile)
                                    : Optional.empty());
        } catch (java.io.IOException e) {
            System.err.println("no debug file: " + Neutral.line(String.valueOf(e), 200));
            return ExitCode.FAILED;
        }
        try {
            Catalogue catalogue = BuiltInActions.catalogue();
            Worlds worlds =
                    new Worlds(
                            Objects.requireNonNullElse(
                                    Main.class.getPackage().getImplementationVersion(),
                                    "development"),
                            Path.of(System.getProperty("user.home", ".")));
            Outcome<RunReport> report =
                    new RunProcesses(new Fleets(), worlds, catalogue).serve(new RunDirectory(path));
            return switch (report) {
                case Outcome.Ok<RunReport>(RunReport r) -> ExitCode.ofCode(r.exit().code());
                case Outcome.Failed<RunReport>(var failure) -> {
                    System.err.println(failure.sentence());
                    yield ExitCode.FAILED;
                }
            };
        } catch (RuntimeException | LinkageError bug) {
            debug.note(bug);
            System.err.println("a mistake of Postern's own: " + Neutral.line(bug.toString(), 400));
            for (StackTraceElement at : bug.getStackTrace()) {
                // The log of a run's process is no screen: where it happened belongs there.
                System.err.println("  at " + at);
            }
            return ExitCode.FAILED;
        }
    }
}

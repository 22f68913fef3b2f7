package dev.postern.engine.process;

import dev.postern.core.time.SystemTime;
import dev.postern.core.time.Time;
import dev.postern.engine.Bench;
import dev.postern.engine.FilePanel;
import dev.postern.engine.run.RunReport;
import dev.postern.engine.run.RunSettings;
import dev.postern.journal.RunDirectory;

import java.nio.file.Path;
import java.util.Map;
import java.util.Set;

/**
 * A run in a JVM of its own, over a panel that is kept in files: {@code RUNS ID run|resume|undo
 * PANEL [KILL-AT-LINE] [attended]}. Kills itself, as by SIGKILL, when the journal has that many
 * lines.
 */
public final class ChildRun {
    private ChildRun() {}

    public static void main(String[] arguments) throws Exception {
        Path runs = Path.of(arguments[0]);
        Path panel = Path.of(arguments[3]);
        long killAt = arguments.length > 4 ? Long.parseLong(arguments[4]) : 0;
        boolean attended = arguments.length > 5;
        RunDirectory directory = RunDirectory.open(runs, arguments[1]).got().orElseThrow();
        Time time = killAt > 0 ? new DeadlyTime(directory, killAt) : new SystemTime();
        Bench bench = new Bench(runs, Map.of("eu-1", 2), time, new FilePanel(panel));
        RunProcess.Purpose purpose =
                switch (arguments[2]) {
                    case "resume" -> new RunProcess.Purpose.Resume();
                    case "undo" -> new RunProcess.Purpose.Undo(Set.of());
                    default -> new RunProcess.Purpose.Run();
                };
        var report =
                RunProcess.serve(
                        directory,
                        purpose,
                        RunSettings.of("ann@child", "a test").lease(false).attended(attended),
                        bench.world,
                        bench.catalogue);
        System.out.println(report);
        System.exit(report.got().map(RunReport::exit).map(e -> e.code()).orElse(99));
    }

    static Bench bench(Path runs, Path panel) {
        return new Bench(runs, Map.of("eu-1", 2), new SystemTime(), new FilePanel(panel));
    }
}

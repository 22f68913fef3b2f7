package dev.postern.console.packaged;

import dev.postern.core.problem.Checked;
import dev.postern.drill.DrillSession;
import dev.postern.drill.ScenarioFile;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * What {@code postern drill serve} serves, by this process: hundreds of labs one after the other,
 * and none of them has a machine to warm up. Consoles and runs are processes as ever.
 */
final class WarmDrill implements DrillHome {
    // Kept here: a logger that nobody holds is forgotten, and its level with it.
    private static final Logger SSHD = Logger.getLogger("org.apache.sshd");

    static {
        // Each session of each host is an INFO.
        SSHD.setLevel(Level.WARNING);
    }

    private final Path home;
    private final DrillSession drill;

    WarmDrill(String scenario, long seed, Path home) throws IOException, InterruptedException {
        this.home = home;
        Files.createDirectories(home);
        this.drill =
                sound(
                        DrillSession.start(
                                sound(
                                        ScenarioFile.read(
                                                scenario, Files.readAllBytes(Path.of(scenario)))),
                                seed,
                                0,
                                home,
                                message -> {}));
        drill.handOver(() -> home);
    }

    private static <T> T sound(Checked<T> checked) {
        return switch (checked) {
            case Checked.Sound<T>(var value) -> value;
            case Checked.Faulty<T>(var problems) ->
                    throw new IllegalStateException(problems.toString());
        };
    }

    @Override
    public Path home() {
        return home;
    }

    @Override
    public void close() {
        try {
            drill.close();
        } finally {
            runProcesses().forEach(ProcessHandle::destroyForcibly);
        }
    }
}

package dev.postern.console.packaged;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A lab that is served; consoles join with {@code --home}. */
interface DrillHome extends AutoCloseable {
    Path home();

    /** The process of a run, where it has one. */
    default Stream<ProcessHandle> runProcesses() {
        return ProcessHandle.allProcesses()
                .filter(p ->
                        p.info()
                                .commandLine()
                                .filter(c -> c.contains(" run-process " + home()))
                                .isPresent());
    }

    /** No run's process stays: it may end a moment after its console has heard of the end. */
    default void everyRunProcessEnds() throws Exception {
        for (ProcessHandle process : runProcesses().toList()) {
            process.onExit().get(10, TimeUnit.SECONDS);
        }
        assertThat(runProcesses()).isEmpty();
    }

    @Override
    void close();
}

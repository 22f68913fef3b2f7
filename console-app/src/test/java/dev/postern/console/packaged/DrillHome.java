package dev.postern.console.packaged;

import java.nio.file.Path;
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

    @Override
    void close();
}

package dev.postern.engine.run;

import java.util.List;

/**
 * How a run ended. Each list has {@code STEP@TARGET} or {@code STEP@CLUSTER}.
 *
 * @param done seen to be as wanted
 * @param failed with what went wrong
 * @param notReached nothing could be seen of it, or nothing was begun
 * @param open what a plain undo would put back, last first
 * @param inDoubt of which it is unknown whether they happened
 */
public record RunReport(
        ExitCode exit,
        List<String> done,
        List<String> failed,
        List<String> notReached,
        List<String> open,
        List<String> inDoubt) {
    public RunReport {
        done = List.copyOf(done);
        failed = List.copyOf(failed);
        notReached = List.copyOf(notReached);
        open = List.copyOf(open);
        inDoubt = List.copyOf(inDoubt);
    }
}

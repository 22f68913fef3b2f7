package dev.postern.drill;

import java.time.Instant;
import java.util.List;

/**
 * What a drill needs to know of the run that fought it.
 *
 * @param marks what was done, in order, for the debrief
 */
public record RunOfDrill(
        String id, Instant opened, int exit, int openChanges, int evidenceGaps, List<Mark> marks) {
    public RunOfDrill {
        marks = List.copyOf(marks);
    }

    /**
     * One moment of the run.
     *
     * @param cluster empty where it concerns all
     * @param what for people: "fence settled on eu-1/cp1"
     * @param kind {@code step}, {@code change}, {@code decision}, {@code failure}
     */
    public record Mark(Instant at, String cluster, String kind, String what) {}
}

package dev.postern.drill;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What came of a drill: the JSON of {@code drill run -o json}. All seconds are virtual and count
 * from the run's opening.
 *
 * @param outcome {@code recovered} where every cluster's API answers, the offender is gone, all are
 *     readmitted and no change is open; {@code partly} where that holds for some clusters; else
 *     {@code lost}
 * @param openChanges changes of the run that were not driven back
 * @param recollapses how often an API was lost again after it had been back, all clusters together
 * @param score points reached, of {@code points}
 * @param evidenceGaps events that could not be written
 */
public record DrillReport(
        String outcome,
        String scenario,
        long seed,
        String run,
        int exit,
        Instant opened,
        Instant ended,
        int openChanges,
        int recollapses,
        int evictions,
        double dnsDeadMinutes,
        int evidenceGaps,
        int score,
        int points,
        List<ObjectiveResult> objectives,
        List<ClusterReport> clusters) {
    public DrillReport {
        objectives = List.copyOf(objectives);
        clusters = List.copyOf(clusters);
    }

    public boolean isRecovered() {
        return outcome.equals("recovered");
    }

    /** One objective: whether it was reached, and why not. */
    public record ObjectiveResult(String that, int points, boolean reached, String because) {}

    /**
     * One cluster; a time is absent where that was never reached.
     *
     * @param lockedOutSeconds the API was not there, all spells together
     * @param timeToReconnectSeconds until the API was there to stay
     * @param timeToRemoveSeconds until the offender's object, pods and processes were gone
     * @param timeToReadmitSeconds until all were let in again and nine nodes of ten were back
     * @param requestsSentByConsole that reached the API servers, as these counted them
     */
    public record ClusterReport(
            String name,
            String outcome,
            long lockedOutSeconds,
            Optional<Long> timeToReconnectSeconds,
            Optional<Long> timeToRemoveSeconds,
            Optional<Long> timeToReadmitSeconds,
            long requestsSentByConsole,
            int recollapses,
            int evictions) {}
}

package dev.postern.journal;

import java.util.HashMap;
import java.util.Map;

/**
 * One step of a run, as its journal tells it.
 *
 * @param status {@code running, settled, failed, unreachable, unverified, skipped, undone, stopped}
 * @param tolerated whether the playbook went on past its failure
 * @param clusters the status by cluster
 */
public record StepState(
        String id,
        String work,
        String status,
        boolean tolerated,
        Map<String, String> clusters,
        String because) {
    public StepState {
        clusters = Map.copyOf(clusters);
    }

    /** Whether a resumed run need not do it again. */
    public boolean isOver() {
        return isFine(status)
                || switch (status) {
                    case "failed", "unreachable", "unverified" -> tolerated;
                    default -> false;
                };
    }

    /** Whether this status of a step is no failure. */
    static boolean isFine(String status) {
        return switch (status) {
            case "settled", "skipped", "undone" -> true;
            default -> false;
        };
    }

    /** The same, and how it ended in this cluster. */
    StepState with(String cluster, String status) {
        Map<String, String> all = new HashMap<>(clusters);
        all.put(cluster, status);
        return new StepState(id, work, this.status, tolerated, all, because);
    }
}

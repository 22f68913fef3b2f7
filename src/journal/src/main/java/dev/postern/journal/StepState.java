package dev.postern.journal;

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
        return switch (status) {
            case "settled", "skipped", "undone" -> true;
            case "failed", "unreachable", "unverified" -> tolerated;
            default -> false;
        };
    }
}

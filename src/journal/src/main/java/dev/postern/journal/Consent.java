package dev.postern.journal;

import java.util.List;
import java.util.Optional;

/**
 * Who approved a run.
 *
 * @param approvals by others, before it began
 * @param selfApproved the last time that its operator took it alone; it never goes away
 * @param countersigned by others, afterwards
 */
public record Consent(
        List<Event.Approved> approvals,
        Optional<Event.SelfApproved> selfApproved,
        List<Event.Countersigned> countersigned) {
    public Consent {
        approvals = List.copyOf(approvals);
        countersigned = List.copyOf(countersigned);
    }
}

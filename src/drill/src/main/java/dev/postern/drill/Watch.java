package dev.postern.drill;

import dev.postern.lab.LabTruth;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Watches the truth of one cluster and keeps when what happened. Fed at even distances by the lab's
 * clock; the report's seconds are as fine as that distance.
 */
final class Watch {
    /**
     * Back: this share of the nodes holds its watches. The playbook's own {@code nodes.back >=
     * 0.9}.
     */
    private static final double BACK = 0.9;

    private final String cluster;
    private final List<LabTruth> seen = new ArrayList<>();

    Watch(String cluster) {
        this.cluster = cluster;
    }

    String cluster() {
        return cluster;
    }

    void see(LabTruth truth) {
        seen.add(truth);
    }

    /** The last look. */
    Optional<LabTruth> last() {
        return seen.isEmpty() ? Optional.empty() : Optional.of(seen.getLast());
    }

    /** How long, since {@code opened}, the API was not there for most of its servers. */
    Duration lockedOut(Instant opened) {
        Duration sum = Duration.ZERO;
        for (int i = 1; i < seen.size(); i++) {
            LabTruth before = seen.get(i - 1);
            if (!before.at().isBefore(opened) && !before.apiReady()) {
                sum = sum.plus(Duration.between(before.at(), seen.get(i).at()));
            }
        }
        return sum;
    }

    /**
     * From {@code opened} until the API was there to stay: after the last moment at which it was
     * away.
     */
    Optional<Duration> reconnected(Instant opened) {
        return since(opened, LabTruth::apiReady);
    }

    /** From {@code opened} until object, pods and processes of the offender were gone for good. */
    Optional<Duration> removed(Instant opened) {
        return since(opened, Watch::isRemoved);
    }

    /** From {@code opened} until all were let in again and nearly all nodes were back, for good. */
    Optional<Duration> readmitted(Instant opened) {
        return since(opened, Watch::isReadmitted);
    }

    static boolean isRemoved(LabTruth t) {
        return !t.workloadObject() && t.workloadPods() == 0 && t.workloadProcesses() == 0;
    }

    static boolean isReadmitted(LabTruth t) {
        boolean open = t.series().isEmpty() || t.series().getLast().admittedShare() > 0.999;
        return open && t.nodesBack() >= BACK * t.nodes();
    }

    /**
     * How long until it held for good; zero where it always held, empty where it does not hold now.
     */
    private Optional<Duration> since(Instant opened, java.util.function.Predicate<LabTruth> holds) {
        Instant from = opened;
        boolean now = false;
        for (int i = 0; i < seen.size(); i++) {
            LabTruth t = seen.get(i);
            if (t.at().isBefore(opened)) {
                continue;
            }
            boolean h = holds.test(t);
            if (h && !now) {
                from = t.at();
            }
            now = h;
        }
        return now ? Optional.of(Duration.between(opened, from)) : Optional.empty();
    }
}

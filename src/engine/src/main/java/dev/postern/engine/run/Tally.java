package dev.postern.engine.run;

import dev.postern.core.playbook.Step;

import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;

/** Counts of one step's targets: failed, unreachable, unverified are three separate counts. */
final class Tally {
    private final Step.Options limits;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<String, Of> targets = new LinkedHashMap<>();
    private final Map<String, Status> clusters = new TreeMap<>();
    private final Set<String> left = new HashSet<>();
    private int targetsLeft;
    private String because = "";

    private record Of(String cluster, Status status) {}

    Tally(Step.Options limits) {
        this.limits = limits;
    }

    void target(String cluster, String target, Status status, String why) {
        lock.lock();
        try {
            if (!left.contains(cluster)) {
                targets.put(target, new Of(cluster, status));
                cluster(cluster, status, why);
            }
        } finally {
            lock.unlock();
        }
    }

    /** The cluster as a whole; the worst stays. */
    void cluster(String cluster, Status status, String why) {
        lock.lock();
        try {
            if (left.contains(cluster)) {
                return;
            }
            Status before = clusters.getOrDefault(cluster, Status.SKIPPED);
            Status worse = before.compareTo(status) >= 0 ? before : status;
            clusters.put(cluster, worse);
            if (!status.isFine() && because.isEmpty()) {
                because = why;
            }
        } finally {
            lock.unlock();
        }
    }

    /**
     * The step goes on without this cluster: whatever comes of its targets is counted where it
     * follows, and here they are out of reach.
     */
    void leave(String cluster, int itsTargets) {
        lock.lock();
        try {
            if (left.add(cluster)) {
                targets.values().removeIf(t -> t.cluster().equals(cluster));
                clusters.remove(cluster);
                targetsLeft += itsTargets;
            }
        } finally {
            lock.unlock();
        }
    }

    /** It is counted again, from nothing. */
    void takeBack(String cluster, int itsTargets) {
        lock.lock();
        try {
            if (left.remove(cluster)) {
                targetsLeft -= itsTargets;
            }
        } finally {
            lock.unlock();
        }
    }

    /** Whether the limits would hold if none of these clusters' targets were reached. */
    boolean mayDoWithout(Set<String> others, int theirTargets) {
        lock.lock();
        try {
            long unreachable =
                    targets.values().stream()
                            .filter(t -> t.status() == Status.UNREACHABLE)
                            .filter(t -> !others.contains(t.cluster()))
                            .count();
            return unreachable + targetsLeft + theirTargets <= limits.maxUnreachable();
        } finally {
            lock.unlock();
        }
    }

    private long count(Status wanted) {
        long own = targets.values().stream().filter(t -> t.status() == wanted).count();
        return wanted == Status.UNREACHABLE ? own + targetsLeft : own;
    }

    /** Whether so many went wrong that nothing new of the step may begin. */
    boolean isOver() {
        lock.lock();
        try {
            return count(Status.FAILED) + count(Status.REFUSED) > limits.maxFailed()
                    || count(Status.UNREACHABLE) > limits.maxUnreachable()
                    || count(Status.UNVERIFIED) > limits.maxUnverified();
        } finally {
            lock.unlock();
        }
    }

    /** What a crossed threshold says: "2 failed of at most 1". */
    String over() {
        lock.lock();
        try {
            return (count(Status.FAILED) + count(Status.REFUSED))
                    + " failed of at most "
                    + limits.maxFailed()
                    + ", "
                    + count(Status.UNREACHABLE)
                    + " unreachable of at most "
                    + limits.maxUnreachable()
                    + ", "
                    + count(Status.UNVERIFIED)
                    + " unverified of at most "
                    + limits.maxUnverified();
        } finally {
            lock.unlock();
        }
    }

    /** Whether something came of this target already. */
    boolean has(String target) {
        lock.lock();
        try {
            return targets.containsKey(target);
        } finally {
            lock.unlock();
        }
    }

    Map<String, Status> targets() {
        lock.lock();
        try {
            Map<String, Status> each = new LinkedHashMap<>();
            targets.forEach((target, of) -> each.put(target, of.status()));
            return Collections.unmodifiableMap(each);
        } finally {
            lock.unlock();
        }
    }

    /**
     * How the step ended. Failures within the thresholds do not make it fail: that is what the
     * thresholds are for.
     */
    StepResult result() {
        lock.lock();
        try {
            Map<String, Status> all = new TreeMap<>(clusters);
            Status worst = Status.worst(all.values());
            boolean withinLimits =
                    !isOver()
                            && !targets.isEmpty()
                            && worst != Status.STOPPED
                            && worst != Status.REFUSED;
            Status status =
                    withinLimits && !worst.isFine()
                            ? Status.worst(
                                    targets.values().stream()
                                            .map(Of::status)
                                            .filter(Status::isFine)
                                            .toList())
                            : worst;
            return new StepResult(status, all, because);
        } finally {
            lock.unlock();
        }
    }
}

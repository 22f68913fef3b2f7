package dev.postern.engine.run;

import dev.postern.core.playbook.Step;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;

/** Counts of one step's targets: failed, unreachable, unverified are three separate counts. */
final class Tally {
    private final Step.Options limits;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<String, Status> targets = new LinkedHashMap<>();
    private final Map<String, Status> clusters = new TreeMap<>();
    private String because = "";

    Tally(Step.Options limits) {
        this.limits = limits;
    }

    void target(String cluster, String target, Status status, String why) {
        lock.lock();
        try {
            targets.put(target, status);
            cluster(cluster, status, why);
        } finally {
            lock.unlock();
        }
    }

    /** The cluster as a whole; the worst stays. */
    void cluster(String cluster, Status status, String why) {
        lock.lock();
        try {
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

    private long count(Status wanted) {
        return targets.values().stream().filter(s -> s == wanted).count();
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
            return Collections.unmodifiableMap(new LinkedHashMap<>(targets));
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
                                    targets.values().stream().filter(Status::isFine).toList())
                            : worst;
            return new StepResult(status, all, because);
        } finally {
            lock.unlock();
        }
    }
}

package dev.postern.lab.model;

import java.util.List;
import java.util.TreeSet;

/** The cloud's node group of a cluster: what it wants, and how machines follow. */
public final class NodeGroupModel {
    /** Processes of a group that can be suspended (AWS Auto Scaling API reference). */
    public static final List<String> PROCESSES =
            List.of(
                    "AddToLoadBalancer",
                    "AlarmNotification",
                    "AZRebalance",
                    "HealthCheck",
                    "InstanceRefresh",
                    "Launch",
                    "ReplaceUnhealthy",
                    "ScheduledActions",
                    "Terminate");

    /** A machine that ends takes its time; one that is launched takes more. */
    private static final int ENDS_AFTER = 40;

    private static final int STARTS_AFTER = 90;

    private final TreeSet<String> suspended = new TreeSet<>();
    private int least;
    private int desired;
    private int most;
    private int changedAt;

    NodeGroupModel(int nodes) {
        least = 0;
        desired = nodes;
        most = Math.max(nodes * 3 / 2, nodes + 10);
    }

    public int least() {
        return least;
    }

    public int desired() {
        return desired;
    }

    public int most() {
        return most;
    }

    public List<String> suspended() {
        return List.copyOf(suspended);
    }

    void resize(int min, int wanted, int max, int t) {
        least = min;
        most = max;
        if (wanted != desired) {
            desired = wanted;
            changedAt = t;
        }
    }

    void suspend(List<String> processes) {
        suspended.addAll(processes.isEmpty() ? PROCESSES : processes);
    }

    void resume(List<String> processes) {
        if (processes.isEmpty()) {
            suspended.clear();
        } else {
            processes.forEach(suspended::remove);
        }
    }

    /**
     * @param signIn whether a controller-manager signs new nodes in
     */
    void act(int t, Herd herd, boolean signIn) {
        if (herd.size() > desired
                && t - changedAt >= ENDS_AFTER
                && !suspended.contains("Terminate")) {
            herd.resize(Math.max(desired, herd.size() - 100), t);
        } else if (herd.size() < desired
                && t - changedAt >= STARTS_AFTER
                && signIn
                && !suspended.contains("Launch")) {
            herd.resize(Math.min(desired, herd.size() + 20), t);
        }
    }
}

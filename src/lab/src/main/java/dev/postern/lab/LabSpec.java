package dev.postern.lab;

import dev.postern.core.fleet.ClusterName;
import dev.postern.core.value.Workload;

import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What a lab is made of.
 *
 * @param scenario a word for people and for {@code lab.json}
 * @param seed same seed, same world
 * @param opens the virtual instant at which the lab starts
 * @param speed virtual seconds a second of wall clock, 0 for as fast as it goes
 */
public record LabSpec(
        String scenario, long seed, Instant opens, double speed, List<ClusterSpec> clusters) {

    /** When labs open unless something else is said: the afternoon of the outage. */
    public static final Instant AFTERNOON = Instant.parse("2024-12-11T15:12:00Z");

    /** What fits a machine; a drill for people has far fewer. */
    public static final int MOST_CLUSTERS = 400;

    public LabSpec {
        clusters = List.copyOf(clusters);
        if (clusters.isEmpty() || clusters.size() > MOST_CLUSTERS) {
            throw new IllegalArgumentException(
                    "a lab has 1 to " + MOST_CLUSTERS + " clusters: " + clusters.size());
        }
        if (!(speed >= 0)) {
            throw new IllegalArgumentException("a speed is 0 (as fast as it goes) or more");
        }
        Set<String> names = new HashSet<>();
        for (ClusterSpec c : clusters) {
            if (!names.add(c.name())) {
                throw new IllegalArgumentException("two clusters named " + c.name());
            }
        }
    }

    /**
     * One cluster.
     *
     * @param kubernetes its version, "1.30.8"
     * @param cores of each control-plane host
     * @param memoryGib of each control-plane host
     * @param workloads DaemonSets and Deployments that are there and do no harm
     */
    public record ClusterSpec(
            String name,
            int hosts,
            int nodes,
            String kubernetes,
            int cores,
            int memoryGib,
            List<Workload> workloads) {
        public ClusterSpec {
            if (!ClusterName.isSound(name)) {
                throw new IllegalArgumentException("not a cluster name: " + name);
            }
            if (hosts < 1 || hosts > 9 || nodes < 0 || nodes > 10_000) {
                throw new IllegalArgumentException(
                        "1 to 9 hosts and at most 10000 nodes: " + hosts + ", " + nodes);
            }
            if (cores < 1 || memoryGib < 4) {
                throw new IllegalArgumentException("a host has at least 1 core and 4 GiB");
            }
            workloads = List.copyOf(workloads);
        }

        /**
         * A cluster whose hosts are as large as people give them for so many nodes: 4, 8 or 16
         * cores.
         */
        public static ClusterSpec of(String name, int hosts, int nodes, String kubernetes) {
            int cores = nodes > 1000 ? 16 : nodes > 300 ? 8 : 4;
            return new ClusterSpec(
                    name,
                    hosts,
                    nodes,
                    kubernetes,
                    cores,
                    cores * 4,
                    List.of(
                            new Workload("kube-system", "daemonset", "kube-proxy"),
                            new Workload("kube-system", "deployment", "coredns")));
        }
    }
}

package dev.postern.lab;

import dev.postern.core.fleet.ClusterName;
import dev.postern.core.value.Workload;
import dev.postern.lab.model.ModelProfile;

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

    /** The weakest host that a cluster can have: a server on less never starts. */
    public static final double LEAST_CORES = 0.1;

    /** The strongest. */
    public static final int MOST_CORES = 1024;

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
     * @param cores of each control-plane host; a part of one where it has no more
     * @param memoryGib of each control-plane host
     * @param profile the model's constants
     * @param workloads DaemonSets and Deployments that are there and do no harm
     */
    public record ClusterSpec(
            String name,
            int hosts,
            int nodes,
            String kubernetes,
            double cores,
            int memoryGib,
            ModelProfile profile,
            List<Workload> workloads) {
        public ClusterSpec {
            if (!ClusterName.isSound(name)) {
                throw new IllegalArgumentException("not a cluster name: " + name);
            }
            if (hosts < 1 || hosts > 9 || nodes < 0 || nodes > 10_000) {
                throw new IllegalArgumentException(
                        "1 to 9 hosts and at most 10000 nodes: " + hosts + ", " + nodes);
            }
            if (!(cores >= LEAST_CORES && cores <= MOST_CORES) || memoryGib < 4) {
                throw new IllegalArgumentException(
                        "a host has " + LEAST_CORES + " to " + MOST_CORES + " cores and 4 GiB");
            }
            workloads = List.copyOf(workloads);
        }

        /** The same cluster with other constants behind it. */
        public ClusterSpec with(ModelProfile other) {
            return new ClusterSpec(
                    name, hosts, nodes, kubernetes, cores, memoryGib, other, workloads);
        }

        /** The same cluster on hosts with so many cores, and what memory they had. */
        public ClusterSpec withCores(double many) {
            return new ClusterSpec(
                    name, hosts, nodes, kubernetes, many, memoryGib, profile, workloads);
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
                    ModelProfile.REFERENCE,
                    List.of(
                            new Workload("kube-system", "daemonset", "kube-proxy"),
                            new Workload("kube-system", "deployment", "coredns")));
        }
    }
}

package dev.postern.core.fleet;

import java.util.Optional;

/** One host of one cluster: {@code eu-1/cp1}. The host's name has the form of a cluster's name. */
public record HostId(ClusterName cluster, String host) implements Comparable<HostId> {
    public HostId {
        if (!ClusterName.isSound(host)) {
            throw new IllegalArgumentException("not a host name: " + host);
        }
    }

    /** Empty where the text is not {@code cluster/host}. */
    public static Optional<HostId> parse(String text) {
        int slash = text.indexOf('/');
        if (slash < 0
                || !ClusterName.isSound(text.substring(0, slash))
                || !ClusterName.isSound(text.substring(slash + 1))) {
            return Optional.empty();
        }
        return Optional.of(
                new HostId(new ClusterName(text.substring(0, slash)), text.substring(slash + 1)));
    }

    @Override
    public int compareTo(HostId other) {
        int byCluster = cluster.compareTo(other.cluster);
        return byCluster != 0 ? byCluster : host.compareTo(other.host);
    }

    @Override
    public String toString() {
        return cluster + "/" + host;
    }
}

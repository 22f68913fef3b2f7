package dev.postern.core.action;

import dev.postern.core.fleet.ClusterName;
import dev.postern.core.fleet.HostId;

/** What one change is made to. */
public sealed interface Target {
    ClusterName cluster();

    /** {@code eu-1}, {@code eu-1/cp1}, {@code eu-1/group/workers}: unique in a fleet. */
    String id();

    record OfCluster(ClusterName cluster) implements Target {
        @Override
        public String id() {
            return cluster.value();
        }
    }

    record OfHost(HostId host) implements Target {
        @Override
        public ClusterName cluster() {
            return host.cluster();
        }

        @Override
        public String id() {
            return host.toString();
        }
    }

    record OfNodeGroup(ClusterName cluster, String group) implements Target {
        @Override
        public String id() {
            return cluster + "/group/" + group;
        }
    }
}

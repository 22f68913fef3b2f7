package dev.postern.core.reach;

import dev.postern.core.fleet.Cluster;
import dev.postern.core.fleet.ClusterName;
import dev.postern.core.fleet.Fleet;
import dev.postern.core.fleet.HostId;
import dev.postern.core.pace.Pacer;
import dev.postern.core.time.Time;

/** The outside, by its adapters: one for the whole process, whatever runs in it. */
public interface World {
    Fleet fleet();

    /**
     * The cluster of this name.
     *
     * @throws IllegalArgumentException where the fleet has none: names are checked before
     */
    default Cluster cluster(ClusterName name) {
        return fleet().cluster(name)
                .orElseThrow(() -> new IllegalArgumentException("no cluster " + name));
    }

    Shell shell(HostId host);

    Files files(HostId host);

    Tunnels tunnels();

    /** The API server of this host. */
    KubernetesApi api(HostId host);

    /**
     * The API of the cluster by whichever of its servers answers: the last good one first. Each
     * server is asked through its own pacer.
     */
    KubernetesApi api(ClusterName cluster);

    NodeGroups nodeGroups();

    Time time();

    Pacer pacer();
}

package dev.postern.core.reach;

import dev.postern.core.evidence.Evidence;
import dev.postern.core.fact.Facts;
import dev.postern.core.fleet.Cluster;
import dev.postern.core.fleet.ClusterName;
import dev.postern.core.fleet.Fleet;
import dev.postern.core.fleet.HostId;
import dev.postern.core.time.Time;

/** All through which an action or probe touches the world. */
public interface Reach {
    Fleet fleet();

    Cluster cluster(ClusterName name);

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

    Evidence evidence();

    Facts facts();

    Stop stop();

    /** The run's id, for names of what is left on hosts; "look" outside a run. */
    String run();

    /** Who runs it, "ann@laptop": neutral text. */
    String operator();
}

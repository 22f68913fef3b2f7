package dev.postern.core.reach;

import dev.postern.core.fleet.ClusterName;
import dev.postern.core.fleet.HostId;

/** What reaches Kubernetes APIs. */
public interface ReachesApis {
    /** The API server of this host. */
    KubernetesApi api(HostId host);

    /**
     * The API of the cluster by whichever of its servers answers: the last good one first. Each
     * server is asked through its own pacer.
     */
    KubernetesApi api(ClusterName cluster);
}

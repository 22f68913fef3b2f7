package dev.postern.lab;

import dev.postern.core.fleet.ClusterName;
import dev.postern.core.fleet.HostId;
import dev.postern.core.value.Workload;

import java.time.Duration;

/** What a scenario can break. Each takes effect at the virtual instant at which it is called. */
public interface LabFaults {
    /**
     * Rolls out a DaemonSet to all clusters whose pods list all pods of the cluster again and
     * again.
     *
     * @param every how often each pod lists
     */
    void daemonsetStorm(Workload workload, Duration every);

    /** Cached DNS answers expire one after the other over this long, while the API is away. */
    void dnsDecay(Duration over);

    /** Old revisions have filled etcd: nothing is written any more, reads and deletes go on. */
    void etcdFull(ClusterName cluster);

    /**
     * Every certificate that kubeadm renews has ended an hour ago, on every host: nobody gets
     * through with any of them.
     */
    void certificatesExpired(ClusterName cluster);

    /** The host's SSH host key is another one from now on. */
    void hostKeyChanged(HostId host);

    /** The host neither answers SSH nor serves its API. */
    void hostDown(HostId host);

    /** The host accepts connections for SSH and never answers; it does not serve its API. */
    void hostHangs(HostId host);

    /** The host is back, its API server cold. */
    void hostUp(HostId host);
}

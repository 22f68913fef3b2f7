package dev.postern.reachkubernetes;

import dev.postern.core.fleet.ClusterName;
import dev.postern.core.fleet.Fleet;
import dev.postern.core.fleet.HostId;
import dev.postern.core.pace.Pacer;
import dev.postern.core.reach.DialRule;
import dev.postern.core.reach.Files;
import dev.postern.core.reach.KubernetesApi;
import dev.postern.core.reach.Tunnels;
import dev.postern.core.time.Time;

import java.util.function.Function;

/** The API servers of a fleet. One for the process; shared by all its threads. */
public final class KubernetesReach implements AutoCloseable {

    /**
     * @param dial asked before every connection
     * @param files the files of a host, for identities and the manifest there
     * @param userAgent how the audit log knows us: {@code postern/VERSION (run)}
     */
    public KubernetesReach(
            Fleet fleet,
            Time time,
            Pacer pacer,
            DialRule dial,
            Tunnels tunnels,
            Function<HostId, Files> files,
            String userAgent) {}

    /**
     * The API server of this host.
     *
     * @throws IllegalArgumentException where the fleet has no such host
     */
    public KubernetesApi api(HostId host) {
        throw new IllegalArgumentException("no host " + host);
    }

    /**
     * The API of the cluster by whichever of its servers answers, the last good one first.
     *
     * @throws IllegalArgumentException where the fleet has no such cluster
     */
    public KubernetesApi api(ClusterName cluster) {
        throw new IllegalArgumentException("no cluster " + cluster);
    }

    @Override
    public void close() {}
}

package dev.postern.core.reach;

import dev.postern.core.fleet.ClusterName;
import dev.postern.core.fleet.Fleet;
import dev.postern.core.fleet.HostId;
import dev.postern.core.pace.Pacer;
import dev.postern.core.time.Time;

/** The outside as its adapters show it. */
public record AdaptedWorld(
        Fleet fleet,
        ReachesHosts hosts,
        ReachesApis apis,
        NodeGroups nodeGroups,
        Time time,
        Pacer pacer)
        implements World {
    @Override
    public Shell shell(HostId host) {
        return hosts.shell(host);
    }

    @Override
    public Files files(HostId host) {
        return hosts.files(host);
    }

    @Override
    public Tunnels tunnels() {
        return hosts.tunnels();
    }

    @Override
    public KubernetesApi api(HostId host) {
        return apis.api(host);
    }

    @Override
    public KubernetesApi api(ClusterName cluster) {
        return apis.api(cluster);
    }
}

package dev.postern.core.reach;

import dev.postern.core.fleet.ClusterName;
import dev.postern.core.fleet.Fleet;
import dev.postern.core.fleet.HostId;
import dev.postern.core.pace.Pacer;
import dev.postern.core.time.Time;

/** A world that shows another one, but for what it overrides. */
public interface WorldThrough extends World {
    /** What lies under it: all that is the same for whatever runs in this process. */
    World world();

    @Override
    default Fleet fleet() {
        return world().fleet();
    }

    @Override
    default Shell shell(HostId host) {
        return world().shell(host);
    }

    @Override
    default Files files(HostId host) {
        return world().files(host);
    }

    @Override
    default Tunnels tunnels() {
        return world().tunnels();
    }

    @Override
    default KubernetesApi api(HostId host) {
        return world().api(host);
    }

    @Override
    default KubernetesApi api(ClusterName cluster) {
        return world().api(cluster);
    }

    @Override
    default NodeGroups nodeGroups() {
        return world().nodeGroups();
    }

    @Override
    default Time time() {
        return world().time();
    }

    @Override
    default Pacer pacer() {
        return world().pacer();
    }
}

package dev.postern.console.wiring;

import dev.postern.core.fleet.ClusterName;
import dev.postern.core.fleet.Fleet;
import dev.postern.core.fleet.HostId;
import dev.postern.core.pace.Pacer;
import dev.postern.core.reach.Files;
import dev.postern.core.reach.KubernetesApi;
import dev.postern.core.reach.NodeGroups;
import dev.postern.core.reach.Shell;
import dev.postern.core.reach.Tunnels;
import dev.postern.core.reach.World;
import dev.postern.core.time.Time;
import dev.postern.reachkubernetes.KubernetesReach;
import dev.postern.reachssh.SshReach;

/** The outside, by its real adapters. Closing it ends all sessions and tunnels. */
public final class OpenWorld implements World, AutoCloseable {
    private final Fleet fleet;
    private final Time time;
    private final Pacer pacer;
    private final SshReach ssh;
    private final KubernetesReach kubernetes;
    private final NodeGroups nodeGroups;
    private final Runnable leave;

    OpenWorld(
            Fleet fleet,
            Time time,
            Pacer pacer,
            SshReach ssh,
            KubernetesReach kubernetes,
            NodeGroups nodeGroups,
            Runnable leave) {
        this.fleet = fleet;
        this.time = time;
        this.pacer = pacer;
        this.ssh = ssh;
        this.kubernetes = kubernetes;
        this.nodeGroups = nodeGroups;
        this.leave = leave;
    }

    @Override
    public Fleet fleet() {
        return fleet;
    }

    @Override
    public Shell shell(HostId host) {
        return ssh.shell(host);
    }

    @Override
    public Files files(HostId host) {
        return ssh.files(host);
    }

    @Override
    public Tunnels tunnels() {
        return ssh.tunnels();
    }

    @Override
    public KubernetesApi api(HostId host) {
        return kubernetes.api(host);
    }

    @Override
    public KubernetesApi api(ClusterName cluster) {
        return kubernetes.api(cluster);
    }

    @Override
    public NodeGroups nodeGroups() {
        return nodeGroups;
    }

    @Override
    public Time time() {
        return time;
    }

    @Override
    public Pacer pacer() {
        return pacer;
    }

    @Override
    public void close() {
        kubernetes.close();
        ssh.close();
        leave.run();
    }
}

package dev.postern.lab;

import dev.postern.core.value.Workload;
import dev.postern.lab.api.ClusterApi;
import dev.postern.lab.api.Kubeadm;
import dev.postern.lab.api.ServerLogs;
import dev.postern.lab.clock.VirtualClock;
import dev.postern.lab.model.ClusterModel;
import dev.postern.lab.model.ClusterShape;
import dev.postern.lab.model.Moment;
import dev.postern.lab.model.Storm;

import io.netty.channel.EventLoopGroup;

import java.net.InetAddress;
import java.security.KeyPair;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** One cluster of the lab: hosts, model and API together. */
final class LabCluster implements AutoCloseable {
    final LabSpec.ClusterSpec spec;
    final List<LabHost> hosts;
    final ClusterModel model;
    final ClusterApi api;
    private final HostCredentials credentials;
    private final Instant opened;
    private final InetAddress operator;

    /** What all clusters of a lab share. */
    record Shared(
            VirtualClock clock,
            Instant opened,
            long seed,
            InetAddress operator,
            KeyPair admin,
            KeyPair superAdmin,
            EventLoopGroup loops) {}

    LabCluster(int index, LabSpec.ClusterSpec spec, List<LabHost> hosts, Shared shared) {
        this.spec = spec;
        this.hosts = List.copyOf(hosts);
        this.opened = shared.opened();
        this.operator = shared.operator();
        for (LabHost h : hosts) {
            manifests(h);
        }
        int minor = Integer.parseInt(spec.kubernetes().split("\\.", -1)[1]);
        ClusterShape shape =
                new ClusterShape(
                        spec.name(),
                        index,
                        hosts.size(),
                        spec.nodes(),
                        minor,
                        spec.cores(),
                        (long) spec.memoryGib() << 30,
                        shared.seed());
        this.model = new ClusterModel(spec.profile(), shape, List.copyOf(hosts));
        this.api =
                new ClusterApi(
                        model,
                        hosts.stream()
                                .map(h ->
                                        new ClusterApi.Seat(
                                                h.id.host(),
                                                h.address,
                                                h::verdict,
                                                h.machine.files()))
                                .toList(),
                        shared.clock(),
                        opened,
                        source -> isParty(hosts, shared.operator(), source),
                        shared.loops());
        spec.workloads().forEach(api::furnish);
        EtcdMembers etcd = new EtcdMembers(model, hosts.stream().map(h -> h.address).toList());
        for (int i = 0; i < hosts.size(); i++) {
            hosts.get(i)
                    .workings
                    .belongTo(model, i, new ServerLogs(model, i, api.tally(i), opened), etcd);
        }
        this.credentials = new HostCredentials(api, hosts, shared.superAdmin());
        credentials.put(shared.admin());
    }

    /**
     * Whether a connection from there is a party's: from the operator's own address, or through a
     * tunnel, which comes out of a host. Hosts make no other connections of their own.
     */
    private static boolean isParty(List<LabHost> hosts, InetAddress operator, InetAddress source) {
        return source.equals(operator) || hosts.stream().anyMatch(h -> h.address.equals(source));
    }

    private String version() {
        return spec.kubernetes().split("\\.", -1).length > 2
                ? spec.kubernetes()
                : spec.kubernetes() + ".8";
    }

    private void manifests(LabHost h) {
        String dir = "/etc/kubernetes/manifests/";
        h.put(dir + "kube-apiserver.yaml", Kubeadm.apiServer(h.address, version()), 0600);
        for (String c : List.of("etcd", "kube-controller-manager", "kube-scheduler")) {
            h.put(dir + c + ".yaml", Kubeadm.component(c, h.address, version()), 0600);
        }
    }

    /** What kubeadm renews has ended on all hosts. */
    void expireCertificates(Instant now) {
        credentials.expire(now);
    }

    void storm(Workload w, double everySeconds) {
        api.bringIn(w);
        model.storm(w, Storm.listing(everySeconds));
    }

    /** Moves the model to a second and the ports after it. */
    void tick(int second) {
        model.tick(second);
        api.follow();
    }

    LabTruth truth(Instant now) {
        List<LabTruth.Sample> series = new ArrayList<>();
        for (Moment m : model.moments()) {
            series.add(
                    new LabTruth.Sample(
                            opened.plusSeconds(m.at()),
                            m.latency(),
                            m.rejected(),
                            m.admitted(),
                            m.nodesReady(),
                            m.cpu(),
                            m.dns(),
                            m.readyServers()));
        }
        return new LabTruth(
                spec.name(),
                now,
                model.readyServers().stream().map(i -> hosts.get(i).id.host()).toList(),
                hosts.size(),
                model.workloadObject(),
                model.podNodes().size(),
                model.processes(),
                model.nodes(),
                model.nodesBack(),
                model.collapses(),
                model.recollapses(),
                model.evictions(),
                model.dnsDeadMinutes(),
                requestsByOperator(),
                series);
    }

    /** What the consoles have sent to its servers so far. */
    long requestsByOperator() {
        long requests = 0;
        for (int i = 0; i < hosts.size(); i++) {
            requests += requestsByOperator(i);
        }
        return requests;
    }

    long requestsByOperator(int host) {
        var bySource = api.tally(host).bySource();
        return bySource.getOrDefault(operator.getHostAddress(), 0L)
                // Through a tunnel the server sees its own host.
                + bySource.getOrDefault(hosts.get(host).address.getHostAddress(), 0L);
    }

    @Override
    public void close() {
        api.close();
        hosts.forEach(LabHost::close);
    }
}

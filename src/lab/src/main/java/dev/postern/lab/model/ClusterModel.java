package dev.postern.lab.model;

import dev.postern.core.value.Workload;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One cluster: its servers, its herd, its controllers, and what is in its store.
 *
 * <p>It moves by {@link #tick}, once a virtual second; everything else asks it, or changes what the
 * next second starts from. Safe for several threads.
 */
public final class ClusterModel {
    /** A change of an object is seen by the servers' informers after this many seconds. */
    private static final int INFORMED_AFTER = 2;

    private final ModelProfile profile;
    private final ClusterShape shape;
    private final Chance chance;
    private final List<ControlHost> hosts = new ArrayList<>();
    private final List<ApiServer> servers = new ArrayList<>();
    private final Herd herd;
    private final Controllers controllers;
    private final Names names;
    private final NodeGroupModel group;
    private final Servers front;
    private final Kubelets kubelets;
    private final Recorder recorder = new Recorder();
    private final Objects objects = new Objects();
    private final EtcdSpace etcdSpace;
    private Optional<Workload> offender = Optional.empty();
    private int now;
    private int informAt = -1;
    private boolean underway;

    public ClusterModel(ModelProfile profile, ClusterShape shape, List<HostView> views) {
        this.profile = profile;
        this.shape = shape;
        this.chance = new Chance(shape.seed() * 31 + shape.index());
        for (int i = 0; i < views.size(); i++) {
            ApiServer s = new ApiServer(i, profile, shape);
            servers.add(s);
            hosts.add(new ControlHost(views.get(i), s));
        }
        herd = new Herd(profile, shape, chance, servers, views);
        front = new Servers(this, chance, hosts);
        kubelets = new Kubelets(this, hosts);
        controllers = new Controllers(profile, shape, chance);
        names = new Names(profile);
        group = new NodeGroupModel(shape.nodes());
        etcdSpace =
                new EtcdSpace(
                        views.size(),
                        (long) shape.nodes() * profile.podsPerNode() * profile.objectBytes()
                                + (90L << 20));
    }

    // ---- time

    /** Moves to this second; each second is given once, in order. */
    public synchronized void tick(int t) {
        now = t;
        boolean etcd = etcdQuorum();
        for (ControlHost h : hosts) {
            if (h.kubelet(t)) {
                herd.serverGone(h.api.index, t);
            }
        }
        if (informAt >= 0 && t >= informAt) {
            informAt = -1;
            inform();
        }
        herd.act(t);
        for (ApiServer s : servers) {
            for (ApiServer.Batch b : s.work(t, herd.size(), x -> herd.stillWanted(s, x))) {
                herd.finished(s, b, t);
            }
            if (s.verdict(t, etcd).isPresent()) {
                s.died();
                s.pod.crash(t);
                herd.serverGone(s.index, t);
            }
        }
        controllers.act(t, controllersServed(etcd), workloadObject(), offender.isPresent(), herd);
        group.act(t, herd, controllers.lead());
        double back = herd.size() == 0 ? 1 : (double) herd.nodesBack(t) / herd.size();
        names.act(t, apiReady(), back);
        underway |= fenced() || (offender.isPresent() && herd.offenders.silent());
        recorder.second(apiReady(), planned(t), underway);
        if (t % 10 == 0) {
            double admitted = fenced() ? herd.roads.admitted(herd.size()) : 1;
            recorder.keep(t, servers, readyServers().size(), admitted, back, names.answered());
        }
    }

    private boolean planned(int t) {
        return hosts.stream().anyMatch(h -> h.plannedRestart(t) && !h.api.ready(true))
                && servers.stream().filter(s -> !s.ready(true)).count() == 1;
    }

    private boolean controllersServed(boolean etcd) {
        return hosts.stream().anyMatch(h -> h.runs("kube-controller-manager") && h.api.ready(etcd));
    }

    private boolean fenced() {
        return hosts.stream().anyMatch(h -> h.view.fenced());
    }

    // ---- the offender

    /** A DaemonSet rolls out whose pods do what the storm says. Its objects are in the store. */
    public synchronized void storm(Workload workload, Storm storm) {
        offender = Optional.of(workload);
        herd.offenders.rollOut(storm, herd.size(), now);
        inform();
    }

    public synchronized Optional<Workload> offender() {
        return offender;
    }

    /** Objects were written: the servers see it soon. */
    public synchronized void written() {
        informAt = now + INFORMED_AFTER;
    }

    private void inform() {
        offender.ifPresent(
                w -> herd.offenders.refuse(Silence.of(objects, w.namespace(), w.name())));
    }

    /** The objects' lock is this model. */
    public Objects objects() {
        return objects;
    }

    public synchronized boolean workloadObject() {
        return offender.flatMap(w -> objects.get(Objects.path(w))).isPresent();
    }

    /** The nodes on which a pod of the offender is in the store, in order. */
    public synchronized List<Integer> podNodes() {
        return herd.offenders.pods.stream().boxed().toList();
    }

    /** Removes the pods of these nodes from the store at once, as a grace of 0 does. */
    public synchronized void dropPods(List<Integer> nodes) {
        nodes.forEach(i -> herd.offenders.dropPod(i, now, false));
    }

    public synchronized int processes() {
        return herd.offenders.runs.cardinality();
    }

    public synchronized boolean offenderSilent() {
        return herd.offenders.silent();
    }

    // ---- hosts

    /** The kubelets of the hosts, and what they run. */
    public Kubelets kubelets() {
        return kubelets;
    }

    /** How full etcd is. */
    public EtcdSpace etcdSpace() {
        return etcdSpace;
    }

    public synchronized boolean etcdQuorum() {
        long members = hosts.stream().filter(h -> h.runs("etcd")).count();
        return members * 2 > hosts.size();
    }

    // ---- sockets

    /** A node's socket at an API server. */
    public record Socket(int node, InetAddress address, int port) {}

    public synchronized List<Socket> sockets(int host) {
        return herd.sockets(host);
    }

    /** Closes a node's sockets at a server, as {@code ss -K} does. */
    public synchronized void closeSockets(int host, int node) {
        herd.close(host, node, now);
    }

    /** The address of a node. */
    public synchronized InetAddress nodeAddress(int node) {
        return herd.roads.address(node);
    }

    // ---- the API servers

    /** The API servers, as their clients and their hosts see them. */
    public Servers servers() {
        return front;
    }

    // ---- faults, cloud

    /** So many writes that their revisions fill etcd. */
    public synchronized void fillEtcd() {
        objects.touch();
        etcdSpace.fill();
    }

    public synchronized void dnsDecay(double overSeconds) {
        names.decay(overSeconds);
    }

    /** The cloud's group of this cluster's nodes. */
    public synchronized NodeGroupModel group() {
        return group;
    }

    public synchronized void resizeGroup(int least, int desired, int most) {
        underway = true;
        group.resize(least, desired, most, now);
    }

    public synchronized void suspendGroup(List<String> processes) {
        group.suspend(processes);
    }

    public synchronized void resumeGroup(List<String> processes) {
        group.resume(processes);
    }

    // ---- the truth

    public ClusterShape shape() {
        return shape;
    }

    public ModelProfile profile() {
        return profile;
    }

    public synchronized int now() {
        return now;
    }

    public synchronized int nodes() {
        return herd.size();
    }

    public synchronized int nodesBack() {
        return herd.nodesBack(now);
    }

    /** Whether a node holds its watches and renews its lease. */
    public synchronized boolean nodeBack(int node) {
        return node < herd.size() && herd.back(node, now);
    }

    /** When a node last renewed its lease, in seconds of the model. */
    public synchronized int lastLease(int node) {
        return herd.lastLease(node);
    }

    public synchronized List<Integer> readyServers() {
        boolean etcd = etcdQuorum();
        List<Integer> ready = new ArrayList<>();
        for (ControlHost h : hosts) {
            if (h.view.up() && h.api.ready(etcd)) {
                ready.add(h.api.index);
            }
        }
        return ready;
    }

    /** Whether most of the servers are ready. */
    public synchronized boolean apiReady() {
        return readyServers().size() * 2 > servers.size();
    }

    public synchronized boolean controllersLead() {
        return controllers.lead();
    }

    public synchronized int collapses() {
        return recorder.collapses();
    }

    public synchronized int recollapses() {
        return recorder.recollapses();
    }

    public synchronized int evictions() {
        return controllers.evictions();
    }

    public synchronized double dnsDeadMinutes() {
        return names.deadMinutes();
    }

    public synchronized double dnsAnswered() {
        return names.answered();
    }

    public synchronized List<Moment> moments() {
        return recorder.moments();
    }
}

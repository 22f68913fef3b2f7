package dev.postern.lab.model;

import dev.postern.core.value.Workload;
import dev.postern.lab.host.Firewall;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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

    private static final int HANDSHAKE = 11;
    private static final int ANSWER = 12;

    private final ModelProfile profile;
    private final ClusterShape shape;
    private final Chance chance;
    private final List<ControlHost> hosts = new ArrayList<>();
    private final List<ApiServer> servers = new ArrayList<>();
    private final Herd herd;
    private final Controllers controllers;
    private final Names names;
    private final NodeGroupModel group;
    private final Recorder recorder = new Recorder();
    private final Objects objects = new Objects();
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
        controllers = new Controllers(profile, shape, chance);
        names = new Names(profile);
        group = new NodeGroupModel(shape.nodes());
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
        underway |= fenced() || (offender.isPresent() && herd.offenderSilent());
        recorder.second(apiReady(), planned(t), underway);
        if (t % 10 == 0) {
            recorder.keep(t, servers, readyServers().size(), admitted(), back, names.answered());
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

    /**
     * A DaemonSet of which each pod lists all pods again and again. Its objects are in the store.
     */
    public synchronized void storm(Workload workload, double everySeconds) {
        offender = Optional.of(workload);
        herd.rollOut(everySeconds, now);
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
        offender.ifPresent(w -> herd.refuseOffender(Silence.of(objects, w.namespace(), w.name())));
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
        return herd.pods.stream().boxed().toList();
    }

    /** Removes the pods of these nodes from the store at once, as a grace of 0 does. */
    public synchronized void dropPods(List<Integer> nodes) {
        nodes.forEach(i -> herd.dropPod(i, now, false));
    }

    public synchronized int processes() {
        return herd.runs.cardinality();
    }

    public synchronized boolean offenderSilent() {
        return herd.offenderSilent();
    }

    // ---- hosts

    /** Files in a host's manifest directory changed. */
    public synchronized void manifestsChanged(int host) {
        hosts.get(host).touched();
    }

    /** The kubelet of a host was restarted: it reads all again and forgets its back-offs. */
    public synchronized void kubeletRestarted(int host) {
        hosts.get(host).touched();
        hosts.get(host).all().forEach(p -> p.forgetBackoff(now));
    }

    /** One container of a static pod, past or present. Times are seconds of the model. */
    public record ContainerView(
            String component, int generation, int attempt, int since, boolean running) {}

    public synchronized List<ContainerView> containers(int host) {
        List<ContainerView> all = new ArrayList<>();
        for (StaticPod p : hosts.get(host).all()) {
            for (StaticPod.Run r : p.runs()) {
                all.add(
                        new ContainerView(
                                p.component, r.generation(), r.attempt(), r.since(), r.running()));
            }
        }
        return all;
    }

    /** Core-seconds that a host's API server has used since its container started. */
    public synchronized double cpuSeconds(int host) {
        return servers.get(host).cpuSeconds();
    }

    /** Bytes that a host's API server holds. */
    public synchronized double memory(int host) {
        return servers.get(host).memory();
    }

    /** Seconds that work waits for the cores of a host. */
    public synchronized double lag(int host) {
        ApiServer s = servers.get(host);
        return s.listening() ? s.lag() : 0;
    }

    /** Whether a component's container runs on a host. */
    public synchronized boolean runs(int host, String component) {
        return hosts.get(host).runs(component);
    }

    public synchronized boolean etcdQuorum() {
        long members = hosts.stream().filter(h -> h.runs("etcd")).count();
        return members * 2 > hosts.size();
    }

    /** How far a host's etcd is behind, seconds. */
    public synchronized double etcdLag(int host) {
        return servers.get(host).etcdLag();
    }

    // ---- sockets

    /** A node's socket at an API server. */
    public record Socket(int node, InetAddress address, int port) {}

    public synchronized List<Socket> sockets(int host) {
        List<Socket> all = new ArrayList<>();
        for (int i = 0; i < herd.size(); i++) {
            if (herd.hasSocket(host, i)) {
                all.add(new Socket(i, herd.address(i), herd.port(i)));
                if (herd.runs.get(i)) {
                    // The offender's pod is on the host network: the same address, another port.
                    all.add(new Socket(i, herd.address(i), herd.port(i) + 1));
                }
            }
        }
        return all;
    }

    /** Closes a node's sockets at a server, as {@code ss -K} does. */
    public synchronized void closeSockets(int host, int node) {
        herd.close(host, node, now);
    }

    /** The address of a node. */
    public synchronized InetAddress nodeAddress(int node) {
        return herd.address(node);
    }

    // ---- the API's clients

    public synchronized boolean listening(int server) {
        return hosts.get(server).view.up() && servers.get(server).listening();
    }

    /** Grows with each start of the server: a connection of another serial is dead. */
    public synchronized int serial(int server) {
        return servers.get(server).serial();
    }

    public synchronized boolean ready(int server) {
        return hosts.get(server).view.up() && servers.get(server).ready(etcdQuorum());
    }

    /**
     * How long a TLS handshake takes now; above {@code ReadHeaderTimeout} (32 s, secure_serving.go)
     * the server gives up itself.
     */
    public synchronized double handshakeSeconds(int server, long salt) {
        ApiServer s = servers.get(server);
        s.trifle(profile.handshakeCost());
        return 0.004 + s.lag() * (0.8 + 1.6 * chance.unit(HANDSHAKE, server, salt));
    }

    /** What becomes of a request that arrives now. */
    public synchronized Reply ask(int server, Ask ask) {
        ApiServer s = servers.get(server);
        s.trifle(profile.requestCost());
        double u = chance.unit(ANSWER, server, ask.salt());
        double wait = 0.003 + 0.004 * u + s.lag() * (0.9 + 0.3 * u);
        if (ask.list() && s.phase() == ApiServer.Phase.WARMING && !shape.legacy()) {
            return new Reply(
                    wait,
                    429,
                    s.retryAfterSeconds(now),
                    "storage is (re)initializing, please try again later");
        }
        if (!ask.exempt() && s.lag() >= profile.queueLimit() * 0.97) {
            return new Reply(
                    profile.queueLimit(),
                    429,
                    s.retryAfterSeconds(now),
                    "The server is currently unable to handle the request, please try again later");
        }
        if (ask.etcd()) {
            if (!etcdQuorum()) {
                return new Reply(wait + 7, 500, 0, "etcdserver: no leader");
            }
            if (s.etcdLag() > 5) {
                return new Reply(wait + 7, 500, 0, "etcdserver: request timed out");
            }
            wait += 0.004 + s.etcdLag();
        }
        if (ask.unbounded()) {
            s.trifle(profile.fullList(herd.size()));
            wait += profile.fullList(herd.size());
        }
        return Reply.serve(wait);
    }

    /** Which health checks fail just now, by the names of {@code /readyz?verbose}. */
    public synchronized List<String> failing(int server, boolean withEtcd) {
        ApiServer s = servers.get(server);
        List<String> bad = new ArrayList<>();
        double timeout = s.pod.manifest().map(Manifest::etcdTimeout).orElse(2.0);
        if (withEtcd && (!etcdQuorum() || s.etcdLag() > timeout)) {
            bad.add("etcd");
        }
        if (s.phase() == ApiServer.Phase.WARMING) {
            bad.add("informer-sync");
            bad.add("poststarthook/rbac/bootstrap-roles");
        }
        return bad;
    }

    /** What a server runs and has waiting, for its debug pages and metrics. */
    public record Load(
            int waiting, int offendersRunning, int othersRunning, int retryAfter, double lag) {}

    public synchronized Load load(int server) {
        ApiServer s = servers.get(server);
        return new Load(
                s.waiting(),
                s.running(ApiServer.Kind.OFFENDER),
                s.running(ApiServer.Kind.RELIST),
                s.retryAfterSeconds(now),
                s.lag());
    }

    /** Answers by "who status" since the server's process first started. */
    public synchronized Map<String, Long> answers(int server) {
        return servers.get(server).traffic.totals();
    }

    /** One second of a server's answers by "who status". */
    public record Answers(int at, Map<String, Integer> byWhoAndStatus) {}

    /** The last minute's answers. */
    public synchronized List<Answers> lastMinute(int server) {
        return servers.get(server).traffic.lastMinute().stream()
                .map(s -> new Answers(s.at(), Map.copyOf(s.answers())))
                .toList();
    }

    // ---- faults, cloud

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

    public synchronized int restarts(int server) {
        return servers.get(server).restarts();
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

    /** The share of nodes that some firewall of the cluster lets in, from a sample. */
    private double admitted() {
        if (!fenced() || herd.size() == 0) {
            return 1;
        }
        int step = Math.max(1, herd.size() / 200);
        int asked = 0;
        int in = 0;
        for (int i = 0; i < herd.size(); i += step) {
            InetAddress a = herd.address(i);
            asked++;
            in +=
                    hosts.stream().anyMatch(h -> h.view.verdict(a) == Firewall.Verdict.ACCEPT)
                            ? 1
                            : 0;
        }
        return (double) in / asked;
    }
}

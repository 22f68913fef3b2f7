package dev.postern.lab.model;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * One API server: a queue of work in front of some cores, the memory that it takes, and the probes
 * that kill it.
 */
final class ApiServer {
    /** What a client asked that is more than a trifle. */
    enum Kind {
        /** A node's reflectors list again. */
        RELIST,
        /** The offender lists everything. */
        OFFENDER
    }

    /** One piece of work in the queue. */
    record Batch(Kind kind, int node, double cost, int at) {}

    enum Phase {
        /** No container, or it has not opened its port. */
        DOWN,
        /** It listens and fills its caches. */
        WARMING,
        SERVING
    }

    final int index;
    final StaticPod pod = new StaticPod("kube-apiserver");
    private final ModelProfile profile;
    private final ClusterShape shape;
    private final ArrayDeque<Batch> queue = new ArrayDeque<>();
    private final ServerMemory memory;
    private final RetryAfter retryAfter = new RetryAfter();
    final Traffic traffic = new Traffic();

    private Phase phase = Phase.DOWN;
    private double queued;
    private double small;
    private double warmed;
    private double busyCores;
    private double cpuSeconds;
    private int failedProbes;
    private int restarts;
    private int serial;

    /** Nodes whose sockets this server's kernel still holds. */
    int heldSockets;

    ApiServer(int index, ModelProfile profile, ClusterShape shape) {
        this.index = index;
        this.profile = profile;
        this.shape = shape;
        memory = new ServerMemory(profile, shape);
    }

    Phase phase() {
        return phase;
    }

    boolean listening() {
        return phase != Phase.DOWN;
    }

    /** Seconds that new work waits for the cores. */
    double lag() {
        return (queued + small) / cores();
    }

    /** How far etcd, which serves the LISTs of legacy servers, is behind. */
    double etcdLag() {
        return lag() * (shape.legacy() ? profile.etcdShare() : 0.05);
    }

    /** Whether {@code /readyz} would say 200 within a few seconds. */
    boolean ready(boolean etcd) {
        return phase == Phase.SERVING && etcd && lag() < profile.heartbeatTimeout();
    }

    double busyShare() {
        return phase == Phase.DOWN ? 0 : busyCores / shape.cores();
    }

    double cpuSeconds() {
        return cpuSeconds;
    }

    double memory() {
        return phase == Phase.DOWN ? 0 : memory.bytes();
    }

    int restarts() {
        return restarts;
    }

    /** Grows with each start, so that connections know whether their server is still the same. */
    int serial() {
        return serial;
    }

    int waiting() {
        return queue.size();
    }

    int running(Kind kind) {
        return memory.serving(kind);
    }

    int retryAfterSeconds(int t) {
        return phase == Phase.WARMING && !shape.legacy()
                ? (int) Math.min(30, Math.max(1, Math.exp(0.06 * (t - pod.since()))))
                : retryAfter.seconds();
    }

    /** The cores that it gets: what asks for little must share with what else runs there. */
    private double cores() {
        boolean raised = pod.manifest().map(Manifest::wholeCores).orElse(false);
        return shape.cores() * (raised ? 1.0 : 0.94);
    }

    /** From the container's start until the port listens, whole seconds. */
    int startSeconds() {
        return (int) Math.round(profile.startSeconds());
    }

    private double seatsFactor() {
        return pod.manifest().map(m -> m.seats() / 600.0).orElse(1.0);
    }

    /** Work too small to queue for: it is done first. */
    void trifle(double cost) {
        small += cost;
    }

    /**
     * Offers work.
     *
     * @return false where it is rejected: 429 with Retry-After
     */
    boolean offer(Batch batch, int t) {
        boolean cold = phase == Phase.WARMING && !shape.legacy();
        if (cold || lag() >= profile.queueLimit()) {
            small +=
                    profile.rejectCost()
                            * (batch.kind() == Kind.RELIST ? profile.reflectorsPerNode() : 1);
            retryAfter.dropped();
            traffic.count(batch.kind(), 429);
            return false;
        }
        queue.add(batch);
        queued += batch.cost();
        return true;
    }

    /** Starts listening. */
    void start(int t) {
        phase = Phase.WARMING;
        warmed = 0;
        failedProbes = 0;
        cpuSeconds = 0;
        serial++;
        clear();
        memory.fresh();
    }

    /** Was there long before the lab opened. */
    void servesAlready() {
        phase = Phase.SERVING;
        serial++;
    }

    void stop() {
        phase = Phase.DOWN;
        clear();
    }

    private void clear() {
        queue.clear();
        queued = 0;
        small = 0;
        busyCores = 0;
        heldSockets = 0;
    }

    /** Works for one second; returns what it finished. */
    List<Batch> work(int t, int nodes, Predicate<Batch> wanted) {
        List<Batch> done = new ArrayList<>();
        if (phase == Phase.DOWN) {
            return done;
        }
        double c = cores();
        small += profile.baseLoad();
        double first = Math.min(small, c);
        small -= first;
        double left = c - first;
        double warming = phase == Phase.WARMING ? Math.min(left, 1 + c * 0.3) * warmShare() : 0;
        left -= warming;
        double slow = memory.slowness();
        double budget = left / slow;
        double spent = 0;
        while (!queue.isEmpty() && spent < budget) {
            Batch head = queue.peekFirst();
            if (!wanted.test(head)) {
                // Its connection is closed: the handler's context is cancelled.
                queue.removeFirst();
                queued -= head.cost();
                continue;
            }
            double share = Math.min(head.cost(), budget - spent);
            spent += share;
            queued -= share;
            queue.removeFirst();
            if (share < head.cost() - 1e-9) {
                queue.addFirst(new Batch(head.kind(), head.node(), head.cost() - share, head.at()));
            } else {
                traffic.count(head.kind(), 200);
                done.add(head);
            }
        }
        queued = queue.isEmpty() ? 0 : Math.max(queued, 0);
        busyCores = first + warming + spent * slow;
        cpuSeconds += busyCores;
        boolean tidy = pod.manifest().map(Manifest::goMemoryLimit).orElse(false);
        memory.second(queue, seatsFactor(), tidy, heldSockets, nodes);
        retryAfter.second();
        traffic.second(t);
        warm(nodes);
        return done;
    }

    private double warmShare() {
        return Math.max(0.1, 1 - lag() / profile.queueLimit());
    }

    private void warm(int nodes) {
        if (phase != Phase.WARMING) {
            return;
        }
        warmed += warmShare();
        double fill =
                3
                        * nodes
                        * (double) profile.podsPerNode()
                        * profile.perObject()
                        / Math.min(cores(), 8);
        if (warmed >= profile.warmBase() + fill) {
            phase = Phase.SERVING;
        }
    }

    /** Why the kubelet or the kernel ends it now; empty where it lives on. */
    Optional<String> verdict(int t, boolean etcd) {
        if (phase == Phase.DOWN) {
            return Optional.empty();
        }
        if (memory.isExhausted()) {
            return Optional.of("out of memory");
        }
        Manifest m = pod.manifest().orElse(null);
        int age = t - pod.since();
        if (m == null || m.livenessPath().isEmpty()) {
            return Optional.empty();
        }
        if (phase == Phase.WARMING) {
            return m.startupSeconds() > 0 && age > m.startupSeconds()
                    ? Optional.of("startup probe failed")
                    : Optional.empty();
        }
        if (age % Math.max(1, m.livenessPeriod()) == 0) {
            boolean looksAtEtcd = !m.livenessPath().get().contains("exclude=etcd");
            boolean slow = lag() > m.livenessTimeout() - 1;
            boolean etcdBad = looksAtEtcd && (!etcd || etcdLag() > m.etcdTimeout());
            failedProbes = slow || etcdBad ? failedProbes + 1 : 0;
        }
        return failedProbes >= m.livenessFailures()
                ? Optional.of("liveness probe failed")
                : Optional.empty();
    }

    void died() {
        restarts++;
        stop();
    }
}

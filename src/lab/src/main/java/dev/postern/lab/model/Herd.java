package dev.postern.lab.model;

import dev.postern.lab.host.Firewall;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.BitSet;
import java.util.List;

/**
 * The nodes: who is connected to which server, who tries again when, and on which of them the
 * offender runs. One entry a node in plain arrays; a node's reflectors are a cohort.
 */
final class Herd {
    private static final int CONNECT = 1;
    private static final int TEAR = 2;
    private static final int RETRY = 3;
    private static final int OFFEND = 4;
    private static final int ROLLOUT = 5;
    private static final int STOP = 6;
    private static final int ROUTE = 7;

    /** A dropped SYN costs the client its dial timeout (client-go: 30 s). */
    private static final int DIAL_TIMEOUT = 30;

    /** A kernel forgets a half-open connection (tcp_retries2: about a quarter of an hour). */
    private static final int HALF_OPEN = 924;

    private final ModelProfile profile;
    private final ClusterShape shape;
    private final Chance chance;
    private final List<ApiServer> servers;
    private final List<HostView> hosts;

    private int size;
    private final InetAddress[] address;
    private final byte[] server;
    private final boolean[] synced;
    private final boolean[] pending;
    private final byte[] failures;
    private final int[] nextTry;
    private final int[] lastLease;
    private final int[] lostAt;
    private final boolean[] lostCleanly;
    private final int[] attempts;

    final BitSet pods = new BitSet();
    final BitSet runs = new BitSet();
    private final int[] changesAt;
    private final byte[] offenderFailures;
    private final int[] offenderNext;
    private final byte[] offenderPending;

    /** Per server, the second at which each node's socket was left half open; −1 none; MAX live. */
    private final int[][] sockets;

    private double period = 60;
    private int refusal;

    Herd(
            ModelProfile profile,
            ClusterShape shape,
            Chance chance,
            List<ApiServer> servers,
            List<HostView> hosts) {
        this.profile = profile;
        this.shape = shape;
        this.chance = chance;
        this.servers = servers;
        this.hosts = hosts;
        int most = Math.max(shape.nodes() * 2, shape.nodes() + 50);
        address = new InetAddress[most];
        server = new byte[most];
        synced = new boolean[most];
        pending = new boolean[most];
        failures = new byte[most];
        nextTry = new int[most];
        lastLease = new int[most];
        lostAt = new int[most];
        lostCleanly = new boolean[most];
        attempts = new int[most];
        changesAt = new int[most];
        offenderFailures = new byte[most];
        offenderNext = new int[most];
        offenderPending = new byte[most];
        sockets = new int[servers.size()][most];
        for (int[] s : sockets) {
            java.util.Arrays.fill(s, -1);
        }
        for (int i = 0; i < most; i++) {
            address[i] = addressOf(i);
            server[i] = -1;
            offenderPending[i] = -1;
            changesAt[i] = Integer.MAX_VALUE;
        }
        size = shape.nodes();
        for (int i = 0; i < size; i++) {
            attach(i, i % servers.size(), 0);
            synced[i] = true;
        }
    }

    private InetAddress addressOf(int i) {
        byte[] bytes = {10, (byte) (20 + shape.index()), (byte) (i / 250), (byte) (i % 250 + 1)};
        try {
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("four bytes are an address", e);
        }
    }

    int size() {
        return size;
    }

    int most() {
        return address.length;
    }

    InetAddress address(int i) {
        return address[i];
    }

    int lastLease(int i) {
        return lastLease[i];
    }

    boolean back(int i, int t) {
        return server[i] >= 0 && synced[i] && t - lastLease[i] < 40;
    }

    int nodesBack(int t) {
        int n = 0;
        for (int i = 0; i < size; i++) {
            n += back(i, t) ? 1 : 0;
        }
        return n;
    }

    /** Nodes join with addresses of their own, or the last ones end. */
    void resize(int wanted, int t) {
        int now = Math.min(Math.max(wanted, 0), most());
        for (int i = size; i < now; i++) {
            failures[i] = 0;
            nextTry[i] = t + (int) (chance.unit(CONNECT, i, t) * 20);
            lastLease[i] = t;
            lostCleanly[i] = false;
            server[i] = -1;
            synced[i] = false;
            pending[i] = false;
        }
        for (int i = now; i < size; i++) {
            detach(i, t, true);
            for (int s = 0; s < servers.size(); s++) {
                forget(s, i);
            }
            pods.clear(i);
            runs.clear(i);
            offenderPending[i] = -1;
            changesAt[i] = Integer.MAX_VALUE;
        }
        size = now;
    }

    // ---- the offender

    /** Rolls it out to all nodes over some seconds, as the DaemonSet controller and kubelets do. */
    void rollOut(double everySeconds, int t) {
        period = everySeconds;
        for (int i = 0; i < size; i++) {
            pods.set(i);
            changesAt[i] = t + 2 + (int) (chance.unit(ROLLOUT, i, t) * 40);
        }
    }

    /** A new pod on this node: it runs as soon as its kubelet hears of it. */
    void schedulePod(int i, int t) {
        pods.set(i);
        changesAt[i] = t + 5 + (int) (chance.unit(ROLLOUT, i, t) * 10);
    }

    /** The pod's object is gone: the process ends when the kubelet hears of it. */
    void dropPod(int i, int t, boolean grace) {
        pods.clear(i);
        changesAt[i] = t + (grace ? 10 : 2) + (int) (chance.unit(STOP, i, t) * 15);
    }

    /** 0 where the API serves it, else the status with which it turns it away cheaply. */
    void refuseOffender(int status) {
        refusal = status;
    }

    boolean offenderSilent() {
        return refusal != 0 || runs.isEmpty();
    }

    // ---- one second

    void act(int t) {
        for (int i = 0; i < size; i++) {
            if (server[i] < 0) {
                if (t >= nextTry[i]) {
                    connect(i, t);
                }
            } else {
                hold(i, t);
            }
            settlePod(i, t);
            if (runs.get(i) && offenderPending[i] < 0 && t >= offenderNext[i]) {
                offend(i, t);
            }
        }
        forgetHalfOpen(t);
    }

    private void settlePod(int i, int t) {
        if (t < changesAt[i]) {
            return;
        }
        boolean wanted = pods.get(i);
        if (wanted == runs.get(i)) {
            changesAt[i] = Integer.MAX_VALUE;
        } else if (back(i, t)) {
            // Only a kubelet that hears of it starts or stops the process.
            runs.set(i, wanted);
            offenderNext[i] = t + (int) (chance.unit(OFFEND, i, t) * period);
            offenderFailures[i] = 0;
            changesAt[i] = Integer.MAX_VALUE;
        }
    }

    /** Finds a server that takes a connection; −1 none, −2 the packets vanish. */
    private int route(int i) {
        int from = (int) (chance.unit(ROUTE, i, attempts[i]) * servers.size());
        for (int n = 0; n < servers.size(); n++) {
            int s = (from + n) % servers.size();
            if (!hosts.get(s).up()) {
                continue;
            }
            Firewall.Verdict v = hosts.get(s).verdict(address[i]);
            hosts.get(s).count(v, address[i], 1);
            if (v == Firewall.Verdict.DROP) {
                return -2;
            }
            if (v == Firewall.Verdict.ACCEPT && servers.get(s).listening()) {
                return s;
            }
        }
        return -1;
    }

    private void connect(int i, int t) {
        int s = route(i);
        if (s < 0) {
            attempts[i]++;
            later(i, t, s == -2 ? DIAL_TIMEOUT : 0);
            return;
        }
        attach(i, s, t);
        servers.get(s).trifle(2 * profile.handshakeCost());
        relist(i, t);
    }

    private void attach(int i, int s, int t) {
        server[i] = (byte) s;
        lastLease[i] = t;
        if (sockets[s][i] < 0) {
            servers.get(s).heldSockets++;
        }
        sockets[s][i] = Integer.MAX_VALUE;
    }

    private void relist(int i, int t) {
        boolean rewatch = lostCleanly[i] && t - lostAt[i] < profile.eventHistory();
        double cost = rewatch ? profile.nodeRewatch() : profile.nodeRelist(size, shape.legacy());
        ApiServer s = servers.get(server[i]);
        if (s.offer(new ApiServer.Batch(ApiServer.Kind.RELIST, i, cost, t), t)) {
            pending[i] = true;
        } else {
            later(i, t, s.retryAfterSeconds(t) + profile.queueLimit() * 0.5);
        }
    }

    /** Waits with back-off and jitter, at least so long. */
    private void later(int i, int t, double atLeast) {
        double b = profile.backoff(failures[i]);
        double wait = Math.max(atLeast, b * (0.5 + 0.5 * chance.unit(RETRY, i, t)));
        failures[i] = (byte) Math.min(6, failures[i] + 1);
        nextTry[i] = t + Math.max(1, (int) Math.round(wait));
    }

    private void hold(int i, int t) {
        ApiServer s = servers.get(server[i]);
        boolean beat = (t + i) % 10 == 0;
        if (beat) {
            Firewall.Verdict v = hosts.get(server[i]).verdict(address[i]);
            hosts.get(server[i]).count(v, address[i], 1);
            if (v != Firewall.Verdict.ACCEPT) {
                // A reset at the next packet; silence is noticed by HTTP/2 pings instead.
                if (v == Firewall.Verdict.REJECT
                        || chance.unit(TEAR, i, t) < 10 / profile.tearDown()) {
                    leave(i, t, true);
                    later(i, t, 0);
                }
                return;
            }
        }
        if (s.lag() > profile.heartbeatTimeout()) {
            if (chance.unit(TEAR, i, t) < 1 / profile.tearDown()) {
                leave(i, t, false);
                attempts[i]++;
                later(i, t, 0);
            }
            return;
        }
        if (beat) {
            s.trifle(profile.leaseCost());
            s.traffic.count("lease", 200, 1);
            lastLease[i] = t;
        }
        if (!synced[i] && !pending[i] && t >= nextTry[i]) {
            relist(i, t);
        }
    }

    /** The client gives its connection up; the server's side closes too. */
    private void detach(int i, int t, boolean cleanly) {
        int s = server[i];
        if (s >= 0) {
            forget(s, i);
            loose(i, t, cleanly);
        }
    }

    /** The client's side is gone, the server's kernel does not know. */
    private void leave(int i, int t, boolean cleanly) {
        int s = server[i];
        if (cleanly) {
            sockets[s][i] = t;
        } else {
            forget(s, i);
        }
        loose(i, t, cleanly);
    }

    private void loose(int i, int t, boolean cleanly) {
        if (synced[i]) {
            lostAt[i] = t;
            lostCleanly[i] = cleanly;
        }
        server[i] = -1;
        synced[i] = false;
        pending[i] = false;
    }

    private void forget(int s, int i) {
        if (sockets[s][i] >= 0) {
            sockets[s][i] = -1;
            servers.get(s).heldSockets--;
        }
    }

    private void forgetHalfOpen(int t) {
        if (t % 30 != 0) {
            return;
        }
        for (int s = 0; s < sockets.length; s++) {
            for (int i = 0; i < size; i++) {
                if (sockets[s][i] >= 0 && sockets[s][i] < t - HALF_OPEN) {
                    forget(s, i);
                }
            }
        }
    }

    private void offend(int i, int t) {
        int s = route(i);
        if (s < 0) {
            offenderLater(i, t, s == -2 ? DIAL_TIMEOUT : 0);
            return;
        }
        ApiServer target = servers.get(s);
        if (offenderFailures[i] > 0) {
            target.trifle(profile.handshakeCost());
        }
        if (refusal != 0) {
            target.trifle(profile.rejectCost());
            target.traffic.count("offender", refusal, 1);
            offenderLater(i, t, 0);
            return;
        }
        double cost = profile.fullList(size);
        if (target.offer(new ApiServer.Batch(ApiServer.Kind.OFFENDER, i, cost, t), t)) {
            offenderPending[i] = (byte) s;
        } else {
            offenderLater(i, t, target.retryAfterSeconds(t));
        }
    }

    private void offenderLater(int i, int t, double atLeast) {
        double b = Math.max(profile.offenderRetry(), profile.backoff(offenderFailures[i]));
        offenderFailures[i] = (byte) Math.min(6, offenderFailures[i] + 1);
        double wait = Math.max(atLeast, b * (0.5 + 0.5 * chance.unit(OFFEND, i, t)));
        offenderNext[i] = t + Math.max(1, (int) Math.round(wait));
    }

    // ---- what servers and operators do to it

    void finished(ApiServer from, ApiServer.Batch batch, int t) {
        int i = batch.node();
        if (i >= size) {
            return;
        }
        if (batch.kind() == ApiServer.Kind.OFFENDER) {
            if (offenderPending[i] == from.index) {
                offenderPending[i] = -1;
                offenderFailures[i] = 0;
                offenderNext[i] = Math.max(t + 1, batch.at() + (int) period);
            }
            return;
        }
        if (server[i] == from.index && pending[i]) {
            pending[i] = false;
            synced[i] = true;
            failures[i] = 0;
            lastLease[i] = t;
        }
    }

    /** A server is gone: its clients know at once and turn elsewhere. */
    void serverGone(int s, int t) {
        for (int i = 0; i < size; i++) {
            if (server[i] == s) {
                detach(i, t, false);
                attempts[i]++;
                nextTry[i] = t + 1 + (int) (chance.unit(RETRY, i, t) * 3);
            }
            forget(s, i);
            offenderLost(i, s, t);
        }
    }

    private void offenderLost(int i, int s, int t) {
        if (offenderPending[i] == s) {
            offenderPending[i] = -1;
            offenderLater(i, t, 0);
        }
    }

    /** Whether a server's kernel holds a socket of this node. */
    boolean hasSocket(int s, int i) {
        return sockets[s][i] >= 0;
    }

    /** The client's port; changes with each connection attempt. */
    int port(int i) {
        return 32768 + (i * 37 + attempts[i] * 101) % 28000;
    }

    /** The operator closes a node's sockets on one server. */
    void close(int s, int i, int t) {
        if (server[i] == s) {
            detach(i, t, true);
            attempts[i]++;
            nextTry[i] = t + 1 + (int) (chance.unit(RETRY, i, t) * 2);
        }
        forget(s, i);
        offenderLost(i, s, t);
    }

    /** Work of a node that the firewall has cut from its server while it was queued is dropped. */
    boolean stillWanted(ApiServer from, ApiServer.Batch batch) {
        int i = batch.node();
        if (i >= size) {
            return false;
        }
        return batch.kind() == ApiServer.Kind.OFFENDER
                ? offenderPending[i] == from.index
                : server[i] == from.index && pending[i];
    }
}

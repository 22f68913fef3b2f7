package dev.postern.lab.model;

import dev.postern.lab.host.Firewall;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The nodes: who is connected to which server, and who tries again when. One entry a node in plain
 * arrays; a node's reflectors are a cohort.
 */
final class Herd {
    private static final int CONNECT = 1;
    private static final int TEAR = 2;
    private static final int RETRY = 3;

    /** A dropped SYN costs the client its dial timeout (client-go: 30 s). */
    static final int DIAL_TIMEOUT = 30;

    private final ModelProfile profile;
    private final ClusterShape shape;
    private final Chance chance;
    private final List<ApiServer> servers;
    final Roads roads;
    private final Sockets sockets;
    final Offenders offenders;

    private int size;
    private final byte[] server;
    private final boolean[] synced;
    private final boolean[] pending;
    private final byte[] failures;
    private final int[] nextTry;
    private final int[] lastLease;
    private final int[] lostAt;
    private final boolean[] lostCleanly;

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
        int most = Math.max(shape.nodes() * 2, shape.nodes() + 50);
        roads = new Roads(shape.index(), most, chance, servers, hosts);
        sockets = new Sockets(servers, most);
        offenders = new Offenders(profile, chance, servers, roads, most);
        server = new byte[most];
        synced = new boolean[most];
        pending = new boolean[most];
        failures = new byte[most];
        nextTry = new int[most];
        lastLease = new int[most];
        lostAt = new int[most];
        lostCleanly = new boolean[most];
        Arrays.fill(server, (byte) -1);
        size = shape.nodes();
        for (int i = 0; i < size; i++) {
            attach(i, i % servers.size(), 0);
            synced[i] = true;
        }
    }

    int size() {
        return size;
    }

    int most() {
        return server.length;
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
                sockets.forget(s, i);
            }
            offenders.nodeGone(i);
        }
        size = now;
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
            offenders.act(i, t, this);
        }
        sockets.forgetOld(size, t);
    }

    private void connect(int i, int t) {
        int s = roads.route(i);
        if (s < 0) {
            roads.turn(i);
            later(i, t, s == Roads.SILENT ? DIAL_TIMEOUT : 0);
            return;
        }
        attach(i, s, t);
        servers.get(s).trifle(2 * profile.handshakeCost());
        relist(i, t);
    }

    private void attach(int i, int s, int t) {
        server[i] = (byte) s;
        lastLease[i] = t;
        sockets.open(s, i);
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
            Firewall.Verdict v = roads.packet(server[i], i);
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
                roads.turn(i);
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
            sockets.forget(s, i);
            loose(i, t, cleanly);
        }
    }

    /** The client's side is gone, the server's kernel does not know. */
    private void leave(int i, int t, boolean cleanly) {
        int s = server[i];
        if (cleanly) {
            sockets.leaveHalfOpen(s, i, t);
        } else {
            sockets.forget(s, i);
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

    // ---- what servers and operators do to it

    void finished(ApiServer from, ApiServer.Batch batch, int t) {
        int i = batch.node();
        if (i >= size) {
            return;
        }
        if (batch.kind() == ApiServer.Kind.OFFENDER) {
            offenders.finished(from, batch, t);
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
                roads.turn(i);
                nextTry[i] = t + 1 + (int) (chance.unit(RETRY, i, t) * 3);
            }
            sockets.forget(s, i);
            offenders.lost(i, s, t);
        }
    }

    /** What a server's kernel holds. */
    List<ClusterModel.Socket> sockets(int s) {
        List<ClusterModel.Socket> all = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            if (sockets.has(s, i)) {
                all.add(new ClusterModel.Socket(i, roads.address(i), roads.port(i)));
                if (offenders.runs.get(i)) {
                    // The offender's pod is on the host network: the same address, another port.
                    all.add(new ClusterModel.Socket(i, roads.address(i), roads.port(i) + 1));
                }
            }
        }
        return all;
    }

    /** The operator closes a node's sockets on one server. */
    void close(int s, int i, int t) {
        if (server[i] == s) {
            detach(i, t, true);
            roads.turn(i);
            nextTry[i] = t + 1 + (int) (chance.unit(RETRY, i, t) * 2);
        }
        sockets.forget(s, i);
        offenders.lost(i, s, t);
    }

    /** Work of a node that the firewall has cut from its server while it was queued is dropped. */
    boolean stillWanted(ApiServer from, ApiServer.Batch batch) {
        int i = batch.node();
        if (i >= size) {
            return false;
        }
        return batch.kind() == ApiServer.Kind.OFFENDER
                ? offenders.waitsFor(from.index, i)
                : server[i] == from.index && pending[i];
    }
}

package dev.postern.lab.model;

import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/** The offender's pods, and what its processes on the nodes ask. One entry a node. */
final class Offenders {
    private static final int OFFEND = 4;
    private static final int ROLLOUT = 5;
    private static final int STOP = 6;
    private static final int NEVER = Integer.MAX_VALUE;

    private final ModelProfile profile;
    private final Chance chance;
    private final List<ApiServer> servers;
    private final Roads roads;

    /** Nodes on which a pod of it is in the store. */
    final BitSet pods = new BitSet();

    /** Nodes on which its process runs. */
    final BitSet runs = new BitSet();

    private final int[] changesAt;
    private final byte[] failures;
    private final int[] next;
    private final byte[] pending;
    private final Crowd crowd;
    private Storm storm = Storm.listing(60);
    private int refusal;

    Offenders(ModelProfile profile, Chance chance, List<ApiServer> servers, Roads roads, int most) {
        this.profile = profile;
        this.chance = chance;
        this.servers = servers;
        this.roads = roads;
        changesAt = new int[most];
        failures = new byte[most];
        next = new int[most];
        pending = new byte[most];
        crowd = new Crowd(profile, servers, most);
        Arrays.fill(pending, (byte) -1);
        Arrays.fill(changesAt, NEVER);
    }

    /**
     * Rolls it out to the nodes that it is meant for over some seconds, as the DaemonSet controller
     * and kubelets do.
     */
    void rollOut(Storm what, int size, int t) {
        storm = what;
        for (int i = 0; i < size && isMeant(i); i++) {
            pods.set(i);
            changesAt[i] = t + 2 + (int) (chance.unit(ROLLOUT, i, t) * 40);
        }
    }

    /** Whether a pod of it belongs on this node. */
    boolean isMeant(int i) {
        return i < storm.nodes();
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

    /** The node is gone, and all that was on it. */
    void nodeGone(int i) {
        pods.clear(i);
        runs.clear(i);
        crowd.lost(i);
        pending[i] = -1;
        changesAt[i] = NEVER;
    }

    /** 0 where the API serves it, else the status with which it turns it away cheaply. */
    void refuse(int status) {
        refusal = status;
    }

    boolean silent() {
        return refusal != 0 || runs.isEmpty();
    }

    /**
     * One second of one node.
     *
     * @param herd how many nodes there are, and whether this one's kubelet is back
     */
    void act(int i, int t, Herd herd) {
        if (t >= changesAt[i]) {
            settlePod(i, t, herd.back(i, t));
        }
        if (!runs.get(i)) {
            return;
        }
        if (storm.loops() > 0) {
            crowd.act(
                    i, roads.route(i), storm.loops(), storm.loops() * runs.cardinality(), refusal);
        } else if (pending[i] < 0 && t >= next[i]) {
            offend(i, t, herd.size());
        }
    }

    private void settlePod(int i, int t, boolean back) {
        boolean wanted = pods.get(i);
        if (wanted == runs.get(i)) {
            changesAt[i] = NEVER;
        } else if (back) {
            // Only a kubelet that hears of it starts or stops the process.
            runs.set(i, wanted);
            next[i] = t + (int) (chance.unit(OFFEND, i, t) * storm.everySeconds());
            failures[i] = 0;
            changesAt[i] = NEVER;
        }
    }

    private void offend(int i, int t, int size) {
        int s = roads.route(i);
        if (s < 0) {
            later(i, t, s == Roads.SILENT ? Herd.DIAL_TIMEOUT : 0);
            return;
        }
        ApiServer target = servers.get(s);
        if (failures[i] > 0) {
            target.trifle(profile.handshakeCost());
        }
        if (refusal != 0) {
            target.trifle(profile.rejectCost());
            target.traffic.count("offender", refusal, 1);
            later(i, t, 0);
            return;
        }
        double cost = profile.fullList(size);
        if (target.offer(new ApiServer.Batch(ApiServer.Kind.OFFENDER, i, cost, t), t)) {
            pending[i] = (byte) s;
        } else {
            later(i, t, target.retryAfterSeconds(t));
        }
    }

    private void later(int i, int t, double atLeast) {
        double b = Math.max(profile.offenderRetry(), profile.backoff(failures[i]));
        failures[i] = (byte) Math.min(6, failures[i] + 1);
        double wait = Math.max(atLeast, b * (0.5 + 0.5 * chance.unit(OFFEND, i, t)));
        next[i] = t + Math.max(1, (int) Math.round(wait));
    }

    /** A server has served its list. */
    void finished(ApiServer from, ApiServer.Batch batch, int t) {
        int i = batch.node();
        if (pending[i] == from.index) {
            pending[i] = -1;
            failures[i] = 0;
            next[i] = Math.max(t + 1, batch.at() + (int) storm.everySeconds());
        }
    }

    /** Its connections to this server, where it has any, are gone. */
    void lost(int i, int s, int t) {
        crowd.lost(i, s);
        if (waitsFor(s, i)) {
            pending[i] = -1;
            later(i, t, 0);
        }
    }

    boolean waitsFor(int s, int i) {
        return pending[i] == s;
    }
}

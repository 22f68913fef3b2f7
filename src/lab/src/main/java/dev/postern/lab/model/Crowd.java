package dev.postern.lab.model;

import java.util.Arrays;
import java.util.List;

/**
 * The offender's loops: each makes a connection, asks, is refused or gets a small list, and begins
 * again. Not the lists cost, of which only as many run as there are seats, but connections and
 * refusals, which nothing rations.
 *
 * <p>A pod's loops are a fluid: so many begin in a second as there are, divided by how long one
 * takes. The lists that run beside them get of the processor what so many of the crowd would.
 */
final class Crowd {
    private final ModelProfile profile;
    private final List<ApiServer> servers;

    /** The server that each node's loops are connected to; −1 for none. */
    private final byte[] server;

    Crowd(ModelProfile profile, List<ApiServer> servers, int most) {
        this.profile = profile;
        this.servers = servers;
        server = new byte[most];
        Arrays.fill(server, (byte) -1);
    }

    /**
     * One second of one pod.
     *
     * @param to the server that takes its connections, negative for none
     * @param loops of this pod
     * @param all loops of all pods
     * @param refusal the status with which the offender is turned away, 0 where it is served
     */
    void act(int i, int to, int loops, int all, int refusal) {
        if (to < 0) {
            lost(i);
            return;
        }
        ApiServer s = servers.get(to);
        // A client gives a handshake up; what it asked of the server stays in the server's queue.
        double takes = Math.min(s.lag(), profile.handshakeTimeout()) + profile.loopRetry();
        double begin = server[i] == to ? loops / Math.max(1, takes) : loops;
        server[i] = (byte) to;
        double lists = refusal == 0 ? (double) profile.smallListsAtOnce() / all : 0;
        s.trifle(begin * (profile.tokenHandshakeCost() + profile.rejectCost()) * (1 + lists));
        s.traffic.count("offender", refusal == 0 ? 429 : refusal, (int) Math.round(begin));
    }

    /** Its connections are gone: all loops begin again at once. */
    void lost(int i) {
        server[i] = -1;
    }

    /** Its connections to this server are gone. */
    void lost(int i, int s) {
        if (server[i] == s) {
            lost(i);
        }
    }
}

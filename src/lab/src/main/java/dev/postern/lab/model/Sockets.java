package dev.postern.lab.model;

import java.util.Arrays;
import java.util.List;

/** Which nodes' sockets the servers' kernels hold: live ones, and those that are half open. */
final class Sockets {
    /** A kernel forgets a half-open connection (tcp_retries2: about a quarter of an hour). */
    private static final int HALF_OPEN = 924;

    private static final int LIVE = Integer.MAX_VALUE;

    private final List<ApiServer> servers;

    /** Per server, the second at which each node's socket was left half open; −1 none; LIVE. */
    private final int[][] since;

    Sockets(List<ApiServer> servers, int most) {
        this.servers = servers;
        since = new int[servers.size()][most];
        for (int[] s : since) {
            Arrays.fill(s, -1);
        }
    }

    void open(int s, int i) {
        if (since[s][i] < 0) {
            servers.get(s).heldSockets++;
        }
        since[s][i] = LIVE;
    }

    /** The client's side is gone, and the server's kernel does not know. */
    void leaveHalfOpen(int s, int i, int t) {
        since[s][i] = t;
    }

    void forget(int s, int i) {
        if (since[s][i] >= 0) {
            since[s][i] = -1;
            servers.get(s).heldSockets--;
        }
    }

    boolean has(int s, int i) {
        return since[s][i] >= 0;
    }

    void forgetOld(int size, int t) {
        if (t % 30 != 0) {
            return;
        }
        for (int s = 0; s < since.length; s++) {
            for (int i = 0; i < size; i++) {
                if (since[s][i] >= 0 && since[s][i] < t - HALF_OPEN) {
                    forget(s, i);
                }
            }
        }
    }
}

package dev.postern.lab.model;

import dev.postern.lab.host.Firewall;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;

/** From which address each node comes, and which server it reaches past the hosts' firewalls. */
final class Roads {
    /** No server takes a connection. */
    static final int NONE = -1;

    /** The packets vanish. */
    static final int SILENT = -2;

    private static final int ROUTE = 7;

    private final Chance chance;
    private final List<ApiServer> servers;
    private final List<HostView> hosts;
    private final InetAddress[] address;
    private final int[] attempts;

    Roads(int cluster, int most, Chance chance, List<ApiServer> servers, List<HostView> hosts) {
        this.chance = chance;
        this.servers = servers;
        this.hosts = hosts;
        address = new InetAddress[most];
        attempts = new int[most];
        for (int i = 0; i < most; i++) {
            address[i] = addressOf(cluster, i);
        }
    }

    private static InetAddress addressOf(int cluster, int i) {
        byte[] bytes = {10, (byte) (20 + cluster), (byte) (i / 250), (byte) (i % 250 + 1)};
        try {
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("four bytes are an address", e);
        }
    }

    InetAddress address(int i) {
        return address[i];
    }

    /** The client's port; changes with each connection attempt. */
    int port(int i) {
        return 32768 + (i * 37 + attempts[i] * 101) % 28000;
    }

    /** The next attempt of this node is another one: from another port, at another server. */
    void turn(int i) {
        attempts[i]++;
    }

    /** Finds a server that takes a connection; {@link #NONE}, or {@link #SILENT}. */
    int route(int i) {
        int from = (int) (chance.unit(ROUTE, i, attempts[i]) * servers.size());
        for (int n = 0; n < servers.size(); n++) {
            int s = (from + n) % servers.size();
            if (!hosts.get(s).up()) {
                continue;
            }
            Firewall.Verdict v = packet(s, i);
            if (v == Firewall.Verdict.DROP) {
                return SILENT;
            }
            if (v == Firewall.Verdict.ACCEPT && servers.get(s).listening()) {
                return s;
            }
        }
        return NONE;
    }

    /** What a host's firewall does with a packet of this node; it counts it. */
    Firewall.Verdict packet(int s, int i) {
        Firewall.Verdict v = hosts.get(s).verdict(address[i]);
        hosts.get(s).count(v, address[i], 1);
        return v;
    }

    /** The share of nodes that some host's firewall lets in, from a sample. */
    double admitted(int size) {
        if (size == 0) {
            return 1;
        }
        int step = Math.max(1, size / 200);
        int asked = 0;
        int in = 0;
        for (int i = 0; i < size; i += step) {
            InetAddress a = address[i];
            asked++;
            in += hosts.stream().anyMatch(h -> h.verdict(a) == Firewall.Verdict.ACCEPT) ? 1 : 0;
        }
        return (double) in / asked;
    }
}

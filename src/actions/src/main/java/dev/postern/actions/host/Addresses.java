package dev.postern.actions.host;

import dev.postern.core.fleet.Cluster;
import dev.postern.core.fleet.Host;
import dev.postern.core.fleet.HostId;
import dev.postern.core.fleet.Network;
import dev.postern.core.reach.Command;
import dev.postern.core.reach.World;
import dev.postern.core.value.JsonValue;
import dev.postern.core.value.Outcome;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Addresses of hosts, and lists of addresses and prefixes. */
public final class Addresses {
    /** The host's own addresses. */
    public static final Command OWN = Command.of("ip", "-j", "addr", "show");

    private Addresses() {}

    /**
     * What the host has on its interfaces, but for the loopback interface and link-local addresses.
     */
    public static Outcome<List<InetAddress>> own(OnHost host) {
        return host.json(OWN).map(Addresses::parse);
    }

    static List<InetAddress> parse(JsonValue shown) {
        List<InetAddress> found = new ArrayList<>();
        for (JsonValue link : shown.items()) {
            boolean loopback = link.text("ifname").filter("lo"::equals).isPresent();
            for (JsonValue a : link.items("addr_info")) {
                Network.parse(a.text("local").orElse(""))
                        .map(Network::address)
                        .filter(x -> !x.isLinkLocalAddress() && !(loopback && isLoopback(x)))
                        .ifPresent(found::add);
            }
        }
        return found;
    }

    /**
     * Exactly 127.0.0.1 and ::1. The rest of 127/8 is ordinary: hosts of a lab live there, and what
     * arrives from there on a real host is accepted by its interface.
     */
    public static boolean isLoopback(InetAddress address) {
        String text = address.getHostAddress();
        return text.equals("127.0.0.1") || text.equals("0:0:0:0:0:0:0:1");
    }

    /**
     * The own addresses of all hosts of a cluster and their addresses in the fleet. A host that
     * cannot be asked counts with the latter.
     */
    public static Set<InetAddress> ofAllHosts(Cluster cluster, World world) {
        Set<InetAddress> all = new LinkedHashSet<>();
        for (Host host : cluster.hosts()) {
            all.addAll(host.addresses());
            all.addAll(ofHost(host.id(), world));
        }
        return all;
    }

    private static List<InetAddress> ofHost(HostId id, World world) {
        return own(new OnHost(id, world)).got().orElse(List.of());
    }

    /** Sorted text, each once, none within another: what an interval set of nftables takes. */
    public static List<String> list(Collection<Network> networks) {
        return networks.stream()
                .distinct()
                .filter(n ->
                        networks.stream()
                                .noneMatch(wider ->
                                        wider.prefix() < n.prefix() && wider.contains(n.address())))
                .map(Addresses::text)
                .distinct()
                .sorted()
                .toList();
    }

    /** A single address as a network. */
    public static Network network(InetAddress address) {
        return new Network(address, address.getAddress().length * 8);
    }

    /**
     * The shortest text: {@code 10.0.0.0/8}, {@code 10.0.0.5}, {@code 2001:db8::1}; host bits are
     * cleared.
     */
    public static String text(Network network) {
        byte[] bytes = network.address().getAddress();
        for (int bit = network.prefix(); bit < bytes.length * 8; bit++) {
            bytes[bit / 8] &= (byte) ~(0x80 >> (bit % 8));
        }
        String address = bytes.length == 4 ? v4(bytes) : v6(bytes);
        return network.prefix() == bytes.length * 8 ? address : address + "/" + network.prefix();
    }

    private static String v4(byte[] b) {
        return (b[0] & 255) + "." + (b[1] & 255) + "." + (b[2] & 255) + "." + (b[3] & 255);
    }

    /** As RFC 5952 wants it and nftables prints it: the longest run of zeros is left out. */
    private static String v6(byte[] b) {
        int[] groups = new int[8];
        for (int i = 0; i < 8; i++) {
            groups[i] = (b[2 * i] & 255) << 8 | (b[2 * i + 1] & 255);
        }
        int start = -1;
        int length = 1;
        for (int i = 0; i < 8; i++) {
            int j = i;
            while (j < 8 && groups[j] == 0) {
                j++;
            }
            if (j - i > length) {
                start = i;
                length = j - i;
            }
        }
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < 8; i++) {
            if (i == start) {
                out.append("::");
                i += length - 1;
            } else {
                if (!out.isEmpty() && out.charAt(out.length() - 1) != ':') {
                    out.append(':');
                }
                out.append(Integer.toHexString(groups[i]));
            }
        }
        return out.toString();
    }
}

package dev.postern.actions.host;

import dev.postern.core.fleet.Cluster;
import dev.postern.core.fleet.Host;
import dev.postern.core.fleet.Network;
import dev.postern.core.reach.Command;
import dev.postern.core.reach.World;
import dev.postern.core.value.Outcome;

import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Who is connected to a port of a host just now, as {@code ss} tells.
 *
 * @param sockets established connections, in no order
 */
public record Sources(List<Socket> sockets) {
    /**
     * @param receiveQueue bytes that the server has not read: it starves
     * @param sendQueue bytes that the client has not taken: it is slow
     */
    public record Socket(InetAddress peer, int peerPort, long receiveQueue, long sendQueue) {}

    public Sources {
        sockets = List.copyOf(sockets);
    }

    /** The command that lists them. */
    public static Command listing(int port) {
        return Command.asRoot("ss", "-Htn", "state", "established", "( sport = :" + port + " )")
                .mostOutput(32 << 20)
                .within(Duration.ofSeconds(60));
    }

    /** The command that closes all but those of these networks and of the loopback addresses. */
    public static Command closingOthers(int port, List<String> spared) {
        StringBuilder filter = new StringBuilder("( sport = :" + port);
        filter.append(" and not dst 127.0.0.1/32 and not dst ::1/128");
        for (String s : spared) {
            filter.append(" and not dst ").append(withLength(s));
        }
        return closing(filter.append(" )").toString());
    }

    /** The commands that close those of these sources, at most 100 each. */
    public static List<Command> closingThese(int port, List<String> sources) {
        List<Command> commands = new ArrayList<>();
        for (int i = 0; i < sources.size(); i += 100) {
            String any =
                    String.join(
                            " or ",
                            sources.subList(i, Math.min(i + 100, sources.size())).stream()
                                    .map(s -> "dst " + withLength(s))
                                    .toList());
            commands.add(closing("( sport = :" + port + " and ( " + any + " ) )"));
        }
        return commands;
    }

    private static Command closing(String filter) {
        return Command.asRoot("ss", "-K", "-Htn", "state", "established", filter)
                .mostOutput(32 << 20)
                .within(Duration.ofSeconds(60));
    }

    private static String withLength(String network) {
        return network.indexOf('/') >= 0
                ? network
                : network + (network.indexOf(':') >= 0 ? "/128" : "/32");
    }

    /** Who is connected to this port. */
    public static Outcome<Sources> at(OnHost host, int port) {
        return host.text(listing(port)).map(Sources::parse);
    }

    /**
     * Who is connected to each API server, side by side, in the fleet's order.
     *
     * @throws InterruptedException when this thread is interrupted; commands under way go on
     */
    public static Map<Host, Outcome<Sources>> of(
            Cluster cluster, Map<Host, Site> sites, World world) throws InterruptedException {
        return EachHost.all(
                cluster,
                world,
                "sources",
                (host, on) ->
                        Objects.requireNonNull(sites.get(host)).port().then(port -> at(on, port)));
    }

    /** Lines that are none are passed over. */
    static Sources parse(String output) {
        List<Socket> sockets = new ArrayList<>();
        for (String line : output.lines().toList()) {
            String[] words = line.strip().split("\\s+", -1);
            if (words.length >= 4) {
                socket(words[0], words[1], words[3]).ifPresent(sockets::add);
            }
        }
        return new Sources(sockets);
    }

    private static Optional<Socket> socket(String received, String sent, String peer) {
        int colon = peer.lastIndexOf(':');
        if (colon < 0) {
            return Optional.empty();
        }
        String address = peer.substring(0, colon).replace("[", "").replace("]", "");
        int scope = address.indexOf('%');
        Optional<Network> literal =
                Network.parse(scope < 0 ? address : address.substring(0, scope));
        try {
            int port = Integer.parseInt(peer.substring(colon + 1));
            long r = Long.parseLong(received);
            long s = Long.parseLong(sent);
            return literal.map(l -> new Socket(l.address(), port, r, s));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    /** Those that match. */
    public Sources only(Predicate<InetAddress> which) {
        return new Sources(sockets.stream().filter(s -> which.test(s.peer())).toList());
    }

    /** Those that are neither on the loopback nor in one of these networks. */
    public Sources others(Collection<Network> spared) {
        return only(a -> !Addresses.isLoopback(a) && spared.stream().noneMatch(n -> n.contains(a)));
    }

    /** Connections per source, the busiest first. */
    public Map<InetAddress, Integer> perSource() {
        Map<InetAddress, Integer> counts = new LinkedHashMap<>();
        sockets.forEach(s -> counts.merge(s.peer(), 1, Integer::sum));
        Map<InetAddress, Integer> sorted = new LinkedHashMap<>();
        counts.entrySet().stream()
                .sorted(
                        Map.Entry.<InetAddress, Integer>comparingByValue()
                                .reversed()
                                .thenComparing(e -> e.getKey().getHostAddress()))
                .forEach(e -> sorted.put(e.getKey(), e.getValue()));
        return sorted;
    }

    public int count() {
        return sockets.size();
    }
}

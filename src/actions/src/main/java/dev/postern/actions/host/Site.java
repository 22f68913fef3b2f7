package dev.postern.actions.host;

import dev.postern.core.fleet.Cluster;
import dev.postern.core.fleet.Host;
import dev.postern.core.reach.World;
import dev.postern.core.value.Outcome;

import java.net.InetAddress;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What hardly changes of a host: where its API server listens, and which addresses it has.
 *
 * @param port the manifest's, else the fleet's; failed where the manifest cannot be read
 * @param own its addresses and those that the fleet has for it; where it cannot be asked only those
 */
public record Site(Outcome<Integer> port, Set<InetAddress> own) {
    public Site {
        own = Set.copyOf(own);
    }

    /** Three commands. */
    public static Site of(OnHost on, Host host, Cluster cluster) {
        Outcome<Integer> port = ServerFlags.at(on).map(flags -> flags.port(cluster));
        Set<InetAddress> own = new LinkedHashSet<>(host.addresses());
        own.addAll(Addresses.own(on).got().orElse(List.of()));
        return new Site(port, own);
    }

    /**
     * Of all hosts of a cluster, side by side, in the fleet's order.
     *
     * @throws InterruptedException when this thread is interrupted; commands under way go on
     */
    public static Map<Host, Site> all(Cluster cluster, World world) throws InterruptedException {
        return EachHost.all(cluster, world, "sites", (host, on) -> of(on, host, cluster));
    }

    /** The addresses of all of them. */
    public static Set<InetAddress> own(Collection<Site> sites) {
        Set<InetAddress> all = new LinkedHashSet<>();
        sites.forEach(s -> all.addAll(s.own()));
        return all;
    }
}

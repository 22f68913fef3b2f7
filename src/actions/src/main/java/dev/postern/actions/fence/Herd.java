package dev.postern.actions.fence;

import dev.postern.actions.host.Addresses;
import dev.postern.actions.host.EachHost;
import dev.postern.actions.host.Site;
import dev.postern.actions.host.Sources;
import dev.postern.core.fleet.Cluster;
import dev.postern.core.fleet.Host;
import dev.postern.core.fleet.HostId;
import dev.postern.core.reach.World;
import dev.postern.core.value.Failure;
import dev.postern.core.value.Outcome;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * Whether the herd can be told apart from what must stay let in, by where it comes from.
 *
 * @param listeners one for each host that could be asked
 * @param unseen hosts that could not be asked, with why
 */
public record Herd(List<Listener> listeners, List<String> unseen) {
    /**
     * Below this a single source is nobody's herd: kubelet, scheduler and controllers of a host.
     */
    private static final int CROWD = 64;

    /**
     * Who is connected to one API server.
     *
     * @param loopback connections over the loopback or from the host's own addresses
     * @param peers those from other hosts of the control plane
     * @param balancer those from the load balancer of the fleet
     * @param others all else: what a fence can shut out
     * @param sources how many different others there are
     * @param busiest the busiest sources with their connections, for people
     * @param front the address by which many nodes speak, where one source is a crowd
     */
    public record Listener(
            String host,
            int loopback,
            int peers,
            int balancer,
            int others,
            int sources,
            List<String> busiest,
            Optional<Front> front) {
        public Listener {
            busiest = List.copyOf(busiest);
        }

        /** Why a fence on this host would not hold the herd; empty where it would. */
        Optional<String> hidden() {
            if (front.isPresent()) {
                return front.map(f ->
                        host
                                + ": "
                                + f.nodes()
                                + " of "
                                + f.of()
                                + " nodes speak from "
                                + f.address().getHostAddress()
                                + ", as the audit log has it");
            }
            int most = Math.max(CROWD, others);
            if (loopback > most) {
                return Optional.of(why(loopback, "the loopback"));
            }
            if (peers > most) {
                return Optional.of(why(peers, "hosts of the control plane"));
            }
            // Few others with many connections are offenders, and hide no herd behind the balancer.
            if (balancer > Math.max(CROWD / 8, Math.min(others, Math.max(CROWD, sources)))) {
                return Optional.of(why(balancer, "the load balancer"));
            }
            return Optional.empty();
        }

        private String why(int count, String from) {
            return host
                    + ": "
                    + count
                    + " connections come from "
                    + from
                    + ", "
                    + others
                    + " from others ("
                    + String.join(", ", busiest)
                    + ")";
        }
    }

    public Herd {
        listeners = List.copyOf(listeners);
        unseen = List.copyOf(unseen);
    }

    /**
     * Looks at the sockets of every host, side by side: one listing each, and three commands more;
     * two for the end of the audit log where one source is a crowd or nobody is connected.
     * Interrupted it has seen nobody, says so, and leaves the thread interrupted.
     */
    public static Herd of(Cluster cluster, World world) {
        try {
            return of(cluster, Site.all(cluster, world), world);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Herd(List.of(), List.of("interrupted while looking who is connected"));
        }
    }

    /**
     * The same where the hosts' addresses and ports were asked before.
     *
     * @throws InterruptedException when this thread is interrupted; commands under way go on
     */
    public static Herd of(Cluster cluster, Map<Host, Site> sites, World world)
            throws InterruptedException {
        Set<InetAddress> all = Site.own(sites.values());
        List<Listener> listeners = new ArrayList<>();
        List<String> unseen = new ArrayList<>();
        Map<Host, Outcome<Sources>> seen = Sources.of(cluster, sites, world);
        Map<HostId, Front> fronts = fronts(cluster, seen, world);
        seen.forEach((host, sources) -> {
            switch (sources) {
                case Outcome.Ok<Sources>(var s) -> {
                    Set<InetAddress> own = Objects.requireNonNull(sites.get(host)).own();
                    Optional<Front> front = Optional.ofNullable(fronts.get(host.id()));
                    listeners.add(listener(host, s, own, all, front, cluster));
                }
                case Outcome.Failed<Sources>(var f) -> unseen.add(host.id() + ": " + f.sentence());
            }
        });
        return new Herd(listeners, unseen);
    }

    /**
     * Sockets alone do not tell a balancer that the fleet does not know from an offender: either is
     * one source with a crowd of connections. The audit log does, and it is still there where a
     * server is between two crashes and nobody is connected. One that cannot be read tells nothing.
     */
    private static Map<HostId, Front> fronts(
            Cluster cluster, Map<Host, Outcome<Sources>> seen, World world)
            throws InterruptedException {
        Set<HostId> asked = new HashSet<>();
        seen.forEach((host, sources) ->
                sources.got()
                        .map(s -> s.perSource().values().stream().findFirst())
                        .filter(busiest -> busiest.isEmpty() || busiest.get() > CROWD)
                        .ifPresent(any -> asked.add(host.id())));
        Map<HostId, Front> fronts = new HashMap<>();
        EachHost.of(
                        cluster,
                        world,
                        "fronts",
                        on ->
                                asked.contains(on.id())
                                        ? Front.at(on)
                                        : Outcome.ok(Optional.<Front>empty()))
                .forEach((host, front) ->
                        front.got().flatMap(f -> f).ifPresent(f -> fronts.put(host.id(), f)));
        return fronts;
    }

    private static Listener listener(
            Host host,
            Sources s,
            Set<InetAddress> own,
            Set<InetAddress> all,
            Optional<Front> front,
            Cluster cluster) {
        int loopback = s.only(a -> Addresses.isLoopback(a) || own.contains(a)).count();
        int peers = s.only(a -> all.contains(a) && !own.contains(a)).count();
        Optional<InetAddress> known = cluster.api().loadBalancer();
        int balancer = s.only(a -> known.filter(a::equals).isPresent() && !all.contains(a)).count();
        Sources others =
                s.only(a ->
                        !Addresses.isLoopback(a)
                                && !all.contains(a)
                                && !known.filter(a::equals).isPresent());
        List<String> busiest =
                s.perSource().entrySet().stream()
                        .limit(5)
                        .map(e -> e.getKey().getHostAddress() + " " + e.getValue())
                        .toList();
        return new Listener(
                host.id().toString(),
                loopback,
                peers,
                balancer,
                others.count(),
                others.perSource().size(),
                busiest,
                front);
    }

    /** Whether anybody but the hosts themselves is connected, so that anything can be said. */
    public boolean isSeen() {
        return listeners.stream()
                .anyMatch(l -> l.others() + l.balancer() > 0 || l.hidden().isPresent());
    }

    /** Why a fence would not hold the herd; empty where it would, or where nothing can be said. */
    public Optional<Failure> hidden(Cluster cluster) {
        List<String> why = listeners.stream().flatMap(l -> l.hidden().stream()).toList();
        return why.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        Failure.unchanged(
                                Failure.Kind.REFUSED,
                                cluster.name()
                                        + ": fence at the balancer, for the herd cannot be told"
                                        + " apart by its sources",
                                String.join("; ", why),
                                "fence at the balancer (or whatever rewrites the sources) instead"));
    }

    /** How many different sources were seen, over all hosts; a source at two hosts counts twice. */
    public int sources() {
        return listeners.stream().mapToInt(Listener::sources).sum();
    }

    /** Connections per host, for people. */
    public Map<String, Integer> perHost() {
        Map<String, Integer> all = new java.util.TreeMap<>();
        listeners.forEach(l -> all.put(l.host(), l.others()));
        return all;
    }
}

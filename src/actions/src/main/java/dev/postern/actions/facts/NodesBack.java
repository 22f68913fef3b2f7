package dev.postern.actions.facts;

import dev.postern.actions.host.Site;
import dev.postern.actions.host.Sources;
import dev.postern.core.fact.FactValue;
import dev.postern.core.fleet.Cluster;
import dev.postern.core.fleet.ClusterName;
import dev.postern.core.fleet.Host;
import dev.postern.core.fleet.NodeGroup;
import dev.postern.core.reach.KubernetesApi;
import dev.postern.core.reach.Reach;
import dev.postern.core.value.JsonValue;

import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Sources that are connected to any server, beyond the control plane and the operator, as a share
 * of the nodes.
 *
 * <p>On which port a host's server listens and which addresses the host has is asked again only
 * after a minute: it is what hardly changes, and three of four commands.
 */
final class NodesBack implements Fact.Reading {
    private static final Duration KNOWN_FOR = Duration.ofSeconds(60);

    private final Map<ClusterName, Known> known = new ConcurrentHashMap<>();

    private record Known(Instant at, Map<Host, Site> sites) {
        boolean serves(Instant now) {
            Duration age = Duration.between(at, now);
            return !age.isNegative()
                    && age.compareTo(KNOWN_FOR) < 0
                    && sites.values().stream().allMatch(s -> s.port().isOk());
        }
    }

    @Override
    public FactValue read(Cluster cluster, JsonValue.Obj bindings, Reach reach)
            throws InterruptedException {
        Optional<Integer> nodes = nodes(cluster, reach);
        if (nodes.isEmpty() || nodes.get() <= 0) {
            return FactValue.unknown("how many nodes there are is not known");
        }
        Map<Host, Site> sites = sites(cluster, reach);
        Set<InetAddress> own = Site.own(sites.values());
        Set<InetAddress> connected = new HashSet<>();
        List<String> untold = new ArrayList<>();
        for (var seen : Sources.of(cluster, sites, reach).values()) {
            seen.got()
                    .map(all ->
                            all.others(reach.fleet().operatorDoor()).only(a -> !own.contains(a)))
                    .ifPresent(s -> connected.addAll(s.perSource().keySet()));
            seen.whyNot().ifPresent(f -> untold.add(f.sentence()));
        }
        return untold.size() == cluster.hosts().size()
                ? FactValue.unknown(String.join("; ", untold))
                : FactValue.of(Math.min(1.0, connected.size() / (double) nodes.get()));
    }

    private Map<Host, Site> sites(Cluster cluster, Reach reach) throws InterruptedException {
        Instant now = reach.time().now();
        Known last = known.get(cluster.name());
        if (last != null && last.serves(now)) {
            return last.sites();
        }
        Map<Host, Site> sites = Site.all(cluster, reach);
        known.put(cluster.name(), new Known(now, sites));
        return sites;
    }

    /** From a LIST of one, which says how many more there are; else from the cloud. */
    private static Optional<Integer> nodes(Cluster cluster, Reach reach) {
        Optional<Integer> fromApi =
                reach.api(cluster.name())
                        .send(
                                KubernetesApi.Request.get("/api/v1/nodes")
                                        .query("limit", "1")
                                        .within(Duration.ofSeconds(3)))
                        .got()
                        .filter(KubernetesApi.Answer::succeeded)
                        .map(KubernetesApi.Answer::body)
                        .map(b ->
                                b.items("items").size()
                                        + b.whole("metadata", "remainingItemCount")
                                                .orElse(0L)
                                                .intValue()
                                        - cluster.hosts().size())
                        .filter(n -> n > 0);
        if (fromApi.isPresent() || cluster.nodeGroups().isEmpty()) {
            return fromApi;
        }
        int all = 0;
        for (NodeGroup g : cluster.nodeGroups()) {
            Optional<Integer> n = reach.nodeGroups().inService(g).got();
            if (n.isEmpty()) {
                return Optional.empty();
            }
            all += n.get();
        }
        return Optional.of(all);
    }
}

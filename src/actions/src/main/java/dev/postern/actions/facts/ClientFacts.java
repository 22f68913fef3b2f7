package dev.postern.actions.facts;

import dev.postern.actions.host.Addresses;
import dev.postern.actions.host.AuditLog;
import dev.postern.actions.host.EachHost;
import dev.postern.actions.host.ServerFlags;
import dev.postern.actions.host.Sources;
import dev.postern.actions.look.Suspects;
import dev.postern.core.fact.FactValue;
import dev.postern.core.fleet.Cluster;
import dev.postern.core.fleet.Host;
import dev.postern.core.fleet.Network;
import dev.postern.core.fleet.NodeGroup;
import dev.postern.core.reach.KubernetesApi;
import dev.postern.core.reach.Reach;
import dev.postern.core.value.JsonValue;
import dev.postern.core.value.Outcome;
import dev.postern.core.value.Workload;

import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What can be said of the clients: the offender, and the nodes. */
final class ClientFacts {
    private static final Duration SILENCE = Duration.ofSeconds(60);

    private ClientFacts() {}

    /**
     * Whether the offender asked nothing in the last minute, as the audit logs say. Before it is
     * named, anybody who stands out counts as the offender.
     */
    static FactValue offenderSilent(Cluster cluster, JsonValue.Obj bindings, Reach reach)
            throws InterruptedException {
        Instant since = reach.time().now().minus(SILENCE);
        Optional<Workload> named = bindings.text("workload").flatMap(Workload::parse);
        String word = named.map(ClientFacts::accounts).orElse("");
        List<AuditLog.Entry> recent = new ArrayList<>();
        List<String> untold = new ArrayList<>();
        for (var said :
                EachHost.of(
                                cluster,
                                reach,
                                "offender.silent",
                                on -> AuditLog.tail(on, AuditLog.SHORT, word))
                        .entrySet()) {
            switch (said.getValue()) {
                case Outcome.Ok<Optional<AuditLog>>(var log) -> {
                    if (log.isPresent()) {
                        recent.addAll(log.get().since(since));
                    } else {
                        untold.add(said.getKey().id() + " writes no audit log");
                    }
                }
                case Outcome.Failed<Optional<AuditLog>>(var f) -> untold.add(f.sentence());
            }
        }
        boolean heard =
                named.map(w -> recent.stream().anyMatch(e -> isOf(w, e)))
                        .orElseGet(() -> Suspects.of(recent).offender().isPresent());
        if (heard) {
            return FactValue.of(false);
        }
        return untold.isEmpty() ? FactValue.of(true) : FactValue.unknown(String.join("; ", untold));
    }

    private static String accounts(Workload w) {
        return "system:serviceaccount:" + w.namespace() + ":";
    }

    /** By the account of its namespace, or by its own name as user agent. */
    private static boolean isOf(Workload w, AuditLog.Entry e) {
        String accounts = accounts(w);
        return (e.user().startsWith(accounts) && !w.namespace().equals("kube-system"))
                || e.user().equals(accounts + w.name());
    }

    /**
     * Sources that are connected to any server, beyond the control plane and the operator, as a
     * share of the nodes.
     */
    static FactValue nodesBack(Cluster cluster, JsonValue.Obj bindings, Reach reach)
            throws InterruptedException {
        Optional<Integer> nodes = nodes(cluster, reach);
        if (nodes.isEmpty() || nodes.get() <= 0) {
            return FactValue.unknown("how many nodes there are is not known");
        }
        Set<InetAddress> own = Addresses.ofAllHosts(cluster, reach);
        List<Network> door = reach.fleet().operatorDoor();
        Set<InetAddress> back = new HashSet<>();
        List<String> untold = new ArrayList<>();
        Map<Host, Outcome<Sources>> seen =
                EachHost.of(
                        cluster,
                        reach,
                        "nodes.back",
                        on ->
                                ServerFlags.at(on)
                                        .then(f -> Sources.at(on, f.port(cluster)))
                                        .map(all -> all.others(door).only(a -> !own.contains(a))));
        for (Outcome<Sources> s : seen.values()) {
            s.got().ifPresent(x -> back.addAll(x.perSource().keySet()));
            s.whyNot().ifPresent(f -> untold.add(f.sentence()));
        }
        return untold.size() == cluster.hosts().size()
                ? FactValue.unknown(String.join("; ", untold))
                : FactValue.of(Math.min(1.0, back.size() / (double) nodes.get()));
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

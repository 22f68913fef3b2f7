package dev.postern.actions.facts;

import dev.postern.actions.host.ApiServerContainer;
import dev.postern.actions.host.Containers;
import dev.postern.actions.host.EachHost;
import dev.postern.actions.host.Etcd;
import dev.postern.core.fact.FactValue;
import dev.postern.core.fleet.Cluster;
import dev.postern.core.fleet.Host;
import dev.postern.core.reach.KubernetesApi;
import dev.postern.core.reach.Reach;
import dev.postern.core.value.Failure;
import dev.postern.core.value.JsonValue;
import dev.postern.core.value.Outcome;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;

/** How the servers are: the API servers and etcd. */
final class ServerFacts {
    /** A restart is a container of a later attempt that is younger than this. */
    static final Duration RECENT = Duration.ofMinutes(3);

    private ServerFacts() {}

    /** Ready on more than half of the servers. */
    static FactValue ready(Cluster cluster, JsonValue.Obj bindings, Reach reach)
            throws InterruptedException {
        List<Callable<Outcome<KubernetesApi.Health>>> asks = new ArrayList<>();
        for (Host h : cluster.hosts()) {
            asks.add(() -> reach.api(h.id()).health());
        }
        int ready = 0;
        List<String> untold = new ArrayList<>();
        for (Outcome<KubernetesApi.Health> o : reach.time().all("api.ready", asks)) {
            switch (o) {
                case Outcome.Ok<KubernetesApi.Health>(var h) -> ready += h.ready() ? 1 : 0;
                case Outcome.Failed<KubernetesApi.Health>(var f) -> {
                    if (!saysNotReady(f.kind())) {
                        untold.add(f.sentence());
                    }
                }
            }
        }
        boolean most = ready * 2 > cluster.hosts().size();
        boolean couldBe = (ready + untold.size()) * 2 > cluster.hosts().size();
        return most || !couldBe ? FactValue.of(most) : FactValue.unknown(String.join("; ", untold));
    }

    /** What a failure says of the server; of the others it says something of us. */
    private static boolean saysNotReady(Failure.Kind kind) {
        return switch (kind) {
            case UNREACHABLE, SATURATED, BROKEN -> true;
            case REFUSED_IDENTITY, UNTRUSTED, REFUSED, IN_DOUBT, ABORTED -> false;
        };
    }

    static FactValue etcdHealthy(Cluster cluster, JsonValue.Obj bindings, Reach reach) {
        return etcd(Etcd.of(cluster, reach).map(e -> FactValue.of(e.isWhole())));
    }

    static FactValue etcdQuorum(Cluster cluster, JsonValue.Obj bindings, Reach reach) {
        return etcd(Etcd.of(cluster, reach).map(e -> FactValue.of(e.hasQuorum())));
    }

    private static FactValue etcd(Outcome<FactValue> seen) {
        return switch (seen) {
            case Outcome.Ok<FactValue>(var v) -> v;
            case Outcome.Failed<FactValue>(var f) -> FactValue.unknown(f.sentence());
        };
    }

    /** Restarts of API servers in the last three minutes; a new pod of a new manifest is none. */
    static FactValue restarts(Cluster cluster, JsonValue.Obj bindings, Reach reach)
            throws InterruptedException {
        long count = 0;
        List<String> untold = new ArrayList<>();
        Instant since = reach.time().now().minus(RECENT);
        for (var said :
                EachHost.of(
                                cluster,
                                reach,
                                "server.restarts",
                                on -> Containers.named(on, ApiServerContainer.NAME))
                        .values()) {
            switch (said) {
                case Outcome.Ok<List<Containers.Container>>(var all) ->
                        count +=
                                all.stream()
                                        .filter(c -> c.attempt() > 0 && c.created().isAfter(since))
                                        .count();
                case Outcome.Failed<List<Containers.Container>>(var f) -> untold.add(f.sentence());
            }
        }
        return untold.size() * 2 >= cluster.hosts().size() && count == 0
                ? FactValue.unknown(String.join("; ", untold))
                : FactValue.of(count);
    }
}

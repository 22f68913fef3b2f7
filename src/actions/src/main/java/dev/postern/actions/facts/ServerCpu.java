package dev.postern.actions.facts;

import dev.postern.actions.host.ApiServerContainer;
import dev.postern.actions.host.OnHost;
import dev.postern.actions.host.ServerClocks;
import dev.postern.core.fact.FactValue;
import dev.postern.core.fleet.Cluster;
import dev.postern.core.fleet.ClusterName;
import dev.postern.core.fleet.HostId;
import dev.postern.core.reach.Reach;
import dev.postern.core.value.JsonValue;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The busiest API server's share of its host, from two readings of the containers' CPU clocks.
 *
 * <p>The reading before serves as the first of the two where it is neither too old nor too young:
 * starting a command on a starved host is itself a load.
 */
final class ServerCpu implements Fact.Reading {
    private static final Duration YOUNGEST = Duration.ofSeconds(2);
    private static final Duration OLDEST = Duration.ofSeconds(20);

    private final ServerClocks clocks;
    private final Map<ClusterName, ServerClocks.Look> looks = new ConcurrentHashMap<>();

    /** Of hosts that are up; a host that gets other CPUs is restarted for it. */
    private final Map<HostId, Integer> cores = new ConcurrentHashMap<>();

    ServerCpu(ServerClocks clocks) {
        this.clocks = clocks;
    }

    private static boolean serves(ServerClocks.Look look, Instant now) {
        Duration age = look.age(now);
        return age.compareTo(YOUNGEST) >= 0 && age.compareTo(OLDEST) <= 0;
    }

    @Override
    public FactValue read(Cluster cluster, JsonValue.Obj bindings, Reach reach)
            throws InterruptedException {
        ServerClocks.Look before = looks.get(cluster.name());
        if (before == null || !serves(before, reach.time().now())) {
            before = clocks.look(cluster, reach);
            reach.time().sleep(YOUNGEST);
        }
        ServerClocks.Look after = clocks.look(cluster, reach);
        looks.put(cluster.name(), after);
        double most = -1;
        for (var e : after.readings().entrySet()) {
            Optional<Double> used =
                    Optional.ofNullable(before.readings().get(e.getKey()))
                            .flatMap(first -> e.getValue().coresUsedSince(first));
            int all = cores(e.getKey().id(), reach);
            if (used.isPresent() && all > 0) {
                most = Math.max(most, used.get() / all);
            }
        }
        return most < 0
                ? FactValue.unknown("no API server's container ran through both readings")
                : FactValue.of(Math.round(most * 1000) / 1000.0);
    }

    /** 0 where the host does not say. */
    private int cores(HostId host, Reach reach) {
        Integer known = cores.get(host);
        if (known == null) {
            known = ApiServerContainer.cores(new OnHost(host, reach)).got().orElse(0);
            if (known > 0) {
                cores.put(host, known);
            }
        }
        return known;
    }
}

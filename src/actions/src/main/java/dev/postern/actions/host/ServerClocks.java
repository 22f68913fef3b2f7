package dev.postern.actions.host;

import dev.postern.core.fleet.Cluster;
import dev.postern.core.fleet.ClusterName;
import dev.postern.core.fleet.Host;
import dev.postern.core.reach.World;

import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The CPU clocks of a cluster's API servers, read at most once a second however many ask: on a
 * starved host each command is itself a load.
 */
public final class ServerClocks {
    private static final Duration FRESH = Duration.ofSeconds(1);

    private final Map<ClusterName, Look> looks = new ConcurrentHashMap<>();

    /**
     * One look at all of them.
     *
     * @param at when it was over, by our clock
     * @param readings of the servers that run and could be read, in the fleet's order
     */
    public record Look(Instant at, Map<Host, ApiServerContainer.Reading> readings) {
        public Look {
            readings = Collections.unmodifiableMap(new LinkedHashMap<>(readings));
        }

        /** How old it is; negative where the clock went back. */
        public Duration age(Instant now) {
            return Duration.between(at, now);
        }
    }

    /**
     * The last look where it is younger than a second, else a new one; one command per host.
     *
     * @throws InterruptedException when this thread is interrupted; commands under way go on
     */
    public Look look(Cluster cluster, World world) throws InterruptedException {
        Look last = looks.get(cluster.name());
        if (last != null) {
            Duration age = last.age(world.time().now());
            if (!age.isNegative() && age.compareTo(FRESH) < 0) {
                return last;
            }
        }
        Map<Host, ApiServerContainer.Reading> readings = new LinkedHashMap<>();
        EachHost.of(cluster, world, "server clocks", ApiServerContainer::reading)
                .forEach((host, said) ->
                        said.got().flatMap(r -> r).ifPresent(r -> readings.put(host, r)));
        Look look = new Look(world.time().now(), readings);
        looks.put(cluster.name(), look);
        return look;
    }
}

package dev.postern.actions.host;

import dev.postern.core.action.Target;
import dev.postern.core.fleet.Cluster;
import dev.postern.core.reach.KubernetesApi;
import dev.postern.core.reach.World;
import dev.postern.core.value.Outcome;

import java.util.Set;
import java.util.stream.Collectors;

/** API servers that say that they serve: {@code /readyz} is 200. */
public final class ReadyServers {
    private ReadyServers() {}

    /** Whether this host's does. One paced probe; whoever does not answer takes its time-out. */
    public static boolean isReady(OnHost on, World world) {
        return world.api(on.id()).health().got().filter(KubernetesApi.Health::ready).isPresent();
    }

    /**
     * A cluster's, asked side by side; none where this thread is interrupted. Those that an action
     * restarts are taken last, so that the last one that answers is never the first that goes.
     */
    public static Set<Target> of(Cluster cluster, World world) {
        try {
            return EachHost.of(cluster, world, "ready", on -> Outcome.ok(isReady(on, world)))
                    .entrySet()
                    .stream()
                    .filter(e -> e.getValue().got().orElse(false))
                    .<Target>map(e -> new Target.OfHost(e.getKey().id()))
                    .collect(Collectors.toSet());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Set.of();
        }
    }
}

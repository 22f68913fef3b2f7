package dev.postern.actions.facts;

import dev.postern.actions.fence.Herd;
import dev.postern.actions.host.Site;
import dev.postern.core.fact.FactValue;
import dev.postern.core.fleet.Cluster;
import dev.postern.core.fleet.Host;
import dev.postern.core.reach.Command;
import dev.postern.core.reach.Executed;
import dev.postern.core.reach.Reach;
import dev.postern.core.value.JsonValue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;

/** What can be said of the hosts and of who is connected to them. */
final class HostFacts {
    private static final int LOOKS = 5;
    private static final Duration BETWEEN = Duration.ofSeconds(3);

    private HostFacts() {}

    static FactValue covered(Cluster cluster, JsonValue.Obj bindings, Reach reach)
            throws InterruptedException {
        return FactValue.of(
                answering(cluster, reach, Command.asRoot("true")) == cluster.hosts().size());
    }

    static FactValue reachable(Cluster cluster, JsonValue.Obj bindings, Reach reach)
            throws InterruptedException {
        int answering = answering(cluster, reach, Command.of("true"));
        return FactValue.of(answering / (double) cluster.hosts().size());
    }

    private static int answering(Cluster cluster, Reach reach, Command command)
            throws InterruptedException {
        List<Callable<Boolean>> asks = new ArrayList<>();
        for (Host h : cluster.hosts()) {
            asks.add(() ->
                    reach.shell(h.id()).run(command).got().filter(Executed::succeeded).isPresent());
        }
        return (int) reach.time().all("hosts", asks).stream().filter(b -> b).count();
    }

    /** A server between two crashes has no connections, so it is looked at a few times. */
    static FactValue separable(Cluster cluster, JsonValue.Obj bindings, Reach reach)
            throws InterruptedException {
        Map<Host, Site> sites = Site.all(cluster, reach);
        Herd herd = Herd.of(cluster, sites, reach);
        for (int look = 1; look < LOOKS && !herd.isSeen(); look++) {
            reach.time().sleep(BETWEEN);
            herd = Herd.of(cluster, sites, reach);
        }
        if (herd.hidden(cluster).isPresent()) {
            return FactValue.of(false);
        }
        if (herd.isSeen()) {
            return FactValue.of(true);
        }
        if (!herd.unseen().isEmpty()) {
            return FactValue.unknown(String.join("; ", herd.unseen()));
        }
        // Nobody gets through just now. Where the fleet knows of nothing in front of the servers,
        // there is nothing that could hide the herd.
        return cluster.api().loadBalancer().isEmpty()
                ? FactValue.of(true)
                : FactValue.unknown(
                        "nobody is connected just now, so it cannot be seen whether the load"
                                + " balancer rewrites sources");
    }
}

package dev.postern.actions.facts;

import dev.postern.actions.fence.Herd;
import dev.postern.actions.host.EachHost;
import dev.postern.actions.host.Site;
import dev.postern.core.fact.FactValue;
import dev.postern.core.fleet.Cluster;
import dev.postern.core.fleet.Host;
import dev.postern.core.reach.Command;
import dev.postern.core.reach.Reach;
import dev.postern.core.value.Failure;
import dev.postern.core.value.JsonValue;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What can be said of the hosts and of who is connected to them. */
final class HostFacts {
    private static final int LOOKS = 5;
    private static final Duration BETWEEN = Duration.ofSeconds(3);

    private HostFacts() {}

    static FactValue covered(Cluster cluster, JsonValue.Obj bindings, Reach reach)
            throws InterruptedException {
        List<String> not = silent(cluster, reach, Command.asRoot("true"));
        return FactValue.of(not.isEmpty(), String.join("; ", not));
    }

    static FactValue reachable(Cluster cluster, JsonValue.Obj bindings, Reach reach)
            throws InterruptedException {
        int silent = silent(cluster, reach, Command.of("true")).size();
        int all = cluster.hosts().size();
        return FactValue.of((all - silent) / (double) all);
    }

    /** Why, of each host that does not run the command for us. */
    private static List<String> silent(Cluster cluster, Reach reach, Command command)
            throws InterruptedException {
        return EachHost.of(cluster, reach, "hosts", on -> on.text(command)).values().stream()
                .flatMap(o -> o.whyNot().stream())
                .map(Failure::sentence)
                .toList();
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
        Optional<Failure> hidden = herd.hidden(cluster);
        if (hidden.isPresent()) {
            return FactValue.of(false, hidden.get().why());
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

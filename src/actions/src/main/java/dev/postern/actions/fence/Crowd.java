package dev.postern.actions.fence;

import dev.postern.actions.host.Addresses;
import dev.postern.core.fleet.Cluster;
import dev.postern.core.fleet.Network;
import dev.postern.core.reach.KubernetesApi;
import dev.postern.core.reach.Reach;
import dev.postern.core.value.JsonValue;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * The nodes, where they are so few that a hash of addresses would be unfair: they are let in by
 * name. Found by one bounded LIST; where that fails or ends with "more", the hash is used.
 *
 * @param nodes addresses of the nodes, those of the control plane left out; empty where they are
 *     many or unknown
 */
record Crowd(List<String> nodes) {
    private static final int FEW = 50;

    Crowd {
        nodes = List.copyOf(nodes);
    }

    static Crowd unknown() {
        return new Crowd(List.of());
    }

    static Crowd of(Cluster cluster, Reach reach) {
        return reach.api(cluster.name())
                .send(
                        KubernetesApi.Request.get("/api/v1/nodes")
                                .query("limit", String.valueOf(FEW)))
                .got()
                .filter(KubernetesApi.Answer::succeeded)
                .filter(a ->
                        a.body().text("metadata", "continue").filter(c -> !c.isEmpty()).isEmpty())
                .map(a -> of(a.body(), Addresses.ofAllHosts(cluster, reach)))
                .orElseGet(Crowd::unknown);
    }

    private static Crowd of(JsonValue list, Set<InetAddress> controlPlane) {
        List<Network> found = new ArrayList<>();
        for (JsonValue node : list.items("items")) {
            for (JsonValue a : node.items("status", "addresses")) {
                if (a.text("type").filter("InternalIP"::equals).isPresent()) {
                    Network.parse(a.text("address").orElse(""))
                            .filter(n -> !controlPlane.contains(n.address()))
                            .ifPresent(found::add);
                }
            }
        }
        List<String> nodes = Addresses.list(found);
        return nodes.size() < FEW ? new Crowd(nodes) : unknown();
    }

    boolean isSmall() {
        return !nodes.isEmpty();
    }

    /** Which share of 10,000 those are that are let in by name already: after a resume. */
    int share(List<String> named) {
        return isSmall()
                ? (int) (nodes.stream().filter(named::contains).count() * Fence.ALL / nodes.size())
                : 0;
    }

    /** The first so many of 10,000, at least one; always the same, so the set only grows. */
    List<String> first(int share) {
        if (share == 0 || share == Fence.ALL) {
            return List.of();
        }
        int count = (int) Math.ceil(nodes.size() * (double) share / Fence.ALL);
        return nodes.subList(0, Math.clamp(count, 1, nodes.size()));
    }
}

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
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * The nodes, where they are so few that a hash of addresses would be unfair: they are let in by
 * name. Found by one bounded LIST; where that fails or ends with "more", the hash is used.
 *
 * @param nodes addresses of the nodes, those of the control plane left out; empty where they are
 *     many or unknown
 * @param count how many nodes there are beyond the control plane; empty where unknown
 */
record Crowd(List<String> nodes, OptionalInt count) {
    private static final int FEW = 50;

    /** Of those who should be back some never will: nodes fail. */
    private static final double MOST = 0.9;

    Crowd {
        nodes = List.copyOf(nodes);
    }

    static Crowd unknown() {
        return new Crowd(List.of(), OptionalInt.empty());
    }

    static Crowd of(Cluster cluster, Reach reach) {
        return reach.api(cluster.name())
                .send(
                        KubernetesApi.Request.get("/api/v1/nodes")
                                .query("limit", String.valueOf(FEW)))
                .got()
                .filter(KubernetesApi.Answer::succeeded)
                .map(a -> of(a.body(), Addresses.ofAllHosts(cluster, reach), cluster))
                .orElseGet(Crowd::unknown);
    }

    private static Crowd of(JsonValue list, Set<InetAddress> controlPlane, Cluster cluster) {
        boolean whole = list.text("metadata", "continue").filter(c -> !c.isEmpty()).isEmpty();
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
        if (whole) {
            return new Crowd(nodes.size() < FEW ? nodes : List.of(), OptionalInt.of(nodes.size()));
        }
        Optional<Long> more = list.whole("metadata", "remainingItemCount");
        return new Crowd(
                List.of(),
                more.isEmpty()
                        ? OptionalInt.empty()
                        : OptionalInt.of(
                                list.items("items").size()
                                        + more.get().intValue()
                                        - cluster.hosts().size()));
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

    /**
     * So many connected sources show that the nodes of this share are back; empty where it is not
     * known how many there are. The hash lets in a share only about: it is allowed two standard
     * deviations; of the first few it may have let in none, and then there is none to wait for.
     */
    OptionalInt enough(int share) {
        if (count.isEmpty()) {
            return OptionalInt.empty();
        }
        double p = share / (double) Fence.ALL;
        double expected =
                isSmall() && share < Fence.ALL ? first(share).size() : count.getAsInt() * p;
        double deviation = isSmall() ? 0 : Math.sqrt(count.getAsInt() * p * (1 - p));
        return OptionalInt.of((int) Math.max(0, Math.ceil(MOST * expected - 2 * deviation)));
    }

    /** The share of 10,000 that so many nodes are, about; 0 where it is not known. */
    int share(int nodes) {
        return count.orElse(0) <= 0
                ? 0
                : (int)
                        Math.min(
                                Fence.ALL,
                                Math.ceil((double) nodes * Fence.ALL / count.getAsInt()));
    }

    /** How many nodes a share is, about; 0 where unknown. */
    int nodesIn(int share) {
        return (int) ((long) count.orElse(0) * share / Fence.ALL);
    }
}

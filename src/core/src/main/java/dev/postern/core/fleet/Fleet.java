package dev.postern.core.fleet;

import java.net.InetAddress;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * The inventory.
 *
 * @param name what people call it
 * @param clusters in the order of the file; waves follow it
 * @param pinnedNames the only names that resolve, lower case without a trailing dot, with their
 *     addresses
 * @param operatorDoor sources that no block may ever shut out, besides SSH and loopback
 * @param sourceAddress the address that our own connections come from; where empty the system
 *     chooses
 * @param resolver a name server that is asked for cloud endpoints only, when the user named one
 * @param approvals what needs the approval of others; empty where nothing does
 */
public record Fleet(
        String name,
        List<Cluster> clusters,
        List<JumpHost> jumpHosts,
        Map<String, List<InetAddress>> pinnedNames,
        List<Network> operatorDoor,
        Optional<InetAddress> sourceAddress,
        Optional<InetAddress> resolver,
        Optional<ApprovalPolicy> approvals) {

    public Fleet {
        clusters = List.copyOf(clusters);
        jumpHosts = List.copyOf(jumpHosts);
        pinnedNames = Map.copyOf(pinnedNames);
        operatorDoor = List.copyOf(operatorDoor);
    }

    /** A fleet of which nothing needs approval. */
    public Fleet(
            String name,
            List<Cluster> clusters,
            List<JumpHost> jumpHosts,
            Map<String, List<InetAddress>> pinnedNames,
            List<Network> operatorDoor,
            Optional<InetAddress> sourceAddress,
            Optional<InetAddress> resolver) {
        this(
                name,
                clusters,
                jumpHosts,
                pinnedNames,
                operatorDoor,
                sourceAddress,
                resolver,
                Optional.empty());
    }

    public Optional<Cluster> cluster(ClusterName wanted) {
        return clusters.stream().filter(c -> c.name().equals(wanted)).findFirst();
    }

    public Optional<Host> host(HostId id) {
        return cluster(id.cluster()).flatMap(c -> c.host(id.host()));
    }

    /** The same without one host. */
    public Fleet without(HostId host) {
        return new Fleet(
                name,
                clusters.stream()
                        .map(c -> c.name().equals(host.cluster()) ? c.without(host) : c)
                        .toList(),
                jumpHosts,
                pinnedNames,
                operatorDoor,
                sourceAddress,
                resolver,
                approvals);
    }

    /**
     * Names of cloud endpoints that are not pinned, lower case: all that a resolver may ever be
     * asked for.
     */
    public Set<String> namesToAsk() {
        Set<String> names = new TreeSet<>();
        clusters.stream()
                .flatMap(c -> c.nodeGroups().stream())
                .flatMap(g -> Optional.ofNullable(g.provider().api().getHost()).stream())
                .map(h -> h.toLowerCase(Locale.ROOT))
                // A literal address: only IPv4 ends in a digit, only IPv6 has brackets.
                .filter(h -> !h.endsWith("]") && !Character.isDigit(h.charAt(h.length() - 1)))
                .filter(h -> !pinnedNames.containsKey(h))
                .forEach(names::add);
        return names;
    }

    public Optional<JumpHost> jumpHost(String jumpName) {
        return jumpHosts.stream().filter(j -> j.name().equals(jumpName)).findFirst();
    }
}

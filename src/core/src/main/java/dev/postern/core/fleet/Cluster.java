package dev.postern.core.fleet;

import java.util.List;
import java.util.Optional;

/** One Kubernetes cluster of the fleet. */
public record Cluster(
        ClusterName name,
        Distribution distribution,
        String kubernetes,
        ApiAccess api,
        List<Host> hosts,
        List<NodeGroup> nodeGroups) {

    /**
     * Which distribution made the control plane: decides paths, units and what levers there are.
     */
    public enum Distribution {
        KUBEADM
    }

    public Cluster {
        hosts = List.copyOf(hosts);
        nodeGroups = List.copyOf(nodeGroups);
    }

    public Optional<Host> host(String hostName) {
        return hosts.stream().filter(h -> h.id().host().equals(hostName)).findFirst();
    }

    /** The same without one host. */
    Cluster without(HostId host) {
        return new Cluster(
                name,
                distribution,
                kubernetes,
                api,
                hosts.stream().filter(h -> !h.id().equals(host)).toList(),
                nodeGroups);
    }

    public Optional<NodeGroup> nodeGroup(String groupName) {
        return nodeGroups.stream().filter(g -> g.name().equals(groupName)).findFirst();
    }

    /** The minor version of Kubernetes, 30 for "1.30.4"; empty where the fleet does not say. */
    public Optional<Integer> minor() {
        var m = java.util.regex.Pattern.compile("v?1\\.(\\d{1,3})(\\..*)?").matcher(kubernetes);
        return m.matches() ? Optional.of(Integer.parseInt(m.group(1))) : Optional.empty();
    }
}

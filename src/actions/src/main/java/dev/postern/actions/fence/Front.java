package dev.postern.actions.fence;

import dev.postern.actions.host.AuditLog;
import dev.postern.actions.host.OnHost;
import dev.postern.core.value.Outcome;

import java.net.InetAddress;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * An address by which many nodes speak: a load balancer, or whatever else rewrites sources, whether
 * or not the fleet knows of it. The audit log tells, for each kubelet has a user of its own.
 *
 * @param nodes how many nodes speak by it
 * @param of how many nodes are in the log
 */
public record Front(InetAddress address, int nodes, int of) {
    /**
     * About five hundred requests: some of nodes are among them, also while somebody else hammers.
     */
    private static final int BYTES = 512 << 10;

    private static final String NODE = "system:node:";

    /** As many may be behind a site's own gateway: they come back together, and are no herd. */
    private static final int FEW = 8;

    private static final int TENTH = 10;

    /** The one with most nodes; empty where there is none, or where the server writes no log. */
    static Outcome<Optional<Front>> at(OnHost host) {
        return AuditLog.tail(host, BYTES, NODE).map(log -> log.flatMap(Front::in));
    }

    static Optional<Front> in(AuditLog log) {
        Map<InetAddress, Set<String>> nodes = new HashMap<>();
        Set<String> all = new HashSet<>();
        for (AuditLog.Entry e : log.entries()) {
            if (e.user().startsWith(NODE)) {
                all.add(e.user());
                e.source()
                        .ifPresent(s ->
                                nodes.computeIfAbsent(s, none -> new HashSet<>()).add(e.user()));
            }
        }
        return nodes.entrySet().stream()
                .map(e -> new Front(e.getKey(), e.getValue().size(), all.size()))
                .filter(f -> f.nodes() > FEW && f.nodes() > f.of() / TENTH)
                .max(Comparator.comparingInt(Front::nodes));
    }
}

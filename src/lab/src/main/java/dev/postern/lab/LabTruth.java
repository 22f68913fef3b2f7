package dev.postern.lab;

import java.time.Instant;
import java.util.List;

/**
 * What really is, for scores and debriefs; nobody who fights the outage sees it.
 *
 * @param readyServers which hosts' API servers would say 200 on {@code /readyz} now
 * @param workloadObject whether the offender's object is in the store
 * @param workloadPods how many of its pods are in the store
 * @param workloadProcesses on how many nodes it still runs
 * @param nodes how many nodes there are
 * @param nodesBack how many of them hold their watches and renew their leases
 * @param collapses how often the API was lost, the first time included
 * @param recollapses how often it was lost again after it had been back
 * @param evictions pods that were evicted
 * @param dnsDeadMinutes minutes of dead name resolution, weighted by the share of answers lost
 * @param requestsByOperator requests from the operator's source addresses that reached an API
 *     server, refused connections included
 */
public record LabTruth(
        String cluster,
        Instant at,
        List<String> readyServers,
        int servers,
        boolean workloadObject,
        int workloadPods,
        int workloadProcesses,
        int nodes,
        int nodesBack,
        int collapses,
        int recollapses,
        int evictions,
        double dnsDeadMinutes,
        long requestsByOperator,
        List<Sample> series) {
    public LabTruth {
        readyServers = List.copyOf(readyServers);
        series = List.copyOf(series);
    }

    /** Whether most of the API servers are ready. */
    public boolean apiReady() {
        return readyServers.size() * 2 > servers;
    }

    /**
     * One moment, every ten virtual seconds.
     *
     * @param latencySeconds what a small request waits, the mean of the servers that are up; −1
     *     where none is
     * @param rejectedShare of the requests of the last ten seconds, 0…1
     * @param admittedShare of the nodes that the firewalls let through, 0…1
     * @param nodesReady share of nodes that hold their watches, 0…1
     * @param cpu share of the servers' cores in use, 0…1
     * @param dns share of name look-ups that are answered, 0…1
     */
    public record Sample(
            Instant at,
            double latencySeconds,
            double rejectedShare,
            double admittedShare,
            double nodesReady,
            double cpu,
            double dns,
            int readyServers) {}
}

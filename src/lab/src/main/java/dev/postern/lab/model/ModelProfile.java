package dev.postern.lab.model;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * The constants of the model, with their sources. Costs are core-seconds, sizes bytes, times
 * seconds.
 *
 * <p>"KEP-2340" is its public benchmark of LISTs (1 a second selecting nothing, 300,000 objects of
 * 1 KB: 7.9 core-seconds each from etcd, 0.53 from the cache), fitted linearly. "Guess" is a round
 * number of ours that waits for the proving ground.
 *
 * @param podsPerNode pods on a node; guess
 * @param objectBytes size of a pod in memory and in etcd; 5 KB is common
 * @param reflectorsPerNode watches of one node: kubelet, kube-proxy, CNI; guess
 * @param objectCost decode and encode one object, without its bytes; KEP-2340: 17 µs
 * @param byteCost per byte of an object; KEP-2340: 10 ns
 * @param scanCost look at one object in the watch cache; KEP-2340: 1.8 µs
 * @param listBaseCost any LIST or re-watch, whatever it returns; guess
 * @param rejectCost a request that is rejected (TLS record, authentication, audit, fairness): 0.1
 *     to 0.5 ms (k/k pull 97430: "P&amp;F isn't free")
 * @param handshakeCost a TLS handshake with a client certificate: 1.5 to 3 ms
 * @param tokenHandshakeCost the same without one, by a client that brings a token
 * @param leaseCost a heartbeat: 0.3 to 0.5 ms
 * @param requestCost a named GET or a small write of an operator; measured on idle servers: below
 *     10 ms
 * @param baseLoad cores that a server uses without any node; guess
 * @param queueLimit longest wait in an APF queue: request timeout 60 s / 4 (server config.go)
 * @param heartbeatTimeout kubelet gives up a lease renewal (k/k 65954)
 * @param tearDown a starved HTTP/2 connection is torn down: read idle 30 s + ping 15 s
 * @param backoffBase first wait of a reflector, with jitter: 0.8 s × 1.5 (client-go reflector.go)
 * @param backoffMost longest wait of a reflector, with jitter: 30 s × 1.5
 * @param offenderRetry shortest wait of the offender after a failure; guess
 * @param handshakeTimeout a client gives a TLS handshake up (client-go transport cache.go)
 * @param loopRetry after a failure each of the offender's loops waits so long (proving-ground
 *     hammer)
 * @param smallListsAtOnce how many small LISTs of one client run at once, a seat each; seen on the
 *     proving ground
 * @param eventHistory how long a lost watch can go on where it was: the event ring holds at least
 *     75 s (watch_cache.go)
 * @param memoryBase an API server without clients; guess
 * @param watchMemory per watch with its HTTP/2 stream: 50 to 100 KB
 * @param listFactorFull temporary memory of a full LIST from etcd, in multiples of its bytes
 *     (KEP-3157: 5)
 * @param listFactorSelected the same for a LIST that selects few objects; guess
 * @param streamedListMemory a LIST that is streamed (1.33 and later) or comes from the cache; guess
 * @param fullListsAtOnce how many full LISTs run at once: workload-low's 245 seats of 600, 10 each
 *     (list_work_estimator.go)
 * @param selectedListsAtOnce the same for nodes: system and what it borrows, 10 seats each
 * @param startSeconds container start until the port listens; guess
 * @param warmBase cache fill of an idle server besides its objects; KEP-4568: tens of seconds on
 *     large clusters
 * @param etcdShare how much of an API server's lag etcd shows where LISTs are served by it:
 *     KEP-2340 measured half of the CPU in etcd; guess for the lag
 * @param evictAfter a node's pods are evicted: 50 s unknown + 300 s toleration
 * @param evictRate nodes a second that the node controller evicts (flag default 0.1)
 * @param evictRateUnhealthy the same where more than 55 % of a zone are unhealthy (0.01)
 * @param controllerRate writes a second of the controller-manager (--kube-api-qps 20)
 * @param dnsFirst cached names begin to expire so long after the API was lost; guess
 * @param dnsLast the last of them: 20 minutes at OpenAI
 */
public record ModelProfile(
        int podsPerNode,
        int objectBytes,
        int reflectorsPerNode,
        double objectCost,
        double byteCost,
        double scanCost,
        double listBaseCost,
        double rejectCost,
        double handshakeCost,
        double tokenHandshakeCost,
        double leaseCost,
        double requestCost,
        double baseLoad,
        double queueLimit,
        double heartbeatTimeout,
        double tearDown,
        double backoffBase,
        double backoffMost,
        double offenderRetry,
        double handshakeTimeout,
        double loopRetry,
        int smallListsAtOnce,
        double eventHistory,
        double memoryBase,
        double watchMemory,
        double listFactorFull,
        double listFactorSelected,
        double streamedListMemory,
        int fullListsAtOnce,
        int selectedListsAtOnce,
        double startSeconds,
        double warmBase,
        double etcdShare,
        double evictAfter,
        double evictRate,
        double evictRateUnhealthy,
        double controllerRate,
        double dnsFirst,
        double dnsLast) {

    /** The constants of the reference notes, before any calibration. */
    public static final ModelProfile REFERENCE =
            new ModelProfile(
                    30, 5_000, 20, 17e-6, 10e-9, 1.8e-6, 2e-3, 0.3e-3, 2e-3, 2e-3, 0.4e-3, 5e-3,
                    0.2, 15, 10, 45, 1.2, 45, 5, 10, 0.2, 84, 75, 1.2e9, 80e3, 5, 2, 10e6, 24, 20,
                    3, 12, 0.35, 350, 0.1, 0.01, 20, 240, 1200);

    /**
     * What the proving ground's servers cost: measured there on 2026-11-29, Kubernetes 1.34.4 on
     * one host, with {@code check calibrate}; docs/calibration.md has the figures with their
     * spread. Costs are of API server and etcd together, which share a host's processor. The herd's
     * size is the ground's: 10 pods of 5 KB and 5 reflectors a node. What the ground cannot show
     * (evictions, name servers) and what is a constant of client-go or of the server is as in the
     * reference.
     */
    public static final ModelProfile GROUND =
            new ModelProfile(
                    10, 5_000, 5, 10e-6, 20e-9, 0.2e-6, 2.2e-3, 0.3e-3, 2.5e-3, 1.7e-3, 1.5e-3,
                    1.5e-3, 0.07, 15, 10, 45, 1.2, 45, 5, 10, 0.2, 84, 75, 0.35e9, 110e3, 5, 2,
                    10e6, 24, 20, 3, 21, 0.35, 350, 0.1, 0.01, 20, 240, 1200);

    /** What people call the profiles, in a scenario's {@code fleet:}. */
    public static final Map<String, ModelProfile> BY_NAME =
            Collections.unmodifiableSortedMap(
                    new TreeMap<>(Map.of("reference", REFERENCE, "ground", GROUND)));

    /** Decode and encode one object. */
    double perObject() {
        return objectCost + byteCost * objectBytes;
    }

    /** One full LIST of all pods: what the offender does. */
    double fullList(int nodes) {
        return listBaseCost + (double) nodes * podsPerNode * perObject();
    }

    /**
     * One node's reflectors all list again.
     *
     * @param legacy up to 1.30 the LIST of the node's own pods reads all pods from etcd
     */
    double nodeRelist(int nodes, boolean legacy) {
        double objects = (double) nodes * podsPerNode;
        return reflectorsPerNode * listBaseCost
                + podsPerNode * perObject()
                + objects * (legacy ? perObject() : scanCost);
    }

    /** All reflectors of a node go on where they were. */
    double nodeRewatch() {
        return reflectorsPerNode * 0.25 * listBaseCost;
    }

    /** The bytes of all pods. */
    double allBytes(int nodes) {
        return (double) nodes * podsPerNode * objectBytes;
    }

    /** The longest wait after so many failures in a row. */
    double backoff(int failures) {
        return Math.min(backoffMost, backoffBase * (1 << Math.min(failures, 6)));
    }
}

package dev.postern.lab.host;

import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * What moves on a simulated host, as the model has it: all that its programs show and that is
 * neither a file nor a firewall rule.
 *
 * <p>Called in the clock's thread, one at a time, but for {@link #commandTime} and {@link
 * #loginTime}: those are asked by threads of the SSH server, while time stands still.
 */
public interface Workings {
    /** Number of CPUs, as {@code nproc} says. */
    int cpus();

    /** Total and available memory in bytes, for {@code /proc/meminfo}. */
    Memory memory();

    record Memory(long total, long available) {}

    /** How long a program takes just now: starvation included. Zero is allowed. */
    Duration commandTime(List<String> arguments);

    /** How long the SSH server takes to let somebody in just now. Zero is allowed. */
    Duration loginTime();

    // ---- sockets

    /** Established TCP connections at a local port, the loopback's included. */
    List<PeerSocket> established(int localPort);

    /** Closes those that match, as {@code ss -K} does, and returns them. */
    List<PeerSocket> close(int localPort, Predicate<PeerSocket> which);

    /**
     * @param receiveQueue bytes that wait in the kernel to be read
     */
    record PeerSocket(
            InetAddress local,
            int localPort,
            InetAddress peer,
            int peerPort,
            int receiveQueue,
            int sendQueue) {}

    // ---- containers

    /** All containers, the exited too; newest first, as crictl lists them. */
    List<Container> containers();

    enum ContainerState {
        CONTAINER_CREATED,
        CONTAINER_RUNNING,
        CONTAINER_EXITED,
        CONTAINER_UNKNOWN
    }

    /**
     * @param id 64 hexadecimal digits
     * @param name the container's name in its pod: {@code kube-apiserver}
     * @param attempt how often it was restarted
     * @param sandbox id of its pod's sandbox
     */
    record Container(
            String id,
            String name,
            int attempt,
            ContainerState state,
            Instant createdAt,
            String image,
            String sandbox,
            String podName,
            String podNamespace,
            String podUid) {}

    /** Empty where the container does not run. */
    Optional<Stats> stats(String containerId);

    /**
     * @param cpuNanos core-nanoseconds used since it started
     * @param memory working set, bytes
     */
    record Stats(long cpuNanos, long memory) {}

    /** The last lines of a container's log, without line ends; empty where there is none. */
    List<String> log(String containerId, int tail);

    /**
     * Ends a container; the kubelet starts another in its place. One that has ended is fine. False:
     * there is none.
     */
    boolean stopContainer(String containerId);

    /** Pod sandboxes, newest first. */
    List<Sandbox> sandboxes();

    /**
     * @param id 64 hexadecimal digits
     */
    record Sandbox(
            String id,
            String name,
            String namespace,
            String uid,
            boolean ready,
            int attempt,
            Instant createdAt) {}

    /** Stops a pod's sandbox and its containers; a stopped one is fine. False: there is none. */
    boolean stopSandbox(String sandboxId);

    /** Removes a stopped sandbox. False: there is none. */
    boolean removeSandbox(String sandboxId);

    // ---- etcd, as etcdctl shows it

    EtcdAnswer etcd(EtcdRequest request);

    /** What etcdctl is told to do. */
    sealed interface EtcdRequest {
        /** {@code endpoint health --cluster -w json}. */
        record Health() implements EtcdRequest {}

        /** {@code endpoint status --cluster -w json}. */
        record Status() implements EtcdRequest {}

        /**
         * {@code endpoint status -w json}.
         *
         * @param endpoint the member's client URL
         */
        record OwnStatus(String endpoint) implements EtcdRequest {}

        /** {@code compact REVISION}. */
        record Compact(long revision) implements EtcdRequest {}

        /**
         * {@code defrag}.
         *
         * @param endpoint the member's client URL
         */
        record Defragment(String endpoint) implements EtcdRequest {}

        /** {@code alarm disarm}. */
        record Disarm() implements EtcdRequest {}
    }

    /**
     * @param exit etcdctl's exit status; 1 where a member is unhealthy
     * @param output what it prints to standard output, with its line ends
     */
    record EtcdAnswer(int exit, String output, String errors) {}

    // ---- services

    /** {@code active}, {@code inactive}, {@code failed}, {@code activating}; empty: unknown. */
    Optional<String> unitState(String unit);

    /** Restarts it. False: no such unit. */
    boolean restartUnit(String unit);

    // ---- files whose content the model makes when somebody looks

    /** The last bytes of a file such as the audit log; empty where the model makes no such file. */
    Optional<byte[]> liveFile(String path, int lastBytes);

    // ---- what the host tells the model

    /** A file was written, renamed, or removed: {@code /etc/kubernetes/manifests/…} matters. */
    void fileChanged(String path);

    /**
     * The firewall's table came, changed or went. Expiry of elements is not told: see {@link
     * Firewall#nextChange}.
     */
    void firewallChanged(Firewall firewall);
}

package dev.postern.lab.host;

import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/** Workings that a test sets by hand. */
public final class FakeWorkings implements Workings {
    public static final String API_ID = "a".repeat(64);
    public static final String ETCD_ID = "e".repeat(64);
    public static final String POD_ID = "b".repeat(64);

    public volatile Duration command = Duration.ZERO;
    public volatile Duration login = Duration.ZERO;
    public final List<PeerSocket> sockets = Collections.synchronizedList(new ArrayList<>());
    public final List<String> changes = Collections.synchronizedList(new ArrayList<>());
    public final Map<String, byte[]> live = new HashMap<>();
    public final List<Sandbox> sandboxes = new ArrayList<>();
    public int firewallChanges;
    public int restarts;

    public FakeWorkings() {
        sandboxes.add(
                new Sandbox(
                        POD_ID,
                        "agent-x7k2p",
                        "telemetry",
                        "uid-1",
                        true,
                        0,
                        Instant.parse("2024-12-11T15:12:00Z")));
    }

    public void socket(String peer, int port) {
        sockets.add(
                new PeerSocket(
                        InetAddress.ofLiteral("10.0.0.11"),
                        6443,
                        InetAddress.ofLiteral(peer),
                        port,
                        0,
                        0));
    }

    @Override
    public int cpus() {
        return 8;
    }

    @Override
    public Memory memory() {
        return new Memory(32L << 30, 4L << 30);
    }

    @Override
    public Duration commandTime(List<String> arguments) {
        return command;
    }

    @Override
    public Duration loginTime() {
        return login;
    }

    @Override
    public List<PeerSocket> established(int localPort) {
        return List.copyOf(sockets);
    }

    @Override
    public List<PeerSocket> close(int localPort, Predicate<PeerSocket> which) {
        List<PeerSocket> gone = sockets.stream().filter(which).toList();
        sockets.removeAll(gone);
        return gone;
    }

    @Override
    public List<Container> containers() {
        return List.of(
                container(API_ID, "kube-apiserver", 3, ContainerState.CONTAINER_RUNNING),
                container("c".repeat(64), "kube-apiserver", 2, ContainerState.CONTAINER_EXITED),
                container(ETCD_ID, "etcd", 0, ContainerState.CONTAINER_RUNNING));
    }

    private static Container container(String id, String name, int attempt, ContainerState state) {
        return new Container(
                id,
                name,
                attempt,
                state,
                Instant.parse("2024-12-11T15:12:00Z"),
                "registry.k8s.io/" + name,
                "5".repeat(64),
                name + "-cp1",
                "kube-system",
                "uid-" + name);
    }

    @Override
    public Optional<Stats> stats(String containerId) {
        return containerId.equals(API_ID)
                ? Optional.of(new Stats(123_456_789_000L, 3L << 30))
                : Optional.empty();
    }

    @Override
    public List<String> log(String containerId, int tail) {
        List<String> lines = List.of("I1211 one", "E1211 two", "E1211 three");
        return lines.subList(Math.max(0, lines.size() - tail), lines.size());
    }

    @Override
    public boolean stopContainer(String containerId) {
        changes.add("stopped " + containerId);
        return containers().stream().anyMatch(c -> c.id().equals(containerId));
    }

    @Override
    public List<Sandbox> sandboxes() {
        return List.copyOf(sandboxes);
    }

    @Override
    public boolean stopSandbox(String sandboxId) {
        sandboxes.replaceAll(s ->
                s.id().equals(sandboxId)
                        ? new Sandbox(
                                s.id(),
                                s.name(),
                                s.namespace(),
                                s.uid(),
                                false,
                                s.attempt(),
                                s.createdAt())
                        : s);
        return true;
    }

    @Override
    public boolean removeSandbox(String sandboxId) {
        return sandboxes.removeIf(s -> s.id().equals(sandboxId));
    }

    @Override
    public EtcdAnswer etcd(EtcdRequest request) {
        boolean health = request instanceof EtcdRequest.Health;
        return new EtcdAnswer(
                health ? 1 : 0, request + "\n", health ? "Error: unhealthy cluster" : "");
    }

    @Override
    public Optional<String> unitState(String unit) {
        return unit.equals("kubelet") ? Optional.of("active") : Optional.empty();
    }

    @Override
    public boolean restartUnit(String unit) {
        restarts++;
        return unit.equals("kubelet");
    }

    @Override
    public Optional<byte[]> liveFile(String path, int lastBytes) {
        byte[] all = live.get(path);
        return all == null
                ? Optional.empty()
                : Optional.of(
                        Arrays.copyOfRange(all, Math.max(0, all.length - lastBytes), all.length));
    }

    public void live(String path, String text) {
        live.put(path, text.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public void fileChanged(String path) {
        changes.add(path);
    }

    @Override
    public void firewallChanged(Firewall firewall) {
        firewallChanges++;
    }
}

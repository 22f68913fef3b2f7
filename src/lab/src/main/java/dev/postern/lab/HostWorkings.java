package dev.postern.lab;

import dev.postern.lab.api.ApiEndpoint;
import dev.postern.lab.api.Kubeadm;
import dev.postern.lab.api.ServerLogs;
import dev.postern.lab.host.Firewall;
import dev.postern.lab.host.Workings;
import dev.postern.lab.model.Chance;
import dev.postern.lab.model.ClusterModel;
import dev.postern.lab.model.Kubelets;

import org.jspecify.annotations.Nullable;

import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** What moves on a host of the lab, read from the model. */
final class HostWorkings implements Workings {
    private static final int CONTAINER = 81;
    private static final int POD = 82;

    private final InetAddress address;
    private final Instant opened;
    private @Nullable ClusterModel model;
    private @Nullable ServerLogs logs;
    private @Nullable EtcdView etcd;
    private int host;
    private Chance chance = new Chance(0);

    HostWorkings(InetAddress address, Instant opened) {
        this.address = address;
        this.opened = opened;
    }

    /** Before anybody may ask: the model of its cluster. */
    void belongTo(ClusterModel model, int host, ServerLogs logs, EtcdView etcd) {
        this.model = model;
        this.host = host;
        this.logs = logs;
        this.etcd = etcd;
        this.chance = new Chance(model.shape().seed() * 101 + model.shape().index() * 10L + host);
    }

    private ClusterModel model() {
        if (model == null) {
            throw new IllegalStateException("a host that belongs to no cluster yet");
        }
        return model;
    }

    @Override
    public int cpus() {
        // A quota is no processor less: nproc does not tell it.
        return (int) Math.ceil(model().shape().cores());
    }

    @Override
    public Memory memory() {
        long total = model().shape().memory();
        long used = (long) model().servers().memory(host) + (2L << 30);
        return new Memory(total, Math.max(total / 50, total - used));
    }

    @Override
    public Duration commandTime(List<String> arguments) {
        return Duration.ofMillis(15 + (long) (model().servers().lag(host) * 40));
    }

    @Override
    public Duration loginTime() {
        return Duration.ofMillis(60 + (long) (model().servers().lag(host) * 120));
    }

    @Override
    public List<PeerSocket> established(int localPort) {
        List<PeerSocket> all = new ArrayList<>();
        if (localPort != ApiEndpoint.PORT) {
            return all;
        }
        // A starved server leaves bytes unread.
        int unread = model().servers().lag(host) > 5 ? 517 : 0;
        for (ClusterModel.Socket s : model().sockets(host)) {
            all.add(new PeerSocket(address, localPort, s.address(), s.port(), unread, 0));
        }
        if (model().servers().listening(host)) {
            for (int port : new int[] {40112, 40118, 40230}) {
                all.add(new PeerSocket(address, localPort, address, port, 0, 0));
            }
        }
        return all;
    }

    @Override
    public List<PeerSocket> close(int localPort, Predicate<PeerSocket> which) {
        List<PeerSocket> closed = new ArrayList<>();
        if (localPort != ApiEndpoint.PORT) {
            return closed;
        }
        Set<Integer> nodes = new HashSet<>();
        for (ClusterModel.Socket s : model().sockets(host)) {
            PeerSocket socket = new PeerSocket(address, localPort, s.address(), s.port(), 0, 0);
            if (which.test(socket)) {
                closed.add(socket);
                nodes.add(s.node());
            }
        }
        nodes.forEach(n -> model().closeSockets(host, n));
        return closed;
    }

    @Override
    public List<Container> containers() {
        return model().kubelets().containers(host).stream()
                .map(this::container)
                .sorted(Comparator.comparing(Container::createdAt).reversed())
                .toList();
    }

    private Container container(Kubelets.ContainerView c) {
        int component = c.component().hashCode();
        boolean etcdImage = c.component().equals("etcd");
        return new Container(
                chance.hex(64, CONTAINER, component, c.generation() * 1000L + c.attempt()),
                c.component(),
                c.attempt(),
                c.running() ? ContainerState.CONTAINER_RUNNING : ContainerState.CONTAINER_EXITED,
                opened.plusSeconds(c.since()),
                etcdImage
                        ? "registry.k8s.io/etcd:3.5.15-0"
                        : "registry.k8s.io/"
                                + c.component()
                                + ":v1."
                                + model().shape().minor()
                                + ".8",
                chance.hex(64, POD, component, c.generation()),
                c.component() + "-" + name(),
                "kube-system",
                chance.hex(32, POD, component, c.generation() + 500L));
    }

    private String name() {
        return "cp" + (host + 1);
    }

    @Override
    public Optional<Stats> stats(String containerId) {
        return containers().stream()
                .filter(c -> c.id().equals(containerId))
                .filter(c -> c.state() == ContainerState.CONTAINER_RUNNING)
                .findFirst()
                .map(c ->
                        c.name().equals("kube-apiserver")
                                ? new Stats(
                                        (long) (model().servers().cpuSeconds(host) * 1e9),
                                        (long) model().servers().memory(host))
                                : new Stats((model().now() + 86_400L) * 30_000_000L, 150L << 20));
    }

    @Override
    public List<String> log(String containerId, int tail) {
        boolean api =
                containers().stream()
                        .anyMatch(c ->
                                c.id().equals(containerId) && c.name().equals("kube-apiserver"));
        return api && logs != null ? logs.log(tail) : List.of();
    }

    @Override
    public boolean stopContainer(String containerId) {
        Optional<Container> c =
                containers().stream().filter(x -> x.id().equals(containerId)).findFirst();
        c.filter(x -> x.state() == ContainerState.CONTAINER_RUNNING)
                .ifPresent(x -> model().kubelets().stopped(host, x.name()));
        return c.isPresent();
    }

    @Override
    public List<Sandbox> sandboxes() {
        List<Sandbox> all = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        for (Container c : containers()) {
            if (seen.add(c.sandbox())) {
                all.add(
                        new Sandbox(
                                c.sandbox(),
                                c.podName(),
                                c.podNamespace(),
                                c.podUid(),
                                c.state() == ContainerState.CONTAINER_RUNNING,
                                0,
                                c.createdAt()));
            }
        }
        return all;
    }

    @Override
    public boolean stopSandbox(String sandboxId) {
        // The kubelet would start a static pod again at once: nothing lasting happens.
        return sandboxes().stream().anyMatch(s -> s.id().equals(sandboxId));
    }

    @Override
    public boolean removeSandbox(String sandboxId) {
        return sandboxes().stream().anyMatch(s -> s.id().equals(sandboxId));
    }

    @Override
    public EtcdAnswer etcd(EtcdRequest request) {
        return etcd == null ? new EtcdAnswer(1, "", "") : etcd.answer(host, request);
    }

    @Override
    public Optional<String> unitState(String unit) {
        return switch (unit.replace(".service", "")) {
            case "kubelet", "containerd", "ssh", "sshd", "nftables" -> Optional.of("active");
            default -> Optional.empty();
        };
    }

    @Override
    public boolean restartUnit(String unit) {
        if (unit.replace(".service", "").equals("kubelet")) {
            model().kubelets().restarted(host);
        }
        return unitState(unit).isPresent();
    }

    @Override
    public Optional<byte[]> liveFile(String path, int lastBytes) {
        return path.equals(Kubeadm.AUDIT_LOG) && logs != null
                ? Optional.of(logs.audit(lastBytes))
                : Optional.empty();
    }

    @Override
    public void fileChanged(String path) {
        if (path.startsWith("/etc/kubernetes/manifests") && model != null) {
            model.kubelets().manifestsChanged(host);
        }
    }

    @Override
    public void firewallChanged(Firewall firewall) {
        // The model asks for verdicts as packets arrive.
    }

    /** The members of the cluster's etcd. */
    interface EtcdView {
        /**
         * @param host whose container etcdctl runs in
         */
        EtcdAnswer answer(int host, EtcdRequest request);
    }
}

package dev.postern.engine;

import dev.postern.core.fleet.ApiAccess;
import dev.postern.core.fleet.ApprovalPolicy;
import dev.postern.core.fleet.Cluster;
import dev.postern.core.fleet.ClusterName;
import dev.postern.core.fleet.Fleet;
import dev.postern.core.fleet.Host;
import dev.postern.core.fleet.HostId;
import dev.postern.core.fleet.SshAccess;
import dev.postern.core.pace.Endpoint;
import dev.postern.core.pace.Pacer;
import dev.postern.core.reach.Command;
import dev.postern.core.reach.Done;
import dev.postern.core.reach.Executed;
import dev.postern.core.reach.Files;
import dev.postern.core.reach.KubernetesApi;
import dev.postern.core.reach.NodeGroups;
import dev.postern.core.reach.Shell;
import dev.postern.core.reach.Tunnels;
import dev.postern.core.reach.World;
import dev.postern.core.time.Time;
import dev.postern.core.value.Blob;
import dev.postern.core.value.Failure;
import dev.postern.core.value.Outcome;

import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A fleet of hosts that keep files in memory and know the time, and nothing else. */
public final class MemoryWorld implements World {
    private final Time time;
    private final Fleet plain;
    private Optional<ApprovalPolicy> approvals = Optional.empty();
    public final Map<String, Blob> files = new ConcurrentHashMap<>();

    /** Directories whose disk is full, on every host. */
    public final Set<String> full = ConcurrentHashMap.newKeySet();

    public final Set<HostId> unreachable = ConcurrentHashMap.newKeySet();

    /** Hosts that accept and never answer: each question to them takes as long as it may. */
    public final Set<HostId> silent = ConcurrentHashMap.newKeySet();

    /** How long a question to one of them takes. */
    public static final Duration SILENCE = Duration.ofMinutes(1);

    /** What happens on the hosts right before and right behind the move of a file. */
    public volatile Runnable beforeMove = () -> {};

    public volatile Runnable afterMove = () -> {};

    /** What the hosts say to a question for the time; empty where they know it. */
    public volatile Optional<String> clock = Optional.empty();

    public MemoryWorld(Time time, Map<String, Integer> hostsByCluster) {
        this.time = time;
        List<Cluster> clusters = new ArrayList<>();
        new java.util.TreeMap<>(hostsByCluster)
                .forEach((name, hosts) -> clusters.add(cluster(name, hosts, clusters.size())));
        this.plain =
                new Fleet(
                        "test",
                        clusters,
                        List.of(),
                        Map.of(),
                        List.of(),
                        Optional.empty(),
                        Optional.empty());
    }

    private static Cluster cluster(String name, int hosts, int number) {
        ClusterName id = new ClusterName(name);
        List<Host> all = new ArrayList<>();
        for (int i = 1; i <= hosts; i++) {
            all.add(
                    new Host(
                            new HostId(id, "cp" + i),
                            List.of(
                                    InetAddress.ofLiteral(
                                            "127.%d.%d.%d"
                                                    .formatted(9 + number / 256, number % 256, i))),
                            new SshAccess(
                                    Optional.empty(),
                                    Optional.empty(),
                                    Optional.empty(),
                                    List.of(),
                                    List.of(),
                                    List.of("ssh-ed25519 AAAA" + i),
                                    Optional.empty(),
                                    new SshAccess.Privilege.Root())));
        }
        return new Cluster(
                id,
                Cluster.Distribution.KUBEADM,
                "1.30.4",
                new ApiAccess(
                        6443,
                        "kubernetes",
                        Optional.empty(),
                        List.of(),
                        Optional.empty(),
                        List.of()),
                all,
                List.of());
    }

    /** From now on the fleet asks for approvals. */
    public void asksFor(ApprovalPolicy policy) {
        approvals = Optional.of(policy);
    }

    @Override
    public Fleet fleet() {
        return new Fleet(
                plain.name(),
                plain.clusters(),
                List.of(),
                Map.of(),
                List.of(),
                Optional.empty(),
                Optional.empty(),
                approvals);
    }

    /** Whether it cannot be reached; known only after a while where it is silent. */
    public boolean isGone(HostId host) {
        if (!silent.contains(host)) {
            return unreachable.contains(host);
        }
        try {
            time.sleep(SILENCE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return silent.contains(host);
    }

    private Failure gone(HostId host) {
        return Failure.unchanged(Failure.Kind.UNREACHABLE, host + " is unreachable", "", "");
    }

    @Override
    public Shell shell(HostId host) {
        return new Shell() {
            @Override
            public Outcome<Executed> run(Command command) {
                if (isGone(host)) {
                    return Outcome.failed(gone(host));
                }
                if (command.arguments().equals(List.of("true"))) {
                    return Outcome.ok(new Executed(0, new byte[0], new byte[0], 0, Duration.ZERO));
                }
                if (command.arguments().equals(List.of("date", "+%s"))) {
                    return Outcome.ok(
                            new Executed(
                                    0,
                                    clock.orElseGet(() ->
                                                    String.valueOf(time.now().getEpochSecond()))
                                            .getBytes(StandardCharsets.UTF_8),
                                    new byte[0],
                                    0,
                                    Duration.ZERO));
                }
                throw new AssertionError("unknown command " + command);
            }

            @Override
            public Outcome<Executed> runOnFreshConnection(Command command) {
                return run(command);
            }

            @Override
            public Outcome<String> seenFrom() {
                return Outcome.ok("127.0.0.1");
            }
        };
    }

    @Override
    public Files files(HostId host) {
        return new Files() {
            private String key(String path) {
                return host + ":" + path;
            }

            private Failure noRoom(String path) {
                return Failure.unchanged(
                        Failure.Kind.BROKEN,
                        host + ": " + path + " cannot be written",
                        "no space left on device",
                        "make room");
            }

            private <T> Outcome<T> reachable(java.util.function.Supplier<T> work) {
                return isGone(host) ? Outcome.failed(gone(host)) : Outcome.ok(work.get());
            }

            @Override
            public Outcome<Optional<Content>> read(String path) {
                return reachable(() ->
                        Optional.ofNullable(files.get(key(path)))
                                .map(b -> new Content(b, Mode.ROOT_600)));
            }

            @Override
            public Outcome<Done> replace(String path, Blob bytes, Mode mode, String staging) {
                if (full.stream().anyMatch(path::startsWith)) {
                    return Outcome.failed(noRoom(path));
                }
                return reachable(() -> {
                    files.put(key(path), bytes);
                    return Done.DONE;
                });
            }

            @Override
            public Outcome<Boolean> createNew(String path, Blob bytes, Mode mode, String staging) {
                return full.stream().anyMatch(path::startsWith)
                        ? Outcome.failed(noRoom(path))
                        : reachable(() -> files.putIfAbsent(key(path), bytes) == null);
            }

            @Override
            public Outcome<Done> move(String from, String to) {
                return reachable(() -> {
                    beforeMove.run();
                    files.put(key(to), files.remove(key(from)));
                    afterMove.run();
                    return Done.DONE;
                });
            }

            @Override
            public Outcome<Done> remove(String path) {
                return reachable(() -> {
                    files.remove(key(path));
                    return Done.DONE;
                });
            }

            @Override
            public Outcome<List<String>> list(String directory) {
                String below = key(directory) + (directory.endsWith("/") ? "" : "/");
                return reachable(() ->
                        files.keySet().stream()
                                .filter(k -> k.startsWith(below))
                                .map(k -> k.substring(below.length()))
                                .map(k -> k.split("/", 2)[0])
                                .distinct()
                                .sorted()
                                .toList());
            }
        };
    }

    @Override
    public Tunnels tunnels() {
        throw new AssertionError("no tunnels here");
    }

    @Override
    public KubernetesApi api(HostId host) {
        throw new AssertionError("no API here");
    }

    @Override
    public KubernetesApi api(ClusterName cluster) {
        throw new AssertionError("no API here");
    }

    @Override
    public NodeGroups nodeGroups() {
        throw new AssertionError("no node groups here");
    }

    @Override
    public Time time() {
        return time;
    }

    @Override
    public Pacer pacer() {
        return new Pacer() {
            @Override
            public <T> Outcome<T> paced(
                    Endpoint endpoint, Kind kind, Duration patience, Call<T> call) {
                return call.attempt(() -> true);
            }

            @Override
            public Status status(Endpoint endpoint) {
                return new Status(Circuit.CLOSED, false, 1, 1, 0, Optional.empty());
            }

            @Override
            public Map<Endpoint, Status> all() {
                Endpoint e = new Endpoint.Cloud("test");
                return new HashMap<>(Map.of(e, status(e)));
            }
        };
    }
}

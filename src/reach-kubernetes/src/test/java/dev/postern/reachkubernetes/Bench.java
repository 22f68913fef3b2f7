package dev.postern.reachkubernetes;

import dev.postern.core.fleet.ApiAccess;
import dev.postern.core.fleet.ApiAccess.ApiPath;
import dev.postern.core.fleet.Cluster;
import dev.postern.core.fleet.ClusterName;
import dev.postern.core.fleet.CredentialRef;
import dev.postern.core.fleet.Fleet;
import dev.postern.core.fleet.Host;
import dev.postern.core.fleet.HostId;
import dev.postern.core.fleet.SshAccess;
import dev.postern.core.reach.DialRule;
import dev.postern.core.reach.Files;
import dev.postern.core.reach.KubernetesApi;
import dev.postern.core.reach.Tunnels;
import dev.postern.core.time.SystemTime;
import dev.postern.core.value.Blob;
import dev.postern.core.value.Failure;
import dev.postern.core.value.Outcome;

import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** A fleet of one host around a test server, and the reach into it. */
final class Bench implements AutoCloseable {
    static final HostId HOST = HostId.parse("eu-1/cp1").orElseThrow();

    final OpenPacer pacer = new OpenPacer();
    final Map<String, String> filesOnHost = new TreeMap<>();
    final List<CredentialRef> identities = new ArrayList<>();
    final List<Integer> tunnelled = new ArrayList<>();
    List<ApiPath> ladder = List.of(ApiPath.DIRECT);
    String serverName = "kubernetes";
    int port;
    Optional<InetAddress> balancer = Optional.empty();
    Optional<InetAddress> source = Optional.empty();
    DialRule dial = DialRule.any();
    Outcome<InetSocketAddress> tunnel =
            Outcome.failed(Failure.unchanged(Failure.Kind.UNREACHABLE, "no ssh", "", ""));
    private KubernetesReach reach;

    Bench(TestServer server) {
        this.port = server.port();
    }

    Bench identity(String path, String kubeconfig) {
        filesOnHost.put(path, kubeconfig);
        identities.add(new CredentialRef.OnHost(path));
        return this;
    }

    KubernetesApi api() {
        return reach().api(HOST);
    }

    KubernetesReach reach() {
        if (reach == null) {
            ClusterName name = HOST.cluster();
            Host host =
                    new Host(
                            HOST,
                            List.of(InetAddress.ofLiteral("127.0.0.1")),
                            new SshAccess(
                                    Optional.empty(),
                                    Optional.empty(),
                                    Optional.empty(),
                                    List.of(),
                                    List.of(),
                                    List.of(),
                                    Optional.empty(),
                                    new SshAccess.Privilege.Root()));
            ApiAccess access =
                    new ApiAccess(port, serverName, Optional.empty(), identities, balancer, ladder);
            Fleet fleet =
                    new Fleet(
                            "test",
                            List.of(
                                    new Cluster(
                                            name,
                                            Cluster.Distribution.KUBEADM,
                                            "1.30.4",
                                            access,
                                            List.of(host),
                                            List.of())),
                            List.of(),
                            Map.of(),
                            List.of(),
                            source,
                            Optional.empty());
            Tunnels tunnels =
                    new Tunnels() {
                        @Override
                        public Outcome<InetSocketAddress> open(HostId id, int to) {
                            tunnelled.add(to);
                            return tunnel;
                        }

                        @Override
                        public void close(HostId id, int to) {}
                    };
            reach =
                    new KubernetesReach(
                            fleet,
                            new SystemTime(),
                            pacer,
                            dial,
                            tunnels,
                            id -> files(),
                            "postern/test (run 7f3a)");
        }
        return reach;
    }

    /** Only reading is ever asked for here. */
    private Files files() {
        return (Files)
                Proxy.newProxyInstance(
                        Files.class.getClassLoader(),
                        new Class<?>[] {Files.class},
                        (p, method, arguments) -> {
                            if (!method.getName().equals("read")) {
                                throw new UnsupportedOperationException(method.getName());
                            }
                            return Outcome.ok(
                                    Optional.ofNullable(filesOnHost.get((String) arguments[0]))
                                            .map(text ->
                                                    new Files.Content(
                                                            Blob.of(
                                                                    text.getBytes(
                                                                            StandardCharsets
                                                                                    .UTF_8)),
                                                            Files.Mode.ROOT_600)));
                        });
    }

    @Override
    public void close() {
        if (reach != null) {
            reach.close();
        }
    }

    static Failure failure(Outcome<?> outcome) {
        return outcome.whyNot().orElseThrow(() -> new AssertionError("it went well: " + outcome));
    }
}

package dev.postern.lab.api;

import dev.postern.core.value.JsonValue;
import dev.postern.core.value.Workload;
import dev.postern.lab.clock.VirtualClock;
import dev.postern.lab.host.FileTree;
import dev.postern.lab.host.Firewall;
import dev.postern.lab.model.ClusterModel;
import dev.postern.lab.model.Objects;

import io.netty.channel.EventLoopGroup;

import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

/** The API of one simulated cluster: its authority, its store, and a server on each host. */
public final class ClusterApi implements AutoCloseable {
    /**
     * Where a server stands.
     *
     * @param verdict what the host's firewall makes of a packet to the API port from there
     * @param files of its host, in which its serving certificate is
     */
    public record Seat(
            String host,
            InetAddress address,
            Function<InetAddress, Firewall.Verdict> verdict,
            FileTree files) {}

    private static final String SERVING = "/etc/kubernetes/pki/apiserver.crt";
    private static final String SERVING_KEY = "/etc/kubernetes/pki/apiserver.key";

    private final ClusterModel model;
    private final Pki pki;
    private final Store store;
    private final Roster roster;
    private final List<ApiEndpoint> endpoints = new ArrayList<>();
    private final Map<String, Pki.Signed> serving = new LinkedHashMap<>();

    /**
     * Binds nothing yet: {@link #follow} does.
     *
     * @param opened the virtual instant of the model's second 0
     * @param operator whether a connection from there belongs to a party
     */
    public ClusterApi(
            ClusterModel model,
            List<Seat> seats,
            VirtualClock clock,
            Instant opened,
            Predicate<InetAddress> operator,
            EventLoopGroup loops) {
        this.model = model;
        Instant real = Instant.now();
        this.pki =
                new Pki(
                        "kubernetes",
                        (opened.isBefore(real) ? opened : real).minus(Duration.ofDays(1)));
        this.roster = new Roster(model, opened);
        this.store = new Store(model, roster, clock);
        new Furniture(store, model.shape().minor()).place();
        for (int i = 0; i < seats.size(); i++) {
            Seat seat = seats.get(i);
            Pki.Signed cert =
                    pki.server(
                            "kube-apiserver",
                            List.of(
                                    "kubernetes",
                                    "kubernetes.default",
                                    "kubernetes.default.svc",
                                    "kubernetes.default.svc.cluster.local",
                                    seat.host(),
                                    "localhost"),
                            List.of(
                                    InetAddress.ofLiteral("10.96.0.1"),
                                    InetAddress.ofLiteral("127.0.0.1"),
                                    seat.address()));
            serving.put(seat.host(), cert);
            ApiServerSite site =
                    new ApiServerSite(
                            model,
                            i,
                            seat.host(),
                            seat.address(),
                            pki.certificate(),
                            clock,
                            a ->
                                    a.equals(seat.address())
                                            ? Firewall.Verdict.ACCEPT
                                            : seat.verdict().apply(a),
                            () -> LeafCertificates.read(seat.files(), SERVING, SERVING_KEY),
                            a -> a.equals(seat.address()) || operator.test(a),
                            store,
                            new Tally());
            endpoints.add(new ApiEndpoint(site, cert, loops));
        }
    }

    /** Opens and closes ports as the model has it now. */
    public void follow() {
        endpoints.forEach(ApiEndpoint::follow);
    }

    public Pki pki() {
        return pki;
    }

    /** The serving certificate of a host's API server. */
    public Pki.Signed serving(String host) {
        Pki.Signed found = serving.get(host);
        if (found == null) {
            throw new IllegalArgumentException("no host " + host);
        }
        return found;
    }

    /** What real clients sent to the server of this index. */
    public Tally tally(int server) {
        return endpoints.get(server).tally();
    }

    /** A workload that is there and does no harm. */
    public void furnish(Workload w) {
        namespace(w.namespace());
        store.seed(Objects.path(w), workload(w, "1.0.0"), Optional.empty());
    }

    /** The offender's objects: namespace, account, rights, and the workload itself. */
    public void bringIn(Workload w) {
        synchronized (model) {
            namespace(w.namespace());
            store.seed(
                    "/api/v1/namespaces/" + w.namespace() + "/serviceaccounts/" + w.name(),
                    named("ServiceAccount", "v1", w.name(), w.namespace()),
                    Optional.empty());
            String role = w.namespace() + "-" + w.name();
            String rbac = "/apis/rbac.authorization.k8s.io/v1/";
            store.seed(
                    rbac + "clusterroles/" + role,
                    named("ClusterRole", "rbac.authorization.k8s.io/v1", role, "")
                            .with(
                                    "rules",
                                    JsonValue.array(
                                            JsonValue.object(
                                                    "apiGroups",
                                                    JsonValue.array(JsonValue.of("")),
                                                    "resources",
                                                    JsonValue.array(
                                                            JsonValue.of("pods"),
                                                            JsonValue.of("nodes")),
                                                    "verbs",
                                                    JsonValue.array(
                                                            JsonValue.of("get"),
                                                            JsonValue.of("list"))))),
                    Optional.empty());
            store.seed(
                    rbac + "clusterrolebindings/" + role,
                    named("ClusterRoleBinding", "rbac.authorization.k8s.io/v1", role, "")
                            .with(
                                    "roleRef",
                                    JsonValue.object(
                                            "apiGroup",
                                            "rbac.authorization.k8s.io",
                                            "kind",
                                            "ClusterRole",
                                            "name",
                                            role))
                            .with(
                                    "subjects",
                                    JsonValue.array(
                                            JsonValue.object(
                                                    "kind",
                                                    "ServiceAccount",
                                                    "name",
                                                    w.name(),
                                                    "namespace",
                                                    w.namespace()))),
                    Optional.empty());
            store.seed(Objects.path(w), workload(w, "2.4.0"), Optional.of(roster.offenderUid()));
        }
    }

    private void namespace(String name) {
        synchronized (model) {
            if (model.objects().get("/api/v1/namespaces/" + name).isEmpty()) {
                store.seed(
                        "/api/v1/namespaces/" + name,
                        named("Namespace", "v1", name, "")
                                .with("status", JsonValue.object("phase", "Active")),
                        Optional.empty());
            }
        }
    }

    private static JsonValue.Obj named(String kind, String api, String name, String namespace) {
        JsonValue.Obj metadata = JsonValue.object("name", name);
        return JsonValue.object(
                "kind",
                kind,
                "apiVersion",
                api,
                "metadata",
                namespace.isEmpty()
                        ? metadata
                        : metadata.with("namespace", JsonValue.of(namespace)));
    }

    private static JsonValue.Obj workload(Workload w, String version) {
        String kind = w.kind().equals("daemonset") ? "DaemonSet" : "Deployment";
        JsonValue.Obj labels = JsonValue.object("app", w.name());
        JsonValue pod =
                JsonValue.object(
                        "metadata",
                        JsonValue.object("labels", labels),
                        "spec",
                        JsonValue.object(
                                "serviceAccountName",
                                w.name(),
                                "hostNetwork",
                                true,
                                "containers",
                                JsonValue.array(
                                        JsonValue.object(
                                                "name",
                                                w.name(),
                                                "image",
                                                "registry.example.com/"
                                                        + w.name()
                                                        + ":"
                                                        + version))));
        return named(kind, "apps/v1", w.name(), w.namespace())
                .with(
                        "spec",
                        JsonValue.object(
                                "selector",
                                JsonValue.object("matchLabels", labels),
                                "template",
                                pod));
    }

    @Override
    public void close() {
        endpoints.forEach(ApiEndpoint::close);
    }
}

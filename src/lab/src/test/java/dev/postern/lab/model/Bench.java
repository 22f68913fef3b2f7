package dev.postern.lab.model;

import dev.postern.core.value.JsonValue;
import dev.postern.core.value.Workload;
import dev.postern.lab.host.Firewall;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A cluster of the model with hand-made hosts, driven second by second. */
final class Bench {
    static final Workload AGENT = new Workload("telemetry", "daemonset", "agent");

    final List<FakeHost> hosts = new ArrayList<>();
    final ClusterModel model;
    int t;

    Bench(int nodes, int minor, int cores, long seed) {
        this(
                ModelProfile.REFERENCE,
                new ClusterShape("eu-1", 0, 3, nodes, minor, cores, cores * 4L << 30, seed));
    }

    Bench(ModelProfile profile, ClusterShape shape) {
        for (int i = 0; i < shape.hosts(); i++) {
            hosts.add(new FakeHost());
        }
        model = new ClusterModel(profile, shape, List.copyOf(hosts));
    }

    static Bench large(int minor) {
        return new Bench(2500, minor, 16, 7);
    }

    Bench storm() {
        return storm(Storm.listing(60));
    }

    Bench storm(Storm storm) {
        put("/api/v1/namespaces/telemetry/serviceaccounts/agent", JsonValue.object());
        put(
                "/apis/rbac.authorization.k8s.io/v1/clusterrolebindings/agent",
                JsonValue.object(
                        "subjects",
                        JsonValue.array(
                                JsonValue.object(
                                        "kind",
                                        "ServiceAccount",
                                        "namespace",
                                        "telemetry",
                                        "name",
                                        "agent"))));
        put(Objects.path(AGENT), JsonValue.object());
        model.storm(AGENT, storm);
        return this;
    }

    void put(String path, JsonValue.Obj object) {
        model.objects().put(path, object);
        model.written();
    }

    void remove(String path) {
        model.objects().remove(path);
        model.written();
    }

    /** The DaemonSet, its pods, and its processes are gone as by magic. */
    void vanish() {
        remove(Objects.path(AGENT));
        remove("/apis/rbac.authorization.k8s.io/v1/clusterrolebindings/agent");
        model.dropPods(model.podNodes());
    }

    Bench run(int seconds) {
        for (int end = t + seconds; t < end; t++) {
            model.tick(t);
        }
        return this;
    }

    /** Fences all hosts and closes what is established. */
    void fence(int share) {
        hosts.forEach(h -> h.share = share);
        for (int h = 0; h < hosts.size(); h++) {
            int host = h;
            model.sockets(h).stream()
                    .map(ClusterModel.Socket::node)
                    .distinct()
                    .filter(n ->
                            hosts.get(host).verdict(model.nodeAddress(n))
                                    != Firewall.Verdict.ACCEPT)
                    .forEach(n -> model.closeSockets(host, n));
        }
    }

    void share(int share) {
        hosts.forEach(h -> h.share = share);
    }

    void open() {
        share(-1);
    }

    /** Relaxes the probes on all hosts. */
    void relax() {
        for (int h = 0; h < hosts.size(); h++) {
            hosts.get(h)
                    .files
                    .put("kube-apiserver.yaml", FakeHost.apiServer("/livez?exclude=etcd", 100));
            model.kubelets().manifestsChanged(h);
            run(40);
        }
    }

    /** Whether most servers were ready for all of the last so many seconds. */
    boolean staysReady(int seconds) {
        boolean ready = true;
        for (int i = 0; i < seconds; i++) {
            run(1);
            ready &= model.apiReady();
        }
        return ready;
    }

    /** A host made of a map of files and a share of sources. */
    static final class FakeHost implements HostView {
        final Map<String, String> files = new HashMap<>();
        int share = -1;
        boolean up = true;

        FakeHost() {
            files.put("kube-apiserver.yaml", apiServer("/livez", 8));
            for (String c : List.of("etcd", "kube-controller-manager", "kube-scheduler")) {
                files.put(c + ".yaml", pod(c, ""));
            }
        }

        static String apiServer(String path, int failures) {
            return pod(
                    "kube-apiserver",
                    """
                        livenessProbe:
                          failureThreshold: %d
                          httpGet:
                            host: 10.0.0.1
                            path: %s
                            port: 6443
                            scheme: HTTPS
                          initialDelaySeconds: 10
                          periodSeconds: 10
                          timeoutSeconds: 15
                        resources:
                          requests:
                            cpu: 250m
                        startupProbe:
                          failureThreshold: 24
                          httpGet:
                            path: /livez
                          periodSeconds: 10
                          timeoutSeconds: 15
                    """
                            .formatted(failures, path));
        }

        static String pod(String component, String more) {
            return "apiVersion: v1\nkind: Pod\nmetadata:\n  name: "
                    + component
                    + "\n  namespace: kube-system\nspec:\n  containers:\n  - name: "
                    + component
                    + "\n    image: registry.k8s.io/"
                    + component
                    + ":v1.30.8\n"
                    + more;
        }

        @Override
        public Map<String, String> manifests() {
            return files;
        }

        @Override
        public Firewall.Verdict verdict(InetAddress source) {
            if (share < 0) {
                return Firewall.Verdict.ACCEPT;
            }
            int hash = Integer.reverse(source.hashCode() * 0x9e3779b9) & 0x7fffffff;
            return hash % 10_000 < share ? Firewall.Verdict.ACCEPT : Firewall.Verdict.REJECT;
        }

        @Override
        public boolean fenced() {
            return share >= 0;
        }

        @Override
        public void count(Firewall.Verdict verdict, InetAddress source, long packets) {}

        @Override
        public boolean up() {
            return up;
        }
    }
}

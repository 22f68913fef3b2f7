package dev.postern.actions.certificates;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The certificates that {@code kubeadm certs renew all} renews, by its own names (kubeadm 1.34,
 * phases/certs/renewal/manager.go). {@code kubelet.conf} is not among them: kubelets renew their
 * own.
 */
enum Leaf {
    ADMIN("admin.conf", Signer.CLUSTER, "admin.conf", ""),
    SUPER_ADMIN("super-admin.conf", Signer.CLUSTER, "super-admin.conf", ""),
    APISERVER("apiserver", Signer.CLUSTER, "pki/apiserver", "kube-apiserver"),
    APISERVER_KUBELET_CLIENT(
            "apiserver-kubelet-client",
            Signer.CLUSTER,
            "pki/apiserver-kubelet-client",
            "kube-apiserver"),
    APISERVER_ETCD_CLIENT(
            "apiserver-etcd-client", Signer.ETCD, "pki/apiserver-etcd-client", "kube-apiserver"),
    FRONT_PROXY_CLIENT(
            "front-proxy-client", Signer.FRONT_PROXY, "pki/front-proxy-client", "kube-apiserver"),
    CONTROLLER_MANAGER(
            "controller-manager.conf",
            Signer.CLUSTER,
            "controller-manager.conf",
            "kube-controller-manager"),
    SCHEDULER("scheduler.conf", Signer.CLUSTER, "scheduler.conf", "kube-scheduler"),
    ETCD_SERVER("etcd-server", Signer.ETCD, "pki/etcd/server", ""),
    ETCD_PEER("etcd-peer", Signer.ETCD, "pki/etcd/peer", ""),
    ETCD_HEALTHCHECK_CLIENT(
            "etcd-healthcheck-client", Signer.ETCD, "pki/etcd/healthcheck-client", "");

    /** Who signs. */
    enum Signer {
        CLUSTER("pki/ca"),
        FRONT_PROXY("pki/front-proxy-ca"),
        ETCD("pki/etcd/ca");

        private final String base;

        Signer(String base) {
            this.base = base;
        }

        String certificate() {
            return KUBERNETES + base + ".crt";
        }

        String key() {
            return KUBERNETES + base + ".key";
        }
    }

    static final String KUBERNETES = "/etc/kubernetes/";

    private static final String KUBECONFIG = ".conf";

    private final String name;
    private final Signer signer;
    private final String base;
    private final String reader;

    Leaf(String name, Signer signer, String base, String reader) {
        this.name = name;
        this.signer = signer;
        this.base = base;
        this.reader = reader;
    }

    /** As kubeadm calls it. */
    String title() {
        return name;
    }

    static Optional<Leaf> of(String title) {
        return Arrays.stream(values()).filter(l -> l.name.equals(title)).findFirst();
    }

    Signer signer() {
        return signer;
    }

    /** The file that holds the certificate. */
    String certificate() {
        return KUBERNETES + (base.endsWith(KUBECONFIG) ? base : base + ".crt");
    }

    /** All its files: a kubeconfig holds the key too. */
    List<String> files() {
        return base.endsWith(KUBECONFIG)
                ? List.of(certificate())
                : List.of(certificate(), KUBERNETES + base + ".key");
    }

    /** Those that a component has read when it started, and may not read again. */
    static List<String> readBy(String component) {
        List<String> files = new ArrayList<>();
        for (Leaf l : values()) {
            if (l.reader.equals(component)) {
                files.addAll(l.files());
            }
        }
        return files;
    }

    /** The files of all of them, in a fixed order. */
    static List<String> allFiles() {
        return Arrays.stream(values()).flatMap(l -> l.files().stream()).toList();
    }
}

package dev.postern.lab;

import dev.postern.lab.api.ClusterApi;
import dev.postern.lab.api.Kubeadm;
import dev.postern.lab.api.LeafCertificates;
import dev.postern.lab.api.Pki;
import dev.postern.lab.host.Errno;
import dev.postern.lab.host.FileTree;

import java.net.InetAddress;
import java.security.KeyPair;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * The certificates and kubeconfigs of a cluster's hosts, where kubeadm has them. One authority is
 * behind all three names, and keys are shared, so that a large lab opens in no time.
 */
final class HostCredentials {
    private static final String KUBERNETES = "/etc/kubernetes/";
    private static final String PKI = KUBERNETES + "pki/";

    private final ClusterApi api;
    private final Pki pki;
    private final List<LabHost> hosts;
    private final KeyPair key;

    HostCredentials(ClusterApi api, List<LabHost> hosts, KeyPair key) {
        this.api = api;
        this.pki = api.pki();
        this.hosts = hosts;
        this.key = key;
    }

    /**
     * Puts all of them there.
     *
     * @param adminKey of {@code admin.conf}
     */
    void put(KeyPair adminKey) {
        Pki.Signed admin = pki.client("kubernetes-admin", "kubeadm:cluster-admins", adminKey);
        Pki.Signed masters = client("kubernetes-super-admin", "system:masters");
        Pki.Signed toKubelets = client("kube-apiserver-kubelet-client", "kubeadm:cluster-admins");
        Pki.Signed toEtcd = client("kube-apiserver-etcd-client", "kubeadm:cluster-admins");
        Pki.Signed frontProxy = client("front-proxy-client", "system:authenticated");
        Pki.Signed health = client("kube-etcd-healthcheck-client", "kubeadm:cluster-admins");
        Pki.Signed manager = client("system:kube-controller-manager", "system:authenticated");
        Pki.Signed scheduler = client("system:kube-scheduler", "system:authenticated");
        Pki.Signed etcd =
                pki.server(
                        "etcd",
                        List.of("localhost"),
                        hosts.stream().<InetAddress>map(h -> h.address).toList());
        for (LabHost h : hosts) {
            authority(h, "ca");
            authority(h, "front-proxy-ca");
            authority(h, "etcd/ca");
            leaf(h, "apiserver", api.serving(h.id.host()));
            leaf(h, "apiserver-kubelet-client", toKubelets);
            leaf(h, "apiserver-etcd-client", toEtcd);
            leaf(h, "front-proxy-client", frontProxy);
            leaf(h, "etcd/server", etcd);
            leaf(h, "etcd/peer", etcd);
            leaf(h, "etcd/healthcheck-client", health);
            kubeconfig(h, "admin.conf", "kubernetes-admin", admin);
            kubeconfig(h, "controller-manager.conf", "system:kube-controller-manager", manager);
            kubeconfig(h, "scheduler.conf", "system:kube-scheduler", scheduler);
            String node = "system:node:" + h.id.host();
            kubeconfig(h, "kubelet.conf", node, client(node, "system:nodes"));
        }
        // Only where `kubeadm init` ran.
        kubeconfig(hosts.getFirst(), "super-admin.conf", "kubernetes-super-admin", masters);
    }

    private Pki.Signed client(String user, String group) {
        return pki.client(user, group, key);
    }

    private void authority(LabHost h, String name) {
        leaf(h, name, pki.authority());
    }

    private static void leaf(LabHost h, String name, Pki.Signed signed) {
        h.put(PKI + name + ".crt", signed.certificatePem(), 0644);
        h.put(PKI + name + ".key", signed.keyPem(), 0600);
    }

    private void kubeconfig(LabHost h, String file, String user, Pki.Signed credential) {
        h.put(KUBERNETES + file, Kubeadm.kubeconfig(h.address, pki, user, credential), 0600);
    }

    /** What kubeadm renews has ended an hour ago, on all hosts; nobody has restarted anything. */
    void expire(Instant now) {
        for (LabHost h : hosts) {
            FileTree files = h.machine.files();
            try {
                LeafCertificates.renew(
                        files,
                        now.minus(Duration.ofDays(366)),
                        now.minus(Duration.ofHours(1)),
                        (path, bytes) -> files.put(path, bytes, files.status(path, 0).mode(), 0, 0),
                        line -> {});
            } catch (Errno.Failed e) {
                throw new IllegalStateException("a lab's host without its own files", e);
            }
        }
    }
}

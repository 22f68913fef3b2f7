package dev.postern.lab.api;

import dev.postern.lab.host.Errno;
import dev.postern.lab.host.FileTree;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The certificates of a control-plane host that kubeadm renews, and how it does that. */
public final class LeafCertificates {
    private static final String DIRECTORY = "/etc/kubernetes/";
    private static final Pattern EMBEDDED =
            Pattern.compile("client-certificate-data: ([A-Za-z0-9+/=]+)");
    private static final Pattern EMBEDDED_KEY =
            Pattern.compile("client-key-data: ([A-Za-z0-9+/=]+)");

    /** In the order in which kubeadm takes them: by name (phases/certs/renewal/manager.go). */
    private static final List<Leaf> ALL =
            List.of(
                    new Leaf("admin.conf", "pki/ca", "certificate embedded in admin.conf"),
                    new Leaf("pki/apiserver", "pki/ca", "certificate for serving the API"),
                    new Leaf(
                            "pki/apiserver-etcd-client",
                            "pki/etcd/ca",
                            "certificate the apiserver uses to access etcd"),
                    new Leaf(
                            "pki/apiserver-kubelet-client",
                            "pki/ca",
                            "certificate for the API server to connect to kubelet"),
                    new Leaf(
                            "controller-manager.conf",
                            "pki/ca",
                            "certificate embedded in controller-manager.conf"),
                    new Leaf(
                            "pki/etcd/healthcheck-client",
                            "pki/etcd/ca",
                            "certificate for liveness probes to healthcheck etcd"),
                    new Leaf(
                            "pki/etcd/peer",
                            "pki/etcd/ca",
                            "certificate for etcd nodes to communicate with each other"),
                    new Leaf("pki/etcd/server", "pki/etcd/ca", "certificate for serving etcd"),
                    new Leaf(
                            "pki/front-proxy-client",
                            "pki/front-proxy-ca",
                            "certificate for the front proxy client"),
                    new Leaf("scheduler.conf", "pki/ca", "certificate embedded in scheduler.conf"),
                    new Leaf(
                            "super-admin.conf",
                            "pki/ca",
                            "certificate embedded in super-admin.conf"));

    private LeafCertificates() {}

    /**
     * @param base below {@code /etc/kubernetes}: a kubeconfig, or what {@code .crt} and {@code
     *     .key} are put behind
     * @param authority likewise
     */
    private record Leaf(String base, String authority, String longName) {
        boolean kubeconfig() {
            return base.endsWith(".conf");
        }
    }

    /** Writes one file of a host. */
    public interface Writer {
        void write(String path, byte[] bytes) throws Errno.Failed;
    }

    /**
     * Signs each anew, with a new key and the same names; what is missing, or signed by an
     * authority whose key is not there, stays as it is.
     *
     * @param said gets what kubeadm prints, line by line
     */
    public static void renew(
            FileTree files, Instant from, Instant until, Writer writer, Consumer<String> said)
            throws Errno.Failed {
        for (Leaf leaf : ALL) {
            String path = DIRECTORY + leaf.base() + (leaf.kubeconfig() ? "" : ".crt");
            Optional<String> now = text(files, path);
            Optional<Pki.Signed> authority =
                    read(
                            files,
                            DIRECTORY + leaf.authority() + ".crt",
                            DIRECTORY + leaf.authority() + ".key");
            if (now.isEmpty()) {
                said.accept("MISSING! " + leaf.longName());
            } else if (authority.isEmpty()) {
                said.accept(
                        "Detected external "
                                + leaf.authority().replace("pki/", "")
                                + ", "
                                + leaf.longName()
                                + " can't be renewed");
            } else {
                renew(leaf, path, now.get(), authority.get(), from, until, writer);
                said.accept(leaf.longName() + " renewed");
            }
        }
    }

    private static void renew(
            Leaf leaf,
            String path,
            String now,
            Pki.Signed authority,
            Instant from,
            Instant until,
            Writer writer)
            throws Errno.Failed {
        String pem = leaf.kubeconfig() ? embedded(now) : now;
        Pki.Signed renewed =
                Pki.again(
                        Pki.certificate(pem)
                                .orElseThrow(() ->
                                        new IllegalStateException("no certificate in " + path)),
                        authority,
                        from,
                        until);
        if (leaf.kubeconfig()) {
            String with =
                    EMBEDDED.matcher(now)
                            .replaceFirst(
                                    "client-certificate-data: " + base64(renewed.certificatePem()));
            with =
                    EMBEDDED_KEY
                            .matcher(with)
                            .replaceFirst("client-key-data: " + base64(renewed.keyPem()));
            writer.write(path, with.getBytes(StandardCharsets.UTF_8));
        } else {
            // The key first, as kubeadm does it (pkiutil.WriteCertAndKey).
            writer.write(
                    DIRECTORY + leaf.base() + ".key",
                    renewed.keyPem().getBytes(StandardCharsets.UTF_8));
            writer.write(path, renewed.certificatePem().getBytes(StandardCharsets.UTF_8));
        }
    }

    /** What the two files hold; empty where one of them is missing or is none. */
    public static Optional<Pki.Signed> read(FileTree files, String certificate, String key) {
        return text(files, certificate)
                .flatMap(Pki::certificate)
                .flatMap(c -> text(files, key).flatMap(k -> Pki.signed(c, k)));
    }

    /** When the first certificate in a file's content ends; empty where it holds none. */
    public static Optional<Instant> expires(byte[] pem) {
        return Pki.certificate(new String(pem, StandardCharsets.UTF_8))
                .map(c -> c.getNotAfter().toInstant());
    }

    private static String embedded(String kubeconfig) {
        Matcher m = EMBEDDED.matcher(kubeconfig);
        return m.find()
                ? new String(Base64.getDecoder().decode(m.group(1)), StandardCharsets.UTF_8)
                : "";
    }

    private static Optional<String> text(FileTree files, String path) {
        return files.content(path).map(b -> new String(b, StandardCharsets.UTF_8));
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}

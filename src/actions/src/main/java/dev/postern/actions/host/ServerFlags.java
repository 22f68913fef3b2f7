package dev.postern.actions.host;

import dev.postern.core.fleet.Cluster;
import dev.postern.core.value.Blob;
import dev.postern.core.value.Outcome;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Pattern;

/** Flags of a host's API server, read from its manifest, never assumed. */
public final class ServerFlags {
    /** Where kubeadm has the API server's manifest. */
    public static final String MANIFEST = "/etc/kubernetes/manifests/kube-apiserver.yaml";

    private final String manifest;

    private ServerFlags(String manifest) {
        this.manifest = manifest;
    }

    public static ServerFlags of(Blob manifest) {
        return new ServerFlags(new String(manifest.bytes(), StandardCharsets.UTF_8));
    }

    /** Read from the host; without a manifest there are no flags. */
    public static Outcome<ServerFlags> at(OnHost host) {
        return host.files()
                .read(MANIFEST)
                .map(found -> found.map(c -> of(c.bytes())).orElseGet(() -> new ServerFlags("")));
    }

    /** The value of {@code --name=value}. */
    public Optional<String> value(String name) {
        var m =
                Pattern.compile("(?m)^\\s*-\\s*[\"']?--" + Pattern.quote(name) + "=([^\"'\\s]+)")
                        .matcher(manifest);
        return m.find() ? Optional.of(m.group(1)) : Optional.empty();
    }

    /** The port that it listens on: the manifest's, else the fleet's. */
    public int port(Cluster cluster) {
        return value("secure-port")
                .filter(v -> v.matches("[1-9]\\d{0,4}"))
                .map(Integer::parseInt)
                .filter(p -> p <= 65535)
                .orElse(cluster.api().port());
    }

    /** Where its audit log is, when it writes one to a file. */
    public Optional<String> auditLog() {
        return value("audit-log-path").filter(p -> p.startsWith("/"));
    }
}

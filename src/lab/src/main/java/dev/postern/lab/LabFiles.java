package dev.postern.lab;

import dev.postern.core.value.JsonValue;
import dev.postern.json.JsonText;
import dev.postern.lab.api.ApiEndpoint;
import dev.postern.lab.ssh.SshKeys;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPair;
import java.util.ArrayList;
import java.util.List;

/** What a console needs to join a lab, in the lab's directory (mode 0700, files 0600). */
final class LabFiles {
    /** Where the cloud's endpoint listens. */
    static final int CLOUD_PORT = 8080;

    private final Path directory;

    LabFiles(Path directory) throws IOException {
        this.directory = directory;
        Files.createDirectories(directory);
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx------"));
        Files.createDirectories(directory.resolve("keys"));
        Files.setPosixFilePermissions(
                directory.resolve("keys"), PosixFilePermissions.fromString("rwx------"));
    }

    void key(KeyPair operator) throws IOException {
        write("keys/operator", SshKeys.privateFile(operator, "operator of this lab"));
        write(
                "keys/aws-credentials",
                """
                [lab]
                aws_access_key_id = AKIALAB0000000000000
                aws_secret_access_key = only-this-lab-knows-it
                """
                        .getBytes(StandardCharsets.UTF_8));
    }

    void knownHosts(List<LabCluster> clusters) throws IOException {
        StringBuilder out = new StringBuilder();
        clusters.forEach(c -> c.hosts.forEach(h -> out.append(h.knownHost()).append('\n')));
        write("known_hosts", out.toString().getBytes(StandardCharsets.UTF_8));
    }

    /** The name under which a cluster's cloud endpoint is dialled; it must be pinned. */
    static String cloudName(String cluster) {
        return "autoscaling." + cluster + ".lab.internal";
    }

    static String groupName(String cluster) {
        return cluster + "-workers";
    }

    void fleet(List<LabCluster> clusters, InetAddress operator, InetAddress cloud)
            throws IOException {
        StringBuilder out = new StringBuilder();
        out.append("# A lab's fleet: nothing here exists outside of it.\n");
        out.append("fleet: lab\n");
        out.append("source-address: ").append(operator.getHostAddress()).append('\n');
        out.append("pinned-names:\n");
        for (LabCluster c : clusters) {
            out.append("  ").append(cloudName(c.spec.name()));
            out.append(": [").append(cloud.getHostAddress()).append("]\n");
        }
        out.append(
                """
                defaults:
                  ssh:
                    user: postern
                    port: %d
                    keys: [{file: keys/operator}]
                    known-hosts: known_hosts
                    privilege: sudo
                  api:
                    server-name: kubernetes
                    port: %d
                    identities: [{host: /etc/kubernetes/super-admin.conf}, {host: /etc/kubernetes/admin.conf}]
                clusters:
                """
                        .formatted(LabHost.SSH_PORT, ApiEndpoint.PORT));
        for (LabCluster c : clusters) {
            out.append("  - name: ").append(c.spec.name()).append('\n');
            out.append("    kubernetes: \"").append(c.spec.kubernetes()).append("\"\n");
            out.append("    hosts:\n");
            for (LabHost h : c.hosts) {
                out.append("      - {name: ").append(h.id.host());
                out.append(", address: ").append(h.address.getHostAddress()).append("}\n");
            }
            out.append("    node-groups:\n      - {name: workers, aws: {group: ");
            out.append(groupName(c.spec.name()))
                    .append(", region: eu-central-1, endpoint: \"http://");
            out.append(cloudName(c.spec.name())).append(':').append(CLOUD_PORT);
            out.append("\", profile: lab}}\n");
        }
        write("fleet.yaml", out.toString().getBytes(StandardCharsets.UTF_8));
    }

    void lab(LabSpec spec, List<LabCluster> clusters, InetAddress operator, InetAddress cloud)
            throws IOException {
        List<JsonValue> allowed = new ArrayList<>();
        for (LabCluster c : clusters) {
            for (LabHost h : c.hosts) {
                String a = h.address.getHostAddress();
                allowed.add(JsonValue.of(a + ":" + LabHost.SSH_PORT));
                allowed.add(JsonValue.of(a + ":" + ApiEndpoint.PORT));
            }
        }
        allowed.add(JsonValue.of(cloud.getHostAddress() + ":" + CLOUD_PORT));
        write(
                "lab.json",
                JsonText.pretty(
                                JsonValue.object(
                                        "scenario",
                                        spec.scenario(),
                                        "seed",
                                        spec.seed(),
                                        "opened",
                                        spec.opens().toString(),
                                        "clock",
                                        "clock.sock",
                                        "source",
                                        operator.getHostAddress(),
                                        "allowed",
                                        JsonValue.array(allowed)))
                        .getBytes(StandardCharsets.UTF_8));
    }

    private void write(String name, byte[] bytes) throws IOException {
        Path file = directory.resolve(name);
        Files.deleteIfExists(file);
        Files.createFile(
                file,
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.write(file, bytes);
    }
}

package dev.postern.reachssh;

import com.jcraft.jsch.JSch;
import com.jcraft.jsch.KeyPair;

import dev.postern.core.fleet.ApiAccess;
import dev.postern.core.fleet.Cluster;
import dev.postern.core.fleet.ClusterName;
import dev.postern.core.fleet.CredentialRef;
import dev.postern.core.fleet.Fleet;
import dev.postern.core.fleet.Host;
import dev.postern.core.fleet.HostId;
import dev.postern.core.fleet.JumpHost;
import dev.postern.core.fleet.SshAccess;
import dev.postern.core.fleet.SshAccess.Privilege;
import dev.postern.core.pace.Endpoint;
import dev.postern.core.pace.Pacer;
import dev.postern.core.value.Outcome;

import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** What the tests of this module start from. */
final class Given {
    static final HostId CP1 = new HostId(new ClusterName("eu-1"), "cp1");
    static final InetAddress LOOPBACK = InetAddress.ofLiteral("127.0.0.1");

    private Given() {}

    static SshAccess access(int port, List<CredentialRef> keys, List<String> pins) {
        return new SshAccess(
                Optional.empty(),
                Optional.of(System.getProperty("user.name")),
                Optional.of(port),
                keys,
                List.of(),
                pins,
                Optional.empty(),
                new Privilege.Root());
    }

    static SshAccess jumping(SshAccess a, List<String> jump) {
        return new SshAccess(
                a.alias(),
                a.user(),
                a.port(),
                a.credentials(),
                jump,
                a.hostKeys(),
                a.knownHosts(),
                a.privilege());
    }

    static SshAccess privileged(SshAccess a, Privilege privilege) {
        return new SshAccess(
                a.alias(),
                a.user(),
                a.port(),
                a.credentials(),
                a.jump(),
                a.hostKeys(),
                a.knownHosts(),
                privilege);
    }

    static SshAccess knowing(SshAccess a, Path knownHosts) {
        return new SshAccess(
                a.alias(),
                a.user(),
                a.port(),
                a.credentials(),
                a.jump(),
                List.of(),
                Optional.of(knownHosts),
                a.privilege());
    }

    static Fleet fleet(SshAccess cp1, JumpHost... jumpHosts) {
        return fleet(List.of(LOOPBACK), cp1, jumpHosts);
    }

    static Fleet fleet(List<InetAddress> addresses, SshAccess cp1, JumpHost... jumpHosts) {
        return new Fleet(
                "test",
                List.of(
                        new Cluster(
                                CP1.cluster(),
                                Cluster.Distribution.KUBEADM,
                                "1.30.4",
                                new ApiAccess(
                                        6443,
                                        "kubernetes",
                                        Optional.empty(),
                                        List.of(),
                                        Optional.empty(),
                                        List.of()),
                                List.of(new Host(CP1, addresses, cp1)),
                                List.of())),
                List.of(jumpHosts),
                Map.of(),
                List.of(),
                Optional.empty(),
                Optional.empty());
    }

    /** Options with nothing of the user's, short times. */
    static SshOptions options(Path home) {
        return SshOptions.of(home, SecretPrompt.nobody(), notice -> {})
                .connectWithin(Duration.ofSeconds(5));
    }

    /** A new private key in OpenSSH's form; what is given back is its public line. */
    static String key(Path file, String passphrase) throws Exception {
        KeyPair pair = KeyPair.genKeyPair(new JSch(), KeyPair.ECDSA, 256);
        pair.writeOpenSSHv1PrivateKey(
                file.toString(), passphrase.isEmpty() ? null : passphrase.getBytes());
        // As ssh-add wants it.
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        return PublicKeys.line(pair.getPublicKeyBlob());
    }

    /** Lets everything through, and counts. */
    static final class OpenPacer implements Pacer {
        final AtomicInteger connections = new AtomicInteger();
        private final Map<Endpoint, Integer> seen = new ConcurrentHashMap<>();

        @Override
        public <T> Outcome<T> paced(Endpoint endpoint, Kind kind, Duration patience, Call<T> call) {
            return call.attempt(() -> {
                connections.incrementAndGet();
                seen.merge(endpoint, 1, Integer::sum);
                return true;
            });
        }

        int connectionsTo(String host) {
            return seen.getOrDefault(new Endpoint.Ssh(host), 0);
        }

        @Override
        public Status status(Endpoint endpoint) {
            return new Status(Circuit.CLOSED, false, 0, 0, 0, Optional.empty());
        }

        @Override
        public Map<Endpoint, Status> all() {
            return Map.of();
        }
    }
}

package dev.postern.reachssh;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.core.fleet.CredentialRef;
import dev.postern.core.fleet.SshAccess;
import dev.postern.core.fleet.SshAccess.Privilege;
import dev.postern.core.reach.Command;
import dev.postern.core.value.Failure;
import dev.postern.core.value.Failure.Kind;
import dev.postern.core.value.Secret;

import org.junit.jupiter.api.Test;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Keys, agents, certificates, host keys and configuration as people have them. */
class OpenSshIdentityTest extends RealSshd {

    /** All from the user's configuration: nothing but an alias in the fleet. */
    private static SshAccess aliased(String alias) {
        return new SshAccess(
                Optional.of(alias),
                Optional.empty(),
                Optional.empty(),
                List.of(),
                List.of(),
                List.of(),
                Optional.empty(),
                new Privilege.Root());
    }

    private void config(String... lines) throws Exception {
        Files.createDirectories(dir.resolve(".ssh"));
        Files.write(dir.resolve(".ssh/config"), List.of(lines));
    }

    private void knownHosts(String... lines) throws Exception {
        Files.createDirectories(dir.resolve(".ssh"));
        Files.write(dir.resolve(".ssh/known_hosts"), List.of(lines));
    }

    private static SshAccess knowing(SshAccess a, Path file) {
        return Given.knowing(a, file);
    }

    private SshAccess keyed(OpenSshHost host, Path key) throws Exception {
        return Given.access(
                host.port(), List.of(new CredentialRef.InFile(key)), List.of(host.pin()));
    }

    @Test
    void a_passphrase_is_asked_for_only_where_the_server_would_take_the_key() throws Exception {
        Path locked = dir.resolve("locked");
        Path useless = dir.resolve("useless");
        publicKey = Given.key(locked, "correct horse");
        Given.key(useless, "never asked for");
        OpenSshHost host = sshd();
        List<String> asked = new ArrayList<>();
        reach(
                Given.fleet(
                        Given.access(
                                host.port(),
                                List.of(
                                        new CredentialRef.InFile(useless),
                                        new CredentialRef.InFile(locked)),
                                List.of(host.pin()))),
                SshOptions.of(
                        dir,
                        what -> {
                            asked.add(what);
                            return Optional.of(Secret.of("correct horse".toCharArray()));
                        },
                        notice -> {}));

        assertThat(run(Command.of("true")).exit()).isZero();
        assertThat(asked).containsExactly("passphrase of " + locked);
    }

    @Test
    void a_passphrase_that_nobody_gives_is_said() throws Exception {
        Path locked = dir.resolve("locked");
        publicKey = Given.key(locked, "correct horse");
        reach(keyed(sshd(), locked));

        Failure f = failure(Command.of("true"));

        assertThat(f.kind()).isEqualTo(Kind.REFUSED_IDENTITY);
        assertThat(f.why()).contains("passphrase was not given");
        assertThat(f.next()).contains("ssh-add " + locked);
    }

    @Test
    void keys_of_ssh_keygen_of_all_kinds_are_read() throws Exception {
        for (String type : List.of("ed25519", "rsa", "ecdsa")) {
            Path key = dir.resolve("id_" + type);
            OpenSshHost.keygen("-t", type, "-N", "", "-f", key.toString());
            publicKey = Files.readString(Path.of(key + ".pub")).strip();
            reach(keyed(sshd(), key));
            assertThat(run(Command.of("true")).exit()).as(type).isZero();
        }
    }

    @Test
    void the_agent_is_asked_where_the_configuration_says_so() throws Exception {
        Path socket = dir.resolve("agent");
        Process agent =
                new ProcessBuilder("ssh-agent", "-D", "-a", socket.toString())
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start();
        closing(agent::destroyForcibly);
        while (!Files.exists(socket)) {
            Thread.onSpinWait();
        }
        ProcessBuilder add = new ProcessBuilder("ssh-add", "-q", dir.resolve("key").toString());
        add.environment().put("SSH_AUTH_SOCK", socket.toString());
        assertThat(
                        add.redirectErrorStream(true)
                                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                                .start()
                                .waitFor())
                .isZero();
        Files.delete(dir.resolve("key"));
        OpenSshHost host = sshd();
        config(
                "Host cp1",
                "  User root",
                "  Port " + host.port(),
                "  IdentityAgent " + socket,
                "  HostKeyAlias the-first");
        knownHosts("the-first " + host.pin());
        reach(aliased("cp1"));

        assertThat(run(Command.of("true")).exit()).isZero();
    }

    @Test
    void a_user_certificate_lets_in_and_an_expired_or_foreign_one_is_said() throws Exception {
        Path ca = dir.resolve("ca");
        OpenSshHost.keygen("-t", "ed25519", "-N", "", "-f", ca.toString());
        Path key = dir.resolve("mine");
        OpenSshHost.keygen("-t", "ed25519", "-N", "", "-f", key.toString());
        OpenSshHost host = sshd("TrustedUserCAKeys " + ca + ".pub");

        sign(ca, key, "root", "+1h");
        reach(keyed(host, key));
        assertThat(run(Command.of("true")).exit()).isZero();

        sign(ca, key, "root", "20200101:20200102");
        reach(keyed(host, key));
        Failure expired = failure(Command.of("true"));
        assertThat(expired.kind()).isEqualTo(Kind.REFUSED_IDENTITY);
        assertThat(expired.why()).contains(key + "-cert.pub expired at 2020-01-0");

        sign(ca, key, "someone", "+1h");
        reach(keyed(host, key));
        assertThat(failure(Command.of("true")).why()).contains("is for someone, not for root");
    }

    private static void sign(Path ca, Path key, String principal, String valid) throws Exception {
        OpenSshHost.keygen(
                "-s", ca.toString(), "-I", "ann", "-n", principal, "-V", valid, key + ".pub");
    }

    @Test
    void hashed_known_hosts_as_ssh_keygen_makes_them_are_understood() throws Exception {
        OpenSshHost host = sshd();
        Path file =
                Files.writeString(
                        dir.resolve("hashed"), "[127.0.0.1]:" + host.port() + " " + host.pin());
        OpenSshHost.keygen("-H", "-f", file.toString());
        assertThat(Files.readString(file)).startsWith("|1|");

        reach(knowing(access(host), file));

        assertThat(run(Command.of("true")).exit()).isZero();
    }

    @Test
    void a_host_certificate_is_trusted_by_its_authority_alone() throws Exception {
        Path ca = dir.resolve("ca");
        OpenSshHost.keygen("-t", "ed25519", "-N", "", "-f", ca.toString());
        Path hostDir = Files.createDirectories(dir.resolve("certified"));
        Path hostKey = hostDir.resolve("host_key");
        OpenSshHost.keygen("-t", "ed25519", "-N", "", "-f", hostKey.toString());
        OpenSshHost.keygen(
                "-s", ca.toString(), "-I", "cp1", "-h", "-n", "127.0.0.1", hostKey + ".pub");
        OpenSshHost host =
                closing(
                        new OpenSshHost(
                                hostDir, publicKey, "HostCertificate " + hostKey + "-cert.pub"));
        String authority = Files.readString(Path.of(ca + ".pub")).strip();
        Path file =
                Files.writeString(
                        dir.resolve("authorities"),
                        "@cert-authority [127.0.0.*]:* " + authority + "\n");
        reach(knowing(access(host), file));
        assertThat(run(Command.of("true")).exit()).isZero();

        Files.writeString(file, "@cert-authority * " + publicKey + "\n");
        reach(knowing(access(host), file));
        assertThat(failure(Command.of("true")).kind()).isEqualTo(Kind.UNTRUSTED);
    }

    @Test
    void a_changed_and_an_unknown_key_are_refused_in_plain_words() throws Exception {
        OpenSshHost host = sshd();
        Path file =
                Files.writeString(
                        dir.resolve("known"), "[127.0.0.1]:" + host.port() + " " + publicKey);
        reach(knowing(access(host), file));
        Failure changed = failure(Command.of("true"));
        assertThat(changed.what()).isEqualTo("eu-1/cp1: its host key has changed");
        assertThat(changed.why()).contains(file + " line 1");

        Files.writeString(file, "");
        reach(knowing(access(host), file));
        assertThat(failure(Command.of("true")).what())
                .isEqualTo("eu-1/cp1: its host key is unknown");
    }

    @Test
    void the_users_configuration_counts_with_include_and_match_and_jumps() throws Exception {
        OpenSshHost bastion = sshd();
        OpenSshHost host = sshd();
        Files.createDirectories(dir.resolve(".ssh"));
        Files.writeString(
                dir.resolve(".ssh/more"),
                "Host cp1\n  Port " + host.port() + "\n  ProxyJump root@jump\n");
        config(
                "Include " + dir.resolve(".ssh/more"),
                "Host jump",
                "  HostName 127.0.0.1",
                "  Port " + bastion.port(),
                "Match host cp1,jump,127.0.0.1",
                "  User root",
                "  IdentityFile " + dir.resolve("key"),
                "  IdentitiesOnly yes",
                "  UserKnownHostsFile " + dir.resolve(".ssh/known_hosts"));
        knownHosts(
                "[127.0.0.1]:" + host.port() + " " + host.pin(),
                "[127.0.0.1]:" + bastion.port() + " " + bastion.pin());
        reach(aliased("cp1"));

        assertThat(run(Command.of("true")).exit()).isZero();
        assertThat(pacer.connectionsTo("jump")).isEqualTo(1);
    }

    @Test
    void a_proxy_command_is_refused_by_name() throws Exception {
        config("Host cp1", "  ProxyCommand nc %h %p");
        reach(aliased("cp1"));

        assertThat(failure(Command.of("true")).what()).contains("ProxyCommand");
    }

    @Test
    void a_lab_sees_nothing_of_the_users_own() throws Exception {
        OpenSshHost host = sshd();
        config("Host *", "  IdentityFile " + dir.resolve("key"), "  Port " + host.port());
        knownHosts("[127.0.0.1]:" + host.port() + " " + host.pin());
        SshAccess bare = Given.access(host.port(), List.of(), List.of());
        reach(Given.fleet(bare), SshOptions.lab(dir));
        assertThat(failure(Command.of("true")).kind()).isEqualTo(Kind.UNTRUSTED);

        SshAccess pinned = Given.access(host.port(), List.of(), List.of(host.pin()));
        reach(Given.fleet(pinned), SshOptions.lab(dir));
        assertThat(failure(Command.of("true")).kind()).isEqualTo(Kind.REFUSED_IDENTITY);
    }
}

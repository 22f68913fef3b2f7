package dev.postern.reachssh;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.core.value.Outcome;
import dev.postern.core.value.Secret;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Keys that the real ssh-keygen made, signatures that the real ssh-keygen takes. */
class SigningKeyTest {
    @TempDir Path home;

    private String run(Map<String, String> env, String input, String... command)
            throws IOException, InterruptedException {
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(home.toFile()).redirectErrorStream(true);
        builder.environment().putAll(env);
        Process process = builder.start();
        process.getOutputStream().write(input.getBytes(StandardCharsets.UTF_8));
        process.getOutputStream().close();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return process.exitValue() == 0 ? out : "failed: " + out;
    }

    private Path key(String passphrase, String... type) throws Exception {
        List<String> command =
                new ArrayList<>(
                        List.of("ssh-keygen", "-q", "-N", passphrase, "-a", "1", "-f", "id", "-t"));
        command.addAll(List.of(type));
        assertThat(run(Map.of(), "", command.toArray(String[]::new))).isEmpty();
        return home.resolve("id");
    }

    /** A signature for a message, as PROTOCOL.sshsig has it, around what the key signed. */
    private static String armoured(SigningKey key) throws Exception {
        byte[] hash = MessageDigest.getInstance("SHA-512").digest("hello\n".getBytes());
        byte[] signed =
                key.sign(
                                join(
                                        "SSHSIG".getBytes(),
                                        strings(
                                                "test".getBytes(),
                                                new byte[0],
                                                "sha512".getBytes(),
                                                hash)))
                        .got()
                        .orElseThrow();
        byte[] whole =
                join(
                        "SSHSIG".getBytes(),
                        new byte[] {0, 0, 0, 1},
                        strings(
                                key.blob(),
                                "test".getBytes(),
                                new byte[0],
                                "sha512".getBytes(),
                                signed));
        return "-----BEGIN SSH SIGNATURE-----\n"
                + Base64.getEncoder().encodeToString(whole).replaceAll("(.{70})", "$1\n")
                + "\n-----END SSH SIGNATURE-----\n";
    }

    private static byte[] strings(byte[]... parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            out.writeBytes(ByteBuffer.allocate(4).putInt(part.length).array());
            out.writeBytes(part);
        }
        return out.toByteArray();
    }

    private static byte[] join(byte[]... parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }

    private void isTaken(Outcome<SigningKey> key) throws Exception {
        assertThat(key.whyNot()).isEmpty();
        Files.writeString(home.resolve("sig"), armoured(key.got().orElseThrow()));
        assertThat(
                        run(
                                Map.of(),
                                "hello\n",
                                "ssh-keygen",
                                "-Y",
                                "check-novalidate",
                                "-n",
                                "test",
                                "-s",
                                "sig"))
                .contains("Good \"test\" signature");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ed25519", "ecdsa -b 256", "ecdsa -b 384", "rsa -b 2048"})
    void a_key_of_each_kind_signs(String type) throws Exception {
        isTaken(SigningKey.open(key("", type.split(" ")), Optional.empty(), SecretPrompt.nobody()));
    }

    @Test
    void a_locked_key_asks_for_its_passphrase_until_it_is_right() throws Exception {
        Path key = key("open sesame", "ed25519");
        List<String> asked = new ArrayList<>();

        isTaken(
                SigningKey.open(
                        key,
                        Optional.empty(),
                        what -> {
                            asked.add(what);
                            return Optional.of(
                                    Secret.of(
                                            (asked.size() == 1 ? "wrong" : "open sesame")
                                                    .toCharArray()));
                        }));

        assertThat(asked).containsExactly("passphrase of " + key, "passphrase of " + key);
        assertThat(SigningKey.open(key, Optional.empty(), SecretPrompt.nobody()).whyNot())
                .hasValueSatisfying(f -> {
                    assertThat(f.sentence())
                            .isEqualTo(key + " stays locked: nobody gave its passphrase");
                    assertThat(f.next()).isEqualTo("with the agent: --key " + key + ".pub");
                });
    }

    @Test
    void the_agents_key_is_named_by_its_public_half() throws Exception {
        Path key = key("", "ed25519");
        Path socket = home.resolve("agent.sock");
        Process agent =
                new ProcessBuilder("ssh-agent", "-D", "-a", socket.toString())
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start();
        try {
            while (!Files.exists(socket)) {
                assertThat(agent.isAlive()).isTrue();
                Thread.onSpinWait();
            }
            Path half = Path.of(key + ".pub");
            assertThat(
                            SigningKey.open(half, Optional.of(socket), SecretPrompt.nobody())
                                    .whyNot()
                                    .orElseThrow()
                                    .what())
                    .isEqualTo("the agent does not hold the key of " + half);
            run(Map.of("SSH_AUTH_SOCK", socket.toString()), "", "ssh-add", "-q", "id");
            Files.delete(key);

            isTaken(SigningKey.open(half, Optional.of(socket), SecretPrompt.nobody()));

            assertThat(
                            SigningKey.open(half, Optional.empty(), SecretPrompt.nobody())
                                    .whyNot()
                                    .orElseThrow()
                                    .what())
                    .isEqualTo(half + " is a public key, and no agent runs");
        } finally {
            agent.destroy();
            agent.waitFor(10, TimeUnit.SECONDS);
        }
    }

    @Test
    void what_is_no_key_is_said_so() throws Exception {
        Path file = home.resolve("id");
        Files.writeString(file, "hello\n");
        assertThat(SigningKey.open(file, Optional.empty(), SecretPrompt.nobody()).whyNot())
                .hasValueSatisfying(f ->
                        assertThat(f.sentence())
                                .isEqualTo(
                                        file
                                                + " is no key: neither a private key nor a"
                                                + " public one"));
        Files.writeString(file, "-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA\n");
        assertThat(SigningKey.open(file, Optional.empty(), SecretPrompt.nobody()).whyNot())
                .hasValueSatisfying(f ->
                        assertThat(f.what())
                                .isEqualTo(file + " is no private key that can be read"));
        assertThat(SigningKey.open(home, Optional.empty(), SecretPrompt.nobody()).isOk()).isFalse();
    }
}

package dev.postern.approval;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.core.value.Outcome;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.Signature;
import java.security.interfaces.EdECPublicKey;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

/** What the real ssh-keygen signs is taken; what is signed here, the real ssh-keygen takes. */
class OpenSshContractTest {
    private static final ApprovalText TEXT = ApprovalText.ofPlan("0123456789abcdef".repeat(4));
    private static final Instant NOW = Instant.now();

    @TempDir private Path home;
    private Keygen keygen;

    @BeforeEach
    void keygen() {
        keygen = new Keygen(home);
    }

    private static Approvals count(String allowed, String... signatures) {
        return Approvals.count(
                AllowedSigners.parse(allowed),
                Arrays.stream(signatures).map(s -> new GivenSignature("a.sig", s)).toList(),
                TEXT,
                NOW);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"ed25519", "ecdsa -b 256", "ecdsa -b 384", "ecdsa -b 521", "rsa -b 2048"})
    void a_signature_of_each_kind_is_taken(String type) {
        Path key = keygen.key("id", type.split(" "));
        String allowed = "ann@example.com " + keygen.publicKey(key) + " ann's laptop\n";

        for (String hash : List.of("sha512", "sha256")) {
            String signature =
                    keygen.sign(key, "postern", TEXT.line() + "\n", "-O", "hashalg=" + hash);
            Approvals counted = count(allowed, signature);
            assertThat(counted.refused()).as(hash).isEmpty();
            assertThat(counted.good())
                    .extracting(Approvals.Approval::by, Approvals.Approval::signature)
                    .containsExactly(
                            org.assertj.core.groups.Tuple.tuple("ann@example.com", signature));
            assertThat(keygen.run("", "ssh-keygen", "-lf", "id.pub").out())
                    .contains(counted.good().getFirst().key());
        }
    }

    @Test
    void the_command_that_is_printed_makes_what_is_taken() throws IOException {
        Files.createDirectories(home.resolve(".ssh"));
        Path key = keygen.key(".ssh/id_ed25519", "ed25519");

        Keygen.Said said = keygen.run("", "/bin/sh", "-c", String.join("\n", TEXT.command()));

        assertThat(said.exit()).as(said.out()).isZero();
        // What a terminal folds is not what was printed.
        assertThat(ApprovalText.ofRun("20241211-151643-130c", "f".repeat(64)).command())
                .allMatch(l -> l.length() <= 74);
        String signature = Files.readString(home.resolve("approval.sig"));
        assertThat(count("ann " + keygen.publicKey(key), signature).good()).hasSize(1);
    }

    @Test
    void what_is_signed_here_the_real_one_takes() throws Exception {
        KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        byte[] blob = SshWire.strings(SshWire.ascii("ssh-ed25519"), point(pair));

        String signature =
                sign(
                        blob,
                        data -> SshWire.strings(SshWire.ascii("ssh-ed25519"), ed25519(pair, data)));

        String allowed = "ann ssh-ed25519 " + Base64.getEncoder().encodeToString(blob) + "\n";
        assertThat(keygen.accepts(allowed, "ann", signature, TEXT.line() + "\n")).isTrue();
        assertThat(keygen.accepts(allowed, "ann", signature, TEXT.line())).isFalse();
        assertThat(count(allowed, signature).good()).hasSize(1);
    }

    @Test
    void a_security_keys_signature_is_taken_where_somebody_touched_it() throws Exception {
        KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        byte[] blob =
                SshWire.strings(
                        SshWire.ascii("sk-ssh-ed25519@openssh.com"),
                        point(pair),
                        SshWire.ascii("ssh:"));
        String allowed =
                "ann sk-ssh-ed25519@openssh.com " + Base64.getEncoder().encodeToString(blob) + "\n";

        String touched = sign(blob, data -> security(pair, data, (byte) 1));
        String alone = sign(blob, data -> security(pair, data, (byte) 0));

        assertThat(keygen.accepts(allowed, "ann", touched, TEXT.line() + "\n")).isTrue();
        // The real one asks for no touch; an approval is a person's, and needs one.
        assertThat(keygen.accepts(allowed, "ann", alone, TEXT.line() + "\n")).isTrue();
        assertThat(count(allowed, touched).good()).hasSize(1);
        assertThat(count(allowed, alone).refused())
                .containsExactly("a.sig: nobody touched the security key when it was made");
    }

    /** What stands between names and key, of which the real one and ours must think the same. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "namespaces=\"postern\"",
                "namespaces=\"git,post*\"",
                "namespaces=\"git\"",
                "namespaces=\"*,!postern\"",
                "namespaces=\"p?stern\"",
                "NAMESPACES=\"file,postern\"",
                "valid-before=\"20200101\"",
                "valid-before=\"29991231\"",
                "valid-after=\"29991231\"",
                "valid-after=\"20200101\",valid-before=\"29991231\"",
                "valid-after=\"202001011200\"",
                "valid-after=\"20200101120030\",namespaces=\"postern\"",
                "valid-before=\"20201301\"",
                "valid-before=\"2020\"",
                "no-such-option",
                "cert-authority",
            })
    void options_mean_what_they_mean_to_the_real_one(String options) throws IOException {
        Path key = keygen.key("id", "ed25519");
        String allowed = "ann@example.com " + options + " " + keygen.publicKey(key) + "\n";
        String signature = keygen.sign(key, "postern", TEXT.line() + "\n");

        boolean real = keygen.accepts(allowed, "ann@example.com", signature, TEXT.line() + "\n");

        Approvals ours = count(allowed, signature);
        assertThat(ours.good().size() == 1).as(options + ours).isEqualTo(real);
        assertThat(ours.refused()).hasSize(real ? 0 : 1);
    }

    @Test
    void a_time_without_a_zone_is_this_machines_own() throws IOException {
        Path key = keygen.key("id", "ed25519");
        String signature = keygen.sign(key, "postern", TEXT.line() + "\n");
        // The minute that is now in the zone that Java takes for this machine's.
        var zone = java.time.ZoneId.systemDefault();
        var form = java.time.format.DateTimeFormatter.ofPattern("yyyyMMddHHmm").withZone(zone);
        for (int minutes : List.of(-90, -2, 2, 90)) {
            String time = form.format(Instant.now().plusSeconds(60L * minutes));
            String allowed = "ann valid-after=\"" + time + "\" " + keygen.publicKey(key) + "\n";

            assertThat(count(allowed, signature).good().size() == 1)
                    .as(time)
                    .isEqualTo(minutes < 0)
                    .isEqualTo(
                            keygen.accepts(
                                    java.util.Map.of("TZ", zone.getId()),
                                    allowed,
                                    "ann",
                                    signature,
                                    TEXT.line() + "\n"));
        }
    }

    private static String sign(byte[] key, java.util.function.UnaryOperator<byte[]> signer) {
        return Approvals.sign(TEXT, key, data -> Outcome.ok(signer.apply(data)))
                .got()
                .orElseThrow();
    }

    private static byte[] point(KeyPair pair) {
        var point = ((EdECPublicKey) pair.getPublic()).getPoint();
        byte[] big = point.getY().toByteArray();
        byte[] out = new byte[32];
        for (int i = 0; i < Math.min(32, big.length); i++) {
            out[i] = big[big.length - 1 - i];
        }
        if (point.isXOdd()) {
            out[31] |= (byte) 0x80;
        }
        return out;
    }

    private static byte[] ed25519(KeyPair pair, byte[] data) {
        try {
            Signature signer = Signature.getInstance("Ed25519");
            signer.initSign(pair.getPrivate());
            signer.update(data);
            return signer.sign();
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    /** What an authenticator makes (OpenSSH's PROTOCOL.u2f). */
    private static byte[] security(KeyPair pair, byte[] data, byte flags) {
        byte[] counter = {0, 0, 0, 7};
        byte[] signed = new byte[69];
        System.arraycopy(sha256("ssh:".getBytes()), 0, signed, 0, 32);
        signed[32] = flags;
        System.arraycopy(counter, 0, signed, 33, 4);
        System.arraycopy(sha256(data), 0, signed, 37, 32);
        byte[] head =
                SshWire.strings(SshWire.ascii("sk-ssh-ed25519@openssh.com"), ed25519(pair, signed));
        byte[] out = Arrays.copyOf(head, head.length + 5);
        out[head.length] = flags;
        System.arraycopy(counter, 0, out, head.length + 1, 4);
        return out;
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }
}

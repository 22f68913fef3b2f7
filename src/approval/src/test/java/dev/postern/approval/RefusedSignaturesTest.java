package dev.postern.approval;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

/** Signatures that do not count, and the sentence that each gets. */
class RefusedSignaturesTest {
    private static final ApprovalText TEXT = ApprovalText.ofPlan("0123456789abcdef".repeat(4));
    private static final String LINE = TEXT.line() + "\n";
    private static final Instant NOW = Instant.parse("2026-11-27T12:00:00Z");

    @TempDir private Path home;
    private Keygen keygen;
    private Path ann;
    private String annsKey;

    @BeforeEach
    void keys() {
        keygen = new Keygen(home);
        ann = keygen.key("ann", "ed25519");
        annsKey = keygen.publicKey(ann);
    }

    private Approvals count(String allowed, String... signatures) {
        return Approvals.count(
                AllowedSigners.parse(allowed),
                Arrays.stream(signatures).map(s -> new GivenSignature("a.sig", s)).toList(),
                TEXT,
                NOW);
    }

    private String refusal(String allowed, String signature) {
        Approvals counted = count(allowed, signature);
        assertThat(counted.good()).isEmpty();
        assertThat(counted.refused()).hasSize(1);
        return counted.refused().getFirst();
    }

    @Test
    void another_plans_signature() {
        String other = ApprovalText.ofPlan("f".repeat(64)).line() + "\n";
        assertThat(refusal("ann " + annsKey, keygen.sign(ann, "postern", other)))
                .isEqualTo(
                        "a.sig: it is no signature over this text: it was made for another plan,"
                                + " or altered");
    }

    @Test
    void a_countersignature_is_no_approval() {
        String other = ApprovalText.ofRun("r1", "0123456789abcdef".repeat(4)).line() + "\n";
        assertThat(refusal("ann " + annsKey, keygen.sign(ann, "postern", other)))
                .startsWith("a.sig: it is no signature over this text");
    }

    @Test
    void a_wrong_namespace() {
        assertThat(refusal("ann " + annsKey, keygen.sign(ann, "file", LINE)))
                .isEqualTo(
                        "a.sig: it was made for \"file\", not for \"postern\": sign again with"
                                + " -n postern");
    }

    @Test
    void an_unknown_signer() {
        Path bob = keygen.key("bob", "ed25519");
        String fingerprint = keygen.run("", "ssh-keygen", "-lf", "bob.pub").out().split(" ")[1];
        assertThat(refusal("ann " + annsKey, keygen.sign(bob, "postern", LINE)))
                .isEqualTo("a.sig: its key " + fingerprint + " is not in allowed_signers");
    }

    @Test
    void an_expired_key_one_too_early_and_one_for_something_else() {
        String signature = keygen.sign(ann, "postern", LINE);
        assertThat(refusal("ann valid-before=\"20261127115959Z\" " + annsKey, signature))
                .isEqualTo(
                        "a.sig: it is by ann, but its key was valid until 2026-11-27T11:59:59Z"
                                + " (line 1)");
        assertThat(refusal("ann valid-after=\"20261127120001Z\" " + annsKey, signature))
                .isEqualTo(
                        "a.sig: it is by ann, but its key is not valid before"
                                + " 2026-11-27T12:00:01Z (line 1)");
        assertThat(refusal("# who\nann namespaces=\"git\" " + annsKey, signature))
                .isEqualTo("a.sig: it is by ann, but its key may sign for \"git\" only (line 2)");
        assertThat(count("ann valid-before=\"20261127120000Z\" " + annsKey, signature).good())
                .hasSize(1);
    }

    @Test
    void one_person_counts_once_however_many_keys_and_names_she_has() {
        Path second = keygen.key("second", "ed25519");
        Path third = keygen.key("third", "ed25519");
        String allowed =
                "ann "
                        + annsKey
                        + "\na.smith "
                        + keygen.publicKey(second)
                        + "\nbob,ann@work "
                        + keygen.publicKey(third)
                        + "\n";
        String[] all = {
            keygen.sign(ann, "postern", LINE),
            keygen.sign(second, "postern", LINE),
            keygen.sign(third, "postern", LINE)
        };

        assertThat(count(allowed, all).good()).hasSize(3);
        // One more line tells that all of them are one.
        String one = allowed + "ann,a.smith,bob " + annsKey + "\n";
        for (List<String> order :
                List.of(List.of(all), List.of(all).reversed(), List.of(all[1], all[0], all[2]))) {
            Approvals counted = count(one, order.toArray(String[]::new));
            assertThat(counted.good()).hasSize(1);
            assertThat(counted.refused()).hasSize(2).allMatch(r -> r.endsWith(" counts once"));
        }
        // The same signature twice, in one file.
        assertThat(count(allowed, all[0] + "\n" + all[0]).good()).hasSize(1);
    }

    @Test
    void lines_that_say_nobody_are_left_out_by_number_and_the_others_count() {
        AllowedSigners signers =
                AllowedSigners.parse(
                        String.join(
                                "\n",
                                "*@example.com " + annsKey,
                                "root cert-authority " + annsKey,
                                "bob ssh-ed25519 AAAA",
                                "carol " + annsKey.replace("ssh-ed25519", "ssh-rsa"),
                                "dave valid-before=\"tomorrow\" " + annsKey,
                                "eve",
                                "\u001b[31mred[m colour " + annsKey,
                                "\"ann smith\" namespaces=\"postern\" " + annsKey + " comment"));

        assertThat(signers.names(NOW)).containsExactly("ann smith");
        assertThat(signers.leftOut())
                .containsExactly(
                        "line 1 is left out: \"*@example.com\" is a pattern; an approval needs a"
                                + " person's own name there",
                        "line 2 is left out: it is a certificate authority, which Postern does"
                                + " not take for approvals: list each person's own key",
                        "line 3 is left out: it ends too early",
                        "line 4 is left out: its key is of another type than it says",
                        "line 5 is left out: valid-before is \"tomorrow\", not"
                                + " YYYYMMDD[HHMM[SS]][Z]",
                        "line 6 is left out: it has no key where one should be",
                        "line 7 is left out: \"colour\" is no option; there is namespaces,"
                                + " valid-after, valid-before");
    }

    @Test
    void a_certificates_signature_is_refused_in_plain_words() {
        keygen.key("ca", "ed25519");
        keygen.run("", "ssh-keygen", "-q", "-s", "ca", "-I", "ann", "-n", "ann", "ann.pub");
        String signature = keygen.sign(home.resolve("ann-cert.pub"), "postern", LINE);
        assertThat(refusal("ann " + annsKey, signature))
                .isEqualTo(
                        "a.sig: it is by a certificate, which Postern does not take for an"
                                + " approval: sign with the key itself, and list that key in"
                                + " allowed_signers");
    }

    @Test
    void weak_keys_and_hashes_count_for_nothing() throws IOException {
        keygen.key("weak", "rsa", "-b", "1024");
        String weak = keygen.publicKey(home.resolve("weak"));
        assertThat(AllowedSigners.parse("ann " + weak).leftOut())
                .containsExactly(
                        "line 1 is left out: its rsa key has 1024 bits; Postern takes 2048 to"
                                + " 16384");
    }

    @Test
    void what_is_no_signature_at_all() {
        String allowed = "ann " + annsKey;
        assertThat(refusal(allowed, ""))
                .isEqualTo("a.sig: there is no line -----BEGIN SSH SIGNATURE----- in it");
        assertThat(refusal(allowed, "-----BEGIN SSH SIGNATURE-----\nU1NIU0lH"))
                .isEqualTo("a.sig: it is cut off: the line -----END SSH SIGNATURE----- is missing");
        assertThat(refusal(allowed, block("\u0007not base64")))
                .isEqualTo("a.sig: what stands between its first and last line is not base64");
        assertThat(refusal(allowed, block("AAAA".repeat(20_000))))
                .isEqualTo("a.sig: it is too large for a signature");
        assertThat(refusal(allowed, block("AAAA"))).isEqualTo("a.sig: it ends too early");
        assertThat(refusal(allowed, block("AAAA").repeat(65)))
                .isEqualTo("a.sig: it has more than 64 signatures");
    }

    private static String block(String inside) {
        return "-----BEGIN SSH SIGNATURE-----\n" + inside + "\n-----END SSH SIGNATURE-----\n";
    }

    @Test
    void no_changed_bit_and_no_cut_is_taken() {
        String allowed = "ann " + annsKey;
        for (Path key :
                List.of(ann, keygen.key("ec", "ecdsa"), keygen.key("rsa", "rsa", "-b", "2048"))) {
            String all = allowed + "\nec " + keygen.publicKey(key);
            String signature = keygen.sign(key, "postern", LINE);
            byte[] bytes =
                    Base64.getMimeDecoder().decode(signature.replaceAll("-----[A-Z ]+-----", ""));
            assertThat(count(all, armour(bytes)).good()).hasSize(1);
            for (int i = 0; i < bytes.length; i++) {
                byte[] changed = bytes.clone();
                changed[i] ^= (byte) (1 << (i % 8));
                assertThat(count(all, armour(changed)).good()).as("byte %d", i).isEmpty();
                byte[] cut = Arrays.copyOf(bytes, i);
                assertThat(count(all, armour(cut)).good()).as("cut at %d", i).isEmpty();
            }
            assertThat(count(all, armour(Arrays.copyOf(bytes, bytes.length + 1))).good()).isEmpty();
        }
    }

    private static String armour(byte[] bytes) {
        return block(Base64.getEncoder().encodeToString(bytes));
    }

    @Test
    void a_file_that_is_none_and_one_that_is_huge() throws IOException {
        Path huge = home.resolve("huge");
        Files.writeString(huge, "# \n".repeat(400_000));
        for (Path file : List.of(home, home.resolve("none"), huge, Path.of("/dev/zero"))) {
            assertThat(AllowedSigners.read(file).whyNot())
                    .hasValueSatisfying(f ->
                            assertThat(f.what())
                                    .isEqualTo("nobody can approve: " + file + " cannot be read"));
        }
    }

    @Test
    void a_long_pattern_takes_no_time() {
        String line = "ann namespaces=\"" + "*p".repeat(4000) + "\" " + annsKey;
        String signature = keygen.sign(ann, "postern", LINE);
        org.junit.jupiter.api.Assertions.assertTimeoutPreemptively(
                java.time.Duration.ofSeconds(20),
                () -> assertThat(count(line, signature).good()).isEmpty());
    }
}

package dev.postern.reachkubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postern.core.value.Failure;
import dev.postern.core.value.Outcome;

import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

class KubeconfigTest {
    private static final TestPki PKI = new TestPki();
    private static final TestPki.Pair CLIENT = PKI.client("CN=ann", "EC");

    private static Outcome<Kubeconfig> read(String yaml) {
        return Kubeconfig.read(
                "file test",
                yaml.getBytes(StandardCharsets.UTF_8),
                path -> Outcome.ok(("bytes of " + path).getBytes(StandardCharsets.UTF_8)));
    }

    private static Failure refused(String yaml) {
        Failure failure = read(yaml).whyNot().orElseThrow(() -> new AssertionError("it was read"));
        assertThat(failure.kind()).isEqualTo(Failure.Kind.BROKEN);
        return failure;
    }

    @Test
    void what_it_holds_itself_is_taken() {
        Kubeconfig config = read(PKI.kubeconfig(CLIENT)).got().orElseThrow();
        assertThat(new String(config.certificate(), StandardCharsets.UTF_8))
                .isEqualTo(CLIENT.pem());
        assertThat(config.authority()).isPresent();
    }

    @Test
    void what_it_refers_to_is_read_beside_it() {
        String yaml =
                """
                contexts: [{name: c, context: {cluster: k, user: u}}]
                clusters: [{name: k, cluster: {certificate-authority: ca.crt}}]
                users: [{name: u, user: {client-certificate: a.crt, client-key: a.key}}]
                """;
        Kubeconfig config = read(yaml).got().orElseThrow();
        assertThat(new String(config.key(), StandardCharsets.UTF_8)).isEqualTo("bytes of a.key");
        assertThat(config.authority().map(b -> new String(b, StandardCharsets.UTF_8)))
                .isEqualTo(Optional.of("bytes of ca.crt"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"exec: {command: touch}", "auth-provider: {name: gcp}"})
    void a_program_is_refused_by_name_and_never_run(String user) {
        String yaml =
                """
                contexts: [{name: c, context: {cluster: k, user: u}}]
                clusters: [{name: k, cluster: {}}]
                users: [{name: u, user: {%s}}]
                """
                        .formatted(user);
        assertThat(refused(yaml).why()).contains(user.substring(0, user.indexOf(':')));
    }

    @Test
    void a_config_that_switches_the_check_of_the_server_off_is_refused() {
        String yaml =
                PKI.kubeconfig(CLIENT)
                        .replace("    server:", "    insecure-skip-tls-verify: true\n    server:");
        assertThat(refused(yaml).why()).contains("check of the server");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "just text",
                "a: &a [*a]",
                "contexts: 1",
                "current-context: gone\ncontexts: []",
                "contexts: [{name: c, context: {cluster: k, user: u}}]\nclusters: []\nusers: []",
                "contexts: [{name: c, context: {cluster: k, user: u}}]\nclusters: [{name: k,"
                        + " cluster: {}}]\nusers: [{name: u, user: {token: abc}}]",
                "\"\\0\u0007",
                "contexts: [{name: c, context: {cluster: k, user: u}}]\nclusters: [{name: k,"
                        + " cluster: {certificate-authority-data: '%%%'}}]\nusers: [{name: u, user:"
                        + " {client-certificate-data: '!', client-key-data: x}}]",
            })
    void anything_else_is_refused_without_a_word_of_its_contents(String yaml) {
        Failure failure = refused(yaml);
        assertThat(failure.why()).doesNotContain("abc").doesNotContain("%%%");
    }

    @Test
    void a_key_in_a_broken_file_does_not_leak_into_the_failure() {
        Failure failure = refused("users: [{name: u, user: {client-key-data: TOPSECRET, : : }");
        assertThat(failure.toString()).doesNotContain("TOPSECRET");
    }

    @Test
    void a_cut_file_at_any_place_is_refused_or_read_but_never_a_bug() {
        String yaml = PKI.kubeconfig(CLIENT);
        List<Integer> read = new ArrayList<>();
        for (int i = 0; i < yaml.length(); i += 7) {
            if (read(yaml.substring(0, i)).isOk()) {
                read.add(i);
            }
        }
        assertThat(read).allMatch(i -> i > yaml.length() - 300);
    }

    @Test
    void older_forms_of_keys_are_read() throws Exception {
        for (String algorithm : List.of("EC", "RSA")) {
            TestPki.Pair pair = PKI.client("CN=old", algorithm);
            byte[] inner =
                    PrivateKeyInfo.getInstance(pair.key().getEncoded())
                            .parsePrivateKey()
                            .toASN1Primitive()
                            .getEncoded();
            if (algorithm.equals("EC")) {
                inner = withCurve(pair);
            }
            String pem = TestPki.pem(algorithm + " PRIVATE KEY", inner);
            assertThat(Pem.key(pem.getBytes(StandardCharsets.UTF_8), algorithm).getEncoded())
                    .as(algorithm)
                    .isNotEmpty();
            assertThat(
                            ((java.security.Key)
                                            Pem.key(
                                                    pem.getBytes(StandardCharsets.UTF_8),
                                                    algorithm))
                                    .getAlgorithm())
                    .isEqualTo(algorithm);
        }
    }

    /** SEC1 as openssl writes it: with the curve. */
    private static byte[] withCurve(TestPki.Pair pair) throws Exception {
        PrivateKeyInfo info = PrivateKeyInfo.getInstance(pair.key().getEncoded());
        var key = org.bouncycastle.asn1.sec.ECPrivateKey.getInstance(info.parsePrivateKey());
        return new org.bouncycastle.asn1.sec.ECPrivateKey(
                        256, key.getKey(), info.getPrivateKeyAlgorithm().getParameters())
                .getEncoded();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----",
                "-----BEGIN EC PRIVATE KEY-----\nMAA=\n-----END EC PRIVATE KEY-----",
                "-----BEGIN EC PRIVATE KEY-----\nMIIB\n-----END EC PRIVATE KEY-----",
                "-----BEGIN ENCRYPTED PRIVATE KEY-----\nAAAA\n-----END ENCRYPTED PRIVATE KEY-----",
            })
    void what_is_no_key_is_an_error_and_not_a_bug(String pem) {
        assertThatThrownBy(() -> Pem.key(pem.getBytes(StandardCharsets.UTF_8), "EC"))
                .isInstanceOf(GeneralSecurityException.class);
    }

    @Test
    void the_port_is_read_from_the_manifest_in_the_forms_that_people_write() {
        assertThat(ManifestPort.find("    - --secure-port=6444\n")).contains(6444);
        assertThat(ManifestPort.find("    - \"--secure-port=443\"\n")).contains(443);
        assertThat(ManifestPort.find("    - --secure-port 7443\n")).contains(7443);
        assertThat(ManifestPort.find("    - --secure-port=99999\n")).isEmpty();
        assertThat(ManifestPort.find("    - --secure-port=0\n")).isEmpty();
        assertThat(ManifestPort.find("nothing")).isEmpty();
    }
}

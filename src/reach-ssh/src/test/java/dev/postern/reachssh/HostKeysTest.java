package dev.postern.reachssh;

import static org.assertj.core.api.Assertions.assertThat;

import com.jcraft.jsch.HostKeyRepository;

import dev.postern.core.value.Failure;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

class HostKeysTest {
    @TempDir Path dir;
    private String key;
    private String other;

    @BeforeEach
    void keys() throws Exception {
        key = Given.key(dir.resolve("a"), "");
        other = Given.key(dir.resolve("b"), "");
    }

    private HostKeyPolicy policy(int port, String... lines) throws Exception {
        Path file = Files.write(dir.resolve("known_hosts"), List.of(lines));
        return new HostKeyPolicy(
                "eu-1/cp1",
                "10.0.0.11:" + port,
                port == 22 ? "10.0.0.11" : "[10.0.0.11]:" + port,
                List.of(),
                KnownHosts.read(List.of(file)),
                List.of("10.0.0.11", "cp1.example.com"),
                port,
                List.of(file.toString()));
    }

    private int check(HostKeyPolicy policy) {
        return policy.check("whatever", PublicKeys.parse(key).orElseThrow());
    }

    @Test
    void a_plain_line_by_any_name_of_the_host_is_trusted() throws Exception {
        assertThat(check(policy(22, "10.0.0.11 " + key))).isEqualTo(HostKeyRepository.OK);
        assertThat(check(policy(22, "x,CP1.example.com " + key))).isEqualTo(HostKeyRepository.OK);
        assertThat(check(policy(22, "*.example.com,!cp1.example.com " + key)))
                .isEqualTo(HostKeyRepository.NOT_INCLUDED);
    }

    @Test
    void ports_and_patterns_in_brackets_are_understood() throws Exception {
        assertThat(check(policy(2201, "[10.0.0.*]:2201 " + key))).isEqualTo(HostKeyRepository.OK);
        assertThat(check(policy(2201, "10.0.0.11 " + key))).isEqualTo(HostKeyRepository.OK);
        assertThat(check(policy(2201, "10.0.0.11 " + other, "[10.0.0.11]:2201 " + key)))
                .isEqualTo(HostKeyRepository.OK);
        assertThat(check(policy(22, "[10.0.0.11]:2201 " + key)))
                .isEqualTo(HostKeyRepository.NOT_INCLUDED);
    }

    @Test
    void hashed_names_are_found() throws Exception {
        byte[] salt = "01234567890123456789".getBytes();
        Mac mac = Mac.getInstance("HmacSHA1");
        mac.init(new SecretKeySpec(salt, "HmacSHA1"));
        Base64.Encoder base64 = Base64.getEncoder();
        String hashed =
                "|1|"
                        + base64.encodeToString(salt)
                        + "|"
                        + base64.encodeToString(mac.doFinal("10.0.0.11".getBytes()));

        assertThat(check(policy(22, hashed + " " + key))).isEqualTo(HostKeyRepository.OK);
    }

    @Test
    void a_changed_key_names_both_fingerprints_and_the_line() throws Exception {
        HostKeyPolicy policy = policy(22, "# mine", "10.0.0.11 " + other);

        assertThat(check(policy)).isEqualTo(HostKeyRepository.CHANGED);
        Failure f = policy.refusal("");
        assertThat(f.kind()).isEqualTo(Failure.Kind.UNTRUSTED);
        assertThat(f.what()).isEqualTo("eu-1/cp1: its host key has changed");
        assertThat(f.why())
                .contains(PublicKeys.fingerprint(PublicKeys.parse(key).orElseThrow()))
                .contains(PublicKeys.fingerprint(PublicKeys.parse(other).orElseThrow()))
                .contains(dir.resolve("known_hosts") + " line 2");
    }

    @Test
    void an_unknown_key_says_what_to_compare_and_what_to_add() throws Exception {
        HostKeyPolicy policy = policy(2201, "elsewhere " + key);

        assertThat(check(policy)).isEqualTo(HostKeyRepository.NOT_INCLUDED);
        Failure f = policy.refusal("");
        assertThat(f.what()).isEqualTo("eu-1/cp1: its host key is unknown");
        assertThat(f.why()).contains("no line for [10.0.0.11]:2201");
        assertThat(f.next())
                .contains("ssh-keygen -lf /etc/ssh/ssh_host_ecdsa_key.pub")
                .contains("[10.0.0.11]:2201 ecdsa-sha2-nistp256");
    }

    @Test
    void a_revoked_key_is_refused_even_where_another_line_knows_it() throws Exception {
        HostKeyPolicy policy = policy(22, "10.0.0.11 " + key, "@revoked * " + key);

        assertThat(check(policy)).isEqualTo(HostKeyRepository.CHANGED);
        assertThat(policy.refusal("").what()).isEqualTo("eu-1/cp1: its host key is revoked");
    }

    @Test
    void lines_that_are_no_lines_are_skipped() throws Exception {
        assertThat(
                        check(
                                policy(
                                        22,
                                        "10.0.0.11",
                                        "10.0.0.11 ssh-rsa not-base64",
                                        "@unheard-of * " + key,
                                        "10.0.0.11 ssh-ed25519 " + key.split(" ")[1],
                                        "|1|broken " + key)))
                .isEqualTo(HostKeyRepository.NOT_INCLUDED);
    }
}

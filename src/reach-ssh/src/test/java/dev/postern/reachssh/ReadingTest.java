package dev.postern.reachssh;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.core.fleet.JumpHost;
import dev.postern.core.fleet.SshAccess;
import dev.postern.core.reach.Command;
import dev.postern.core.time.SystemTime;
import dev.postern.core.value.Failure;
import dev.postern.core.value.Outcome;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/** What is read and written without a server. */
class ReadingTest {
    @TempDir Path dir;

    private Outcome<HostConfig> config(String alias, String... lines) throws Exception {
        Path file = Files.write(dir.resolve("config"), List.of(lines));
        return ConfigFile.read(file, dir, alias);
    }

    @Test
    void a_command_is_composed_as_the_page_says() {
        Command c = Command.asRoot("cat", "--", "/a b").within(Duration.ofMillis(1500));

        assertThat(Wire.text(c, Wire.Root.NONE))
                .isEqualTo("env 'LC_ALL=C' timeout -k 1 2 cat -- '/a b'");
        assertThat(Wire.text(c, Wire.Root.SUDO))
                .isEqualTo("sudo -n -- env 'LC_ALL=C' timeout -k 1 2 cat -- '/a b'");
        assertThat(Wire.text(c, Wire.Root.SUDO_WITH_PASSWORD))
                .startsWith("sudo -k -S -p postern-password: -- env ");
        assertThat(Wire.text(c.within(Duration.ZERO), Wire.Root.NONE)).contains("timeout -k 1 1 ");
    }

    @Test
    void without_ssh_host_blocks_are_read_and_the_first_value_wins() throws Exception {
        HostConfig c =
                config(
                                "cp1",
                                "User first",
                                "Host cp* !cp2",
                                "  User second",
                                "  Port=2201",
                                "  IdentityFile ~/.ssh/a",
                                "  IdentityFile \"~/.ssh/b c\"",
                                "Host cp2",
                                "  Port 9")
                        .got()
                        .orElseThrow();

        assertThat(c.first("user")).contains("first");
        assertThat(c.port()).contains(2201);
        assertThat(c.paths("identityfile", v -> v))
                .containsExactly(dir.resolve(".ssh/a"), dir.resolve(".ssh/b c"));
    }

    @Test
    void without_ssh_what_cannot_be_honoured_is_refused_by_name_and_line() throws Exception {
        for (String line : List.of("Include more", "Match all", "ProxyCommand nc %h %p")) {
            Failure f = config("cp1", "# mine", line).whyNot().orElseThrow();
            assertThat(f.what()).startsWith(dir.resolve("config") + ":2: " + line.split(" ")[0]);
        }
        assertThat(config("cp1", "Host other", "ProxyCommand nc %h %p").isOk()).isTrue();
    }

    @Test
    void an_alias_cannot_become_an_option_of_ssh() {
        OpenSshConfig c = new OpenSshConfig(dir, new SystemTime(), OpenSshConfig.installed());

        assertThat(c.lookup("-oProxyCommand=touch x").isOk()).isFalse();
        assertThat(c.lookup("a b").isOk()).isFalse();
    }

    @Test
    void jump_hosts_in_a_circle_are_refused() throws Exception {
        Path key = dir.resolve("key");
        SshAccess keyed =
                Given.access(
                        22,
                        List.of(new dev.postern.core.fleet.CredentialRef.InFile(key)),
                        List.of(Given.key(key, "")));
        JumpHost round =
                new JumpHost("a", List.of(Given.LOOPBACK), Given.jumping(keyed, List.of("a")));

        Outcome<List<Hop>> hops =
                new Routes(
                                Given.fleet(Given.jumping(keyed, List.of("a")), round),
                                Given.options(dir),
                                new OpenSshConfig(dir, new SystemTime(), Optional.empty()))
                        .to(Given.CP1);

        assertThat(hops.whyNot().orElseThrow().what()).contains("in a circle");
    }

    @Test
    void addresses_are_written_as_openssh_writes_them() {
        assertThat(Literal.text(InetAddress.ofLiteral("2001:db8:0:0:1:0:0:1")))
                .isEqualTo("2001:db8::1:0:0:1");
        assertThat(Literal.text(InetAddress.ofLiteral("::1"))).isEqualTo("::1");
        assertThat(Literal.text(InetAddress.ofLiteral("fe80::"))).isEqualTo("fe80::");
        assertThat(Literal.text(InetAddress.ofLiteral("1:0:3:0:5:0:7:8")))
                .isEqualTo("1:0:3:0:5:0:7:8");
        assertThat(Literal.text(InetAddress.ofLiteral("10.0.0.1"))).isEqualTo("10.0.0.1");
    }

    @Test
    void a_certificate_that_is_cut_short_or_garbled_is_none() {
        byte[] whole = certificate();
        assertThat(UserCertificate.parse(dir, whole)).isPresent();
        Random random = new Random(7);
        for (int length = 0; length < whole.length - 40; length++) {
            assertThat(UserCertificate.parse(dir, java.util.Arrays.copyOf(whole, length)))
                    .isEmpty();
        }
        for (int i = 0; i < 2000; i++) {
            byte[] garbled = whole.clone();
            garbled[random.nextInt(garbled.length)] = (byte) random.nextInt();
            UserCertificate.parse(dir, garbled).ifPresent(c -> c.objection("root", Instant.EPOCH));
        }
    }

    private static byte[] certificate() {
        ByteBuffer out = ByteBuffer.allocate(400);
        string(out, "ssh-ed25519-cert-v01@openssh.com".getBytes());
        string(out, new byte[32]);
        string(out, new byte[32]);
        out.putLong(1).putInt(1);
        string(out, "ann".getBytes());
        ByteBuffer names = ByteBuffer.allocate(8);
        string(names, "root".getBytes());
        string(out, names.array());
        out.putLong(0).putLong(-1);
        for (int i = 0; i < 5; i++) {
            string(out, new byte[4]);
        }
        return java.util.Arrays.copyOf(out.array(), out.position());
    }

    private static void string(ByteBuffer out, byte[] bytes) {
        out.putInt(bytes.length).put(bytes);
    }

    @Test
    void a_turnstile_lets_in_as_many_as_it_has_room_for_and_the_next_when_one_leaves()
            throws Exception {
        SystemTime time = new SystemTime();
        Turnstile turnstile = new Turnstile(time, 2);
        assertThat(turnstile.enter(Duration.ZERO)).isTrue();
        assertThat(turnstile.enter(Duration.ZERO)).isTrue();
        assertThat(turnstile.enter(Duration.ofMillis(20))).isFalse();

        var waiting = time.fork("waits", () -> turnstile.enter(Duration.ofSeconds(10)));
        turnstile.leave();

        assertThat(waiting.join()).isTrue();
        assertThat(turnstile.enter(Duration.ZERO)).isFalse();
    }
}

package dev.postern.reachssh;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.core.fleet.CredentialRef;
import dev.postern.core.fleet.HostId;
import dev.postern.core.fleet.JumpHost;
import dev.postern.core.reach.Command;
import dev.postern.core.reach.DialRule;
import dev.postern.core.time.SystemTime;
import dev.postern.core.value.Failure;
import dev.postern.core.value.Failure.Kind;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** How a session comes to be, or why it does not; jump hosts and tunnels. */
class SessionsOverSshTest extends OverSsh {
    @Test
    void a_key_that_the_host_does_not_take_is_said_with_its_fingerprint() throws Exception {
        String other = Given.key(dir.resolve("other"), "");
        reach.close();
        reach =
                reach(
                        Given.access(
                                host.port(),
                                List.of(new CredentialRef.InFile(dir.resolve("other"))),
                                List.of(host.pin())));

        Failure f = failure(Command.of("true"));

        assertThat(f.kind()).isEqualTo(Kind.REFUSED_IDENTITY);
        assertThat(f.why())
                .contains(PublicKeys.fingerprint(PublicKeys.parse(other).orElseThrow()))
                .contains("the server takes: ");
    }

    @Test
    void a_key_that_is_not_the_pinned_one_is_refused_with_both_fingerprints() throws Exception {
        String wrong = Given.key(dir.resolve("wrong"), "");
        reach.close();
        reach = reach(Given.access(host.port(), access.credentials(), List.of(wrong)));

        Failure f = failure(Command.of("true"));

        assertThat(f.kind()).isEqualTo(Kind.UNTRUSTED);
        assertThat(f.why())
                .contains(PublicKeys.fingerprint(PublicKeys.parse(wrong).orElseThrow()))
                .contains(PublicKeys.fingerprint(PublicKeys.parse(host.pin()).orElseThrow()))
                .contains("fleet.yaml pins");
        assertThat(host.commands).isEmpty();
    }

    @Test
    void nobody_listening_is_unreachable_and_the_next_address_is_tried() throws Exception {
        reach.close();
        reach =
                new SshReach(
                        Given.fleet(
                                List.of(InetAddress.ofLiteral("127.99.99.99"), Given.LOOPBACK),
                                access),
                        time,
                        pacer,
                        DialRule.any(),
                        Given.options(dir));
        assertThat(run(Command.of("true")).exit()).isZero();

        host.close();
        reach.close();
        reach = reach(access);
        Failure f = failure(Command.of("true"));
        assertThat(f.kind()).isEqualTo(Kind.UNREACHABLE);
        assertThat(f.why()).contains("127.0.0.1:" + access.port().orElseThrow() + " refuses");
    }

    @Test
    void the_dial_rule_is_asked_before_any_socket() {
        reach.close();
        reach =
                new SshReach(
                        Given.fleet(access),
                        time,
                        pacer,
                        address -> {
                            throw new IOException("not of this lab");
                        },
                        Given.options(dir));

        Failure f = failure(Command.of("true"));

        assertThat(f.kind()).isEqualTo(Kind.REFUSED);
        assertThat(f.why()).isEqualTo("not of this lab");
    }

    @Test
    void a_server_that_drips_a_banner_for_ever_is_cut() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 5, Given.LOOPBACK)) {
            Thread.ofVirtual().start(() -> drip(server));
            reach.close();
            reach =
                    new SshReach(
                            Given.fleet(
                                    Given.access(
                                            server.getLocalPort(),
                                            access.credentials(),
                                            access.hostKeys())),
                            time,
                            pacer,
                            DialRule.any(),
                            Given.options(dir).connectWithin(Duration.ofSeconds(1)));

            Failure f = failure(Command.of("true"));

            assertThat(f.kind()).isEqualTo(Kind.SATURATED);
            assertThat(f.what()).isEqualTo("eu-1/cp1: ssh did not answer within 1s");
        }
    }

    @Test
    void a_slow_login_is_waited_for_longer_than_the_keep_alive() {
        host.slowLogin = Duration.ofMillis(1500);
        reach.close();
        reach =
                new SshReach(
                        Given.fleet(access),
                        time,
                        pacer,
                        DialRule.any(),
                        Given.options(dir)
                                .connectWithin(Duration.ofSeconds(20))
                                .keepAlive(Duration.ofMillis(200)));

        assertThat(run(Command.of("true")).exit()).isZero();
    }

    @Test
    void a_server_that_says_nothing_is_waited_for_just_as_long_as_it_was_given() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 5, Given.LOOPBACK)) {
            reach.close();
            reach =
                    new SshReach(
                            Given.fleet(
                                    Given.access(
                                            server.getLocalPort(),
                                            access.credentials(),
                                            access.hostKeys())),
                            time,
                            pacer,
                            DialRule.any(),
                            Given.options(dir)
                                    .connectWithin(Duration.ofSeconds(2))
                                    .keepAlive(Duration.ofMillis(200)));
            Instant begun = time.now();

            assertThat(failure(Command.of("true")).kind()).isEqualTo(Kind.SATURATED);
            assertThat(Duration.between(begun, time.now())).isGreaterThan(Duration.ofMillis(1900));
        }
    }

    private static void drip(ServerSocket server) {
        try (Socket socket = server.accept();
                OutputStream out = socket.getOutputStream()) {
            SystemTime pause = new SystemTime();
            while (true) {
                out.write("x\r\n".getBytes());
                out.flush();
                pause.sleep(Duration.ofMillis(50));
            }
        } catch (IOException | InterruptedException e) {
            // Cut, as it should be.
            return;
        }
    }

    @Test
    void a_chain_of_jump_hosts_verifies_each_of_them() throws Exception {
        String key = publicKey;
        try (MinaHost first = new MinaHost(key);
                MinaHost second = new MinaHost(key)) {
            JumpHost one = jump("one", first, first.pin());
            JumpHost two = jump("two", second, second.pin());
            reach.close();
            reach = reach(Given.jumping(access, List.of("one", "two")), one, two);

            assertThat(run(Command.of("echo", "far")).text()).isEqualTo("far\n");
            assertThat(pacer.connectionsTo("one")).isEqualTo(1);
            assertThat(pacer.connectionsTo("two")).isEqualTo(1);

            reach.close();
            reach =
                    reach(
                            Given.jumping(access, List.of("one", "two")),
                            one,
                            jump("two", second, first.pin()));
            Failure f = failure(Command.of("true"));
            assertThat(f.kind()).isEqualTo(Kind.UNTRUSTED);
            assertThat(f.why()).contains("jump host two");
        }
    }

    private JumpHost jump(String name, MinaHost server, String pin) {
        return new JumpHost(
                name,
                List.of(Given.LOOPBACK),
                Given.access(server.port(), access.credentials(), List.of(pin)));
    }

    @Test
    void a_tunnel_keeps_its_local_port_over_a_lost_session() throws Exception {
        try (ServerSocket api = new ServerSocket(0, 5, Given.LOOPBACK)) {
            Thread.ofVirtual().start(() -> answer(api));
            InetSocketAddress local = tunnel(api.getLocalPort());
            assertThat(ask(local)).isEqualTo("hello");

            host.dropSessions();
            run(Command.of("true"));
            InetSocketAddress again = tunnel(api.getLocalPort());

            assertThat(again).isEqualTo(local);
            assertThat(ask(again)).isEqualTo("hello");
            reach.tunnels().close(Given.CP1, api.getLocalPort());
            reach.tunnels().close(Given.CP1, api.getLocalPort());
        }
    }

    private InetSocketAddress tunnel(int port) {
        HostId cp1 = Given.CP1;
        return reach.tunnels().open(cp1, port).got().orElseThrow();
    }

    private static String ask(InetSocketAddress at) throws IOException {
        try (Socket socket = new Socket(at.getAddress(), at.getPort());
                InputStream in = socket.getInputStream()) {
            socket.setSoTimeout(5000);
            return new String(in.readAllBytes());
        }
    }

    private static void answer(ServerSocket server) {
        try {
            while (true) {
                try (Socket socket = server.accept()) {
                    socket.getOutputStream().write("hello".getBytes());
                }
            }
        } catch (IOException e) {
            // The test is over.
            return;
        }
    }
}

package dev.postern.reachssh;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.core.fleet.CredentialRef;
import dev.postern.core.fleet.HostId;
import dev.postern.core.fleet.JumpHost;
import dev.postern.core.fleet.SshAccess;
import dev.postern.core.reach.Command;
import dev.postern.core.reach.DialRule;
import dev.postern.core.reach.Executed;
import dev.postern.core.time.SystemTime;
import dev.postern.core.value.Failure;
import dev.postern.core.value.Failure.Kind;
import dev.postern.core.value.Outcome;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;

@Timeout(60)
class CommandsOverSshTest {
    @TempDir Path dir;
    private final SystemTime time = new SystemTime();
    private final Given.OpenPacer pacer = new Given.OpenPacer();
    private MinaHost host;
    private SshAccess access;
    private SshReach reach;
    private String publicKey;

    @BeforeEach
    void start() throws Exception {
        publicKey = Given.key(dir.resolve("key"), "");
        host = new MinaHost(publicKey);
        access =
                Given.access(
                        host.port(),
                        List.of(new CredentialRef.InFile(dir.resolve("key"))),
                        List.of(host.pin()));
        reach = reach(access);
    }

    private SshReach reach(SshAccess a, JumpHost... jumps) {
        return new SshReach(Given.fleet(a, jumps), time, pacer, DialRule.any(), Given.options(dir));
    }

    @AfterEach
    void stop() throws Exception {
        reach.close();
        host.close();
    }

    private Executed run(Command command) {
        Outcome<Executed> outcome = reach.shell(Given.CP1).run(command);
        assertThat(outcome.whyNot()).isEmpty();
        return outcome.got().orElseThrow();
    }

    private Failure failure(Command command) {
        Outcome<Executed> outcome = reach.shell(Given.CP1).run(command);
        assertThat(outcome.got()).isEmpty();
        return outcome.whyNot().orElseThrow();
    }

    @Test
    void output_errors_and_exit_status_come_apart() {
        Executed e = run(Command.of("sh", "-c", "echo out; echo err >&2; exit 3"));

        assertThat(e.text()).isEqualTo("out\n");
        assertThat(e.complaint()).isEqualTo("err");
        assertThat(e.exit()).isEqualTo(3);
    }

    @Test
    void arguments_arrive_as_they_are_whatever_they_hold() {
        String nasty = "a b'c\"d$(id)`id`\\;&|*?\n\u00e4 =x";

        assertThat(run(Command.of("printf", "%s", nasty)).text()).isEqualTo(nasty);
    }

    @Test
    void input_arrives_whole_and_ends() {
        byte[] megabytes = new byte[3 << 20];
        java.util.Arrays.fill(megabytes, (byte) 'x');

        assertThat(run(Command.of("wc", "-c").input(megabytes)).text().strip())
                .isEqualTo(String.valueOf(3 << 20));
        assertThat(run(Command.of("wc", "-c")).text().strip()).isEqualTo("0");
    }

    @Test
    void a_command_that_does_not_read_its_input_still_ends() {
        assertThat(run(Command.of("true").input(new byte[4 << 20])).exit()).isZero();
    }

    @Test
    void output_beyond_the_limit_is_dropped_and_counted() {
        Executed e = run(Command.of("head", "-c", "100000", "/dev/zero").mostOutput(1000));

        assertThat(e.output()).hasSize(1000);
        assertThat(e.dropped()).isEqualTo(99000);
    }

    @Test
    void the_exit_status_is_never_missed() throws Exception {
        List<Callable<Integer>> work =
                IntStream.range(0, 200)
                        .<Callable<Integer>>mapToObj(
                                i -> () -> run(Command.of("sh", "-c", "exit " + i % 7)).exit())
                        .toList();

        List<Integer> exits = time.all("test", work);

        assertThat(exits).isEqualTo(IntStream.range(0, 200).map(i -> i % 7).boxed().toList());
        assertThat(pacer.connections).hasValue(1);
    }

    @Test
    void what_takes_too_long_is_ended_by_the_host_and_in_doubt() {
        Failure f = failure(Command.of("sleep", "30").within(Duration.ofSeconds(1)));

        assertThat(f.kind()).isEqualTo(Kind.IN_DOUBT);
        assertThat(f.what()).isEqualTo("eu-1/cp1: sleep did not end within 1s");
        assertThat(f.next()).contains("sleep 30");
    }

    @Test
    void a_command_that_is_lost_on_the_way_is_in_doubt_and_not_repeated() throws Exception {
        Thread.ofVirtual()
                .start(() -> {
                    while (host.commands.stream().noneMatch(c -> c.contains("sleep"))) {
                        Thread.onSpinWait();
                    }
                    host.dropSessions();
                });

        Failure f = failure(Command.of("sleep", "20"));

        assertThat(f.kind()).isEqualTo(Kind.IN_DOUBT);
        assertThat(f.what()).contains("connection was lost");
        assertThat(host.commands.stream().filter(c -> c.contains("sleep"))).hasSize(1);
    }

    /** More than once: whether we or the system sees first that it is gone is a race. */
    @RepeatedTest(20)
    void a_lost_session_is_opened_again_at_the_next_use() {
        run(Command.of("true"));
        host.dropSessions();

        assertThat(run(Command.of("echo", "back")).text()).isEqualTo("back\n");
        assertThat(pacer.connectionsTo("eu-1/cp1")).isEqualTo(2);
    }

    @Test
    void a_fresh_connection_is_its_own_and_is_ended() {
        run(Command.of("true"));

        assertThat(reach.shell(Given.CP1).runOnFreshConnection(Command.of("true")).isOk()).isTrue();
        assertThat(pacer.connections).hasValue(2);
        run(Command.of("true"));
        assertThat(pacer.connections).hasValue(2);
    }

    @Test
    void the_host_says_where_we_come_from() {
        assertThat(reach.shell(Given.CP1).seenFrom()).isEqualTo(Outcome.ok("127.0.0.1"));
    }

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

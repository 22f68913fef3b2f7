package dev.postern.lab.ssh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postern.core.time.Time;
import dev.postern.lab.host.machine.Bench;

import org.apache.sshd.client.SshClient;
import org.apache.sshd.client.channel.ChannelExec;
import org.apache.sshd.client.channel.ChannelShell;
import org.apache.sshd.client.channel.ClientChannelEvent;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.util.net.SshdSocketAddress;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.PublicKey;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.CountDownLatch;

@Timeout(60)
class SshHostTest {
    private static final KeyPair ANN = SshKeys.generate();
    private static final KeyPair HOST = SshKeys.generate();
    private static final InetAddress OWN = InetAddress.ofLiteral("127.77.0.11");

    private final Bench bench = new Bench();
    private final SshClient client = SshClient.setUpDefaultClient();
    private ServerSocket api;
    private SshHost ssh;
    private volatile PublicKey seen;

    @BeforeEach
    void listen() throws IOException {
        api = new ServerSocket(0, 5, OWN);
        ssh =
                new SshHost(
                        new SshHost.Settings(
                                new InetSocketAddress(OWN, 0),
                                new InetSocketAddress(OWN, api.getLocalPort()),
                                6443,
                                HOST,
                                List.of(new SshHost.User("ann", 1000, List.of(ANN.getPublic())))),
                        bench.host,
                        bench.clock);
        client.setServerKeyVerifier((s, a, key) -> {
            seen = key;
            return true;
        });
        client.start();
    }

    @AfterEach
    void stop() throws IOException {
        client.stop();
        ssh.close();
        api.close();
        bench.close();
    }

    private ClientSession connect(KeyPair key) throws IOException {
        try (Time.Exchange _ = bench.time.exchange(Duration.ofHours(1), () -> {})) {
            ClientSession session =
                    client.connect("ann", OWN.getHostAddress(), ssh.address().getPort())
                            .verify(Duration.ofSeconds(20))
                            .getSession();
            session.addPublicKeyIdentity(key);
            session.auth().verify(Duration.ofSeconds(20));
            return session;
        }
    }

    private record Ran(Integer exit, String out, String err) {}

    private Ran run(ClientSession session, String line, String input) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        try (Time.Exchange _ = bench.time.exchange(Duration.ofHours(1), () -> {});
                ChannelExec channel = session.createExecChannel(line)) {
            channel.setIn(new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)));
            channel.setOut(out);
            channel.setErr(err);
            channel.open().verify(Duration.ofSeconds(20));
            channel.waitFor(EnumSet.of(ClientChannelEvent.CLOSED), Duration.ofSeconds(20));
            return new Ran(
                    channel.getExitStatus(),
                    out.toString(StandardCharsets.UTF_8),
                    err.toString(StandardCharsets.UTF_8));
        }
    }

    @Test
    void a_command_gives_its_output_its_complaint_and_its_status() throws Exception {
        try (ClientSession session = connect(ANN)) {
            assertThat(run(session, "env 'LC_ALL=C' timeout -k 1 30 nproc", ""))
                    .isEqualTo(new Ran(0, "8\n", ""));
            assertThat(run(session, "foo", ""))
                    .isEqualTo(new Ran(127, "", "bash: line 1: foo: command not found\n"));
            assertThat(run(session, "sudo -n -- dd of=/tmp/x conv=fsync status=none", "bytes"))
                    .isEqualTo(new Ran(0, "", ""));
            assertThat(run(session, "cat -- /tmp/x", "").out()).isEqualTo("bytes");
            assertThat(run(session, "printenv SSH_CONNECTION", "").out())
                    .matches("127\\.0\\.0\\.1 \\d+ 127\\.77\\.0\\.11 \\d+\n");
        }
    }

    @Test
    void twenty_commands_run_side_by_side() throws Exception {
        bench.workings.command = Duration.ofMillis(20);
        try (ClientSession session = connect(ANN)) {
            List<Ran> ran =
                    bench.time.all(
                            "command",
                            java.util.stream.IntStream.range(0, 20)
                                    .mapToObj(i ->
                                            (java.util.concurrent.Callable<Ran>)
                                                    () -> run(session, "nproc", ""))
                                    .toList());
            assertThat(ran).hasSize(20).allMatch(r -> r.exit() == 0);
        }
        assertThat(bench.passed()).isLessThan(Duration.ofMillis(420));
    }

    @Test
    void a_starved_host_takes_its_time_by_the_virtual_clock() throws Exception {
        bench.workings.login = Duration.ofSeconds(25);
        bench.workings.command = Duration.ofSeconds(9);
        try (ClientSession session = connect(ANN)) {
            assertThat(bench.passed()).isEqualTo(Duration.ofSeconds(25));
            assertThat(run(session, "timeout -k 1 30 true", "").exit()).isZero();
            assertThat(bench.passed()).isEqualTo(Duration.ofSeconds(34));
            assertThat(run(session, "timeout -k 1 5 true", "").exit()).isEqualTo(124);
            assertThat(bench.passed()).isEqualTo(Duration.ofSeconds(39));
        }
    }

    @Test
    void only_the_labs_users_come_in() {
        assertThatThrownBy(() -> connect(SshKeys.generate()))
                .hasMessageContaining("No more authentication methods available");
    }

    @Test
    void there_is_no_shell() throws Exception {
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        try (ClientSession session = connect(ANN);
                ChannelShell shell = session.createShellChannel()) {
            shell.setErr(err);
            shell.setRedirectErrorStream(false);
            shell.open().verify(Duration.ofSeconds(20));
            shell.waitFor(EnumSet.of(ClientChannelEvent.CLOSED), Duration.ofSeconds(20));
            assertThat(shell.getExitStatus()).isEqualTo(1);
        }
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("no shell");
    }

    @Test
    void a_forward_to_the_loopback_reaches_the_api_server_from_the_hosts_own_address()
            throws Exception {
        try (ClientSession session = connect(ANN)) {
            SshdSocketAddress local =
                    session.startLocalPortForwarding(
                            new SshdSocketAddress("127.0.0.1", 0),
                            new SshdSocketAddress("127.0.0.1", 6443));
            try (Socket socket = new Socket("127.0.0.1", local.getPort())) {
                try (Socket accepted = api.accept()) {
                    assertThat(accepted.getInetAddress()).isEqualTo(OWN);
                    accepted.getOutputStream().write("ready".getBytes(StandardCharsets.UTF_8));
                }
                assertThat(socket.getInputStream().readAllBytes()).asString().isEqualTo("ready");
            }
        }
    }

    @Test
    void every_other_forward_is_refused() throws Exception {
        try (ClientSession session = connect(ANN)) {
            for (SshdSocketAddress to :
                    List.of(
                            new SshdSocketAddress("127.0.0.1", 22),
                            new SshdSocketAddress(OWN.getHostAddress(), api.getLocalPort()),
                            new SshdSocketAddress("localhost", 6443))) {
                assertThatThrownBy(() ->
                                session.createDirectTcpipChannel(
                                                new SshdSocketAddress("127.0.0.1", 1), to)
                                        .open()
                                        .verify(Duration.ofSeconds(20)))
                        .isInstanceOf(IOException.class);
            }
            assertThatThrownBy(() ->
                            session.startRemotePortForwarding(
                                    new SshdSocketAddress("127.0.0.1", 0),
                                    new SshdSocketAddress("127.0.0.1", 9)))
                    .isInstanceOf(IOException.class);
        }
    }

    @Test
    void the_host_key_can_become_another_one() throws Exception {
        connect(ANN).close();
        assertThat(KeyUtils.compareKeys(seen, HOST.getPublic())).isTrue();
        KeyPair other = SshKeys.generate();
        ssh.hostKey(other);
        connect(ANN).close();
        assertThat(KeyUtils.compareKeys(seen, other.getPublic())).isTrue();
    }

    @Test
    void a_host_that_is_off_refuses_and_comes_back_at_its_address() throws Exception {
        ClientSession session = connect(ANN);
        int port = ssh.address().getPort();
        ssh.powerOff();
        session.waitFor(EnumSet.of(ClientSession.ClientSessionEvent.CLOSED), 20_000);
        assertThatThrownBy(() -> new Socket(OWN, port).close()).isInstanceOf(IOException.class);
    }

    @Test
    void a_host_that_hangs_accepts_and_never_answers() throws Exception {
        SshHost hanging =
                new SshHost(
                        new SshHost.Settings(
                                new InetSocketAddress(OWN, 2222),
                                new InetSocketAddress(OWN, api.getLocalPort()),
                                6443,
                                HOST,
                                List.of()),
                        bench.host,
                        bench.clock);
        try {
            hanging.hang();
            try (Socket socket = new Socket(OWN, 2222)) {
                CountDownLatch cut = new CountDownLatch(1);
                try (Time.Exchange exchange =
                        bench.time.exchange(
                                Duration.ofSeconds(30),
                                () -> {
                                    try {
                                        socket.close();
                                    } catch (IOException e) {
                                        throw new IllegalStateException(e);
                                    } finally {
                                        cut.countDown();
                                    }
                                })) {
                    // As every client does, at once: whoever has said nothing is still connecting.
                    socket.getOutputStream()
                            .write("SSH-2.0-test\r\n".getBytes(StandardCharsets.US_ASCII));
                    assertThatThrownBy(() -> socket.getInputStream().read())
                            .isInstanceOf(IOException.class);
                    cut.await();
                    assertThat(exchange.wasCut()).isTrue();
                }
            }
            assertThat(bench.passed()).isEqualTo(Duration.ofSeconds(30));
            bench.time.sleep(Duration.ofSeconds(1));
            hanging.powerOn();
            new Socket(OWN, 2222).close();
        } finally {
            hanging.close();
        }
    }

    @Test
    void keys_are_written_as_other_tools_read_them() throws Exception {
        assertThat(SshKeys.publicLine(ANN.getPublic())).startsWith("ecdsa-sha2-nistp256 ");
        assertThat(SshKeys.knownHost("127.0.0.1", 2222, HOST.getPublic()))
                .startsWith("[127.0.0.1]:2222 ecdsa-sha2-nistp256 ");
        byte[] file = SshKeys.privateFile(ANN, "ann");
        assertThat(new String(file, StandardCharsets.US_ASCII))
                .startsWith("-----BEGIN OPENSSH PRIVATE KEY-----\n");
        for (KeyPair read :
                org.apache.sshd.common.util.security.SecurityUtils.loadKeyPairIdentities(
                        null, () -> "ann", new ByteArrayInputStream(file), null)) {
            assertThat(KeyUtils.compareKeys(read.getPublic(), ANN.getPublic())).isTrue();
        }
    }
}

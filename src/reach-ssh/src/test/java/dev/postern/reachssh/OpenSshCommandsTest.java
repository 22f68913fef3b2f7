package dev.postern.reachssh;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.core.fleet.JumpHost;
import dev.postern.core.fleet.SshAccess;
import dev.postern.core.reach.Command;
import dev.postern.core.reach.Executed;
import dev.postern.core.reach.Files.Mode;
import dev.postern.core.value.Blob;
import dev.postern.core.value.Failure;
import dev.postern.core.value.Failure.Kind;
import dev.postern.core.value.Outcome;
import dev.postern.pinnednames.Namespace;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;

class OpenSshCommandsTest extends RealSshd {

    @Test
    void commands_run_with_their_input_output_and_exit() throws Exception {
        reach(access(sshd()));
        byte[] input = new byte[20 << 20];
        new Random(7).nextBytes(input);

        Executed sum = run(Command.of("sha256sum").input(input).within(Duration.ofSeconds(60)));
        assertThat(sum.text()).startsWith(Blob.hash(input));
        Executed e = run(Command.of("sh", "-c", "echo out; echo err >&2; exit 3"));
        assertThat(e.text() + e.complaint() + e.exit()).isEqualTo("out\nerr3");
        assertThat(run(Command.of("head", "-c", "9999", "/dev/zero").mostOutput(10)).dropped())
                .isEqualTo(9989);
    }

    @Test
    void many_at_once_share_one_session_within_its_limit_of_channels() throws Exception {
        reach(access(sshd("MaxSessions 10")));
        List<Callable<Integer>> work =
                IntStream.range(0, 100)
                        .<Callable<Integer>>mapToObj(
                                i -> () -> run(Command.of("sh", "-c", "exit " + i % 5)).exit())
                        .toList();

        assertThat(time.all("test", work))
                .isEqualTo(IntStream.range(0, 100).map(i -> i % 5).boxed().toList());
        assertThat(pacer.connections).hasValue(1);
    }

    /** sshd ends the whole connection when data comes for a channel that is closed. */
    @Test
    void commands_that_end_without_reading_their_input_leave_the_session_alone() throws Exception {
        reach(access(sshd("MaxSessions 10")));
        Callable<Integer> refusals =
                () ->
                        IntStream.range(0, 60)
                                .map(i ->
                                        run(Command.of(
                                                                "sh",
                                                                "-c",
                                                                "head -c 100000 >/dev/null; exit 1")
                                                        .input(new byte[4 << 20]))
                                                .exit())
                                .sum();

        assertThat(time.all("test", Collections.nCopies(6, refusals))).containsOnly(60);
        assertThat(pacer.connections).hasValue(1);
    }

    @Test
    void what_hangs_is_ended_on_the_host_as_well() throws Exception {
        reach(access(sshd()));
        String mark = "3600." + ProcessHandle.current().pid();

        Failure f = failure(Command.of("sleep", mark).within(Duration.ofSeconds(1)));

        assertThat(f.kind()).isEqualTo(Kind.IN_DOUBT);
        assertThat(ProcessHandle.allProcesses().flatMap(p -> p.info().commandLine().stream()))
                .noneMatch(c -> c.endsWith("sleep " + mark));
    }

    @Test
    void a_server_that_dies_under_a_command_leaves_it_in_doubt() throws Exception {
        OpenSshHost host = sshd();
        reach(access(host));
        Path started = dir.resolve("started");
        Thread.ofVirtual()
                .start(() -> {
                    while (!Files.exists(started)) {
                        Thread.onSpinWait();
                    }
                    host.killSessions();
                });

        Failure f = failure(Command.of("sh", "-c", "touch " + started + "; sleep 20"));

        assertThat(f.kind()).isEqualTo(Kind.IN_DOUBT);
        assertThat(run(Command.of("true")).exit()).isZero();
    }

    @Test
    void a_host_that_falls_silent_is_noticed_and_then_unreachable() throws Exception {
        Namespace namespace = closing(new Namespace());
        OpenSshHost host =
                closing(
                        new OpenSshHost(
                                dir.resolve("sshd"),
                                List.of(namespace.command()),
                                namespace.address(),
                                publicKey));
        reach(
                Given.fleet(List.of(InetAddress.ofLiteral(namespace.address())), access(host)),
                Given.options(dir).keepAlive(Duration.ofMillis(500)));
        assertThat(run(Command.of("true")).exit()).isZero();
        namespace.fallSilent();
        Instant begun = Instant.now();

        Failure lost = failure(Command.of("true").within(Duration.ofSeconds(30)));
        Failure gone = failure(Command.of("true"));

        assertThat(lost.kind()).isIn(Kind.IN_DOUBT, Kind.UNREACHABLE);
        assertThat(gone.kind()).isEqualTo(Kind.UNREACHABLE);
        assertThat(gone.why()).contains("no answer from " + namespace.address());
        assertThat(Duration.between(begun, Instant.now())).isLessThan(Duration.ofSeconds(40));
    }

    @Test
    void three_jump_hosts_in_a_row_are_each_verified() throws Exception {
        OpenSshHost one = sshd();
        OpenSshHost two = sshd();
        OpenSshHost three = sshd();
        OpenSshHost target = sshd();
        JumpHost[] jumps = {jump("one", one), jump("two", two), jump("three", three)};
        SshAccess access = Given.jumping(access(target), List.of("one", "two", "three"));
        SshReach reach = reach(Given.fleet(access, jumps), Given.options(dir));

        assertThat(run(Command.of("echo", "far")).text()).isEqualTo("far\n");
        assertThat(reach.shell(Given.CP1).seenFrom()).isEqualTo(Outcome.ok("127.0.0.1"));
        two.killSessions();
        assertThat(run(Command.of("echo", "again")).text()).isEqualTo("again\n");
        assertThat(pacer.connectionsTo("one")).isEqualTo(1);
        assertThat(pacer.connectionsTo("two")).isEqualTo(2);
    }

    @Test
    void a_jump_host_that_may_not_forward_is_said_so() throws Exception {
        OpenSshHost one = sshd("AllowTcpForwarding no");
        OpenSshHost target = sshd();
        SshAccess access = Given.jumping(access(target), List.of("one"));
        reach(Given.fleet(access, jump("one", one)), Given.options(dir));

        Failure f = failure(Command.of("true"));

        assertThat(f.kind()).isEqualTo(Kind.BROKEN);
        assertThat(f.what()).isEqualTo("eu-1/cp1: jump host one forbids forwarding to it");
    }

    private JumpHost jump(String name, OpenSshHost host) throws Exception {
        return new JumpHost(name, List.of(Given.LOOPBACK), access(host));
    }

    @Test
    void a_file_is_replaced_whole_and_a_full_disk_leaves_the_old_one() throws Exception {
        Path disk = Files.createDirectories(dir.resolve("disk"));
        OpenSshHost.run(
                List.of("mount", "-t", "tmpfs", "-o", "size=128k", "tmpfs", disk.toString()));
        closing(() -> OpenSshHost.run(List.of("umount", disk.toString())));
        SshReach reach = reach(access(sshd()));
        var files = reach.files(Given.CP1);
        String path = disk.resolve("kube-apiserver.yaml").toString();
        String staging = disk.resolve(".postern").toString();
        Mode mode = new Mode("600", 12, 34);

        assertThat(files.replace(path, Blob.of("old".getBytes()), mode, staging).isOk()).isTrue();
        assertThat(files.read(path).got().orElseThrow().orElseThrow().mode()).isEqualTo(mode);
        Failure f =
                files.replace(path, Blob.of(new byte[1 << 20]), mode, staging)
                        .whyNot()
                        .orElseThrow();

        assertThat(f.kind()).isEqualTo(Kind.BROKEN);
        assertThat(f.what()).isEqualTo("eu-1/cp1: writing " + path + ": the disk is full");
        assertThat(Path.of(path)).hasContent("old");
        assertThat(files.list(staging)).isEqualTo(Outcome.ok(List.of()));
    }

    @Test
    void a_tunnel_reaches_the_hosts_own_loopback_and_resets_where_nobody_listens()
            throws Exception {
        OpenSshHost host = sshd();
        SshReach reach = reach(access(host));
        try (ServerSocket api = new ServerSocket(0, 5, Given.LOOPBACK)) {
            Thread.ofVirtual()
                    .start(() -> {
                        try (Socket socket = api.accept()) {
                            socket.getInputStream().transferTo(socket.getOutputStream());
                        } catch (IOException e) {
                            return;
                        }
                    });
            InetSocketAddress local =
                    reach.tunnels().open(Given.CP1, api.getLocalPort()).got().orElseThrow();
            assertThat(local.getAddress().isLoopbackAddress()).isTrue();
            try (Socket socket = new Socket(local.getAddress(), local.getPort())) {
                socket.setSoTimeout(5000);
                socket.getOutputStream().write("ping".getBytes());
                socket.shutdownOutput();
                try (InputStream in = socket.getInputStream()) {
                    assertThat(in.readAllBytes()).isEqualTo("ping".getBytes());
                }
            }
        }
        int nobody;
        try (ServerSocket free = new ServerSocket(0)) {
            nobody = free.getLocalPort();
        }
        InetSocketAddress local = reach.tunnels().open(Given.CP1, nobody).got().orElseThrow();
        try (Socket socket = new Socket(local.getAddress(), local.getPort())) {
            socket.setSoTimeout(5000);
            int read;
            try {
                read = socket.getInputStream().read();
            } catch (java.net.SocketException e) {
                read = -1;
            }
            assertThat(read).isEqualTo(-1);
        }
    }
}

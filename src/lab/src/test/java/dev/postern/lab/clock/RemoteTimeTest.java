package dev.postern.lab.clock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postern.core.time.Time;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;

@Timeout(60)
class RemoteTimeTest {
    private static final Instant START = Instant.parse("2024-12-11T15:12:00Z");

    @TempDir Path directory;
    private final VirtualClock clock = new VirtualClock(START, Speed.MAX);
    private Path socket = Path.of("unset");
    private ClockServer server;

    @BeforeEach
    void listen() throws IOException {
        socket = directory.resolve("clock.sock");
        server = new ClockServer(clock, socket);
    }

    @AfterEach
    void stop() {
        server.close();
        clock.close();
    }

    @Test
    void the_socket_is_the_owners_alone_and_goes_with_the_lab() throws IOException {
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(socket)))
                .isEqualTo("rw-------");
        server.close();
        assertThat(socket).doesNotExist();
    }

    @Test
    void a_remote_party_sleeps_and_exchanges() throws Exception {
        try (RemoteTime time = RemoteTime.join(socket, "run 7f3a")) {
            assertThat(clock.parties()).containsExactly("run 7f3a");
            List<Callable<Long>> work = new ArrayList<>();
            for (int i = 1; i <= 20; i++) {
                int n = i;
                work.add(() -> {
                    CountDownLatch over = new CountDownLatch(1);
                    clock.modelledWait(time.now().plusSeconds(n), over::countDown);
                    try (Time.Exchange _ = time.exchange(Duration.ofSeconds(99), () -> {})) {
                        over.await();
                    }
                    time.sleep(Duration.ofMillis(500));
                    return Duration.between(START, time.now()).toMillis();
                });
            }
            List<Long> ends = time.all("work", work);
            for (int i = 1; i <= 20; i++) {
                assertThat(ends.get(i - 1)).isEqualTo(i * 1000L + 500);
            }
        }
    }

    @Test
    void a_remote_exchange_is_cut_at_its_time() throws Exception {
        try (RemoteTime time = RemoteTime.join(socket, "run")) {
            CountDownLatch over = new CountDownLatch(1);
            ModelledWait wait = clock.modelledWait();
            try (Time.Scope _ = time.enter();
                    Time.Exchange exchange =
                            time.exchange(
                                    Duration.ofSeconds(30),
                                    () -> {
                                        wait.disconnected();
                                        over.countDown();
                                    })) {
                over.await();
                assertThat(exchange.wasCut()).isTrue();
            }
            assertThat(time.now()).isEqualTo(START.plusSeconds(30));
        }
    }

    @Test
    void a_remote_and_a_local_party_share_one_time() throws Exception {
        try (RemoteTime remote = RemoteTime.join(socket, "remote");
                InProcessTime local = new InProcessTime(clock, "local")) {
            Time.Task<Instant> slow =
                    remote.fork(
                            "slow",
                            () -> {
                                for (int i = 0; i < 100; i++) {
                                    remote.sleep(Duration.ofMillis(70));
                                }
                                return remote.now();
                            });
            local.sleep(Duration.ofSeconds(7));
            assertThat(slow.join()).isEqualTo(START.plusSeconds(7));
            assertThat(clock.now()).isEqualTo(START.plusSeconds(7));
        }
    }

    @Test
    void a_killed_party_is_forgotten() throws Exception {
        Process process =
                new ProcessBuilder(
                                ProcessHandle.current().info().command().orElseThrow(),
                                "-cp",
                                System.getProperty("java.class.path"),
                                Hog.class.getName(),
                                socket.toString())
                        .redirectErrorStream(true)
                        .start();
        try {
            assertThat(process.inputReader().readLine()).isEqualTo("joined");
            assertThat(clock.parties()).containsExactly("hog");
            try (InProcessTime time = new InProcessTime(clock, "test")) {
                Thread killer = Thread.ofPlatform().start(process::destroyForcibly);
                time.sleep(Duration.ofSeconds(1));
                killer.join();
                assertThat(clock.parties()).containsExactly("test");
            }
        } finally {
            process.destroyForcibly().waitFor();
        }
    }

    /** A party that works for ever. */
    static final class Hog {
        public static void main(String[] arguments) throws Exception {
            RemoteTime time = RemoteTime.join(Path.of(arguments[0]), "hog");
            time.enter();
            System.out.println("joined");
            new CountDownLatch(1).await();
        }
    }

    @Test
    void when_the_lab_is_gone_time_goes_on_by_the_wall() throws Exception {
        try (RemoteTime time = RemoteTime.join(socket, "run")) {
            Time.Signal asleep = time.signal();
            Time.Task<Instant> task =
                    time.fork(
                            "sleeper",
                            () -> {
                                asleep.set();
                                time.sleep(Duration.ofMillis(50));
                                return time.now();
                            });
            try (Time.Scope _ = time.enter()) {
                assertThat(time.await(asleep, Duration.ofHours(1))).isTrue();
                server.close();
            }
            assertThat(task.join()).isAfterOrEqualTo(START.plusMillis(50));
            Instant before = time.now();
            time.sleep(Duration.ofMillis(20));
            assertThat(Duration.between(before, time.now())).isGreaterThan(Duration.ofMillis(19));
        }
    }

    @Test
    void what_does_not_speak_like_a_party_is_shown_the_door() throws Exception {
        for (String junk :
                List.of(
                        "hello\n",
                        "{\"join\": \"x\"}\n{\"quiet\": {}}\n",
                        "{\"join\": \"x\"}\n{\"quiet\": {\"exchanges\": 1, \"timer\": \"soon\"}}\n",
                        "x".repeat(10_000) + "\n")) {
            try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
                channel.connect(UnixDomainSocketAddress.of(socket));
                channel.write(ByteBuffer.wrap(junk.getBytes(StandardCharsets.UTF_8)));
                ByteBuffer answer = ByteBuffer.allocate(1000);
                try {
                    while (channel.read(answer) >= 0) {
                        assertThat(answer.hasRemaining()).isTrue();
                    }
                } catch (IOException e) {
                    // Reset, because our input was not read to its end: shown the door as well.
                }
            }
        }
        try (RemoteTime time = RemoteTime.join(socket, "next")) {
            time.sleep(Duration.ofSeconds(1));
            assertThat(clock.parties()).containsExactly("next");
        }
    }

    @Test
    void where_there_is_no_lab_joining_fails() {
        assertThatThrownBy(() -> RemoteTime.join(directory.resolve("none.sock"), "x"))
                .isInstanceOf(IOException.class);
    }

    @Test
    void a_long_path_and_a_socket_left_behind_do_not_matter() throws Exception {
        Path deep = directory;
        for (int i = 0; i < 8; i++) {
            deep = Files.createDirectory(deep.resolve("directory-of-a-long-name-" + i));
        }
        Path far = deep.resolve("clock.sock");
        for (int i = 0; i < 2; i++) {
            ClockServer other = new ClockServer(clock, far);
            try (RemoteTime time = RemoteTime.join(far, "far")) {
                time.sleep(Duration.ofSeconds(1));
            }
            if (i == 1) {
                other.close();
            }
        }
        assertThat(Files.isSymbolicLink(far)).isFalse();
    }
}

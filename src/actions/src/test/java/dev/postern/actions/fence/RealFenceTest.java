package dev.postern.actions.fence;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.json.JsonText;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** The fence in a real kernel, in network namespaces of its own. Needs root and nftables. */
@Tag("real")
class RealFenceTest {
    private static final Fence FENCE =
            new Fence(
                    6443,
                    true,
                    Duration.ofMinutes(15),
                    true,
                    2500,
                    List.of("2001:db8::5", "203.0.113.0/24"),
                    List.of("10.0.0.11", "10.0.0.12", "10.0.0.13", "fd00::11"),
                    List.of("10.9.0.0/16"),
                    List.of("10.1.2.3"));

    /** Runs a script in new user-invisible namespaces that go with it. */
    private static String isolated(String script) throws Exception {
        Path out = Files.createTempFile("postern", ".out");
        try {
            Process p =
                    new ProcessBuilder("unshare", "-n", "-m", "sh", "-ec", script)
                            .redirectErrorStream(true)
                            .redirectOutput(out.toFile())
                            .start();
            assertThat(p.waitFor(60, TimeUnit.SECONDS)).isTrue();
            String text = Files.readString(out, StandardCharsets.UTF_8);
            assertThat(p.exitValue()).as(text).isZero();
            return text;
        } finally {
            Files.deleteIfExists(out);
        }
    }

    private static Path text(String content) throws IOException {
        Path file = Files.createTempFile("postern", ".nft");
        Files.writeString(file, content);
        return file;
    }

    @Test
    void nftablesGivesBackWhatItWasGiven() throws Exception {
        for (int share : new int[] {0, 1, 2500, 9999, Fence.ALL}) {
            givenBack(FENCE.admitting(share, FENCE.admitted()));
        }
    }

    private static void givenBack(Fence fence) throws Exception {
        Path table = text(FenceText.table(fence));
        try {
            String listing =
                    isolated(
                            "nft -c -f %s; nft -f %s; nft -f %s; nft -j list table inet postern"
                                    .formatted(table, table, table));
            assertThat(FenceReading.parse(JsonText.parse(listing).got().orElseThrow()))
                    .contains(fence);
        } finally {
            Files.deleteIfExists(table);
        }
    }

    @Test
    void theHeartbeatArmsAFenceThatHasRunOutAndFailsWithoutATable() throws Exception {
        Fence brief =
                new Fence(
                        6443,
                        true,
                        Duration.ofSeconds(1),
                        false,
                        0,
                        List.of(),
                        List.of(),
                        List.of(),
                        List.of());
        Path table = text(FenceText.table(brief));
        Path beat = text(FenceText.renewal(brief));
        try {
            String seen =
                    isolated(
                            ("nft -f %s; for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15; do nft -j"
                                            + " list set inet postern hold | grep -q expires || break; sleep"
                                            + " 0.2; done; nft -j list set inet postern hold | grep -c expires"
                                            + " || true; nft -f %s; nft -j list set inet postern hold | grep -c"
                                            + " expires; nft delete table inet postern; nft -f %s 2>&1 || echo"
                                            + " exit $?")
                                    .formatted(table, beat, beat));
            assertThat(seen.lines().toList().getFirst()).isEqualTo("0");
            assertThat(seen.lines().toList().get(1)).isEqualTo("1");
            assertThat(seen).contains("No such file or directory").contains("exit 1");
        } finally {
            Files.deleteIfExists(table);
            Files.deleteIfExists(beat);
        }
    }

    @Test
    void theKernelLetsInExactlyThoseWhomOurHashNames() throws Exception {
        // 120 addresses of each family over a veth; each tries one connection, whose fate the
        // kernel's counters and the client's exit status tell.
        Fence quarter =
                new Fence(
                        6443,
                        true,
                        Duration.ofMinutes(15),
                        true,
                        2500,
                        List.of(),
                        List.of(),
                        List.of(),
                        List.of());
        Path table = text(FenceText.table(quarter));
        List<String> sources = new ArrayList<>();
        StringBuilder add = new StringBuilder();
        StringBuilder connect = new StringBuilder();
        for (int i = 1; i <= 120; i++) {
            String four = "10.77." + (i % 7) + "." + i;
            String six = "fd77::" + Integer.toHexString(i * 301);
            sources.add(four);
            sources.add(six);
            add.append("ip -n $C addr add ").append(four).append("/16 dev c0\n");
            add.append("ip -n $C -6 addr add ").append(six).append("/64 dev c0 nodad\n");
        }
        for (String s : sources) {
            String to = s.indexOf(':') < 0 ? "10.77.255.1" : "fd77::ffff:1";
            connect.append("%s %s\n".formatted(s, to));
        }
        Path client =
                text(
                        """
                        import socket, sys
                        for line in open(sys.argv[1]):
                            source, to = line.split()
                            family = socket.AF_INET6 if ':' in source else socket.AF_INET
                            s = socket.socket(family, socket.SOCK_STREAM)
                            s.settimeout(5)
                            s.bind((source, 0))
                            try:
                                s.connect((to, 6443))
                                print(source, 'in')
                            except ConnectionRefusedError:
                                print(source, 'out')
                            s.close()
                        """);
        Path server =
                text(
                        """
                        import socket
                        s = socket.socket(socket.AF_INET6, socket.SOCK_STREAM)
                        s.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 0)
                        s.bind(('::', 6443))
                        s.listen(512)
                        print('ready', flush=True)
                        while True:
                            s.accept()
                        """);
        Path list = text(connect.toString());
        try {
            String seen =
                    isolated(
                            """
                            ip link set lo up
                            C=postern-c-$$
                            mount -t tmpfs none /run
                            ip netns add $C
                            ip link add s0 type veth peer name c0 netns $C
                            ip addr add 10.77.255.1/16 dev s0
                            ip -6 addr add fd77::ffff:1/64 dev s0 nodad
                            ip link set s0 up
                            ip -n $C link set c0 up
                            %s
                            nft -f %s
                            python3 %s > /run/ready &
                            S=$!
                            for i in $(seq 50); do grep -q ready /run/ready && break; sleep 0.1; done
                            ip netns exec $C python3 %s %s
                            kill $S
                            """
                                    .formatted(add, table, server, client, list));
            List<String> expected =
                    sources.stream()
                            .map(s ->
                                    s
                                            + (AddressHash.of(InetAddress.ofLiteral(s)) < 2500
                                                    ? " in"
                                                    : " out"))
                            .toList();
            assertThat(seen.lines().toList()).isEqualTo(expected);
            assertThat(expected).anyMatch(s -> s.endsWith(" in"));
        } finally {
            for (Path p : List.of(table, client, server, list)) {
                Files.deleteIfExists(p);
            }
        }
    }

    @Test
    void whoKnocksMoreOftenThanItsRationIsLoudThoughItIsShutOut() throws Exception {
        Path table = text(FenceText.table(FENCE.admitting(0, List.of())));
        Path client =
                text(
                        """
                        import socket
                        def knocked(source, n):
                            refused = 0
                            for _ in range(n):
                                s = socket.socket()
                                s.bind((source, 0))
                                try:
                                    s.connect(('10.77.255.1', 6443))
                                except ConnectionRefusedError:
                                    refused += 1
                                s.close()
                            return refused
                        print(knocked('10.77.0.1', 400))
                        print(knocked('10.77.0.2', 20))
                        """);
        try {
            String seen =
                    isolated(
                            """
                            ip link set lo up
                            C=postern-c-$$
                            mount -t tmpfs none /run
                            ip netns add $C
                            ip link add s0 type veth peer name c0 netns $C
                            ip addr add 10.77.255.1/16 dev s0
                            ip link set s0 up
                            ip -n $C link set c0 up
                            ip -n $C addr add 10.77.0.1/16 dev c0
                            ip -n $C addr add 10.77.0.2/16 dev c0
                            nft -f %s
                            ip netns exec $C python3 %s
                            nft -j list table inet postern
                            """
                                    .formatted(table, client));
            List<String> lines = seen.lines().toList();
            assertThat(lines.subList(0, 2)).as("all were rejected").containsExactly("400", "20");
            Noise heard = FenceReading.noise(JsonText.parse(lines.get(2)).got().orElseThrow());
            assertThat(heard).isEqualTo(new Noise(Set.of("10.77.0.1"), 0));
        } finally {
            Files.deleteIfExists(table);
            Files.deleteIfExists(client);
        }
    }

    @Test
    void whoOpensMoreThanItsRationWaitsAndItsNeighbourDoesNot() throws Exception {
        Path table = text(FenceText.table(FENCE.admitting(Fence.ALL, List.of())));
        // One address opens 400 connections at once, then a neighbour one; the door is not limited.
        Path client =
                text(
                        """
                        import select, socket, sys, time
                        def opened(source, n, wait):
                            all = []
                            for _ in range(n):
                                s = socket.socket()
                                s.setblocking(False)
                                s.bind((source, 0))
                                s.connect_ex(('10.77.255.1', 6443))
                                all.append(s)
                            end = time.monotonic() + wait
                            done = set()
                            while time.monotonic() < end and len(done) < n:
                                _, ready, _ = select.select([], [s for s in all if s not in done], [], 0.1)
                                done.update(ready)
                            return len(done)
                        print(opened('10.77.0.1', 400, 0.8))
                        print(opened('10.77.0.2', 1, 0.8))
                        print(opened('203.0.113.9', 400, 5))
                        """);
        Path server =
                text(
                        """
                        import socket
                        s = socket.socket()
                        s.bind(('', 6443))
                        s.listen(4096)
                        print('ready', flush=True)
                        while True:
                            s.accept()
                        """);
        try {
            String seen =
                    isolated(
                            """
                            ip link set lo up
                            C=postern-c-$$
                            mount -t tmpfs none /run
                            ip netns add $C
                            ip link add s0 type veth peer name c0 netns $C
                            ip addr add 10.77.255.1/16 dev s0
                            ip addr add 203.0.113.1/24 dev s0
                            ip link set s0 up
                            ip -n $C link set c0 up
                            ip -n $C addr add 10.77.0.1/16 dev c0
                            ip -n $C addr add 10.77.0.2/16 dev c0
                            ip -n $C addr add 203.0.113.9/24 dev c0
                            nft -f %s
                            python3 %s > /run/ready &
                            S=$!
                            for i in $(seq 50); do grep -q ready /run/ready && break; sleep 0.1; done
                            ip netns exec $C python3 %s
                            nft -j list table inet postern
                            kill $S
                            """
                                    .formatted(table, server, client));
            List<String> lines = seen.lines().toList();
            // What it may at once, and what came to it until the last was tried.
            assertThat(Integer.parseInt(lines.get(0))).isBetween(FenceText.NEW_AT_ONCE, 300);
            assertThat(lines.get(1)).isEqualTo("1");
            assertThat(lines.get(2)).isEqualTo("400");
            Fence read =
                    FenceReading.parse(JsonText.parse(lines.get(3)).got().orElseThrow())
                            .orElseThrow();
            assertThat(read).isEqualTo(FENCE.admitting(Fence.ALL, List.of()));
            Noise heard = FenceReading.noise(JsonText.parse(lines.get(3)).got().orElseThrow());
            assertThat(heard.loud()).containsExactly("10.77.0.1");
            assertThat(heard.dropped()).isPositive();
        } finally {
            for (Path p : List.of(table, client, server)) {
                Files.deleteIfExists(p);
            }
        }
    }
}

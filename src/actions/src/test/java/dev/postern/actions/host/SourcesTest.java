package dev.postern.actions.host;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.core.fleet.Network;

import org.junit.jupiter.api.Test;

import java.net.InetAddress;
import java.util.List;

class SourcesTest {
    @Test
    void readsWhatSsPrintsOfBothFamilies() {
        Sources s =
                Sources.parse(
                        """
                        0      0          10.0.0.11:6443     10.1.2.3:41234
                        5      7      [::ffff:10.0.0.11]:6443 [::ffff:10.1.2.3]:41235
                        0      0      [2001:db8::1]:6443   [2001:db8::9]:5000
                        0      0      [fe80::1%eth0]:6443  [fe80::2%eth0]:5000
                        this is no socket
                        """);
        assertThat(s.count()).isEqualTo(4);
        assertThat(s.perSource()).containsEntry(InetAddress.ofLiteral("10.1.2.3"), 2);
        assertThat(s.sockets().get(1).receiveQueue()).isEqualTo(5);
    }

    @Test
    void othersAreNeitherLoopbackNorSpared() {
        Sources s =
                Sources.parse(
                        """
                        0 0 127.0.0.1:6443 127.0.0.1:1
                        0 0 10.0.0.11:6443 10.0.0.12:2
                        0 0 10.0.0.11:6443 127.33.0.9:3
                        """);
        assertThat(s.others(List.of(Network.parse("10.0.0.0/24").orElseThrow())).perSource())
                .containsOnlyKeys(InetAddress.ofLiteral("127.33.0.9"));
    }

    @Test
    void closingManySourcesTakesSeveralCommands() {
        List<String> many =
                java.util.stream.IntStream.range(0, 250)
                        .mapToObj(i -> "10.0.1." + i % 250)
                        .toList();
        assertThat(Sources.closingThese(6443, many)).hasSize(3);
        assertThat(Sources.closingThese(6443, List.of("::1")).getFirst().arguments())
                .endsWith("( sport = :6443 and ( dst ::1/128 ) )");
    }
}

package dev.postern.actions.fence;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.actions.host.AuditLog;
import dev.postern.core.fleet.Network;

import org.junit.jupiter.api.Test;

import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Whether one address speaks for many nodes. */
class FrontTest {
    private final List<AuditLog.Entry> entries = new ArrayList<>();

    private static InetAddress address(String literal) {
        return Network.parse(literal).orElseThrow().address();
    }

    private void speaks(String user, String source) {
        entries.add(
                new AuditLog.Entry(
                        Instant.EPOCH,
                        user,
                        "kubelet/v1.34.4",
                        "update",
                        "leases",
                        "/",
                        Optional.of(address(source)),
                        200,
                        Duration.ZERO));
    }

    private void nodes(int count, String... sources) {
        for (int i = 0; i < count; i++) {
            speaks("system:node:n" + i, sources[i % sources.length]);
        }
    }

    private Optional<Front> found() {
        return Front.in(new AuditLog(entries, 0));
    }

    @Test
    void manyNodesByOneAddressAreBehindABalancer() {
        nodes(200, "10.0.0.30");
        assertThat(found()).contains(new Front(address("10.0.0.30"), 200, 200));
    }

    @Test
    void soAreThoseBehindABalancerWithAnAddressInEachZone() {
        nodes(60, "10.0.0.30", "10.0.1.30", "10.0.2.30");
        assertThat(found().map(Front::nodes)).contains(20);
    }

    @Test
    void anOffenderInTheNetworkOfItsNodeHidesNobody() {
        for (int i = 0; i < 500; i++) {
            speaks("system:node:w1", "10.0.0.21");
            speaks("system:serviceaccount:telemetry:agent" + i, "10.0.0.21");
        }
        assertThat(found()).isEmpty();
    }

    @Test
    void nodesWithAddressesOfTheirOwnAreAHerd() {
        for (int i = 1; i <= 200; i++) {
            speaks("system:node:n" + i, "10.0.8." + i);
        }
        assertThat(found()).isEmpty();
    }

    @Test
    void aSiteBehindItsGatewayIsNoHerd() {
        nodes(8, "10.0.0.30");
        assertThat(found()).isEmpty();
        for (int i = 1; i <= 200; i++) {
            speaks("system:node:m" + i, "10.0.8." + i);
        }
        speaks("system:node:n8", "10.0.0.30");
        assertThat(found()).isEmpty();
    }
}

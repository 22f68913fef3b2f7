package dev.postern.actions.look;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.actions.host.AuditLog;

import org.junit.jupiter.api.Test;

import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

class SuspectsTest {
    private static AuditLog.Entry entry(String user, int source, int millis) {
        return new AuditLog.Entry(
                Instant.EPOCH,
                user,
                "agent/2",
                "list",
                "pods",
                "/api/v1/pods",
                Optional.of(InetAddress.ofLiteral("10.0.0." + source)),
                200,
                Duration.ofMillis(millis));
    }

    @Test
    void theDearestIdentityThatIsNotTheSystemsStandsOut() {
        List<AuditLog.Entry> all = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            all.add(entry("system:serviceaccount:telemetry:agent", i, 900));
            all.add(entry("system:node:n" + i, i, 100));
        }
        Suspects s = Suspects.of(all);
        assertThat(s.offender().orElseThrow().user())
                .isEqualTo("system:serviceaccount:telemetry:agent");
        assertThat(s.offender().orElseThrow().sources()).isEqualTo(60);
        assertThat(s.offender().orElseThrow().unboundedLists()).isEqualTo(60);
    }

    @Test
    void aFewRequestsAreNoStorm() {
        assertThat(Suspects.of(List.of(entry("eve", 1, 10_000))).offender()).isEmpty();
    }

    @Test
    void nodesThatStormAreVictims() {
        List<AuditLog.Entry> all = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            all.add(entry("system:node:n1", 1, 900));
        }
        assertThat(Suspects.of(all).offender()).isEmpty();
    }
}

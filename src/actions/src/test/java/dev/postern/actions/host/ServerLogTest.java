package dev.postern.actions.host;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;

class ServerLogTest {
    @Test
    void readsHttpLines() {
        var all =
                ServerLog.parse(
                        "I1211 15:12:00.1 1 httplog.go:134] \"HTTP\" verb=\"LIST\""
                                + " URI=\"/api/v1/pods?x=1\" latency=\"2.5s\" userAgent=\"agent/2.4"
                                + " (linux)\" srcIP=\"10.1.2.3:4000\" apf_pl=\"workload-low\""
                                + " resp=200\nI1211 other line\n",
                        Instant.EPOCH);
        assertThat(all).hasSize(1);
        assertThat(all.getFirst().agent()).isEqualTo("agent/2.4");
        assertThat(all.getFirst().resource()).isEqualTo("pods");
        assertThat(all.getFirst().took()).isEqualTo(Duration.ofMillis(2500));
        assertThat(all.getFirst().source()).isPresent();
        assertThat(all.getFirst().isUnboundedList()).isTrue();
    }
}

package dev.postern.actions.host;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.time.Duration;

class AuditLogTest {
    private static final String EVENT =
            "{\"kind\":\"Event\",\"stage\":\"%s\",\"requestURI\":\"/api/v1/pods%s\","
                    + "\"verb\":\"list\",\"user\":{\"username\":\"system:serviceaccount:telemetry:agent\"},"
                    + "\"sourceIPs\":[\"10.1.2.3\"],\"userAgent\":\"agent/2.4 (linux)\","
                    + "\"objectRef\":{\"resource\":\"pods\"},\"responseStatus\":{\"code\":200},"
                    + "\"requestReceivedTimestamp\":\"2024-12-11T15:12:00.000000Z\","
                    + "\"stageTimestamp\":\"2024-12-11T15:12:03.500000Z\"}";

    @Test
    void readsCompletedRequestsAndPassesOverTheCutFirstLine() {
        AuditLog log =
                AuditLog.parse(
                        "mestamp\":\"2024\"}\n"
                                + EVENT.formatted("RequestReceived", "")
                                + "\n"
                                + EVENT.formatted("ResponseComplete", "")
                                + "\n"
                                + EVENT.formatted("ResponseComplete", "?limit=500")
                                + "\n",
                        "");
        assertThat(log.unreadable()).isEqualTo(1);
        assertThat(log.entries()).hasSize(2);
        assertThat(log.entries().getFirst().took()).isEqualTo(Duration.ofMillis(3500));
        assertThat(log.entries().getFirst().agent()).isEqualTo("agent/2.4");
        assertThat(log.entries().getFirst().isUnboundedList()).isTrue();
        assertThat(log.entries().getLast().isUnboundedList()).isFalse();
    }

    @Test
    void onlyLinesWithTheWordAreRead() {
        String lines =
                EVENT.formatted("ResponseComplete", "")
                        + "\n"
                        + EVENT.formatted("ResponseComplete", "?limit=500")
                        + "\n[[[\n";
        AuditLog log = AuditLog.parse(lines, "limit=500");
        assertThat(log.unreadable()).isZero();
        assertThat(log.entries()).hasSize(1);
        assertThat(log.entries().getFirst().uri()).endsWith("?limit=500");
    }

    @Test
    void hostileLinesAreCountedAndNothingElse() {
        AuditLog log = AuditLog.parse("\u001b[31m\n[[[[\n{}\n{\"stage\":7}\nnull\n", "");
        assertThat(log.entries()).isEmpty();
        assertThat(log.unreadable()).isEqualTo(2);
    }
}

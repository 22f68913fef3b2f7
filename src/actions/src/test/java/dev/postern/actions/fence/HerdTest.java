package dev.postern.actions.fence;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.core.fleet.Network;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Optional;

/** When a fence would not hold the herd. */
class HerdTest {
    private static Optional<String> hidden(int balancer, int others, int sources) {
        return hidden(balancer, others, sources, Optional.empty());
    }

    private static Optional<String> hidden(
            int balancer, int others, int sources, Optional<Front> front) {
        return new Herd.Listener(
                        "eu-1/cp1", 20, 0, balancer, others, sources, List.of("10.0.0.21 9"), front)
                .hidden();
    }

    @Test
    void offendersWithThousandsOfConnectionsDoNotHideTheHerdBehindTheBalancer() {
        assertThat(hidden(400, 2000, 2).orElseThrow()).contains("400 connections");
    }

    @Test
    void aHerdThatArrivesByItselfIsNotHiddenByWhoeverUsesTheBalancer() {
        assertThat(hidden(100, 400, 200)).isEmpty();
        assertThat(hidden(8, 0, 0)).isEmpty();
    }

    @Test
    void theAuditLogHasTheLastWord() {
        Front front = new Front(Network.parse("10.0.0.30").orElseThrow().address(), 180, 200);
        assertThat(hidden(0, 400, 200, Optional.of(front)))
                .contains(
                        "eu-1/cp1: 180 of 200 nodes speak from 10.0.0.30, as the audit log has it");
    }
}

package dev.postern.actions.workload;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.core.reach.KubernetesApi;
import dev.postern.core.value.JsonValue;
import dev.postern.core.value.Workload;
import dev.postern.testkit.LabWorld;
import dev.postern.testkit.TestReach;

import java.time.Duration;

/** The offender of these tests, so slow that the API bears it. */
final class Storm {
    static final Workload AGENT = new Workload("telemetry", "daemonset", "agent");

    private Storm() {}

    static void begin(LabWorld open) {
        open.lab().faults().daemonsetStorm(AGENT, Duration.ofMinutes(30));
    }

    static void send(LabWorld open, TestReach through, KubernetesApi.Request request) {
        var answer = through.api(open.cluster().name()).send(request);
        assertThat(answer.whyNot()).isEmpty();
        assertThat(answer.got().orElseThrow().succeeded()).as(answer.toString()).isTrue();
    }

    static JsonValue.Obj named(String api, String kind, String name) {
        return JsonValue.object(
                "apiVersion", api, "kind", kind, "metadata", JsonValue.object("name", name));
    }
}

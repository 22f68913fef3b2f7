package dev.postern.actions.workload;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.core.action.Action;
import dev.postern.core.action.Target;
import dev.postern.core.reach.KubernetesApi;
import dev.postern.core.value.JsonValue;
import dev.postern.testkit.ActionContract;
import dev.postern.testkit.LabWorld;
import dev.postern.testkit.TestReach;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Optional;

class RevokeClientContractTest extends ActionContract<RevokeClient.Parameters, RevokeClient.State> {
    @Override
    protected Action<RevokeClient.Parameters, RevokeClient.State> action() {
        return new RevokeClient();
    }

    @Override
    protected RevokeClient.Parameters parameters() {
        return new RevokeClient.Parameters(Storm.AGENT, true);
    }

    @Override
    protected void prepare(LabWorld open) {
        Storm.begin(open);
    }

    private static JsonValue subject(String name) {
        return JsonValue.object("kind", "ServiceAccount", "namespace", "telemetry", "name", name);
    }

    @Override
    protected void disturb(LabWorld open, TestReach through) {
        Storm.send(
                open,
                through,
                KubernetesApi.Request.create(
                        Bindings.path("shared").collection(),
                        Storm.named(Bindings.API, "ClusterRoleBinding", "shared")
                                .with(
                                        "roleRef",
                                        JsonValue.object(
                                                "apiGroup",
                                                "rbac.authorization.k8s.io",
                                                "kind",
                                                "ClusterRole",
                                                "name",
                                                "view"))
                                .with(
                                        "subjects",
                                        JsonValue.array(subject("agent"), subject("other")))));
    }

    @Override
    protected void calm(LabWorld open, TestReach through) {
        Storm.send(
                open,
                through,
                KubernetesApi.Request.delete(
                        Bindings.path("shared"), Optional.empty(), "Background", Optional.empty()));
    }

    @Test
    void aBindingWithOtherSubjectsIsNotRemoved() {
        disturb(world(), reach());
        try {
            Target target = new Target.OfCluster(world().cluster().name());
            RevokeClient.State seen =
                    action().observe(target, parameters(), reach()).got().orElseThrow();
            assertThat(
                            action().refusals(
                                            world().cluster(),
                                            List.of(new Action.Observed<>(target, seen)),
                                            parameters(),
                                            reach()))
                    .singleElement()
                    .satisfies(f -> assertThat(f.what()).contains("shared has 1 other subjects"));
        } finally {
            calm(world(), reach());
        }
    }
}

package dev.postern.actions.workload;

import dev.postern.core.action.Action;
import dev.postern.core.reach.KubernetesApi;
import dev.postern.core.reach.ObjectPath;
import dev.postern.core.value.JsonValue;
import dev.postern.testkit.ActionContract;
import dev.postern.testkit.LabWorld;
import dev.postern.testkit.TestReach;

import java.util.Optional;

class HoldOutContractTest extends ActionContract<HoldOut.Parameters, HoldOut.State> {
    private static final ObjectPath POLICY =
            ObjectPath.clusterWide(
                    "admissionregistration.k8s.io/v1",
                    "validatingadmissionpolicies",
                    Offender.ours("hold", Storm.AGENT));

    @Override
    protected Action<HoldOut.Parameters, HoldOut.State> action() {
        return new HoldOut();
    }

    @Override
    protected HoldOut.Parameters parameters() {
        return new HoldOut.Parameters(Storm.AGENT);
    }

    @Override
    protected void disturb(LabWorld open, TestReach through) {
        Storm.send(
                open,
                through,
                KubernetesApi.Request.create(
                        POLICY.collection(),
                        Storm.named(
                                        "admissionregistration.k8s.io/v1",
                                        "ValidatingAdmissionPolicy",
                                        Offender.ours("hold", Storm.AGENT))
                                .with("spec", JsonValue.object())));
    }

    @Override
    protected void calm(LabWorld open, TestReach through) {
        Storm.send(
                open,
                through,
                KubernetesApi.Request.delete(
                        POLICY, Optional.empty(), "Background", Optional.empty()));
    }
}

package dev.postern.actions.workload;

import dev.postern.core.action.Action;
import dev.postern.core.reach.KubernetesApi;
import dev.postern.core.reach.ObjectPath;
import dev.postern.core.value.JsonValue;
import dev.postern.testkit.ActionContract;
import dev.postern.testkit.LabWorld;
import dev.postern.testkit.TestReach;

import java.util.Optional;

class JailClientContractTest extends ActionContract<JailClient.Parameters, JailClient.State> {
    private static final String API = "flowcontrol.apiserver.k8s.io/v1";
    private static final String NAME = Offender.ours("jail", Storm.AGENT);

    @Override
    protected Action<JailClient.Parameters, JailClient.State> action() {
        return new JailClient();
    }

    @Override
    protected JailClient.Parameters parameters() {
        return new JailClient.Parameters(Storm.AGENT);
    }

    @Override
    protected void prepare(LabWorld open) {
        Storm.begin(open);
    }

    @Override
    protected void disturb(LabWorld open, TestReach through) {
        for (String[] kind :
                new String[][] {
                    {"prioritylevelconfigurations", "PriorityLevelConfiguration"},
                    {"flowschemas", "FlowSchema"}
                }) {
            Storm.send(
                    open,
                    through,
                    KubernetesApi.Request.create(
                            ObjectPath.clusterWide(API, kind[0], NAME).collection(),
                            Storm.named(API, kind[1], NAME)
                                    .with("spec", JsonValue.object("matchingPrecedence", 5000))));
        }
    }

    @Override
    protected void calm(LabWorld open, TestReach through) {
        for (String plural : new String[] {"flowschemas", "prioritylevelconfigurations"}) {
            Storm.send(
                    open,
                    through,
                    KubernetesApi.Request.delete(
                            ObjectPath.clusterWide(API, plural, NAME),
                            Optional.empty(),
                            "Background",
                            Optional.empty()));
        }
    }
}

package dev.postern.actions.capacity;

import dev.postern.core.action.Action;
import dev.postern.core.reach.NodeGroups;
import dev.postern.testkit.ActionContract;
import dev.postern.testkit.LabWorld;
import dev.postern.testkit.TestReach;

import java.util.List;

class ScaleDownContractTest extends ActionContract<ScaleDown.Parameters, ScaleDown.State> {
    @Override
    protected Action<ScaleDown.Parameters, ScaleDown.State> action() {
        return new ScaleDown();
    }

    @Override
    protected ScaleDown.Parameters parameters() {
        return new ScaleDown.Parameters(List.of("workers"), "20%");
    }

    @Override
    protected void disturb(LabWorld open, TestReach through) {
        resize(open, through, new NodeGroups.Size(10, 119, 200));
    }

    @Override
    protected void calm(LabWorld open, TestReach through) {
        resize(open, through, new NodeGroups.Size(10, 120, 200));
    }

    private static void resize(LabWorld open, TestReach through, NodeGroups.Size size) {
        through.nodeGroups().resize(open.cluster().nodeGroups().getFirst(), size);
    }
}

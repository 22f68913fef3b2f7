package dev.postern.actions.manifests;

import dev.postern.core.action.Action;
import dev.postern.core.fleet.HostId;
import dev.postern.testkit.ActionContract;
import dev.postern.testkit.LabWorld;
import dev.postern.testkit.TestReach;

import java.time.Duration;

class FreezeControllersContractTest
        extends ActionContract<FreezeControllers.Parameters, FreezeControllers.State> {
    private static final String FILE = StaticPods.path("kube-scheduler");

    @Override
    protected Action<FreezeControllers.Parameters, FreezeControllers.State> action() {
        return new FreezeControllers();
    }

    @Override
    protected FreezeControllers.Parameters parameters() {
        return new FreezeControllers.Parameters(Duration.ofMinutes(45));
    }

    @Override
    protected void prepare(LabWorld open) {
        Plant.secret(open, FILE, SECRET);
    }

    @Override
    protected void disturb(LabWorld open, TestReach through) {
        HostId host = open.cluster().hosts().get(1).id();
        through.files(host).move(FILE, "/etc/kubernetes/kube-scheduler.yaml");
    }

    @Override
    protected void calm(LabWorld open, TestReach through) {
        HostId host = open.cluster().hosts().get(1).id();
        through.files(host).move("/etc/kubernetes/kube-scheduler.yaml", FILE);
    }
}

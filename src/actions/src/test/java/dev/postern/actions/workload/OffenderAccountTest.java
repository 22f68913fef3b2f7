package dev.postern.actions.workload;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.actions.manifests.FreezeControllers;
import dev.postern.core.action.Target;
import dev.postern.core.reach.KubernetesApi;
import dev.postern.core.value.Workload;
import dev.postern.testkit.LabWorld;
import dev.postern.testkit.TestReach;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.Optional;

/** Whose account an offender uses, also when somebody was faster and has deleted its object. */
class OffenderAccountTest {
    @Test
    void podsTellTheAccountOfAnObjectThatIsGone() throws Exception {
        try (LabWorld world = LabWorld.calm(60)) {
            Storm.begin(world);
            world.time().sleep(Duration.ofMinutes(2));
            TestReach reach = new TestReach(world);
            Api api = new Api(world.cluster().name(), reach);
            assertThat(Offender.account(Storm.AGENT, api).got())
                    .contains(Optional.of("telemetry:agent"));

            nobodyCollects(world, reach);
            Storm.send(
                    world,
                    reach,
                    KubernetesApi.Request.delete(
                            Offender.path(Storm.AGENT),
                            Optional.empty(),
                            "Background",
                            Optional.empty()));

            assertThat(api.get(Offender.path(Storm.AGENT)).got()).contains(Optional.empty());
            assertThat(Offender.account(Storm.AGENT, api).got())
                    .contains(Optional.of("telemetry:agent"));
            assertThat(Offender.account(new Workload("telemetry", "daemonset", "other"), api).got())
                    .contains(Optional.empty());
        }
    }

    /** Without their controllers an object's pods stay; as they do where kubelets hear nothing. */
    private static void nobodyCollects(LabWorld world, TestReach reach) throws Exception {
        FreezeControllers freeze = new FreezeControllers();
        FreezeControllers.Parameters p = new FreezeControllers.Parameters(Duration.ofMinutes(45));
        for (Target target : freeze.targets(p, world.cluster())) {
            FreezeControllers.State now = freeze.observe(target, p, reach).got().orElseThrow();
            assertThat(freeze.drive(target, now, freeze.desire(now, p), p, reach).whyNot())
                    .isEmpty();
        }
        world.time().sleep(Duration.ofMinutes(1));
    }
}

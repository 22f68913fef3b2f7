package dev.postern.actions.workload;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.core.action.Action;
import dev.postern.core.action.Target;
import dev.postern.core.reach.Done;
import dev.postern.core.reach.KubernetesApi;
import dev.postern.core.value.JsonValue;
import dev.postern.core.value.Outcome;
import dev.postern.testkit.ActionContract;
import dev.postern.testkit.LabWorld;
import dev.postern.testkit.TestReach;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;

class DeleteWorkloadContractTest
        extends ActionContract<DeleteWorkload.Parameters, DeleteWorkload.State> {
    @Override
    protected Action<DeleteWorkload.Parameters, DeleteWorkload.State> action() {
        return new DeleteWorkload();
    }

    @Override
    protected DeleteWorkload.Parameters parameters() {
        return new DeleteWorkload.Parameters(
                Storm.AGENT, DeleteWorkload.Cascade.BACKGROUND, DeleteWorkload.Pods.FORCE);
    }

    @Override
    protected void prepare(LabWorld open) {
        Storm.begin(open);
    }

    /** The controller makes them again some seconds after a test has put the object back. */
    @BeforeEach
    void itsPodsAreThere() throws InterruptedException {
        TestReach look = new TestReach(world());
        Target target = new Target.OfCluster(world().cluster().name());
        Instant until = world().time().now().plus(Duration.ofMinutes(2));
        while (action().observe(target, parameters(), look).got().orElseThrow().pods()
                != DeleteWorkload.Presence.PRESENT) {
            assertThat(world().time().now()).isBefore(until);
            world().time().sleep(Duration.ofSeconds(1));
        }
    }

    private static void label(LabWorld open, TestReach through, JsonValue value) {
        Storm.send(
                open,
                through,
                KubernetesApi.Request.mergePatch(
                        Offender.path(Storm.AGENT),
                        JsonValue.object(
                                "metadata",
                                JsonValue.object("labels", JsonValue.object("by-hand", value)))));
    }

    @Override
    protected void disturb(LabWorld open, TestReach through) {
        label(open, through, JsonValue.of("yes"));
    }

    @Override
    protected void calm(LabWorld open, TestReach through) {
        label(open, through, JsonValue.nothing());
    }

    @Test
    void itSaysThatWhatRunsOnNodesIsNotSeen() {
        Target target = new Target.OfCluster(world().cluster().name());
        DeleteWorkload.State before =
                action().observe(target, parameters(), reach()).got().orElseThrow();
        assertThat(before.object()).isPresent();
        Outcome<Done> done =
                action().drive(
                                target,
                                before,
                                action().desire(before, parameters()),
                                parameters(),
                                reach());
        assertThat(done.whyNot()).isEmpty();
        DeleteWorkload.State gone =
                action().observe(target, parameters(), reach()).got().orElseThrow();
        assertThat(action().drive(target, gone, before, parameters(), reach()).isOk()).isTrue();
        assertThat(reach().notes())
                .anyMatch(n ->
                        n.startsWith("processes on nodes are not seen from here")
                                && n.contains("offender.silent"));
    }
}

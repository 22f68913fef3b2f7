package dev.postern.actions.fence;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.core.action.Action;
import dev.postern.core.action.Target;
import dev.postern.core.fleet.HostId;
import dev.postern.core.reach.Executed;
import dev.postern.testkit.ActionContract;
import dev.postern.testkit.LabWorld;
import dev.postern.testkit.TestReach;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;

class BlockApiContractTest extends ActionContract<BlockApi.Parameters, BlockApi.State> {
    static final BlockApi.Parameters PARAMETERS =
            new BlockApi.Parameters(
                    List.of(BlockApi.Allow.OPERATOR, BlockApi.Allow.CONTROL_PLANE),
                    Duration.ofMinutes(5),
                    BlockApi.Lift.STAGED,
                    List.of());

    @Override
    protected Action<BlockApi.Parameters, BlockApi.State> action() {
        return new BlockApi();
    }

    @Override
    protected BlockApi.Parameters parameters() {
        return PARAMETERS;
    }

    @Override
    protected void disturb(LabWorld open, TestReach through) {
        Fence other =
                new Fence(
                        6443,
                        true,
                        Duration.ofMinutes(1),
                        false,
                        5000,
                        List.of(),
                        List.of(),
                        List.of(),
                        List.of());
        assertThat(through.shell(cp(open, 1)).run(FenceText.apply(other)).got())
                .map(Executed::exit)
                .contains(0);
    }

    @Override
    protected void calm(LabWorld open, TestReach through) {
        through.shell(cp(open, 1)).run(FenceText.DELETE);
    }

    static HostId cp(LabWorld open, int index) {
        return open.cluster().hosts().get(index).id();
    }

    private BlockApi.State observe(HostId host) {
        return action().observe(new Target.OfHost(host), PARAMETERS, reach()).got().orElseThrow();
    }

    @Test
    void connectionsOfOthersAreClosedAndOurDoorIsProven() {
        HostId host = cp(world(), 0);
        BlockApi.State before = observe(host);
        assertThat(before.others().value()).isPositive();
        BlockApi.State wanted = action().desire(before, PARAMETERS);
        try {
            assertThat(
                            action().drive(
                                            new Target.OfHost(host),
                                            before,
                                            wanted,
                                            PARAMETERS,
                                            reach())
                                    .isOk())
                    .isTrue();
            assertThat(observe(host).others().value()).isZero();
            assertThat(reach().notes())
                    .anyMatch(n -> n.startsWith("operator door proven"))
                    .anyMatch(n -> n.startsWith("connections closed"));
        } finally {
            reach().shell(host).run(FenceText.DELETE);
        }
    }

    @Test
    void theHeartbeatSaysWhenTheTableIsGone() {
        HostId host = cp(world(), 2);
        BlockApi.State before = observe(host);
        BlockApi.State wanted = action().desire(before, PARAMETERS);
        Action.Keeping<BlockApi.Parameters, BlockApi.State> keeping =
                action().keeping().orElseThrow();
        Target target = new Target.OfHost(host);
        try {
            action().drive(target, before, wanted, PARAMETERS, reach());
            assertThat(keeping.keep(target, wanted, PARAMETERS, reach()).isOk()).isTrue();
            reach().shell(host).run(FenceText.DELETE);
            assertThat(keeping.keep(target, wanted, PARAMETERS, reach()).whyNot())
                    .hasValueSatisfying(f -> assertThat(f.what()).contains("the block is gone"));
        } finally {
            reach().shell(host).run(FenceText.DELETE);
        }
    }

    @Test
    void withOneHostOutOfReachItRefuses() {
        HostId host = cp(world(), 0);
        assertThat(
                        action().refusals(
                                        world().cluster(),
                                        List.of(
                                                new Action.Observed<>(
                                                        new Target.OfHost(host), observe(host))),
                                        PARAMETERS,
                                        reach()))
                .anyMatch(f -> f.what().contains("not every API server can be fenced"));
    }
}

package dev.postern.actions.manifests;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.actions.host.ServerFlags;
import dev.postern.core.action.Action;
import dev.postern.core.action.Target;
import dev.postern.core.fleet.HostId;
import dev.postern.core.value.Factor;
import dev.postern.testkit.ActionContract;
import dev.postern.testkit.LabWorld;
import dev.postern.testkit.TestReach;

import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Set;

class RaiseApiserverContractTest
        extends ActionContract<RaiseApiserver.Parameters, RaiseApiserver.State> {
    private byte[] before = {};

    @Override
    protected Action<RaiseApiserver.Parameters, RaiseApiserver.State> action() {
        return new RaiseApiserver();
    }

    @Override
    protected RaiseApiserver.Parameters parameters() {
        return new RaiseApiserver.Parameters(
                RaiseApiserver.Probes.RELAXED,
                true,
                Optional.of(new Factor(2)),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    @Override
    protected void prepare(LabWorld open) {
        Plant.secret(open, ServerFlags.MANIFEST, SECRET);
    }

    @Override
    protected void disturb(LabWorld open, TestReach through) {
        HostId host = open.cluster().hosts().get(2).id();
        before = open.lab().files(host).content(ServerFlags.MANIFEST).orElseThrow();
        put(open, host, new String(before, StandardCharsets.UTF_8) + "# by hand\n");
    }

    @Override
    protected void calm(LabWorld open, TestReach through) {
        put(open, open.cluster().hosts().get(2).id(), new String(before, StandardCharsets.UTF_8));
    }

    @Test
    void aServerIsAskedWhetherItIsReadyOnlyOnceItsFileIsRaised() {
        Target target = new Target.OfHost(world().cluster().hosts().get(1).id());
        RaiseApiserver.State now =
                action().observe(target, parameters(), reach()).got().orElseThrow();
        assertThat(now.running().value()).isTrue();
        assertThat(now.ready().value()).isFalse();
        RaiseApiserver.State wanted = action().desire(now, parameters());
        assertThat(action().drive(target, now, wanted, parameters(), reach()).isOk()).isTrue();
        RaiseApiserver.State raised = now;
        for (int look = 0; look < 200 && !action().settled(raised, wanted); look++) {
            sleep();
            raised = action().observe(target, parameters(), reach()).got().orElseThrow();
        }
        assertThat(raised.ready().value()).isTrue();
        assertThat(action().drive(target, raised, now, parameters(), reach()).isOk()).isTrue();
    }

    @Test
    void aServerThatStillAnswersGoesLast() {
        HostId first = world().cluster().hosts().getFirst().id();
        HostId third = world().cluster().hosts().get(2).id();
        String aside = StaticPods.STAGING + "/aside.yaml";
        assertThat(answering()).hasSize(3);
        for (HostId gone : List.of(first, third)) {
            assertThat(reach().files(gone).move(ServerFlags.MANIFEST, aside).isOk()).isTrue();
        }
        try {
            for (int look = 0; look < 200 && answering().size() > 1; look++) {
                sleep();
            }
            assertThat(answering())
                    .containsExactly(new Target.OfHost(world().cluster().hosts().get(1).id()));
        } finally {
            for (HostId gone : List.of(first, third)) {
                reach().files(gone).move(aside, ServerFlags.MANIFEST);
            }
        }
        for (int look = 0; look < 200 && answering().size() < 3; look++) {
            sleep();
        }
        assertThat(answering()).hasSize(3);
    }

    private Set<Target> answering() {
        return action().last(world().cluster(), parameters(), reach());
    }

    private void sleep() {
        try {
            world().time().sleep(action().looksEvery());
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void put(LabWorld open, HostId host, String text) {
        open.lab()
                .files(host)
                .put(ServerFlags.MANIFEST, text.getBytes(StandardCharsets.UTF_8), 0600, 0, 0);
        open.lab().touched(host, ServerFlags.MANIFEST);
    }
}

package dev.postern.actions.workload;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.core.reach.ObjectPath;
import dev.postern.core.value.Failure;
import dev.postern.core.value.JsonValue;
import dev.postern.testkit.LabWorld;
import dev.postern.testkit.TestReach;

import org.junit.jupiter.api.Test;

import java.util.Optional;

class FullEtcdTest {
    private static final ObjectPath PROBE =
            ObjectPath.namespaced("v1", "default", "configmaps", "probe");

    @Test
    void aRefusedWriteNamesWhatMakesRoomAndDeletesGoThrough() throws Exception {
        try (LabWorld world = LabWorld.calm(60)) {
            Api api = new Api(world.cluster().name(), new TestReach(world));
            JsonValue probe = Storm.named("v1", "ConfigMap", "probe");
            assertThat(api.create(PROBE, probe).whyNot()).isEmpty();
            world.lab().faults().etcdFull(world.cluster().name());

            assertThat(api.delete(PROBE, Optional.empty()).whyNot()).isEmpty();
            Failure why = api.create(PROBE, probe).whyNot().orElseThrow();

            assertThat(why.leftBehind()).isEqualTo("nothing was changed");
            assertThat(why.next())
                    .isEqualTo(
                            "postern clear-etcd-alarm --cluster "
                                    + world.cluster().name()
                                    + " makes room; then go on");
        }
    }
}

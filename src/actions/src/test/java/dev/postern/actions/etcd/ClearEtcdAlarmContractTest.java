package dev.postern.actions.etcd;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.actions.host.EtcdStatus;
import dev.postern.actions.host.Measured;
import dev.postern.core.action.Action;
import dev.postern.core.action.Target;
import dev.postern.core.reach.Command;
import dev.postern.core.reach.Done;
import dev.postern.core.value.Failure;
import dev.postern.core.value.Outcome;
import dev.postern.testkit.ActionContract;
import dev.postern.testkit.LabWorld;
import dev.postern.testkit.TestReach;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** An etcd of three members that old revisions have filled. */
class ClearEtcdAlarmContractTest
        extends ActionContract<ClearEtcdAlarm.Parameters, ClearEtcdAlarm.State> {
    private static final ClearEtcdAlarm.Parameters NONE = new ClearEtcdAlarm.Parameters();

    @Override
    protected Action<ClearEtcdAlarm.Parameters, ClearEtcdAlarm.State> action() {
        return new ClearEtcdAlarm();
    }

    @Override
    protected ClearEtcdAlarm.Parameters parameters() {
        return NONE;
    }

    @Override
    protected void prepare(LabWorld open) {
        again(open);
    }

    @Override
    protected void again(LabWorld open) {
        open.lab().faults().etcdFull(open.cluster().name());
    }

    @Override
    protected void disturb(LabWorld open, TestReach through) {
        open.lab().model(open.cluster().name().value()).etcdSpace().disarm();
    }

    @Override
    protected void calm(LabWorld open, TestReach through) {
        again(open);
    }

    /** It makes room in each, and stops none: one after the other, the leader last. */
    @Override
    @Test
    protected void noMemberOfEtcdIsTouchedThereOrBack() {
        ClearEtcdAlarm.State before = seen();
        assertThat(drive(before).whyNot()).isEmpty();
        try {
            List<String> changes =
                    changes().stream().map(c -> c.replaceAll(".*endpoints=", "")).toList();
            assertThat(changes).hasSize(5);
            assertThat(changes.getFirst()).contains(" compact ");
            assertThat(changes.subList(1, 4))
                    .allMatch(c -> c.contains(" defrag "))
                    .doesNotHaveDuplicates();
            assertThat(changes.get(3)).contains(leader());
            assertThat(changes.getLast()).contains("alarm disarm");
        } finally {
            again(world());
        }
    }

    private String leader() {
        return world().lab().address(world().cluster().hosts().getFirst().id()).getHostAddress();
    }

    private Target target() {
        return new Target.OfCluster(world().cluster().name());
    }

    private ClearEtcdAlarm.State seen() {
        return action().observe(target(), NONE, reach()).got().orElseThrow();
    }

    private Outcome<Done> drive(ClearEtcdAlarm.State from) {
        return action().drive(target(), from, action().desire(from, NONE), NONE, reach());
    }

    @Test
    void everyMembersAlarmIsSeenAndWhatItTakesToClearThem() {
        ClearEtcdAlarm.State before = seen();

        assertThat(before.alarms()).hasSize(3).allMatch(EtcdStatus.Alarm::isNoSpace);
        assertThat(before.size().value()).isGreaterThanOrEqualTo(8L << 30);
        List<String> commands =
                action().commands(
                                target(),
                                before,
                                action().desire(before, NONE),
                                NONE,
                                world().cluster());
        assertThat(commands).hasSize(3);
        assertThat(commands.get(1)).contains("<EACH MEMBER, THE LEADER LAST>");
    }

    @Test
    void afterwardsTheFilesAreSmallAndWritesGoThrough() {
        assertThat(space().isRefused()).isTrue();
        assertThat(drive(seen()).whyNot()).isEmpty();
        try {
            assertThat(space().isRefused()).isFalse();
            assertThat(seen().size().value()).isLessThan(1L << 30);
            assertThat(reach().notes()).anyMatch(n -> n.contains("etcd was defragmented"));
        } finally {
            again(world());
        }
    }

    @Test
    void aMemberThatDoesNotAnswerStaysAsLargeAndIsNamed() throws InterruptedException {
        manifestOfTheLast("/etc/kubernetes/manifests/etcd.yaml", "/etc/kubernetes/etcd.yaml");
        try {
            ClearEtcdAlarm.State before = seen();
            assertThat(drive(before).whyNot()).isEmpty();
            assertThat(reach().notes())
                    .filteredOn(n -> n.startsWith("a member of etcd is as large as it was"))
                    .singleElement()
                    .asString()
                    .contains(before.alarms().getLast().member(), "clear-etcd-alarm again");
        } finally {
            manifestOfTheLast("/etc/kubernetes/etcd.yaml", "/etc/kubernetes/manifests/etcd.yaml");
            again(world());
        }
    }

    private void manifestOfTheLast(String from, String to) throws InterruptedException {
        var last = world().cluster().hosts().getLast().id();
        assertThat(reach().shell(last).run(Command.asRoot("mv", "-fT", "--", from, to)).got())
                .hasValueSatisfying(e -> assertThat(e.complaint()).isEmpty());
        // The kubelet looks every 20 s, and a container takes up to 30 s to end.
        world().time().sleep(Duration.ofMinutes(2));
    }

    private dev.postern.lab.model.EtcdSpace space() {
        return world().lab().model(world().cluster().name().value()).etcdSpace();
    }

    @Test
    void anAlarmOfAnotherKindIsRefused() {
        ClearEtcdAlarm.State corrupt =
                new ClearEtcdAlarm.State(
                        List.of(
                                new EtcdStatus.Alarm("15985099378392235001", "CORRUPT"),
                                new EtcdStatus.Alarm("15985099378392235001", "NOSPACE")),
                        new Measured(1),
                        new Measured(1));

        List<Failure> refusals =
                new ArrayList<>(
                        action().refusals(
                                        world().cluster(),
                                        List.of(new Action.Observed<>(target(), corrupt)),
                                        NONE,
                                        reach()));

        assertThat(refusals)
                .singleElement()
                .matches(f -> f.what().contains("CORRUPT on 15985099378392235001"));
    }
}

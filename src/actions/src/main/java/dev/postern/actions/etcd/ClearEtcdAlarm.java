package dev.postern.actions.etcd;

import dev.postern.actions.host.EtcdContainer;
import dev.postern.actions.host.EtcdStatus;
import dev.postern.actions.host.Measured;
import dev.postern.core.action.Action;
import dev.postern.core.action.Check;
import dev.postern.core.action.Danger;
import dev.postern.core.action.Target;
import dev.postern.core.action.Traits;
import dev.postern.core.action.UndoClass;
import dev.postern.core.fleet.Cluster;
import dev.postern.core.reach.Command;
import dev.postern.core.reach.Done;
import dev.postern.core.reach.Reach;
import dev.postern.core.value.Failure;
import dev.postern.core.value.JsonValue;
import dev.postern.core.value.Outcome;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;

/**
 * Makes room in an etcd that is full, and clears its alarm: while that lasts nothing is written,
 * though reads and deletes go on (etcd, server/etcdserver/apply).
 *
 * <p>Old revisions are compacted, then each member's file is defragmented, one member after the
 * other and the leader last, for a member answers nobody meanwhile; only then is the alarm
 * disarmed. What lives in etcd stays as it is. Where that alone is more than the quota, the alarm
 * comes back, and this says so.
 */
public final class ClearEtcdAlarm
        implements Action<ClearEtcdAlarm.Parameters, ClearEtcdAlarm.State> {
    /** etcdctl gives up after five seconds unless told otherwise; a file has up to 8 GiB. */
    private static final Duration DEFRAGMENTED_WITHIN = Duration.ofMinutes(5);

    private static final String ALREADY = "required revision has been compacted";

    /** What it takes: nothing. */
    public record Parameters() {}

    /**
     * @param alarms those of all members
     * @param size the largest member's file, bytes
     * @param inUse of these the most that is in use
     */
    public record State(List<EtcdStatus.Alarm> alarms, Measured size, Measured inUse) {
        public State {
            alarms = List.copyOf(alarms);
        }
    }

    @Override
    public Traits traits() {
        return new Traits(
                "clear-etcd-alarm",
                "Make room in an etcd that is full (NOSPACE), and clear its alarm",
                Danger.MODERATE,
                Traits.Repeat.SAFE,
                Traits.Coverage.EACH,
                Traits.Path.SSH,
                true);
    }

    @Override
    public Class<Parameters> parameters() {
        return Parameters.class;
    }

    @Override
    public Class<State> state() {
        return State.class;
    }

    @Override
    public List<Target> targets(Parameters parameters, Cluster cluster) {
        return List.of(new Target.OfCluster(cluster.name()));
    }

    @Override
    public Outcome<State> observe(Target target, Parameters parameters, Reach reach) {
        return EtcdContainer.ask(reach.cluster(target.cluster()), reach, EtcdStatus::of)
                .map(ClearEtcdAlarm::state);
    }

    private static State state(EtcdStatus s) {
        return new State(
                s.alarms(),
                new Measured(
                        s.members().stream().mapToLong(EtcdStatus.Member::size).max().orElse(0)),
                new Measured(
                        s.members().stream().mapToLong(EtcdStatus.Member::inUse).max().orElse(0)));
    }

    @Override
    public State desire(State before, Parameters parameters) {
        return new State(
                before.alarms().stream().filter(a -> !a.isNoSpace()).toList(),
                before.size(),
                before.inUse());
    }

    @Override
    public List<Failure> refusals(
            Cluster cluster, List<Observed<State>> observed, Parameters parameters, Reach reach) {
        return observed.stream()
                .flatMap(o -> o.state().alarms().stream())
                .filter(a -> !a.isNoSpace())
                .map(a ->
                        Failure.unchanged(
                                Failure.Kind.REFUSED,
                                cluster.name() + ": etcd is alarmed of more than its size: " + a,
                                "room mends no other alarm, and whoever clears it hides it",
                                "mend that first: etcd.io/docs, \"Data corruption\""))
                .toList();
    }

    @Override
    public List<Check> checks(
            Cluster cluster, List<Target> reached, Parameters parameters, Reach reach) {
        String what = "a member of etcd can be asked";
        return List.of(
                EtcdContainer.ask(cluster, reach, EtcdStatus::of)
                        .whyNot()
                        .map(f ->
                                new Check(
                                        cluster.name().value(),
                                        what,
                                        Check.Verdict.UNKNOWN,
                                        f.sentence(),
                                        f.next()))
                        .orElseGet(() -> Check.good(cluster.name().value(), what)));
    }

    @Override
    public Outcome<Done> drive(Target target, State from, State to, Parameters p, Reach reach) {
        if (!from.alarms().containsAll(to.alarms())) {
            return Outcome.failed(
                    Failure.unchanged(
                            Failure.Kind.REFUSED,
                            target.cluster() + ": an alarm of etcd is not raised again",
                            "it stood for a file that was too large, and is not any more",
                            ""));
        }
        return from.alarms().equals(to.alarms())
                ? Outcome.ok(Done.DONE)
                : EtcdContainer.ask(
                                reach.cluster(target.cluster()),
                                reach,
                                etcd -> EtcdStatus.of(etcd).map(s -> new Clearing(etcd, s, reach)))
                        .then(Clearing::work);
    }

    /** One clearing, through the container of one host. */
    private record Clearing(EtcdContainer etcd, EtcdStatus status, Reach reach) {
        Outcome<Done> work() {
            Outcome<Done> done = compact();
            for (EtcdStatus.Member m : leaderLast()) {
                done = done.then(d -> defragment(m));
            }
            return done.then(d -> EtcdStatus.of(etcd)).then(this::disarm);
        }

        private List<EtcdStatus.Member> leaderLast() {
            return status.members().stream()
                    .sorted(Comparator.comparing(EtcdStatus.Member::leader))
                    .toList();
        }

        /** Up to the revision of a moment ago, so that no watch that is up to date is behind it. */
        private Outcome<Done> compact() {
            Command command = etcd.command("compact", Long.toString(status.revision()));
            return etcd.run(command)
                    .then(e ->
                            e.succeeded() || e.complaint().contains(ALREADY)
                                    ? Outcome.ok(Done.DONE)
                                    : Outcome.failed(etcd.broken(command, e)));
        }

        private Outcome<Done> defragment(EtcdStatus.Member m) {
            return run(
                    etcd.commandAt(
                                    m.endpoint(),
                                    "defrag",
                                    "--command-timeout=" + DEFRAGMENTED_WITHIN.toSeconds() + "s")
                            .within(DEFRAGMENTED_WITHIN.plusSeconds(10)));
        }

        private Outcome<Done> disarm(EtcdStatus now) {
            note(now);
            sayOfSilent();
            return now.members().stream()
                    .filter(m -> m.quota().filter(q -> m.size() >= q).isPresent())
                    .findFirst()
                    .map(m -> Outcome.<Done>failed(stillFull(m)))
                    .orElseGet(() -> run(etcd.command("alarm", "disarm")));
        }

        private static Failure stillFull(EtcdStatus.Member m) {
            return new Failure(
                    Failure.Kind.BROKEN,
                    m.endpoint() + ": what lives in etcd is more than its quota",
                    mebibytes(m.size()) + " of " + mebibytes(m.quota().orElse(0L)),
                    "old revisions are gone and the files are as small as they get; the alarm is on",
                    "delete what nobody needs, for deletes go through, or raise"
                            + " --quota-backend-bytes in etcd's manifest; then again");
        }

        /** An alarm is cleared for all members at once, also for one that we could not help. */
        private void sayOfSilent() {
            for (EtcdStatus.Alarm a : status.alarms()) {
                if (a.isNoSpace()
                        && status.members().stream().noneMatch(m -> m.id().equals(a.member()))) {
                    reach.evidence()
                            .note(
                                    "a member of etcd is as large as it was",
                                    JsonValue.object(
                                            "member",
                                            a.member(),
                                            "because",
                                            "it did not answer",
                                            "so",
                                            "when it is back, clear-etcd-alarm again"));
                }
            }
        }

        private void note(EtcdStatus now) {
            for (EtcdStatus.Member m : now.members()) {
                long before =
                        status.members().stream()
                                .filter(b -> b.id().equals(m.id()))
                                .mapToLong(EtcdStatus.Member::size)
                                .findFirst()
                                .orElse(0);
                reach.evidence()
                        .note(
                                "etcd was defragmented",
                                JsonValue.object(
                                        "member",
                                        m.endpoint(),
                                        "before",
                                        mebibytes(before),
                                        "after",
                                        mebibytes(m.size())));
            }
        }

        private Outcome<Done> run(Command command) {
            return etcd.run(command)
                    .then(e ->
                            e.succeeded()
                                    ? Outcome.ok(Done.DONE)
                                    : Outcome.failed(etcd.broken(command, e)));
        }
    }

    private static String mebibytes(long bytes) {
        return (bytes >> 20) + " MiB";
    }

    @Override
    public UndoClass undo(State before, State wanted) {
        return new UndoClass.Impossible(
                "revisions that nobody reads any more are gone; what lives in etcd is as it was");
    }

    @Override
    public List<String> commands(
            Target target, State from, State to, Parameters p, Cluster cluster) {
        if (to.alarms().equals(from.alarms()) || !from.alarms().containsAll(to.alarms())) {
            return List.of();
        }
        return List.of(
                EtcdContainer.pasteable("", "compact", "<REVISION OF NOW>"),
                EtcdContainer.pasteable(
                        "<EACH MEMBER, THE LEADER LAST>", "defrag", "--command-timeout=300s"),
                EtcdContainer.pasteable("", "alarm", "disarm"));
    }
}

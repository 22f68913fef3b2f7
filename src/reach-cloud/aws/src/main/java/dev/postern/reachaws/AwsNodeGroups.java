package dev.postern.reachaws;

import dev.postern.core.fleet.NodeGroup;
import dev.postern.core.fleet.NodeGroup.Provider.Aws;
import dev.postern.core.pace.Pacer;
import dev.postern.core.reach.DialRule;
import dev.postern.core.reach.Done;
import dev.postern.core.reach.NodeGroups;
import dev.postern.core.time.Time;
import dev.postern.core.value.Failure;
import dev.postern.core.value.Outcome;

import software.amazon.awssdk.services.autoscaling.model.AutoScalingGroup;
import software.amazon.awssdk.services.autoscaling.model.LifecycleState;
import software.amazon.awssdk.services.autoscaling.model.SuspendedProcess;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Node groups as AWS Auto Scaling groups. Each method is one request, or one after a look. */
public final class AwsNodeGroups implements NodeGroups {
    /** The processes that Postern ever suspends or resumes; all others are left alone. */
    public static final List<String> PROCESSES =
            List.of("AZRebalance", "Launch", "ReplaceUnhealthy", "Terminate");

    private final AwsCalls calls;

    public AwsNodeGroups(Time time, Pacer pacer, DialRule dial) {
        this(
                new AwsCalls(
                        time,
                        pacer,
                        dial,
                        new AwsKeys(name -> Optional.ofNullable(System.getenv(name)))));
    }

    AwsNodeGroups(AwsCalls calls) {
        this.calls = calls;
    }

    private static Aws aws(NodeGroup group) {
        return switch (group.provider()) {
            case Aws a -> a;
        };
    }

    private Outcome<AutoScalingGroup> describe(NodeGroup group) {
        String name = aws(group).group();
        return calls.read(
                        group,
                        "describe",
                        c -> c.describeAutoScalingGroups(r -> r.autoScalingGroupNames(name)))
                .then(answer ->
                        answer.autoScalingGroups().stream()
                                .filter(g -> name.equals(g.autoScalingGroupName()))
                                .findFirst()
                                .map(Outcome::ok)
                                .orElseGet(() -> missing(group, name)));
    }

    private static <T> Outcome<T> missing(NodeGroup group, String name) {
        return Outcome.failed(
                Failure.unchanged(
                        Failure.Kind.BROKEN,
                        group.id() + ": no such group",
                        "AWS knows no Auto Scaling group " + name + " in " + aws(group).region(),
                        "correct the group's name or region in fleet.yaml"));
    }

    @Override
    public Outcome<Size> size(NodeGroup group) {
        return describe(group)
                .then(g ->
                        g.minSize() == null || g.desiredCapacity() == null || g.maxSize() == null
                                ? Outcome.failed(
                                        Failure.unchanged(
                                                Failure.Kind.BROKEN,
                                                group.id() + ": the answer has no sizes",
                                                "",
                                                ""))
                                : Outcome.ok(
                                        new Size(g.minSize(), g.desiredCapacity(), g.maxSize())));
    }

    @Override
    public Outcome<Done> resize(NodeGroup group, Size size) {
        return calls.write(
                        group,
                        "resize",
                        c ->
                                c.updateAutoScalingGroup(r ->
                                        r.autoScalingGroupName(aws(group).group())
                                                .minSize(size.least())
                                                .desiredCapacity(size.desired())
                                                .maxSize(size.most())))
                .map(answer -> Done.DONE);
    }

    @Override
    public Outcome<List<String>> suspended(NodeGroup group) {
        return describe(group).map(AwsNodeGroups::suspendedOf);
    }

    private static List<String> suspendedOf(AutoScalingGroup group) {
        return group.suspendedProcesses().stream()
                .map(SuspendedProcess::processName)
                .filter(PROCESSES::contains)
                .sorted()
                .toList();
    }

    /**
     * {@inheritDoc}
     *
     * <p>Suspends first, then resumes; where the second fails, the first stays done.
     *
     * @throws IllegalArgumentException for a process that is not of {@link #PROCESSES}
     */
    @Override
    public Outcome<Done> suspend(NodeGroup group, List<String> processes) {
        for (String p : processes) {
            if (!PROCESSES.contains(p)) {
                throw new IllegalArgumentException("not a process that postern suspends: " + p);
            }
        }
        return suspended(group)
                .then(now -> {
                    TreeSet<String> missing = new TreeSet<>(processes);
                    missing.removeAll(now);
                    TreeSet<String> extra = new TreeSet<>(now);
                    extra.removeAll(processes);
                    return suspendMore(group, missing).then(d -> resume(group, extra));
                });
    }

    private Outcome<Done> suspendMore(NodeGroup group, Set<String> processes) {
        return processes.isEmpty()
                ? Outcome.ok(Done.DONE)
                : calls.write(
                                group,
                                "suspend",
                                c ->
                                        c.suspendProcesses(r ->
                                                r.autoScalingGroupName(aws(group).group())
                                                        .scalingProcesses(processes)))
                        .map(answer -> Done.DONE);
    }

    private Outcome<Done> resume(NodeGroup group, Set<String> processes) {
        return processes.isEmpty()
                ? Outcome.ok(Done.DONE)
                : calls.write(
                                group,
                                "resume",
                                c ->
                                        c.resumeProcesses(r ->
                                                r.autoScalingGroupName(aws(group).group())
                                                        .scalingProcesses(processes)))
                        .map(answer -> Done.DONE);
    }

    @Override
    public Outcome<Integer> inService(NodeGroup group) {
        return describe(group)
                .map(g ->
                        (int)
                                g.instances().stream()
                                        .filter(i ->
                                                i.lifecycleState() == LifecycleState.IN_SERVICE)
                                        .count());
    }
}

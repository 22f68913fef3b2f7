package dev.postern.actions.workload;

import dev.postern.core.action.About;
import dev.postern.core.action.Action;
import dev.postern.core.action.Danger;
import dev.postern.core.action.Target;
import dev.postern.core.action.Traits;
import dev.postern.core.action.UndoClass;
import dev.postern.core.fleet.Cluster;
import dev.postern.core.reach.Done;
import dev.postern.core.reach.Reach;
import dev.postern.core.value.Failure;
import dev.postern.core.value.Outcome;
import dev.postern.core.value.Workload;

import java.util.List;

/** Removes the offender: its object, its pods, its processes. */
public final class DeleteWorkload
        implements Action<DeleteWorkload.Parameters, DeleteWorkload.State> {
    /** What it takes. */
    public record Parameters(
            @About("The workload: namespace/kind/name") Workload workload,
            @About(value = "How its dependents are removed", byDefault = "background")
                    Cascade cascade,
            @About(
                            value = "Whether its pods are removed without waiting for the kubelets",
                            byDefault = "force")
                    Pods pods) {}

    /** How dependents are removed; foreground would wait for controllers that are frozen. */
    public enum Cascade {
        BACKGROUND,
        ORPHAN
    }

    /** What becomes of the pods. */
    public enum Pods {
        FORCE,
        LEAVE
    }

    /** What is there. */
    public record State() {}

    @Override
    public Traits traits() {
        return new Traits(
                "delete-workload",
                "Delete the workload: its object, its pods, its processes on the hosts",
                Danger.SEVERE,
                Traits.Repeat.SAFE,
                Traits.Coverage.EACH,
                Traits.Path.API,
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
        return Outcome.failed(
                Failure.unchanged(Failure.Kind.BROKEN, "delete-workload cannot look yet", "", ""));
    }

    @Override
    public State desire(State before, Parameters parameters) {
        return before;
    }

    @Override
    public Outcome<Done> drive(
            Target target, State from, State to, Parameters parameters, Reach reach) {
        return Outcome.failed(
                Failure.unchanged(Failure.Kind.BROKEN, "delete-workload cannot drive yet", "", ""));
    }

    @Override
    public UndoClass undo(State before, State wanted) {
        return new UndoClass.Exact();
    }

    @Override
    public List<String> commands(
            Target target, State from, State to, Parameters parameters, Cluster cluster) {
        return List.of();
    }
}

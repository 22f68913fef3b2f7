package dev.postern.actions.manifests;

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

import java.util.List;

/** Holds the manifests of the controllers aside, on all hosts. */
public final class FreezeControllers
        implements Action<FreezeControllers.Parameters, FreezeControllers.State> {
    /** What it takes. */
    public record Parameters(
            @About(
                            value =
                                    "How long it may last; at most 45m, for projected tokens live about an hour",
                            byDefault = "45m")
                    java.time.Duration expires) {}

    /** What is there. */
    public record State() {}

    @Override
    public Traits traits() {
        return new Traits(
                "freeze-controllers",
                "Stop the controllers, so that blocked nodes are neither evicted nor replaced",
                Danger.MODERATE,
                Traits.Repeat.SAFE,
                Traits.Coverage.ALL,
                Traits.Path.SSH,
                false);
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
        return cluster.hosts().stream().<Target>map(h -> new Target.OfHost(h.id())).toList();
    }

    @Override
    public Outcome<State> observe(Target target, Parameters parameters, Reach reach) {
        return Outcome.failed(
                Failure.unchanged(
                        Failure.Kind.BROKEN, "freeze-controllers cannot look yet", "", ""));
    }

    @Override
    public State desire(State before, Parameters parameters) {
        return before;
    }

    @Override
    public Outcome<Done> drive(
            Target target, State from, State to, Parameters parameters, Reach reach) {
        return Outcome.failed(
                Failure.unchanged(
                        Failure.Kind.BROKEN, "freeze-controllers cannot drive yet", "", ""));
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

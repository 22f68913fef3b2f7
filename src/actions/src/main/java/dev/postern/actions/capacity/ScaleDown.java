package dev.postern.actions.capacity;

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

/** Scales node groups down. */
public final class ScaleDown implements Action<ScaleDown.Parameters, ScaleDown.State> {
    /** What it takes. */
    public record Parameters(
            @About("The node groups, by name") List<String> groups,
            @About("The size wanted: a share of the size now (20%) or a number of nodes")
                    String to) {}

    /** What is there. */
    public record State() {}

    @Override
    public Traits traits() {
        return new Traits(
                "scale-down",
                "Scale node groups down, so that fewer nodes call the API",
                Danger.SEVERE,
                Traits.Repeat.SAFE,
                Traits.Coverage.EACH,
                Traits.Path.CLOUD,
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
        return parameters.groups().stream()
                .<Target>map(g -> new Target.OfNodeGroup(cluster.name(), g))
                .toList();
    }

    @Override
    public Outcome<State> observe(Target target, Parameters parameters, Reach reach) {
        return Outcome.failed(
                Failure.unchanged(Failure.Kind.BROKEN, "scale-down cannot look yet", "", ""));
    }

    @Override
    public State desire(State before, Parameters parameters) {
        return before;
    }

    @Override
    public Outcome<Done> drive(
            Target target, State from, State to, Parameters parameters, Reach reach) {
        return Outcome.failed(
                Failure.unchanged(Failure.Kind.BROKEN, "scale-down cannot drive yet", "", ""));
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

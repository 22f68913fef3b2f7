package dev.postern.actions.fence;

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

/** Lets clients back in by steps, each held only while the API stays healthy. */
public final class Readmit implements Action<Readmit.Parameters, Readmit.State> {
    /** What it takes. */
    public record Parameters(
            @About(value = "The share that the first step lets in", byDefault = "1%")
                    dev.postern.core.value.Percent first,
            @About(
                            value =
                                    "How the next step is sized: measured, or a percent that is added",
                            byDefault = "measured")
                    String grow,
            @About(value = "The share at the end", byDefault = "100%")
                    dev.postern.core.value.Percent to,
            @About(
                            value = "How long the condition must hold before the next step",
                            byDefault = "30s")
                    java.time.Duration hold,
            @About(
                            value = "Falls back one step when this does not hold",
                            key = "while",
                            condition = true,
                            byDefault = "api.ready && server.cpu < 0.6 && server.restarts == 0")
                    String condition) {}

    /** What is there. */
    public record State() {}

    @Override
    public Traits traits() {
        return new Traits(
                "readmit",
                "Let clients back in, step by step, while the API stays healthy",
                Danger.MODERATE,
                Traits.Repeat.SAFE,
                Traits.Coverage.ALL,
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
        return Outcome.failed(
                Failure.unchanged(Failure.Kind.BROKEN, "readmit cannot look yet", "", ""));
    }

    @Override
    public State desire(State before, Parameters parameters) {
        return before;
    }

    @Override
    public Outcome<Done> drive(
            Target target, State from, State to, Parameters parameters, Reach reach) {
        return Outcome.failed(
                Failure.unchanged(Failure.Kind.BROKEN, "readmit cannot drive yet", "", ""));
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

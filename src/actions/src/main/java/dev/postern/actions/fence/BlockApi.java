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

/** Shuts everyone but the operator and the control plane out of the API servers. */
public final class BlockApi implements Action<BlockApi.Parameters, BlockApi.State> {
    /** What it takes. */
    public record Parameters(
            @About(
                            value = "Who stays let in, besides SSH and loopback",
                            byDefault = "[operator, control-plane]")
                    List<Allow> allow,
            @About(
                            value =
                                    "How long the block holds after our last heartbeat; at most 45m",
                            byDefault = "15m")
                    java.time.Duration expires,
            @About(
                            value =
                                    "How it opens when it has not heard from us: by stages, or all at once",
                            byDefault = "staged")
                    Lift lift,
            @About(
                            value =
                                    "Sources whose packets are dropped instead of rejected: addresses or prefixes of the offender itself",
                            byDefault = "[]")
                    List<String> offenders) {}

    /** Who stays let in. */
    public enum Allow {
        OPERATOR,
        CONTROL_PLANE
    }

    /** How an orphaned block opens. */
    public enum Lift {
        STAGED,
        AT_ONCE
    }

    /** What is there. */
    public record State() {}

    @Override
    public Traits traits() {
        return new Traits(
                "block-api",
                "Block the API for everyone but the operator and the control plane",
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
                Failure.unchanged(Failure.Kind.BROKEN, "block-api cannot look yet", "", ""));
    }

    @Override
    public State desire(State before, Parameters parameters) {
        return before;
    }

    @Override
    public Outcome<Done> drive(
            Target target, State from, State to, Parameters parameters, Reach reach) {
        return Outcome.failed(
                Failure.unchanged(Failure.Kind.BROKEN, "block-api cannot drive yet", "", ""));
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

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

/** Edits the API server's manifest so that it survives its backlog. */
public final class RaiseApiserver
        implements Action<RaiseApiserver.Parameters, RaiseApiserver.State> {
    /** What it takes. */
    public record Parameters(
            @About(
                            value =
                                    "Whether the liveness probe forgives a slow etcd and a long start",
                            byDefault = "relaxed")
                    Probes probes,
            @About(
                            value = "Whether the kubelet shall forget its crash back-off",
                            byDefault = "true")
                    boolean freshBackoff,
            @About("Multiplies the CPU request; never above what the host has")
                    java.util.Optional<dev.postern.core.value.Factor> cpu,
            @About("The memory request: 8Gi; never above what the host has")
                    java.util.Optional<String> memory,
            @About(
                            "Sets --max-requests-inflight, and half of it for --max-mutating-requests-inflight")
                    java.util.Optional<Integer> inflight,
            @About("Sets GOMEMLIMIT: 12Gi") java.util.Optional<String> gomemlimit) {}

    /** What becomes of the probes. */
    public enum Probes {
        RELAXED,
        UNCHANGED
    }

    /** What is there. */
    public record State() {}

    @Override
    public Traits traits() {
        return new Traits(
                "raise-apiserver",
                "Relax the probes of the API server and raise its resources",
                Danger.MODERATE,
                Traits.Repeat.SAFE,
                Traits.Coverage.EACH,
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
                Failure.unchanged(Failure.Kind.BROKEN, "raise-apiserver cannot look yet", "", ""));
    }

    @Override
    public State desire(State before, Parameters parameters) {
        return before;
    }

    @Override
    public Outcome<Done> drive(
            Target target, State from, State to, Parameters parameters, Reach reach) {
        return Outcome.failed(
                Failure.unchanged(Failure.Kind.BROKEN, "raise-apiserver cannot drive yet", "", ""));
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

package dev.postern.engine.bound;

import dev.postern.core.action.Action;
import dev.postern.core.action.Target;
import dev.postern.core.fleet.Cluster;
import dev.postern.core.value.JsonValue;
import dev.postern.core.value.Outcome;
import dev.postern.json.Records;
import dev.postern.playbook.Arguments;
import dev.postern.playbook.Bindings;

import java.util.List;

/** An action together with its arguments. */
public record BoundAction<P extends Record, S extends Record>(Action<P, S> action, P parameters) {

    /** With the arguments of a step; a failure names the one that does not fit. */
    public static Outcome<BoundAction<?, ?>> bind(
            Action<?, ?> action, JsonValue.Obj arguments, Bindings bindings) {
        return bindOne(action, arguments, bindings);
    }

    private static <P extends Record, S extends Record> Outcome<BoundAction<?, ?>> bindOne(
            Action<P, S> action, JsonValue.Obj arguments, Bindings bindings) {
        return Arguments.decode(action.parameters(), arguments, bindings)
                .map(p -> new BoundAction<>(action, p));
    }

    /** With the arguments that a journal holds. */
    public static Outcome<BoundAction<?, ?>> restore(Action<?, ?> action, JsonValue.Obj journaled) {
        return restoreOne(action, journaled);
    }

    private static <P extends Record, S extends Record> Outcome<BoundAction<?, ?>> restoreOne(
            Action<P, S> action, JsonValue.Obj journaled) {
        return Records.decode(action.parameters(), journaled, Records.Blobs.none())
                .map(p -> new BoundAction<>(action, p));
    }

    /**
     * What it changes in this cluster, in order. Nothing of another cluster, whatever the action
     * says: a run changes what was named.
     *
     * @throws IllegalStateException where it says so; a bug of the action
     */
    public List<Target> targets(Cluster cluster) {
        List<Target> targets = action.targets(parameters, cluster);
        for (Target t : targets) {
            if (!t.cluster().equals(cluster.name())) {
                throw new IllegalStateException(
                        name() + " names " + t.id() + " as a target in " + cluster.name());
            }
        }
        return List.copyOf(targets);
    }

    /** The word in playbooks. */
    public String name() {
        return action.traits().name();
    }

    /** The arguments as the journal keeps them. */
    public JsonValue.Obj arguments() {
        return Records.encode(parameters);
    }

    /** A state as the journal keeps it; its blobs are kept apart. */
    public JsonValue.Obj state(S state, Records.Blobs blobs) {
        return Records.encode(state, blobs);
    }

    /** A state back from the journal. */
    public Outcome<S> state(JsonValue journaled, Records.Blobs blobs) {
        return Records.decode(action.state(), journaled, blobs);
    }
}

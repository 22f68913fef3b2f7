package dev.postern.engine.plan;

import dev.postern.core.action.Action;
import dev.postern.core.action.Target;
import dev.postern.core.action.Traits;
import dev.postern.core.action.UndoClass;
import dev.postern.core.fleet.Cluster;
import dev.postern.core.playbook.Step;
import dev.postern.core.reach.Reach;
import dev.postern.core.value.Failure;
import dev.postern.core.value.JsonValue;
import dev.postern.core.value.Outcome;
import dev.postern.engine.bound.BoundAction;
import dev.postern.engine.bound.Readiness;
import dev.postern.engine.plan.Plan.Known;
import dev.postern.engine.plan.Plan.PlannedChange;
import dev.postern.json.Records;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** One step in one cluster, with what is known of its targets. */
final class Looks<P extends Record, S extends Record> {
    private final Step step;
    private final BoundAction<P, S> bound;
    private final Cluster cluster;
    private final List<Target> targets;
    private final Map<String, Seen<S>> seen = new ConcurrentHashMap<>();

    /** What is known of a target before this step. */
    private sealed interface Seen<S> {
        record State<S>(S state, Known known) implements Seen<S> {}

        record Nothing<S>(Failure why) implements Seen<S> {}
    }

    private Looks(Step step, BoundAction<P, S> bound, Cluster cluster) {
        this.step = step;
        this.bound = bound;
        this.cluster = cluster;
        this.targets = bound.targets(cluster);
    }

    static Looks<?, ?> of(Step step, BoundAction<?, ?> bound, Cluster cluster) {
        return make(step, bound, cluster);
    }

    private static <P extends Record, S extends Record> Looks<P, S> make(
            Step step, BoundAction<P, S> bound, Cluster cluster) {
        return new Looks<>(step, bound, cluster);
    }

    Step step() {
        return step;
    }

    Cluster cluster() {
        return cluster;
    }

    List<Target> targets() {
        return targets;
    }

    /** What a later step's prediction hangs on: the same action on the same target. */
    String kind() {
        return bound.name();
    }

    /** By which path it is looked at. */
    Traits.Path path() {
        return bound.action().traits().path();
    }

    /** Why a target could not be seen; empty where it could. */
    Optional<Failure> whyNot(Target target) {
        return seen.get(target.id()) instanceof Seen.Nothing<S>(var why)
                ? Optional.of(why)
                : Optional.empty();
    }

    /** Takes it that a target cannot be seen, without asking. */
    void unseen(Target target, Failure why) {
        seen.put(target.id(), new Seen.Nothing<>(why));
    }

    /**
     * Looks at one target, or takes what an earlier step leaves there.
     *
     * @param earlier the state that earlier steps of this action leave, where there are any
     * @param driven the actions of all earlier steps in the cluster
     * @return the state that this step leaves, where that can be said
     */
    Optional<Object> look(
            Target target, Optional<Object> earlier, Set<String> driven, Reach reach) {
        Seen<S> before;
        if (earlier.isPresent()) {
            before = new Seen.State<>(bound.action().state().cast(earlier.get()), Known.PREDICTED);
        } else {
            before =
                    switch (bound.action().observe(target, bound.parameters(), reach)) {
                        case Outcome.Ok<S>(var state) ->
                                bound.action()
                                        .foreseen(state, driven)
                                        .map(s -> new Seen.State<>(s, Known.PREDICTED))
                                        .orElseGet(() -> new Seen.State<>(state, Known.OBSERVED));
                        case Outcome.Failed<S>(var why) -> new Seen.Nothing<>(why);
                    };
        }
        seen.put(target.id(), before);
        return before instanceof Seen.State<S>(var state, var known)
                ? Optional.of(bound.action().desire(state, bound.parameters()))
                : Optional.empty();
    }

    List<PlannedChange> changes() {
        return targets.stream().map(this::change).toList();
    }

    private Seen<S> known(Target target) {
        Seen<S> known = seen.get(target.id());
        if (known == null) {
            throw new IllegalStateException("never looked at " + target.id());
        }
        return known;
    }

    private PlannedChange change(Target target) {
        return switch (known(target)) {
            case Seen.Nothing<S>(var why) ->
                    change(
                            target,
                            Known.UNKNOWN,
                            false,
                            JsonValue.nothing(),
                            JsonValue.nothing(),
                            new UndoClass.BestEffort("not known before it is observed"),
                            List.of(),
                            List.of(),
                            Optional.of(why.sentence()));
            case Seen.State<S>(var before, var how) -> {
                Action<P, S> action = bound.action();
                S after = action.desire(before, bound.parameters());
                boolean noop = action.settled(before, after);
                yield change(
                        target,
                        how,
                        noop,
                        Records.encode(before),
                        Records.encode(after),
                        action.undo(before, after),
                        noop
                                ? List.of()
                                : action.commands(
                                        target, before, after, bound.parameters(), cluster),
                        noop
                                ? List.of()
                                : action.commands(
                                        target, after, before, bound.parameters(), cluster),
                        Optional.empty());
            }
        };
    }

    private PlannedChange change(
            Target target,
            Known known,
            boolean noop,
            JsonValue before,
            JsonValue after,
            UndoClass undo,
            List<String> commands,
            List<String> undoCommands,
            Optional<String> because) {
        return new PlannedChange(
                step.id(),
                bound.name(),
                cluster.name().value(),
                target.id(),
                known,
                noop,
                before,
                after,
                undo.word(),
                switch (undo) {
                    case UndoClass.Exact e -> Optional.empty();
                    case UndoClass.BestEffort(var why) -> Optional.of(why);
                    case UndoClass.Impossible(var why) -> Optional.of(why);
                },
                bound.action().traits().danger(),
                commands,
                undoCommands,
                because);
    }

    /**
     * What has moved on a target since it was planned, in words; empty where nothing has, or where
     * nothing was seen then or now but what earlier steps are going to leave.
     */
    Optional<String> moved(Target target, PlannedChange then) {
        return switch (known(target)) {
            case Seen.Nothing<S>(var why) ->
                    then.known() == Known.OBSERVED
                            ? Optional.of("was seen then, and not now: " + why.sentence())
                            : Optional.empty();
            case Seen.State<S>(var now, var known) ->
                    switch (then.known()) {
                        case UNKNOWN ->
                                known == Known.OBSERVED
                                        ? Optional.of("could not be seen then, and can now")
                                        : Optional.empty();
                        case PREDICTED -> Optional.empty();
                        case OBSERVED ->
                                known == Known.OBSERVED
                                        ? Drift.between(bound.action().state(), then.before(), now)
                                        : Optional.empty();
                    };
        };
    }

    /**
     * Whether it could begin, by what was seen just now; of a state that is predicted the action is
     * not asked what it says to it.
     */
    Readiness readiness(Reach reach) {
        List<Action.Observed<S>> observed = new ArrayList<>();
        List<Target> foreseen = new ArrayList<>();
        Map<Target, Failure> missing = new LinkedHashMap<>();
        for (Target target : targets) {
            switch (known(target)) {
                case Seen.State<S>(var state, var known) -> {
                    if (known == Known.OBSERVED) {
                        observed.add(new Action.Observed<>(target, state));
                    } else {
                        foreseen.add(target);
                    }
                }
                case Seen.Nothing<S>(var why) -> missing.put(target, why);
            }
        }
        return Readiness.of(
                bound, cluster, new Readiness.Sight<>(observed, foreseen, missing), reach);
    }
}

package dev.postern.engine.run;

import dev.postern.core.action.Action;
import dev.postern.core.action.Target;
import dev.postern.core.fleet.Cluster;
import dev.postern.core.reach.Done;
import dev.postern.core.reach.Reach;
import dev.postern.core.value.Failure;
import dev.postern.core.value.Outcome;
import dev.postern.engine.bound.BoundAction;
import dev.postern.engine.bound.Guarded;
import dev.postern.journal.Event;

import java.time.Instant;
import java.util.Optional;

/**
 * One target of one step, and how it is touched: looked at, driven, looked at until it is so.
 *
 * <p>Before and after each touch there is an event. What may have happened is looked at, never
 * guessed.
 */
abstract sealed class TargetWork<P extends Record, S extends Record> permits ChangeWork, BackWork {
    final Ground ground;
    final String step;
    final BoundAction<P, S> bound;
    final Action<P, S> action;
    final Target target;
    final Cluster cluster;
    final Reach reach;
    final String change;

    /** What came of it. */
    record Result(Status status, String because) {
        /** By a second Ctrl-C; the journal says how far it was. */
        static final Result CUT = new Result(Status.STOPPED, "cut by the operator");

        static Result of(Status status, Failure why) {
            return new Result(status, why.sentence());
        }
    }

    TargetWork(Ground ground, String step, BoundAction<P, S> bound, Target target) {
        this.ground = ground;
        this.step = step;
        this.bound = bound;
        this.action = bound.action();
        this.target = target;
        this.cluster = ground.cluster(target.cluster().value());
        this.reach = ground.reach(cluster);
        this.change = step + "@" + target.id();
    }

    /** Looks, and journals what it saw or that it could not. */
    Outcome<S> look(Picture.Shown shown) {
        shown.doing("looking");
        Outcome<S> seen = observe();
        switch (seen) {
            case Outcome.Ok<S>(var state) ->
                    ground.chronicle.append(
                            new Event.Observed(
                                    step,
                                    bound.name(),
                                    target.id(),
                                    bound.state(state, ground.chronicle)));
            case Outcome.Failed<S>(var why) ->
                    ground.chronicle.append(
                            new Event.Unreachable(step, target.id(), Event.Trouble.of(why)));
        }
        return seen;
    }

    Outcome<S> observe() {
        return Guarded.call(
                change + " look",
                Failure.Kind.BROKEN,
                reach.evidence(),
                () -> action.observe(target, bound.parameters(), reach));
    }

    Outcome<Done> send(S from, S to) {
        return Guarded.call(
                change,
                Failure.Kind.IN_DOUBT,
                reach.evidence(),
                () -> action.drive(target, from, to, bound.parameters(), reach));
    }

    record Seen<S>(Optional<S> state, boolean settled, boolean cut, Optional<Failure> trouble) {}

    Seen<S> look(S wanted, Picture.Shown shown, Optional<Instant> deadline, String verb)
            throws InterruptedException {
        Instant end = ground.time.now().plus(action.settlesWithin());
        if (deadline.isPresent() && deadline.get().isBefore(end)) {
            end = deadline.get();
        }
        Optional<S> last = Optional.empty();
        Optional<Failure> trouble = Optional.empty();
        shown.doing("waiting for it to " + verb);
        while (true) {
            Outcome<S> seen = observe();
            trouble = seen.whyNot();
            if (seen.got().isPresent()) {
                last = seen.got();
                if (action.settled(last.get(), wanted)) {
                    return new Seen<>(last, true, false, Optional.empty());
                }
            }
            if (ground.control.isCut()) {
                return new Seen<>(last, false, true, trouble);
            }
            if (!ground.time.now().isBefore(end)) {
                return new Seen<>(last, false, false, trouble);
            }
            ground.time.await(ground.control.cutAsked(), action.looksEvery());
        }
    }
}

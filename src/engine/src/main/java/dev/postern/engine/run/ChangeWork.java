package dev.postern.engine.run;

import dev.postern.core.action.Target;
import dev.postern.core.action.Traits;
import dev.postern.core.action.UndoClass;
import dev.postern.core.reach.Done;
import dev.postern.core.value.Blob;
import dev.postern.core.value.Durations;
import dev.postern.core.value.Failure;
import dev.postern.core.value.JsonValue;
import dev.postern.core.value.Outcome;
import dev.postern.engine.bound.BoundAction;
import dev.postern.journal.ChangeState;
import dev.postern.journal.Event;
import dev.postern.json.Records;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Drives one target of one step to what is wanted. */
final class ChangeWork<P extends Record, S extends Record> extends TargetWork<P, S> {
    ChangeWork(Ground ground, String step, BoundAction<P, S> bound, Target target) {
        super(ground, step, bound, target);
    }

    /**
     * Drives it to what is wanted.
     *
     * @param now what was observed just before
     */
    Result forward(S now, Picture.Shown shown, Optional<Instant> deadline)
            throws InterruptedException {
        Optional<ChangeState> earlier = ground.chronicle.change(change).filter(c -> c.isUndoable());
        if (earlier.isPresent()) {
            return again(earlier.get(), now, shown, deadline);
        }
        S wanted = action.desire(now, bound.parameters());
        if (action.settled(now, wanted)) {
            ground.chronicle.append(new Event.AlreadySettled(step, target.id()));
            return new Result(Status.SETTLED, "already so");
        }
        return drive(now, now, wanted, shown, deadline);
    }

    /** A change that was intended before: by a process that was killed, or that failed. */
    private Result again(
            ChangeState earlier, S now, Picture.Shown shown, Optional<Instant> deadline)
            throws InterruptedException {
        if (earlier.phase() == ChangeState.Phase.UNDOING
                || earlier.phase() == ChangeState.Phase.NOT_UNDONE) {
            return new Result(Status.FAILED, change + " is being undone: finish that first");
        }
        // What was wanted then, not what would be wanted of what is there now: twice as much of
        // twice as much is not what the plan said.
        Outcome<S> wantedThen = bound.state(earlier.wanted(), ground.chronicle);
        Outcome<S> beforeThen = bound.state(earlier.before(), ground.chronicle);
        if (wantedThen.whyNot().isPresent()) {
            return notSettled(Status.FAILED, true, wantedThen.whyNot().get());
        }
        if (beforeThen.whyNot().isPresent()) {
            return notSettled(Status.FAILED, true, beforeThen.whyNot().get());
        }
        S wanted = wantedThen.got().orElseThrow();
        S before = beforeThen.got().orElseThrow();
        if (action.settled(now, wanted)) {
            if (earlier.phase() == ChangeState.Phase.SETTLED) {
                ground.keeper.begin(change, bound, target, wanted);
                ground.chronicle.append(new Event.AlreadySettled(step, target.id()));
                return new Result(Status.SETTLED, "already so");
            }
            return settled(now, wanted);
        }
        boolean maybeDriven = earlier.phase() != ChangeState.Phase.FAILED || !now.equals(before);
        if (action.traits().repeat() == Traits.Repeat.ONCE && maybeDriven) {
            return settle(before, wanted, Optional.empty(), shown, deadline);
        }
        return drive(now, before, wanted, shown, deadline);
    }

    private Result drive(S now, S before, S wanted, Picture.Shown shown, Optional<Instant> deadline)
            throws InterruptedException {
        Keeping kept = new Keeping();
        JsonValue.Obj was = bound.state(before, kept);
        Optional<String> lost = ground.tenure.lost(target);
        if (lost.isPresent()) {
            return new Result(Status.STOPPED, lost.get());
        }
        UndoClass undo = action.undo(before, wanted);
        OptionalLong line =
                ground.begins(
                        new Event.Intended(
                                change,
                                step,
                                cluster.name().value(),
                                target.id(),
                                bound.name(),
                                bound.arguments(),
                                was,
                                bound.state(wanted, kept),
                                action.traits().repeat() == Traits.Repeat.ONCE,
                                undo.word(),
                                why(undo),
                                action.traits().undoOnlyWhenNamed()));
        if (line.isEmpty()) {
            return notBegun(shown, deadline);
        }
        shown.doing("leaving a copy of what was there");
        ground.tenure.leave(target, change, line.getAsLong(), kept.blobs);
        shown.doing("driving");
        Outcome<Done> driven = send(now, wanted);
        ground.chronicle.append(new Event.Driven(change, driven.whyNot().map(Event.Trouble::of)));
        if (ground.control.isCut() && driven.whyNot().isPresent()) {
            return new Result(Status.STOPPED, "cut: " + driven.whyNot().get().sentence());
        }
        keep(wanted, driven);
        return settle(before, wanted, driven.whyNot(), shown, deadline);
    }

    /** It was looked at, and nothing new may begin; after a pause what was seen is too old. */
    private Result notBegun(Picture.Shown shown, Optional<Instant> deadline)
            throws InterruptedException {
        if (ground.chronicle.isBroken()) {
            return notSettled(
                    Status.FAILED,
                    false,
                    Failure.unchanged(
                            Failure.Kind.BROKEN,
                            change + " was not begun",
                            "the journal cannot be written, and the policy is strict",
                            "make room on this disk, then postern runs resume"));
        }
        Optional<String> stopped = ground.mayNotBegin(deadline);
        if (stopped.isPresent()) {
            return new Result(Status.STOPPED, stopped.get());
        }
        return switch (look(shown)) {
            case Outcome.Failed<S>(var why) -> Result.of(Status.UNREACHABLE, why);
            case Outcome.Ok<S>(var now) -> forward(now, shown, deadline);
        };
    }

    /**
     * Looks at what an earlier process has left in doubt, until it is as wanted or its time is
     * over; drives nothing. Where what was there before is there still, it did not happen.
     */
    Result leftAlone(ChangeState left, Picture.Shown shown, Optional<Instant> deadline)
            throws InterruptedException {
        Outcome<S> before = bound.state(left.before(), ground.chronicle);
        Outcome<S> wanted = bound.state(left.wanted(), ground.chronicle);
        Optional<Failure> unreadable = before.whyNot().or(wanted::whyNot);
        if (unreadable.isPresent()) {
            return notSettled(Status.UNVERIFIED, true, unreadable.get());
        }
        Seen<S> seen = look(wanted.got().orElseThrow(), shown, deadline, "settle");
        boolean sure = !seen.settled() && !seen.cut() && seen.trouble().isEmpty();
        if (sure && seen.state().equals(before.got())) {
            Failure not =
                    Failure.unchanged(
                            Failure.Kind.BROKEN,
                            change + " did not happen",
                            "what was there before is there still",
                            "");
            notSettled(Status.UNVERIFIED, false, not);
            return new Result(Status.UNDONE, not.sentence());
        }
        return settle(
                seen, before.got().orElseThrow(), wanted.got().orElseThrow(), Optional.empty());
    }

    /** What may be in force is kept from now on; settling may take longer than its timer. */
    private void keep(S wanted, Outcome<Done> driven) {
        boolean maybe = driven.whyNot().map(f -> f.kind() == Failure.Kind.IN_DOUBT).orElse(true);
        if (maybe) {
            ground.keeper.begin(change, bound, target, wanted);
        }
    }

    /** Looks until it is as wanted; a drive that failed gets one look, to see what it left. */
    private Result settle(
            S before,
            S wanted,
            Optional<Failure> trouble,
            Picture.Shown shown,
            Optional<Instant> deadline)
            throws InterruptedException {
        boolean failed = trouble.map(f -> f.kind() != Failure.Kind.IN_DOUBT).orElse(false);
        return settle(
                look(wanted, shown, failed ? Optional.of(ground.time.now()) : deadline, "settle"),
                before,
                wanted,
                trouble);
    }

    private Result settle(Seen<S> seen, S before, S wanted, Optional<Failure> trouble) {
        if (seen.settled()) {
            return settled(seen.state().orElseThrow(), wanted);
        }
        if (seen.cut()) {
            return new Result(Status.STOPPED, "cut while it settled");
        }
        boolean untouched = seen.state().map(before::equals).orElse(false);
        if (trouble.isPresent()) {
            Status status =
                    trouble.get().kind() == Failure.Kind.UNREACHABLE
                            ? Status.UNREACHABLE
                            : trouble.get().kind() == Failure.Kind.REFUSED
                                    ? Status.REFUSED
                                    : Status.FAILED;
            return notSettled(status, !untouched, trouble.get());
        }
        return notSettled(
                Status.UNVERIFIED,
                !untouched,
                seen.trouble()
                        .orElseGet(() ->
                                new Failure(
                                        Failure.Kind.BROKEN,
                                        change + " was driven and is not as wanted",
                                        "not within " + Durations.text(action.settlesWithin()),
                                        "what is there now is in the journal",
                                        "postern runs show " + ground.setup.directory().id())));
    }

    private Result settled(S now, S wanted) {
        ground.keeper.begin(change, bound, target, wanted);
        ground.chronicle.append(new Event.Settled(change, bound.state(now, ground.chronicle)));
        return new Result(Status.SETTLED, "");
    }

    private Result notSettled(Status status, boolean open, Failure why) {
        if (ground.chronicle.change(change).isPresent()) {
            ground.chronicle.append(
                    new Event.NotSettled(
                            change,
                            status == Status.UNVERIFIED ? "unverified" : "failed",
                            open,
                            Event.Trouble.of(why)));
        }
        return Result.of(status, why);
    }

    /** Whether it is still as wanted: the watch after a wave. */
    Optional<Failure> stillSettled() {
        Optional<ChangeState> known = ground.chronicle.change(change);
        if (known.isEmpty()) {
            return Optional.empty();
        }
        Outcome<S> wanted = bound.state(known.get().wanted(), ground.chronicle);
        Outcome<S> now = observe();
        if (now.whyNot().isPresent() || wanted.whyNot().isPresent()) {
            return now.whyNot().or(wanted::whyNot);
        }
        return action.settled(now.got().orElseThrow(), wanted.got().orElseThrow())
                ? Optional.empty()
                : Optional.of(
                        new Failure(
                                Failure.Kind.BROKEN,
                                change + " did not last",
                                "it was as wanted, and is not any more",
                                "what is there now is in the journal",
                                ""));
    }

    /** It was settled, and did not last. */
    Result lapsed(Failure why) {
        return notSettled(Status.UNVERIFIED, true, why);
    }

    /** Begins to keep an open change of an earlier process. */
    void keepAgain(ChangeState open) {
        bound.state(open.wanted(), ground.chronicle)
                .got()
                .ifPresent(wanted -> ground.keeper.begin(change, bound, target, wanted));
    }

    private static Optional<String> why(UndoClass undo) {
        return switch (undo) {
            case UndoClass.Exact e -> Optional.empty();
            case UndoClass.BestEffort(var why) -> Optional.of(why);
            case UndoClass.Impossible(var why) -> Optional.of(why);
        };
    }

    /** Keeps blobs in the run and remembers which they were. */
    private final class Keeping implements Records.Blobs {
        private final List<Blob> blobs = new ArrayList<>();

        @Override
        public void keep(Blob blob) {
            blobs.add(blob);
            ground.chronicle.keep(blob);
        }

        @Override
        public Outcome<Blob> get(String sha256) {
            return ground.chronicle.get(sha256);
        }
    }
}

package dev.postern.engine.run;

import dev.postern.core.action.Target;
import dev.postern.core.reach.Done;
import dev.postern.core.value.Durations;
import dev.postern.core.value.Failure;
import dev.postern.core.value.Outcome;
import dev.postern.engine.bound.BoundAction;
import dev.postern.journal.ChangeState;
import dev.postern.journal.Event;

import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

/** Drives one target of one step back to what was there before. */
final class BackWork<P extends Record, S extends Record> extends TargetWork<P, S> {
    private final Optional<String> by;

    /**
     * @param step whose change it is
     * @param by the step that puts it back, or {@code undo}
     */
    BackWork(Ground ground, String step, String by, BoundAction<P, S> bound, Target target) {
        super(ground, step, bound, target);
        this.by = Optional.of(by);
    }

    /** Drives it back to what was there before. */
    Result back(ChangeState open, Picture.Shown shown, Optional<Instant> deadline)
            throws InterruptedException {
        ground.keeper.end(change);
        if (open.undo().equals("impossible")) {
            return notUndone(
                    Status.FAILED,
                    Failure.unchanged(
                            Failure.Kind.REFUSED,
                            change + " cannot be undone",
                            open.undoWhy().orElse(""),
                            "what was there before is in the journal's blobs"));
        }
        Outcome<S> then = bound.state(open.before(), ground.chronicle);
        if (then.whyNot().isPresent()) {
            return notUndone(Status.FAILED, then.whyNot().get());
        }
        S before = then.got().orElseThrow();
        Outcome<S> seen = look(shown);
        if (seen.whyNot().isPresent()) {
            return notUndone(Status.UNREACHABLE, seen.whyNot().get());
        }
        S now = seen.got().orElseThrow();
        Optional<String> differs = open.undo().equals("exact") ? Optional.empty() : open.undoWhy();
        if (action.settled(now, before)) {
            ground.chronicle.append(new Event.Undone(change, by, true, Optional.empty()));
            return new Result(Status.UNDONE, "already as before");
        }
        Optional<String> lost = ground.tenure.lost(target);
        if (lost.isPresent()) {
            return new Result(Status.STOPPED, lost.get());
        }
        OptionalLong line =
                ground.begins(
                        new Event.UndoStarted(
                                change, by, bound.state(now, ground.chronicle), open.before()));
        if (line.isEmpty()) {
            return notBegun(open, shown, deadline);
        }
        shown.doing("driving back");
        Outcome<Done> driven = send(now, before);
        ground.chronicle.append(new Event.Driven(change, driven.whyNot().map(Event.Trouble::of)));
        boolean failed = driven.whyNot().map(f -> f.kind() != Failure.Kind.IN_DOUBT).orElse(false);
        Seen<S> after =
                look(
                        before,
                        shown,
                        failed ? Optional.of(ground.time.now()) : deadline,
                        "be as before");
        if (after.settled()) {
            ground.chronicle.append(new Event.Undone(change, by, false, differs));
            return new Result(Status.UNDONE, "");
        }
        if (after.cut()) {
            return new Result(Status.STOPPED, "cut while it was driven back");
        }
        return notUndone(
                failed ? Status.FAILED : Status.UNVERIFIED,
                driven.whyNot()
                        .or(after::trouble)
                        .orElseGet(() ->
                                new Failure(
                                        Failure.Kind.BROKEN,
                                        change + " is not as it was before",
                                        "not within " + Durations.text(action.settlesWithin()),
                                        "what is there now is in the journal",
                                        "postern runs undo " + ground.setup.directory().id())));
    }

    /** It was looked at, and nothing new may begin: it stays as it is, and is kept so. */
    private Result notBegun(ChangeState open, Picture.Shown shown, Optional<Instant> deadline)
            throws InterruptedException {
        if (open.phase() != ChangeState.Phase.UNDOING) {
            Changes.keepAgain(ground, open);
        }
        if (ground.chronicle.isBroken()) {
            return new Result(Status.FAILED, "the journal cannot be written, and it must be");
        }
        Optional<String> stopped = ground.mayNotBegin(deadline);
        return stopped.isPresent()
                ? new Result(Status.STOPPED, stopped.get())
                : back(open, shown, deadline);
    }

    private Result notUndone(Status status, Failure why) {
        ground.chronicle.append(new Event.NotUndone(change, Event.Trouble.of(why)));
        return Result.of(status, why);
    }
}

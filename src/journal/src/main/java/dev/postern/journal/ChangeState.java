package dev.postern.journal;

import dev.postern.core.value.JsonValue;

import java.util.Optional;

/**
 * One change of a run, as its journal tells it.
 *
 * @param id {@code STEP@TARGET}
 * @param before what an undo goes back to: of the first intention, whatever was tried since
 * @param trouble what went wrong last
 * @param undoneBy the step that puts it back or has put it back, or {@code undo}
 */
public record ChangeState(
        String id,
        String step,
        String cluster,
        String target,
        String action,
        JsonValue.Obj arguments,
        JsonValue before,
        JsonValue wanted,
        boolean once,
        String undo,
        Optional<String> undoWhy,
        boolean undoOnlyWhenNamed,
        Phase phase,
        Optional<Event.Trouble> trouble,
        Optional<String> undoneBy) {

    /** How far a change is. */
    public enum Phase {
        /** Written down; the drive may have begun. */
        INTENDED,
        /** The drive returned; not yet seen. */
        DRIVEN,
        SETTLED,
        /** It failed, and something may be changed. */
        FAILED,
        /** Driven, and it was never seen to be as wanted. */
        UNVERIFIED,
        /** It failed, and a look showed the state before. */
        UNCHANGED,
        /** Written down; the drive back may have begun. */
        UNDOING,
        UNDONE,
        /** The drive back failed. */
        NOT_UNDONE;

        boolean isOver() {
            return this == UNCHANGED || this == UNDONE;
        }
    }

    static ChangeState of(Event.Intended e) {
        return new ChangeState(
                e.change(),
                e.step(),
                e.cluster(),
                e.target(),
                e.action(),
                e.arguments(),
                e.before(),
                e.wanted(),
                e.once(),
                e.undo(),
                e.undoWhy(),
                e.undoOnlyWhenNamed(),
                Phase.INTENDED,
                Optional.empty(),
                Optional.empty());
    }

    ChangeState again(Event.Intended e) {
        return new ChangeState(
                id,
                step,
                cluster,
                target,
                action,
                e.arguments(),
                before,
                e.wanted(),
                once,
                e.undo(),
                e.undoWhy(),
                undoOnlyWhenNamed,
                Phase.INTENDED,
                trouble,
                Optional.empty());
    }

    ChangeState to(Phase next, Optional<Event.Trouble> why) {
        return with(next, why, undoneBy);
    }

    ChangeState by(Optional<String> whoUndoes) {
        return with(phase, trouble, whoUndoes);
    }

    private ChangeState with(Phase next, Optional<Event.Trouble> why, Optional<String> whoUndoes) {
        return new ChangeState(
                id,
                step,
                cluster,
                target,
                action,
                arguments,
                before,
                wanted,
                once,
                undo,
                undoWhy,
                undoOnlyWhenNamed,
                next,
                why,
                whoUndoes);
    }

    /** Whether something may be changed that a plain undo would put back. */
    public boolean isOpen() {
        return !phase.isOver() && !undoOnlyWhenNamed;
    }

    /** Whether something may be changed that an undo could put back, plain or by name. */
    public boolean isUndoable() {
        return !phase.isOver();
    }

    /**
     * Whether it is unknown what was done: the process ended between intention and look. While the
     * run lives it is merely in flight.
     */
    public boolean isInDoubt() {
        return phase == Phase.INTENDED || phase == Phase.DRIVEN || phase == Phase.UNDOING;
    }
}

package dev.postern.engine.run;

import dev.postern.core.value.Outcome;
import dev.postern.journal.ChangeState;
import dev.postern.journal.RunState;

import java.util.List;
import java.util.Set;

/**
 * Drives back what a run changed and is still open, last first, journaled in the same journal.
 *
 * <p>Goes on past a failure and reports each change. A change that is undone only when named (a
 * removed workload) is left alone unless its step is included.
 */
public final class Undoer {
    private Undoer() {}

    /** What {@link #undo} would drive back, last first. */
    public static List<ChangeState> planned(RunState state, Set<String> include) {
        return state.undoable().stream()
                .filter(c ->
                        !c.undoOnlyWhenNamed()
                                || include.contains(c.step())
                                // Begun by name before: it is finished.
                                || c.phase() == ChangeState.Phase.UNDOING)
                .toList();
    }

    /**
     * Undoes, on this thread.
     *
     * @param include steps whose changes are undone although a plain undo leaves them alone
     */
    public static Outcome<RunReport> undo(RunSetup setup, Set<String> include) {
        return Execution.undo(setup, Set.copyOf(include));
    }
}

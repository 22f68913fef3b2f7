package dev.postern.journal;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a journal adds up to.
 *
 * @param closed the last close, empty while the run is open (or was killed)
 * @param steps by id, in the order in which they started
 * @param changes by id, in the order in which they were intended
 * @param bound parameters that gates bound
 * @param decisions of gates, in order
 * @param consent who approved it
 * @param paused whether a person paused it
 * @param gaps how often events could not be written in time
 * @param undoing whether its undo was begun: it is undone to its end then, and not completed
 */
public record RunState(
        Optional<Event.RunOpened> opened,
        Optional<Event.RunClosed> closed,
        Map<String, StepState> steps,
        Map<String, ChangeState> changes,
        Map<String, String> bound,
        List<Event.Decided> decisions,
        Consent consent,
        boolean paused,
        int gaps,
        boolean undoing) {
    public RunState {
        steps = Collections.unmodifiableMap(new LinkedHashMap<>(steps));
        changes = Collections.unmodifiableMap(new LinkedHashMap<>(changes));
        bound = Map.copyOf(bound);
        decisions = List.copyOf(decisions);
    }

    /** Changes that a plain undo would put back, last first. */
    public List<ChangeState> open() {
        return reversed().stream().filter(ChangeState::isOpen).toList();
    }

    /** Changes that an undo could put back, those that must be named too, last first. */
    public List<ChangeState> undoable() {
        return reversed().stream().filter(ChangeState::isUndoable).toList();
    }

    /** Changes of which it is unknown whether they happened, in order. */
    public List<ChangeState> inDoubt() {
        return changes.values().stream().filter(ChangeState::isInDoubt).toList();
    }

    private List<ChangeState> reversed() {
        List<ChangeState> all = new ArrayList<>(changes.values());
        Collections.reverse(all);
        return all;
    }
}

package dev.postern.journal;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a journal adds up to.
 *
 * @param closed the last close, empty while the run is open (or was killed)
 * @param steps by id, in the order in which they started
 * @param changes by id, in the order in which they were intended
 * @param unreached what could not be looked at the last time, {@code STEP@TARGET}, in order
 * @param behind clusters that the others went on without, each with the steps that it has gone
 *     through since, by itself
 * @param bound parameters that gates bound
 * @param decisions of gates, in order
 * @param consent who approved it
 * @param handedOver to whom, where another console has taken it since
 * @param paused whether a person paused it
 * @param gaps how often events could not be written in time
 * @param undoing whether its undo was begun: it is undone to its end then, and not completed
 */
public record RunState(
        Optional<Event.RunOpened> opened,
        Optional<Event.RunClosed> closed,
        Map<String, StepState> steps,
        Map<String, ChangeState> changes,
        Set<String> unreached,
        Map<String, Set<String>> behind,
        Map<String, String> bound,
        List<Event.Decided> decisions,
        Consent consent,
        Optional<Event.HandedOver> handedOver,
        boolean paused,
        int gaps,
        boolean undoing) {
    public RunState {
        steps = Collections.unmodifiableMap(new LinkedHashMap<>(steps));
        changes = Collections.unmodifiableMap(new LinkedHashMap<>(changes));
        unreached = Collections.unmodifiableSet(new LinkedHashSet<>(unreached));
        Map<String, Set<String>> copies = new LinkedHashMap<>();
        behind.forEach((cluster, through) -> copies.put(cluster, Set.copyOf(through)));
        behind = Collections.unmodifiableMap(copies);
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

    /**
     * Those of {@link #unreached()} that a step has gone on without, and that are still to be done:
     * not of a step whose changes have been put back since.
     */
    public List<String> stragglers() {
        return unreached.stream()
                .filter(change -> {
                    StepState step = steps.get(change.substring(0, change.indexOf('@')));
                    return step != null
                            && step.isOver()
                            && !changes.containsKey(change)
                            && changes.values().stream()
                                    .noneMatch(c ->
                                            c.step().equals(step.id())
                                                    && c.phase() == ChangeState.Phase.UNDONE);
                })
                .toList();
    }

    private List<ChangeState> reversed() {
        List<ChangeState> all = new ArrayList<>(changes.values());
        Collections.reverse(all);
        return all;
    }
}

package dev.postern.journal;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What an incident's journal adds up to.
 *
 * @param at when it was opened
 * @param until the end of its time-box, as extended last
 * @param runs what was begun in it, in order; a run stands there once for each time
 * @param last when anything was written last
 */
public record IncidentState(
        String id,
        String operator,
        String reason,
        Instant at,
        Instant until,
        Duration idle,
        Optional<String> forRun,
        List<Begun> runs,
        List<Note> notes,
        Instant last,
        Optional<Event.OfIncident.IncidentClosed> closed) {
    public IncidentState {
        runs = List.copyOf(runs);
        notes = List.copyOf(notes);
    }

    /**
     * A run that was begun in it, or taken up again.
     *
     * @param after so many lines the run's journal had
     */
    public record Begun(String run, String purpose, String by, Instant at, long after) {}

    /** What a person wrote down. */
    public record Note(String by, Instant at, String text) {}

    public boolean isOpen() {
        return closed.isEmpty();
    }
}

package dev.postern.journal;

import dev.postern.core.value.JsonValue;
import dev.postern.core.value.Outcome;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Events of a run with steps {@code a} and {@code b}, for tests that look at what they add up to.
 */
final class SomeEvents {
    static final Instant AT = Instant.parse("2026-11-28T12:00:00Z");
    static final Event.Trouble TROUBLE =
            new Event.Trouble("broken", "no answer", "timed out", "", "");
    static final Event OPENED =
            new Event.RunOpened(
                    "r1", "p", "d", "p", List.of("eu-1"), "ann", "", Optional.empty(), Map.of());
    static final Event STARTED = new Event.StepStarted("a", "turn");
    static final Event CLOSED =
            new Event.RunClosed("done", 0, List.of(), List.of(), List.of(), List.of(), List.of());

    private SomeEvents() {}

    /** A change {@code STEP@TARGET} that is intended. */
    static Event intended(String change) {
        return intended(change, JsonValue.of(0));
    }

    static Event intended(String change, JsonValue before) {
        int at = change.indexOf('@');
        return new Event.Intended(
                change,
                change.substring(0, at),
                "eu-1",
                change.substring(at + 1),
                "turn",
                JsonValue.object(),
                before,
                JsonValue.of(1),
                false,
                "exact",
                Optional.empty(),
                false);
    }

    static Event driven(String change) {
        return new Event.Driven(change, Optional.empty());
    }

    static Event settled(String change) {
        return new Event.Settled(change, JsonValue.of(1));
    }

    static Event undoStarted(String change) {
        return new Event.UndoStarted(change, Optional.of("undo"), JsonValue.of(1), JsonValue.of(0));
    }

    static Event undone(String change) {
        return new Event.Undone(change, Optional.of("undo"), false, Optional.empty());
    }

    static Event ended(String step, String status, boolean tolerated) {
        return new Event.StepEnded(step, status, tolerated, Map.of(), "");
    }

    static Event noted(String about) {
        return new Event.Noted(about, JsonValue.object());
    }

    static Outcome<RunState> fold(Event... events) {
        List<Entry> entries = new ArrayList<>();
        for (Event e : events) {
            entries.add(new Entry(entries.size() + 1L, AT, "", e));
        }
        return RunFold.fold(entries);
    }

    static RunState sound(Event... events) {
        Outcome<RunState> state = fold(events);
        return state.got().orElseThrow(() -> new AssertionError(state.whyNot().toString()));
    }

    /** The lines of a journal of these. */
    static List<String> lines(Event... events) {
        List<String> lines = new ArrayList<>();
        String last = Entry.NONE_BEFORE;
        for (Event e : events) {
            lines.add(new Entry(lines.size() + 1L, AT, last, e).line());
            last = Entry.hash(lines.getLast());
        }
        return lines;
    }

    /** Puts these behind what the run's journal says. */
    static void append(RunDirectory run, Event... events) {
        try (JournalFile journal = run.open(EvidencePolicy.STRICT, () -> AT).got().orElseThrow()) {
            for (Event e : events) {
                journal.append(e).got().orElseThrow();
            }
        }
    }
}

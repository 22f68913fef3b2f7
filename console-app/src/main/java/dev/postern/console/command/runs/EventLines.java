package dev.postern.console.command.runs;

import dev.postern.journal.Entry;
import dev.postern.journal.Event;

import java.util.ArrayList;
import java.util.List;

/**
 * The lines of a journal for people, one event after the other: a step that is skipped everywhere
 * for one reason says so once, not once for each cluster.
 */
final class EventLines {
    private final List<Entry> skipped = new ArrayList<>();

    /** What is to be shown now that this event has come. */
    List<EventLine> of(Entry entry) {
        List<EventLine> lines = new ArrayList<>();
        if (entry.event() instanceof Event.StepSkipped) {
            skipped.add(entry);
            return lines;
        }
        boolean everywhere =
                entry.event() instanceof Event.StepEnded ended
                        && ended.status().equals("skipped")
                        && skipped.stream().allMatch(s -> says(s, ended));
        if (!everywhere) {
            skipped.forEach(s -> EventLine.of(s).ifPresent(lines::add));
        }
        skipped.clear();
        EventLine.of(entry).ifPresent(lines::add);
        return lines;
    }

    private static boolean says(Entry entry, Event.StepEnded ended) {
        return entry.event() instanceof Event.StepSkipped s
                && s.step().equals(ended.step())
                && s.because().equals(ended.because());
    }
}

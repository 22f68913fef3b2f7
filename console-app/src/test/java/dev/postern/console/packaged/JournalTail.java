package dev.postern.console.packaged;

import dev.postern.journal.Entry;
import dev.postern.journal.Event;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The journal of a run that goes on, as another process sees it. */
final class JournalTail {
    private final Path file;

    JournalTail(Path home, String run) {
        this.file = home.resolve("runs").resolve(run).resolve("journal.ndjson");
    }

    /** What is written whole by now. */
    List<Event> events() throws IOException {
        if (!Files.exists(file)) {
            return List.of();
        }
        String text = Files.readString(file, StandardCharsets.UTF_8);
        return text.substring(0, text.lastIndexOf('\n') + 1)
                .lines()
                .map(l -> Entry.parse(l).got())
                .flatMap(Optional::stream)
                .map(Entry::event)
                .toList();
    }

    /** The step that is in progress. */
    static Optional<Event.StepStarted> inProgress(List<Event> events) {
        Optional<Event.StepStarted> step = Optional.empty();
        for (Event e : events) {
            switch (e) {
                case Event.StepStarted s -> step = Optional.of(s);
                case Event.StepEnded s -> step = Optional.empty();
                default -> {}
            }
        }
        return step;
    }

    /** What the newest process of the run has written. */
    static List<Event> ofThisProcess(List<Event> events) {
        int from = 0;
        for (int i = 0; i < events.size(); i++) {
            if (events.get(i) instanceof Event.Reopened) {
                from = i;
            }
        }
        return events.subList(from, events.size());
    }
}

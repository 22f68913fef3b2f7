package dev.postern.engine.lease;

import dev.postern.core.value.Outcome;
import dev.postern.journal.Entry;
import dev.postern.journal.Event;
import dev.postern.journal.Head;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Lines of one journal that were found in several places, put together by their hash chain. */
final class JournalPieces {
    private final Map<String, Entry> byText = new LinkedHashMap<>();
    private final List<String> unreadable = new ArrayList<>();

    /** Adds a line; one that is known already makes no difference. */
    void add(String line) {
        if (byText.containsKey(line)) {
            return;
        }
        switch (Entry.parse(line)) {
            case Outcome.Failed<Entry>(var why) -> unreadable.add(why.why());
            case Outcome.Ok<Entry>(var entry) -> byText.put(line, entry);
        }
    }

    void addAll(JournalPieces others) {
        byText.putAll(others.byText);
        unreadable.addAll(others.unreadable);
    }

    /** Why lines were left out. */
    List<String> unreadable() {
        return unreadable;
    }

    /**
     * The number of a line that follows none of the others: one was changed, or is missing. A host
     * that was told its own changes only has nothing but such lines, and each announces a change.
     */
    Optional<Long> orphan() {
        Set<String> hashes = new HashSet<>(Set.of(Entry.NONE_BEFORE));
        byText.keySet().forEach(line -> hashes.add(Entry.hash(line)));
        return byText.values().stream()
                .filter(e -> !(e.event() instanceof Event.Intended))
                .filter(e -> !hashes.contains(e.prev()))
                .map(Entry::seq)
                .min(Long::compare);
    }

    /** Whether one of them follows this end of a journal. */
    boolean follows(Head end) {
        return byText.values().stream()
                .anyMatch(e -> e.seq() == end.seq() + 1 && e.prev().equals(end.hash()));
    }

    /**
     * A line, and the one that it was written after.
     *
     * @param takenOver how often the run had been taken over by then
     */
    private record Link(String line, Entry entry, @Nullable Link before, int takenOver) {}

    /**
     * The chain from the first line on that goes on furthest. There are two where a console has
     * gone on for a moment after its run was taken from it: then it is the one of who took it.
     */
    List<String> whole() {
        Map<String, List<String>> after = new HashMap<>();
        byText.forEach(
                (line, e) -> after.computeIfAbsent(e.prev(), p -> new ArrayList<>()).add(line));
        Link best = null;
        List<Link> ends = next(after, Entry.NONE_BEFORE, 1, null);
        while (!ends.isEmpty()) {
            List<Link> longer = new ArrayList<>();
            for (Link end : ends) {
                // Each level is one line longer than the level before.
                if (best == null || end.takenOver() >= best.takenOver()) {
                    best = end;
                }
                longer.addAll(next(after, Entry.hash(end.line()), end.entry().seq() + 1, end));
            }
            ends = longer;
        }
        List<String> lines = new ArrayList<>();
        for (Link link = best; link != null; link = link.before()) {
            lines.add(link.line());
        }
        return lines.reversed();
    }

    private List<Link> next(
            Map<String, List<String>> after, String prev, long seq, @Nullable Link before) {
        List<Link> links = new ArrayList<>();
        for (String line : after.getOrDefault(prev, List.of())) {
            Entry entry = byText.get(line);
            if (entry != null && entry.seq() == seq) {
                int earlier = before == null ? 0 : before.takenOver();
                int now = entry.event() instanceof Event.TakenOver ? 1 : 0;
                links.add(new Link(line, entry, before, earlier + now));
            }
        }
        return links;
    }

    /** The events of the lines that are none of these, by their numbers. */
    List<Event> beside(List<String> lines) {
        Set<String> whole = new HashSet<>(lines);
        return byText.entrySet().stream()
                .filter(e -> !whole.contains(e.getKey()))
                .map(Map.Entry::getValue)
                .sorted(Comparator.comparingLong(Entry::seq))
                .map(Entry::event)
                .toList();
    }
}

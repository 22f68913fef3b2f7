package dev.postern.journal;

import dev.postern.journal.Event.OfIncident.IncidentClosed;

import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Whether an open incident is over. Nothing watches it: whoever looks next finds out, and writes
 * down since when.
 *
 * @param used when a command was last given in it
 * @param runs where the runs of its home are
 */
record IncidentEnd(IncidentState state, Optional<Instant> used, java.nio.file.Path runs) {
    /** The line that closes it, of what ended it first. */
    Optional<IncidentClosed> over(Instant now, String by) {
        return Stream.of(timeBox(now), withItsRun(), idle(now))
                .flatMap(Optional::stream)
                .min(Comparator.comparing(End::at))
                .map(end -> new IncidentClosed(by, end.why(), end.at(), Optional.empty()));
    }

    private record End(String why, Instant at) {}

    /** It ends in time whether or not a run goes on; that run is not cut. */
    private Optional<End> timeBox(Instant now) {
        return now.isBefore(state.until())
                ? Optional.empty()
                : Optional.of(new End("time-box over", state.until()));
    }

    /** One that a command's reason opened is over when nothing of its runs is left to be done. */
    private Optional<End> withItsRun() {
        if (state.forRun().isEmpty() || state.runs().isEmpty()) {
            return Optional.empty();
        }
        Instant at = state.at();
        for (IncidentState.Begun run : lastOfEach().values()) {
            Optional<Entry> end = closing(run);
            if (end.isEmpty()
                    || !(end.get().event() instanceof Event.RunClosed closed)
                    || !closed.open().isEmpty()
                    || !closed.inDoubt().isEmpty()) {
                return Optional.empty();
            }
            at = later(at, end.get().at());
        }
        return Optional.of(new End("run done", at));
    }

    private Optional<End> idle(Instant now) {
        Instant last = state.last();
        if (used.isPresent() && !used.get().isAfter(now)) {
            last = later(last, used.get());
        }
        // Journals are read only where it would be over but for the runs.
        if (now.isBefore(last.plus(state.idle()))) {
            return Optional.empty();
        }
        for (IncidentState.Begun run : lastOfEach().values()) {
            if (directory(run).isGoingOn()) {
                return Optional.empty();
            }
            last = closing(run).map(Entry::at).filter(last::isBefore).orElse(last);
        }
        Instant end = last.plus(state.idle());
        return now.isBefore(end) ? Optional.empty() : Optional.of(new End("idle", end));
    }

    private Map<String, IncidentState.Begun> lastOfEach() {
        Map<String, IncidentState.Begun> last = new LinkedHashMap<>();
        state.runs().forEach(r -> last.put(r.run(), r));
        return last;
    }

    private RunDirectory directory(IncidentState.Begun run) {
        return new RunDirectory(runs.resolve(run.run()));
    }

    /** The end of what was begun; empty while it goes on, or where it was killed. */
    private Optional<Entry> closing(IncidentState.Begun run) {
        return directory(run).closing().filter(e -> e.seq() > run.after());
    }

    private static Instant later(Instant a, Instant b) {
        return a.isBefore(b) ? b : a;
    }
}

package dev.postern.journal;

import dev.postern.core.value.Failure;
import dev.postern.core.value.Outcome;
import dev.postern.journal.Event.OfIncident;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Events to an incident's state, checking that each may follow those before. */
final class IncidentFold {
    /** What an incident's journal must tell. */
    static final JournalVerifier.Tale TALE =
            new JournalVerifier.Tale() {
                @Override
                public Optional<BrokenLine> contradiction(List<Entry> entries) {
                    return new IncidentFold().all(entries);
                }

                @Override
                public boolean isEnd(Event event) {
                    return event instanceof OfIncident.IncidentClosed;
                }

                @Override
                public String end() {
                    return "incident-closed";
                }
            };

    private final List<IncidentState.Begun> runs = new ArrayList<>();
    private final List<IncidentState.Note> notes = new ArrayList<>();
    private Optional<OfIncident.IncidentOpened> opened = Optional.empty();
    private Optional<OfIncident.IncidentClosed> closed = Optional.empty();
    private Instant at = Instant.EPOCH;
    private Instant until = Instant.EPOCH;
    private Instant last = Instant.EPOCH;

    /** All of them; empty where it was never opened. */
    static Outcome<Optional<IncidentState>> fold(String id, List<Entry> entries) {
        IncidentFold fold = new IncidentFold();
        return fold.all(entries)
                .<Outcome<Optional<IncidentState>>>map(line ->
                        Outcome.failed(
                                Failure.unchanged(
                                        Failure.Kind.BROKEN,
                                        "the journal of incident " + id + " contradicts itself",
                                        line.sentence(),
                                        "postern journal verify " + id)))
                .orElseGet(() -> Outcome.ok(fold.state()));
    }

    private Optional<BrokenLine> all(List<Entry> entries) {
        for (Entry e : entries) {
            Optional<String> illegal = apply(e);
            if (illegal.isPresent()) {
                return Optional.of(new BrokenLine(e.seq(), e.type() + ": " + illegal.get()));
            }
        }
        return Optional.empty();
    }

    private Optional<IncidentState> state() {
        return opened.map(o ->
                new IncidentState(
                        o.incident(),
                        o.operator(),
                        o.reason(),
                        at,
                        until,
                        o.idle(),
                        o.forRun(),
                        runs,
                        notes,
                        last,
                        closed));
    }

    private Optional<String> apply(Entry entry) {
        if (entry.event() instanceof Event.TornLineRecovered) {
            return Optional.empty();
        }
        if (!(entry.event() instanceof OfIncident event)) {
            return Optional.of("that belongs into a run's journal");
        }
        if (opened.isEmpty() != event instanceof OfIncident.IncidentOpened) {
            return Optional.of(
                    opened.isEmpty()
                            ? "an incident's journal begins with incident-opened"
                            : "the incident was opened before");
        }
        if (closed.isPresent()) {
            return Optional.of("the incident was closed");
        }
        last = entry.at();
        switch (event) {
            case OfIncident.IncidentOpened e -> {
                opened = Optional.of(e);
                at = entry.at();
                until = e.until();
            }
            case OfIncident.IncidentNoted e ->
                    notes.add(new IncidentState.Note(e.by(), entry.at(), e.text()));
            case OfIncident.IncidentExtended e -> until = e.until();
            case OfIncident.RunBegun e ->
                    runs.add(
                            new IncidentState.Begun(
                                    e.run(), e.purpose(), e.by(), entry.at(), e.after()));
            case OfIncident.IncidentClosed e -> closed = Optional.of(e);
        }
        return Optional.empty();
    }
}

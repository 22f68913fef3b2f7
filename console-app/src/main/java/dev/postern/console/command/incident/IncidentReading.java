package dev.postern.console.command.incident;

import dev.postern.core.value.Failure;
import dev.postern.core.value.Outcome;
import dev.postern.journal.Entry;
import dev.postern.journal.Head;
import dev.postern.journal.IncidentDirectory;
import dev.postern.journal.IncidentState;
import dev.postern.journal.Incidents;
import dev.postern.journal.JournalVerifier.Verdict;
import dev.postern.journal.RunDirectory;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Reads what a report is made of. A run whose journal is missing or broken is named so, and the
 * report goes on without it.
 *
 * @param runs where the runs of the same home are
 */
record IncidentReading(Incidents incidents, Path runs) {
    /** A failure where the incident's own journal cannot be read. */
    Outcome<IncidentReport> read(IncidentDirectory incident) {
        return incident.entries()
                .then(own ->
                        incident.state()
                                .map(state ->
                                        new IncidentReport(
                                                state,
                                                own,
                                                evidence(incident.verify(), incident.anchored()),
                                                state.runs().stream()
                                                        .map(IncidentState.Begun::run)
                                                        .distinct()
                                                        .map(run -> run(run, state))
                                                        .toList())));
    }

    private IncidentReport.Run run(String id, IncidentState state) {
        Outcome<RunDirectory> found = RunDirectory.open(runs, id);
        Outcome<List<Entry>> entries = found.then(RunDirectory::entries);
        if (found.got().isEmpty() || entries.got().isEmpty()) {
            return new IncidentReport.Run(
                    id,
                    Optional.empty(),
                    false,
                    List.of(),
                    entries.whyNot().map(Failure::sentence).orElse("it cannot be read"));
        }
        RunDirectory run = found.got().get();
        return new IncidentReport.Run(
                id,
                run.state().got(),
                run.isGoingOn(),
                within(id, state, entries.got().get()),
                evidence(run.verify(), run.anchored()));
    }

    /** The lines of this incident: a run may have been begun in another, or undone in one. */
    private List<Entry> within(String run, IncidentState state, List<Entry> all) {
        long first = begun(run, state).stream().min(Long::compare).orElse(0L);
        long end =
                incidents.list().stream()
                        .filter(i -> !i.id().equals(state.id()))
                        .flatMap(i -> i.state().got().stream())
                        .flatMap(other -> begun(run, other).stream())
                        .filter(after -> after > first)
                        .min(Long::compare)
                        .orElse(Long.MAX_VALUE);
        return all.stream().filter(e -> e.seq() > first && e.seq() <= end).toList();
    }

    private static List<Long> begun(String run, IncidentState state) {
        return state.runs().stream()
                .filter(b -> b.run().equals(run))
                .map(IncidentState.Begun::after)
                .toList();
    }

    private static String evidence(Outcome<Verdict> verdict, Optional<Head> head) {
        return switch (verdict) {
            case Outcome.Failed<Verdict>(Failure why) -> why.sentence();
            case Outcome.Ok<Verdict>(Verdict.Broken(var first)) -> "BROKEN at " + first.sentence();
            case Outcome.Ok<Verdict>(Verdict.Holds(long lines, boolean vouched, var remarks)) ->
                    "all "
                            + lines
                            + " lines hold"
                            + head.filter(h -> h.seq() == lines)
                                    .map(h -> ", the last is " + h.hash())
                                    .orElse("")
                            + (vouched ? "" : ", but its end is not vouched for")
                            + (remarks.isEmpty() ? "" : "; " + String.join("; ", remarks));
        };
    }
}

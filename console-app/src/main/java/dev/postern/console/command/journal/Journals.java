package dev.postern.console.command.journal;

import dev.postern.console.command.Desk;
import dev.postern.console.command.Found;
import dev.postern.console.command.Session;
import dev.postern.core.value.Outcome;
import dev.postern.journal.Entry;
import dev.postern.journal.JournalVerifier.Verdict;

import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Finds a journal: a run's, or an incident's. */
final class Journals {
    private Journals() {}

    /**
     * A journal.
     *
     * @param kind {@code run} or {@code incident}
     */
    record Journal(
            String kind,
            String id,
            Supplier<Outcome<List<Entry>>> entries,
            Supplier<Outcome<Verdict>> verify) {}

    /** The run of this id, or else the incident. */
    static Found<Journal> find(Desk desk, String id, Session session) {
        Found<Journal> run =
                desk.run(id, session)
                        .then(r -> Found.here(new Journal("run", r.id(), r::entries, r::verify)));
        Optional<Journal> incident =
                desk.home(session)
                        .incidents()
                        .find(id)
                        .map(i -> new Journal("incident", i.id(), i::entries, i::verify));
        return run instanceof Found.Not<Journal> && incident.isPresent()
                ? Found.here(incident.get())
                : run;
    }
}

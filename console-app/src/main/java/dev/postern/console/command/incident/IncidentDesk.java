package dev.postern.console.command.incident;

import dev.postern.console.command.Desk;
import dev.postern.console.command.Found;
import dev.postern.console.command.IncidentLook;
import dev.postern.console.command.Session;
import dev.postern.console.view.Answer;
import dev.postern.console.wiring.Operator;
import dev.postern.console.wiring.Still;
import dev.postern.core.value.Failure;
import dev.postern.journal.IncidentDirectory;
import dev.postern.journal.IncidentState;
import dev.postern.journal.Incidents;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Finds the incident that is open, or the one that is named. */
public final class IncidentDesk {
    private final Desk desk;

    public IncidentDesk(Desk desk) {
        this.desk = desk;
    }

    /** The open one, and what time it is. */
    record Now(IncidentState state, Instant at) {}

    Incidents incidents(Session session) {
        return desk.home(session).incidents();
    }

    /** What time it is in this home. */
    Found<Instant> time(Session session) {
        return Still.glance(desk.home(session))
                .<Found<Instant>>map(Found::here)
                .orElseGet(() ->
                        Found.not(
                                refused(
                                        "the lab of this home has ended",
                                        "its clock does not answer",
                                        "postern incident list")));
    }

    /** The open one; refused where none is. */
    Found<Now> open(Session session) {
        return time(session)
                .then(now -> {
                    IncidentLook look = IncidentLook.at(desk.home(session), Operator.here());
                    look.news().forEach(n -> session.output().note("postern: " + n));
                    if (look.unreadable().isPresent()) {
                        return Found.not(Answer.failed(look.unreadable().get()));
                    }
                    return look.open()
                            .<Found<Now>>map(state -> Found.here(new Now(state, now)))
                            .orElseGet(() ->
                                    Found.not(
                                            refused(
                                                    "no incident is open",
                                                    "",
                                                    "postern incident open --reason TEXT")));
                });
    }

    /** One by its id; {@code last} or none named is the youngest. */
    Found<IncidentDirectory> named(Optional<String> id, Session session) {
        List<IncidentDirectory> all = incidents(session).list();
        if (id.isEmpty() || id.get().equals("last")) {
            return all.isEmpty()
                    ? Found.not(
                            refused(
                                    "there was no incident in this home",
                                    "",
                                    "postern incident open --reason TEXT"))
                    : Found.here(all.getLast());
        }
        return incidents(session)
                .find(id.get())
                .<Found<IncidentDirectory>>map(Found::here)
                .orElseGet(() ->
                        Found.not(
                                Answer.unknown(
                                        "incident",
                                        id.get(),
                                        "",
                                        all.reversed().stream()
                                                .map(IncidentDirectory::id)
                                                .toList())));
    }

    private static Answer refused(String what, String why, String next) {
        return Answer.failed(Failure.unchanged(Failure.Kind.REFUSED, what, why, next));
    }
}

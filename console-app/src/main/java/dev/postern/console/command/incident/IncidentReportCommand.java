package dev.postern.console.command.incident;

import dev.postern.console.command.ConsoleCommand;
import dev.postern.console.command.Desk;
import dev.postern.console.command.Found;
import dev.postern.console.command.Session;
import dev.postern.console.grammar.Argument;
import dev.postern.console.grammar.CommandWords;
import dev.postern.console.grammar.Completes;
import dev.postern.console.view.Answer;

import java.util.Optional;

/** {@code postern incident report}. */
@CommandWords(
        value = "incident report",
        title = "what happened in an incident and its runs, as Markdown",
        arguments = IncidentReportCommand.Arguments.class,
        examples = {"incident report", "incident report OPS-4711 > OPS-4711.md"})
public final class IncidentReportCommand
        implements ConsoleCommand<IncidentReportCommand.Arguments> {
    /** Whose. */
    public record Arguments(
            @Argument(
                            value = "INCIDENT",
                            about = "its id; the youngest where none is named",
                            completes = Completes.INCIDENT)
                    Optional<String> incident) {}

    private final Desk home;
    private final IncidentDesk desk;

    public IncidentReportCommand(Desk home, IncidentDesk desk) {
        this.home = home;
        this.desk = desk;
    }

    @Override
    public Answer work(Arguments arguments, Session session) {
        return desk.named(arguments.incident(), session)
                .then(incident ->
                        Found.of(
                                new IncidentReading(
                                                desk.incidents(session), home.home(session).runs())
                                        .read(incident)))
                .answer(Answer::shown);
    }
}

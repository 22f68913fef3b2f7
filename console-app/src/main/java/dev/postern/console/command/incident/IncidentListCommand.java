package dev.postern.console.command.incident;

import dev.postern.console.command.ConsoleCommand;
import dev.postern.console.command.IncidentLook;
import dev.postern.console.command.Session;
import dev.postern.console.grammar.CommandWords;
import dev.postern.console.view.Answer;
import dev.postern.console.view.Cell;
import dev.postern.console.view.Tint;
import dev.postern.console.view.View;
import dev.postern.core.value.Failure;
import dev.postern.core.value.JsonValue;
import dev.postern.core.value.Outcome;
import dev.postern.journal.IncidentDirectory;
import dev.postern.journal.IncidentState;

import java.util.List;

/** {@code postern incident list}. */
@CommandWords(
        value = "incident list",
        title = "the incidents of this home, the youngest last",
        arguments = IncidentListCommand.Arguments.class,
        examples = "incident list")
public final class IncidentListCommand implements ConsoleCommand<IncidentListCommand.Arguments> {
    /** Nothing. */
    public record Arguments() {}

    private final IncidentDesk desk;

    public IncidentListCommand(IncidentDesk desk) {
        this.desk = desk;
    }

    @Override
    public Answer work(Arguments arguments, Session session) {
        List<IncidentDirectory> all = desk.incidents(session).list();
        return Answer.shown(
                View.of(
                        JsonValue.object(
                                "incidents",
                                JsonValue.array(
                                        all.stream().map(IncidentListCommand::json).toList())),
                        page ->
                                page.table(
                                        List.of("INCIDENT", "OPENED", "STATUS", "RUNS", "REASON"),
                                        all.stream().map(IncidentListCommand::row).toList())));
    }

    private static JsonValue json(IncidentDirectory incident) {
        return switch (incident.state()) {
            case Outcome.Ok<IncidentState>(IncidentState state) -> new IncidentView(state).json();
            case Outcome.Failed<IncidentState>(Failure why) ->
                    JsonValue.object("incident", incident.id(), "broken", why.sentence());
        };
    }

    private static List<Cell> row(IncidentDirectory incident) {
        return switch (incident.state()) {
            case Outcome.Ok<IncidentState>(IncidentState state) ->
                    List.of(
                            Cell.of(state.id()),
                            Cell.of(
                                    state.at().toString().substring(0, 10)
                                            + " "
                                            + IncidentLook.clock(state.at())),
                            state.isOpen()
                                    ? Cell.of(
                                            "open until " + IncidentLook.clock(state.until()),
                                            Tint.STRONG)
                                    : Cell.of(state.closed().orElseThrow().why()),
                            Cell.of(
                                    String.valueOf(
                                            state.runs().stream()
                                                    .map(IncidentState.Begun::run)
                                                    .distinct()
                                                    .count())),
                            Cell.of(state.reason()));
            case Outcome.Failed<IncidentState>(Failure why) ->
                    List.of(
                            Cell.of(incident.id()),
                            Cell.of(""),
                            Cell.of("broken", Tint.BAD),
                            Cell.of(""),
                            Cell.of(why.why()));
        };
    }
}

package dev.postern.console.command.incident;

import dev.postern.console.command.ConsoleCommand;
import dev.postern.console.command.Found;
import dev.postern.console.command.Session;
import dev.postern.console.command.WriteMode;
import dev.postern.console.grammar.Argument;
import dev.postern.console.grammar.CommandWords;
import dev.postern.console.view.Answer;
import dev.postern.console.view.View;
import dev.postern.console.wiring.Operator;
import dev.postern.core.value.JsonValue;
import dev.postern.journal.Event.OfIncident;

import java.util.List;

/** {@code postern incident note}. */
@CommandWords(
        value = "incident note",
        title = "write something down in the open incident; no quotes needed",
        arguments = IncidentNoteCommand.Arguments.class,
        examples = "incident note telemetry team deletes the DaemonSet at 15:40")
public final class IncidentNoteCommand implements ConsoleCommand<IncidentNoteCommand.Arguments> {
    /** What. */
    public record Arguments(
            @Argument(value = "TEXT", about = "what is to be remembered") List<String> text) {}

    private final IncidentDesk desk;

    public IncidentNoteCommand(IncidentDesk desk) {
        this.desk = desk;
    }

    @Override
    public Answer work(Arguments arguments, Session session) {
        String text = WriteMode.kept(String.join(" ", arguments.text()));
        if (text.isEmpty()) {
            return Answer.misused("\"incident note\" needs TEXT");
        }
        return desk.open(session)
                .then(open ->
                        Found.of(
                                desk.incidents(session)
                                        .append(
                                                open.state().id(),
                                                new OfIncident.IncidentNoted(Operator.here(), text),
                                                open.at())))
                .answer(state ->
                        Answer.shown(
                                View.of(
                                        JsonValue.object("incident", state.id(), "noted", text),
                                        page -> page.line("noted in incident " + state.id()))));
    }
}

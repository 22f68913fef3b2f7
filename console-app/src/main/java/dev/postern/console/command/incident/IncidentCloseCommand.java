package dev.postern.console.command.incident;

import dev.postern.console.command.ConsoleCommand;
import dev.postern.console.command.Desk;
import dev.postern.console.command.Found;
import dev.postern.console.command.Session;
import dev.postern.console.command.WriteMode;
import dev.postern.console.grammar.CommandWords;
import dev.postern.console.grammar.Option;
import dev.postern.console.view.Answer;
import dev.postern.console.view.Page;
import dev.postern.console.view.Tint;
import dev.postern.console.view.View;
import dev.postern.console.wiring.Operator;
import dev.postern.core.value.JsonValue;
import dev.postern.journal.Event.OfIncident;
import dev.postern.journal.IncidentState;
import dev.postern.journal.RunDirectory;
import dev.postern.journal.RunState;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** {@code postern incident close}. */
@CommandWords(
        value = "incident close",
        title = "leave write mode; says what of its runs goes on or is still in force",
        arguments = IncidentCloseCommand.Arguments.class,
        examples = {"incident close", "incident close --reason \"handed over to the day shift\""})
public final class IncidentCloseCommand implements ConsoleCommand<IncidentCloseCommand.Arguments> {
    /** Why. */
    public record Arguments(
            @Option(value = "why it is closed now", label = "TEXT") Optional<String> reason) {}

    private final Desk home;
    private final IncidentDesk desk;
    private final WriteMode write;

    public IncidentCloseCommand(Desk home, IncidentDesk desk, WriteMode write) {
        this.home = home;
        this.desk = desk;
        this.write = write;
    }

    @Override
    public Answer work(Arguments arguments, Session session) {
        return desk.open(session)
                .then(open ->
                        Found.of(
                                desk.incidents(session)
                                        .append(
                                                open.state().id(),
                                                new OfIncident.IncidentClosed(
                                                        Operator.here(),
                                                        "by hand",
                                                        open.at(),
                                                        arguments
                                                                .reason()
                                                                .map(WriteMode::kept)
                                                                .filter(r -> !r.isEmpty())),
                                                open.at())))
                .answer(state -> {
                    write.told(state.id());
                    return Answer.shown(closed(state, home.home(session).runs()));
                });
    }

    private static View closed(IncidentState state, Path runs) {
        List<RunDirectory> all =
                state.runs().stream()
                        .map(IncidentState.Begun::run)
                        .distinct()
                        .map(id -> new RunDirectory(runs.resolve(id)))
                        .toList();
        List<String> going =
                all.stream().filter(RunDirectory::isGoingOn).map(RunDirectory::id).toList();
        List<String> open =
                all.stream()
                        .filter(r -> !going.contains(r.id()))
                        .filter(r ->
                                r.state()
                                        .got()
                                        .map(RunState::open)
                                        .filter(o -> !o.isEmpty())
                                        .isPresent())
                        .map(RunDirectory::id)
                        .toList();
        JsonValue.Obj json =
                new IncidentView(state)
                        .json()
                        .with("goingOn", texts(going))
                        .with("stillInForce", texts(open));
        return View.of(
                json,
                page -> {
                    new IncidentView(state).human(page);
                    left(page, state.id(), going, open);
                });
    }

    private static void left(Page page, String incident, List<String> going, List<String> open) {
        for (String run : going) {
            page.line("run " + run + " goes on: closing stops nothing", Tint.WARNING);
            page.command("postern runs watch " + run);
        }
        for (String run : open) {
            page.line("changes of run " + run + " are still in force", Tint.WARNING);
            page.command("postern runs undo " + run);
        }
        page.item("what stands in it:").command("postern journal show " + incident);
    }

    private static JsonValue texts(List<String> texts) {
        return JsonValue.array(texts.stream().map(JsonValue::of).toList());
    }
}

package dev.postern.console.command.look;

import dev.postern.console.command.ConsoleCommand;
import dev.postern.console.command.Desk;
import dev.postern.console.command.Found;
import dev.postern.console.command.Session;
import dev.postern.console.grammar.CommandWords;
import dev.postern.console.grammar.Shared;
import dev.postern.console.view.Answer;
import dev.postern.core.value.JsonValue;

/** {@code postern doctor}. */
@CommandWords(
        value = "doctor",
        title = "would every path, credential and tool work tonight?",
        arguments = DoctorCommand.Arguments.class,
        examples = {"doctor", "doctor --cluster eu-1"})
public final class DoctorCommand implements ConsoleCommand<DoctorCommand.Arguments> {
    /** Which clusters. */
    public record Arguments(@Shared ClusterOption which) {}

    private final Desk desk;
    private final Looking looking;

    public DoctorCommand(Desk desk, Looking looking) {
        this.desk = desk;
        this.looking = looking;
    }

    @Override
    public Answer work(Arguments arguments, Session session) {
        return desk.fleet(session)
                .answer(fleet ->
                        arguments
                                .which()
                                .of(desk, fleet)
                                .then(c ->
                                        Found.of(
                                                looking.look(
                                                        "doctor",
                                                        JsonValue.object(),
                                                        fleet,
                                                        c,
                                                        session)))
                                .answer(SeenView::answer));
    }
}

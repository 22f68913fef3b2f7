package dev.postern.console.command.runs;

import dev.postern.console.command.ConsoleCommand;
import dev.postern.console.command.Desk;
import dev.postern.console.command.Found;
import dev.postern.console.command.Session;
import dev.postern.console.grammar.CommandWords;
import dev.postern.console.grammar.Shared;
import dev.postern.console.view.Answer;

/** {@code postern runs show}. */
@CommandWords(
        value = "runs show",
        title = "how a run is or ended: steps, changes, what is open",
        arguments = RunsShowCommand.Arguments.class,
        examples = {"runs show last", "runs show last -o json"})
public final class RunsShowCommand implements ConsoleCommand<RunsShowCommand.Arguments> {
    /** Which one. */
    public record Arguments(@Shared RunArgument which) {}

    private final Desk desk;

    public RunsShowCommand(Desk desk) {
        this.desk = desk;
    }

    @Override
    public Answer work(Arguments arguments, Session session) {
        return desk.run(arguments.which().run(), session)
                .then(run ->
                        Found.of(run.state())
                                .then(state ->
                                        Found.here(
                                                new RunView(
                                                        run.id(),
                                                        state,
                                                        state.closed().isEmpty()
                                                                && run.isAlive()))))
                .answer(Answer::shown);
    }
}

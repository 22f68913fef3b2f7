package dev.postern.console.command.runs;

import dev.postern.console.command.ConsoleCommand;
import dev.postern.console.command.Desk;
import dev.postern.console.command.Session;
import dev.postern.console.grammar.CommandWords;
import dev.postern.console.grammar.Option;
import dev.postern.console.grammar.Shared;
import dev.postern.console.view.Answer;
import dev.postern.console.wiring.Operator;

/** {@code postern runs abort}. */
@CommandWords(
        value = "runs abort",
        title = "stop a run: what is in flight is finished, nothing new begins",
        arguments = RunsAbortCommand.Arguments.class,
        examples = {"runs abort last", "runs abort last --now"})
public final class RunsAbortCommand implements ConsoleCommand<RunsAbortCommand.Arguments> {
    /** Which one, and how hard. */
    public record Arguments(
            @Shared RunArgument which,
            @Option("cut what is in flight too; resume looks what came of it") boolean now) {}

    private final Desk desk;

    public RunsAbortCommand(Desk desk) {
        this.desk = desk;
    }

    @Override
    public Answer work(Arguments arguments, Session session) {
        return Telling.tell(
                desk.run(arguments.which().run(), session),
                a -> a.stop(arguments.now() ? 2 : 1, Operator.here()),
                arguments.now()
                        ? "cut: what came of it is in the journal"
                        : "stopping: what is in flight is finished");
    }
}

package dev.postern.console.command.runs;

import dev.postern.console.command.ConsoleCommand;
import dev.postern.console.command.Desk;
import dev.postern.console.command.Session;
import dev.postern.console.grammar.CommandWords;
import dev.postern.console.grammar.Option;
import dev.postern.console.grammar.Shared;
import dev.postern.console.view.Answer;
import dev.postern.console.wiring.Operator;

/** {@code postern runs pause}. */
@CommandWords(
        value = "runs pause",
        title = "let a run begin nothing new, or go on again",
        arguments = RunsPauseCommand.Arguments.class,
        examples = {"runs pause last", "runs pause last --off"})
public final class RunsPauseCommand implements ConsoleCommand<RunsPauseCommand.Arguments> {
    /** Which one. */
    public record Arguments(@Shared RunArgument which, @Option("go on again") boolean off) {}

    private final Desk desk;

    public RunsPauseCommand(Desk desk) {
        this.desk = desk;
    }

    @Override
    public Answer work(Arguments arguments, Session session) {
        return Telling.tell(
                desk.run(arguments.which().run(), session),
                a -> a.pause(!arguments.off(), Operator.here()),
                arguments.off() ? "goes on" : "paused: what is in flight is finished");
    }
}

package dev.postern.console.command.runs;

import dev.postern.console.command.ConsoleCommand;
import dev.postern.console.command.Desk;
import dev.postern.console.command.Found;
import dev.postern.console.command.Session;
import dev.postern.console.grammar.CommandWords;
import dev.postern.console.grammar.Shared;
import dev.postern.console.view.Answer;
import dev.postern.engine.process.Attachment;

/** {@code postern runs watch}. */
@CommandWords(
        value = "runs watch",
        title = "watch a run that goes on; Ctrl-C leaves, the run stays",
        arguments = RunsWatchCommand.Arguments.class,
        examples = "runs watch last")
public final class RunsWatchCommand implements ConsoleCommand<RunsWatchCommand.Arguments> {
    /** Which one. */
    public record Arguments(@Shared RunArgument which) {}

    private final Desk desk;
    private final Starting starting;

    public RunsWatchCommand(Desk desk, Starting starting) {
        this.desk = desk;
        this.starting = starting;
    }

    @Override
    public Answer work(Arguments arguments, Session session) {
        return desk.run(arguments.which().run(), session)
                .answer(run ->
                        Found.of(Attachment.connect(run))
                                .answer(a -> {
                                    try (a) {
                                        return starting.watch(
                                                run,
                                                a,
                                                0,
                                                () -> {},
                                                Watching.Interrupt.LEAVES,
                                                session);
                                    }
                                }));
    }
}

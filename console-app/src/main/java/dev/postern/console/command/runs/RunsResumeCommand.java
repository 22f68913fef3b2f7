package dev.postern.console.command.runs;

import dev.postern.console.command.ConsoleCommand;
import dev.postern.console.command.Desk;
import dev.postern.console.command.Session;
import dev.postern.console.grammar.CommandWords;
import dev.postern.console.grammar.Completes;
import dev.postern.console.grammar.Option;
import dev.postern.console.grammar.Shared;
import dev.postern.console.view.Answer;

import java.util.List;

/** {@code postern runs resume}. */
@CommandWords(
        value = "runs resume",
        title = "go on with a run that was killed, stopped, or has failed",
        arguments = RunsResumeCommand.Arguments.class,
        examples = {"runs resume last", "runs resume last --stragglers"})
public final class RunsResumeCommand implements ConsoleCommand<RunsResumeCommand.Arguments> {
    /** Which one. */
    public record Arguments(
            @Shared RunArgument which,
            @Option(
                            value = "answers a gate ahead of time",
                            label = "GATE=VALUE",
                            completes = Completes.GATE)
                    List<String> answer,
            @Option("finish only the targets that could not be reached") boolean stragglers,
            @Option("print the run's id and leave; the run goes on") boolean detach) {}

    private final Desk desk;
    private final Again again;

    public RunsResumeCommand(Desk desk, Again again) {
        this.desk = desk;
        this.again = again;
    }

    @Override
    public Answer work(Arguments arguments, Session session) {
        return desk.run(arguments.which().run(), session)
                .answer(run ->
                        desk.pairs("--answer", arguments.answer())
                                .answer(answers ->
                                        again.drive(
                                                run,
                                                arguments.stragglers() ? "stragglers" : "resume",
                                                List.of(),
                                                answers,
                                                arguments.detach(),
                                                session)));
    }
}

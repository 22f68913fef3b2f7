package dev.postern.console.command.onestep;

import dev.postern.console.command.ConsoleCommand;
import dev.postern.console.command.Session;
import dev.postern.console.grammar.CommandWords;
import dev.postern.console.grammar.Option;
import dev.postern.console.grammar.Shared;
import dev.postern.console.view.Answer;

import java.util.Optional;

/** {@code postern readmit}. */
@CommandWords(
        value = "readmit",
        title = "let clients back in, step by step, while the API stays healthy",
        arguments = ReadmitCommand.Arguments.class,
        examples = "readmit --cluster eu-1 --reason TEXT")
public final class ReadmitCommand implements ConsoleCommand<ReadmitCommand.Arguments> {
    /** What it takes. */
    public record Arguments(
            @Option(value = "the share that the first step lets in", label = "PERCENT")
                    Optional<String> first,
            @Option(value = "the share at the end", label = "PERCENT") Optional<String> to,
            @Option(
                            value = "how long the API must stay healthy before the next step",
                            label = "DURATION")
                    Optional<String> hold,
            @Shared TargetOptions options) {}

    private final OneStep step;

    public ReadmitCommand(OneStep step) {
        this.step = step;
    }

    @Override
    public Answer work(Arguments arguments, Session session) {
        return step.work(
                "readmit",
                new OneStep.Given()
                        .with("first", arguments.first())
                        .with("to", arguments.to())
                        .with("hold", arguments.hold()),
                arguments.options(),
                session);
    }
}

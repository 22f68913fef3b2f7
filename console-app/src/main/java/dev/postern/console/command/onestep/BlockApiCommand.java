package dev.postern.console.command.onestep;

import dev.postern.console.command.ConsoleCommand;
import dev.postern.console.command.Session;
import dev.postern.console.grammar.CommandWords;
import dev.postern.console.grammar.Option;
import dev.postern.console.grammar.Shared;
import dev.postern.console.view.Answer;

import java.util.Optional;

/** {@code postern block-api}. */
@CommandWords(
        value = "block-api",
        title = "block the API for everyone but the operator and the control plane",
        arguments = BlockApiCommand.Arguments.class,
        examples = "block-api --cluster eu-1 --reason TEXT")
public final class BlockApiCommand implements ConsoleCommand<BlockApiCommand.Arguments> {
    /** What it takes. */
    public record Arguments(
            @Option(value = "how long it holds after our last heartbeat", label = "DURATION")
                    Optional<String> expires,
            @Option(value = "how it opens when it has not heard from us", label = "staged|at-once")
                    Optional<String> lift,
            @Shared TargetOptions options) {}

    private final OneStep step;

    public BlockApiCommand(OneStep step) {
        this.step = step;
    }

    @Override
    public Answer work(Arguments arguments, Session session) {
        return step.work(
                "block-api",
                new OneStep.Given()
                        .with("expires", arguments.expires())
                        .with("lift", arguments.lift()),
                arguments.options(),
                session);
    }
}

package dev.postern.console.command.onestep;

import dev.postern.console.command.ConsoleCommand;
import dev.postern.console.command.Session;
import dev.postern.console.grammar.CommandWords;
import dev.postern.console.grammar.Option;
import dev.postern.console.grammar.Shared;
import dev.postern.console.view.Answer;

import java.util.Optional;

/** {@code postern freeze-controllers}. */
@CommandWords(
        value = "freeze-controllers",
        title = "stop the controllers, so that blocked nodes are neither evicted nor replaced",
        arguments = FreezeControllersCommand.Arguments.class,
        examples = "freeze-controllers --cluster eu-1 --reason TEXT")
public final class FreezeControllersCommand
        implements ConsoleCommand<FreezeControllersCommand.Arguments> {
    /** What it takes. */
    public record Arguments(
            @Option(
                            value = "they come back by themselves after this time; at most 45m",
                            label = "DURATION")
                    Optional<String> expires,
            @Shared TargetOptions options) {}

    private final OneStep step;

    public FreezeControllersCommand(OneStep step) {
        this.step = step;
    }

    @Override
    public Answer work(Arguments arguments, Session session) {
        return step.work(
                "freeze-controllers",
                new OneStep.Given().with("expires", arguments.expires()),
                arguments.options(),
                session);
    }
}

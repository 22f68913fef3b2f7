package dev.postern.console.command.onestep;

import dev.postern.console.command.ConsoleCommand;
import dev.postern.console.command.Session;
import dev.postern.console.grammar.CommandWords;
import dev.postern.console.grammar.Completes;
import dev.postern.console.grammar.Option;
import dev.postern.console.grammar.Shared;
import dev.postern.console.view.Answer;

/** {@code postern scale-down}. */
@CommandWords(
        value = "scale-down",
        title = "scale node groups down, so that fewer nodes call the API",
        arguments = ScaleDownCommand.Arguments.class,
        examples =
                "scale-down --groups workers --to 20% --cluster eu-1 --reason TEXT --confirm eu-1")
public final class ScaleDownCommand implements ConsoleCommand<ScaleDownCommand.Arguments> {
    /** What it takes. */
    public record Arguments(
            @Option(
                            value = "names with commas between them; what runs there dies",
                            label = "GROUPS",
                            completes = Completes.NODE_GROUP)
                    String groups,
            @Option(value = "a share of the size now (20%), or a number of nodes", label = "SIZE")
                    String to,
            @Shared TargetOptions options) {}

    private final OneStep step;

    public ScaleDownCommand(OneStep step) {
        this.step = step;
    }

    @Override
    public Answer work(Arguments arguments, Session session) {
        return step.work(
                "scale-down",
                new OneStep.Given().with("groups", arguments.groups()).with("to", arguments.to()),
                arguments.options(),
                session);
    }
}

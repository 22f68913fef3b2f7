package dev.postern.console.command.onestep;

import dev.postern.console.command.ConsoleCommand;
import dev.postern.console.command.Session;
import dev.postern.console.grammar.CommandWords;
import dev.postern.console.grammar.Option;
import dev.postern.console.grammar.Shared;
import dev.postern.console.view.Answer;

/** {@code postern hold-out}. */
@CommandWords(
        value = "hold-out",
        title = "keep a workload from coming back",
        arguments = HoldOutCommand.Arguments.class,
        examples = "hold-out --workload telemetry/daemonset/agent --cluster eu-1 --reason TEXT")
public final class HoldOutCommand implements ConsoleCommand<HoldOutCommand.Arguments> {
    /** What it takes. */
    public record Arguments(
            @Option(value = "namespace/kind/name", label = "WORKLOAD") String workload,
            @Shared TargetOptions options) {}

    private final OneStep step;

    public HoldOutCommand(OneStep step) {
        this.step = step;
    }

    @Override
    public Answer work(Arguments arguments, Session session) {
        return step.work(
                "hold-out",
                new OneStep.Given().with("workload", arguments.workload()),
                arguments.options(),
                session);
    }
}

package dev.postern.console.command.onestep;

import dev.postern.console.command.ConsoleCommand;
import dev.postern.console.command.Session;
import dev.postern.console.grammar.CommandWords;
import dev.postern.console.grammar.Option;
import dev.postern.console.grammar.Shared;
import dev.postern.console.view.Answer;

/** {@code postern jail-client}. */
@CommandWords(
        value = "jail-client",
        title = "give a workload's client no seats at the API",
        arguments = JailClientCommand.Arguments.class,
        examples = "jail-client --workload telemetry/daemonset/agent --cluster eu-1 --reason TEXT")
public final class JailClientCommand implements ConsoleCommand<JailClientCommand.Arguments> {
    /** What it takes. */
    public record Arguments(
            @Option(value = "namespace/kind/name", label = "WORKLOAD") String workload,
            @Shared TargetOptions options) {}

    private final OneStep step;

    public JailClientCommand(OneStep step) {
        this.step = step;
    }

    @Override
    public Answer work(Arguments arguments, Session session) {
        return step.work(
                "jail-client",
                new OneStep.Given().with("workload", arguments.workload()),
                arguments.options(),
                session);
    }
}

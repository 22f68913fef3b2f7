package dev.postern.console.command.onestep;

import dev.postern.console.command.ConsoleCommand;
import dev.postern.console.command.Session;
import dev.postern.console.grammar.CommandWords;
import dev.postern.console.grammar.Option;
import dev.postern.console.grammar.Shared;
import dev.postern.console.view.Answer;

import java.util.Optional;

/** {@code postern revoke-client}. */
@CommandWords(
        value = "revoke-client",
        title = "take a workload's permissions away",
        arguments = RevokeClientCommand.Arguments.class,
        examples =
                "revoke-client --workload telemetry/daemonset/agent --cluster eu-1 --reason TEXT")
public final class RevokeClientCommand implements ConsoleCommand<RevokeClientCommand.Arguments> {
    /** What it takes. */
    public record Arguments(
            @Option(value = "namespace/kind/name", label = "WORKLOAD") String workload,
            @Option(value = "refuse where the binding has other subjects", label = "true|false")
                    Optional<String> onlySubject,
            @Shared TargetOptions options) {}

    private final OneStep step;

    public RevokeClientCommand(OneStep step) {
        this.step = step;
    }

    @Override
    public Answer work(Arguments arguments, Session session) {
        return step.work(
                "revoke-client",
                new OneStep.Given()
                        .with("workload", arguments.workload())
                        .with("only-subject", arguments.onlySubject()),
                arguments.options(),
                session);
    }
}

package dev.postern.console.command.onestep;

import dev.postern.console.command.ConsoleCommand;
import dev.postern.console.command.Session;
import dev.postern.console.grammar.CommandWords;
import dev.postern.console.grammar.Option;
import dev.postern.console.grammar.Shared;
import dev.postern.console.view.Answer;

import java.util.Optional;

/** {@code postern delete-workload}. */
@CommandWords(
        value = "delete-workload",
        title = "delete a workload, its pods and its processes on the hosts",
        arguments = DeleteWorkloadCommand.Arguments.class,
        examples =
                "delete-workload --workload telemetry/daemonset/agent --cluster eu-1 --reason TEXT")
public final class DeleteWorkloadCommand
        implements ConsoleCommand<DeleteWorkloadCommand.Arguments> {
    /** What it takes. */
    public record Arguments(
            @Option(value = "namespace/kind/name", label = "WORKLOAD") String workload,
            @Option(value = "how its dependents are removed", label = "background|orphan")
                    Optional<String> cascade,
            @Option(
                            value = "whether its pods are removed without waiting for the kubelets",
                            label = "force|leave")
                    Optional<String> pods,
            @Shared TargetOptions options) {}

    private final OneStep step;

    public DeleteWorkloadCommand(OneStep step) {
        this.step = step;
    }

    @Override
    public Answer work(Arguments arguments, Session session) {
        return step.work(
                "delete-workload",
                new OneStep.Given()
                        .with("workload", arguments.workload())
                        .with("cascade", arguments.cascade())
                        .with("pods", arguments.pods()),
                arguments.options(),
                session);
    }
}

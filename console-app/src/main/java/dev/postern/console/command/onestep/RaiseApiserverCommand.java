package dev.postern.console.command.onestep;

import dev.postern.console.command.ConsoleCommand;
import dev.postern.console.command.Session;
import dev.postern.console.grammar.CommandWords;
import dev.postern.console.grammar.Option;
import dev.postern.console.grammar.Shared;
import dev.postern.console.view.Answer;

import java.util.Optional;

/** {@code postern raise-apiserver}. */
@CommandWords(
        value = "raise-apiserver",
        title = "relax the API servers' probes and raise their resources, one host at a time",
        arguments = RaiseApiserverCommand.Arguments.class,
        examples = "raise-apiserver --cluster eu-1 --reason TEXT")
public final class RaiseApiserverCommand
        implements ConsoleCommand<RaiseApiserverCommand.Arguments> {
    /** What it takes. */
    public record Arguments(
            @Option(
                            value = "whether the liveness probe forgives a slow etcd",
                            label = "relaxed|unchanged")
                    Optional<String> probes,
            @Option(
                            value = "whether the kubelet shall forget its crash back-off",
                            label = "true|false")
                    Optional<String> freshBackoff,
            @Option(value = "multiplies the CPU request: 2x", label = "FACTOR")
                    Optional<String> cpu,
            @Option(value = "the memory request: 8Gi", label = "SIZE") Optional<String> memory,
            @Shared TargetOptions options) {}

    private final OneStep step;

    public RaiseApiserverCommand(OneStep step) {
        this.step = step;
    }

    @Override
    public Answer work(Arguments arguments, Session session) {
        return step.work(
                "raise-apiserver",
                new OneStep.Given()
                        .with("probes", arguments.probes())
                        .with("fresh-backoff", arguments.freshBackoff())
                        .with("cpu", arguments.cpu())
                        .with("memory", arguments.memory()),
                arguments.options(),
                session);
    }
}

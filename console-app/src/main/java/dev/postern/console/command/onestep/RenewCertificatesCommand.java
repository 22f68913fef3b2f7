package dev.postern.console.command.onestep;

import dev.postern.console.command.ConsoleCommand;
import dev.postern.console.command.Session;
import dev.postern.console.grammar.CommandWords;
import dev.postern.console.grammar.Option;
import dev.postern.console.grammar.Shared;
import dev.postern.console.view.Answer;

import java.util.Optional;

/** {@code postern renew-certificates}. */
@CommandWords(
        value = "renew-certificates",
        title = "renew the control plane's certificates, and start what uses them again",
        arguments = RenewCertificatesCommand.Arguments.class,
        examples = "renew-certificates --cluster eu-1 --reason TEXT")
public final class RenewCertificatesCommand
        implements ConsoleCommand<RenewCertificatesCommand.Arguments> {
    /** What it takes. */
    public record Arguments(
            @Option(
                            value = "how long each shall last at least; 30d unless given",
                            label = "DURATION")
                    Optional<String> atLeast,
            @Shared TargetOptions options) {}

    private final OneStep step;

    public RenewCertificatesCommand(OneStep step) {
        this.step = step;
    }

    @Override
    public Answer work(Arguments arguments, Session session) {
        return step.work(
                "renew-certificates",
                new OneStep.Given().with("at-least", arguments.atLeast()),
                arguments.options(),
                session);
    }
}

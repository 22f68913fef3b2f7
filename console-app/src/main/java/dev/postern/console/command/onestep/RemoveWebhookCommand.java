package dev.postern.console.command.onestep;

import dev.postern.console.command.ConsoleCommand;
import dev.postern.console.command.Session;
import dev.postern.console.grammar.CommandWords;
import dev.postern.console.grammar.Option;
import dev.postern.console.grammar.Shared;
import dev.postern.console.view.Answer;

import java.util.Optional;

/** {@code postern remove-webhook}. */
@CommandWords(
        value = "remove-webhook",
        title = "take a failing admission webhook out of the way",
        arguments = RemoveWebhookCommand.Arguments.class,
        examples = "remove-webhook --webhook policy.example.com --cluster eu-1 --reason TEXT")
public final class RemoveWebhookCommand implements ConsoleCommand<RemoveWebhookCommand.Arguments> {
    /** What it takes. */
    public record Arguments(
            @Option(
                            value = "the webhook as a refusal names it, or its configuration",
                            label = "NAME")
                    String webhook,
            @Option(
                            value = "whether it is removed, or its failures are let pass",
                            label = "remove|ignore")
                    Optional<String> how,
            @Shared TargetOptions options) {}

    private final OneStep step;

    public RemoveWebhookCommand(OneStep step) {
        this.step = step;
    }

    @Override
    public Answer work(Arguments arguments, Session session) {
        return step.work(
                "remove-webhook",
                new OneStep.Given()
                        .with("webhook", arguments.webhook())
                        .with("how", arguments.how()),
                arguments.options(),
                session);
    }
}

package dev.postern.console.command.onestep;

import dev.postern.console.command.ConsoleCommand;
import dev.postern.console.command.Session;
import dev.postern.console.grammar.CommandWords;
import dev.postern.console.grammar.Shared;
import dev.postern.console.view.Answer;

/** {@code postern clear-etcd-alarm}. */
@CommandWords(
        value = "clear-etcd-alarm",
        title = "make room in an etcd that is full, and clear its alarm",
        arguments = ClearEtcdAlarmCommand.Arguments.class,
        examples = "clear-etcd-alarm --cluster eu-1 --reason TEXT")
public final class ClearEtcdAlarmCommand
        implements ConsoleCommand<ClearEtcdAlarmCommand.Arguments> {
    /** What it takes. */
    public record Arguments(@Shared TargetOptions options) {}

    private final OneStep step;

    public ClearEtcdAlarmCommand(OneStep step) {
        this.step = step;
    }

    @Override
    public Answer work(Arguments arguments, Session session) {
        return step.work("clear-etcd-alarm", new OneStep.Given(), arguments.options(), session);
    }
}

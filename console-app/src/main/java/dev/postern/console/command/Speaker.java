package dev.postern.console.command;

import dev.postern.console.grammar.Binder;
import dev.postern.console.grammar.Sentence;
import dev.postern.console.view.Answer;

/** Makes a command do its work: binds what was typed to its arguments record. */
public final class Speaker {
    private Speaker() {}

    /** Binds and works. */
    public static <A extends Record> Answer speak(
            ConsoleCommand<A> command,
            Class<? extends Record> arguments,
            Sentence.Understood sentence,
            Session session) {
        @SuppressWarnings("unchecked") // The annotation names the record of the command.
        Class<A> type = (Class<A>) arguments;
        return switch (Binder.bind(type, sentence)) {
            case Binder.Bound.Arguments<A>(A bound) -> command.work(bound, session);
            case Binder.Bound.Mistakes<A>(var mistakes) -> new Answer.Misused(mistakes);
        };
    }
}

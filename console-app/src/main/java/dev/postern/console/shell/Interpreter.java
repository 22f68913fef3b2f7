package dev.postern.console.shell;

import dev.postern.console.command.CommandIndex;
import dev.postern.console.command.ConsoleCommand;
import dev.postern.console.command.Session;
import dev.postern.console.command.Speaker;
import dev.postern.console.command.WriteMode;
import dev.postern.console.exit.ExitCode;
import dev.postern.console.grammar.CommandWords;
import dev.postern.console.grammar.Sentence;
import dev.postern.console.view.Answer;

import org.springframework.beans.factory.ListableBeanFactory;

import java.util.Objects;
import java.util.function.Function;

/** Makes the command of a sentence, lets it work, shows its answer. No exception gets past it. */
final class Interpreter {
    private final CommandIndex index;
    private final ListableBeanFactory beans;
    private final Start start;
    private final Sessions sessions;
    private final WriteMode write;

    Interpreter(
            CommandIndex index,
            ListableBeanFactory beans,
            Start start,
            Sessions sessions,
            WriteMode write) {
        this.write = write;
        this.index = index;
        this.beans = beans;
        this.start = start;
        this.sessions = sessions;
    }

    ExitCode execute(Sentence.Understood sentence) {
        return sessions.within(
                sentence.globals(),
                session ->
                        session.output()
                                .answer(
                                        safely(session, s -> work(sentence, s)),
                                        session.globals().output()));
    }

    private Answer safely(Session session, Function<Session, Answer> work) {
        try {
            return work.apply(session);
        } catch (RuntimeException | StackOverflowError | LinkageError bug) {
            session.output().note(start.bugs().note(bug));
            return new Answer.Ended(ExitCode.FAILED);
        } catch (OutOfMemoryError full) {
            session.output().note("postern: out of memory: the answer was too large");
            return new Answer.Ended(ExitCode.FAILED);
        }
    }

    private Answer work(Sentence.Understood sentence, Session session) {
        Class<? extends ConsoleCommand<?>> type =
                index.command(sentence.spec().words())
                        .orElseThrow(() -> new IllegalStateException("no class for " + sentence));
        CommandWords words = Objects.requireNonNull(type.getAnnotation(CommandWords.class));
        ConsoleCommand<?> command = beans.getBean(type);
        write.use(session);
        try {
            return Speaker.speak(command, words.arguments(), sentence, session);
        } finally {
            // What took long was no idleness.
            write.use(session);
        }
    }
}

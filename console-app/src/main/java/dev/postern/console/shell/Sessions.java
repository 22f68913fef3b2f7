package dev.postern.console.shell;

import dev.postern.console.command.Session;
import dev.postern.console.grammar.Globals;
import dev.postern.console.view.Output;

import org.jline.utils.Signals;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.function.Function;

/**
 * The circumstances in which commands work: of the process, or of a shell that was opened in it.
 */
final class Sessions {
    private final Output output;
    private final Deque<Session> shells = new ArrayDeque<>();
    private final TypedLines lines = new TypedLines(Sessions::onSignal);

    Sessions(Output output) {
        this.output = output;
    }

    /** Runs with the circumstances that hold now. */
    <T> T within(Globals globals, Function<Session, T> work) {
        Session shell = shells.peek();
        return work.apply(
                shell == null
                        ? new Session(globals, output, asker(globals), Sessions::onSignal)
                        : new Session(
                                globals.within(shell.globals()),
                                shell.output(),
                                globals.noInput() ? Optional.empty() : shell.asker(),
                                shell.interrupts()));
    }

    /** From now on, until {@link #leave}, commands work in this shell. */
    void enter(Session shell) {
        shells.push(shell);
    }

    void leave() {
        shells.pop();
    }

    private Optional<Session.Asker> asker(Globals globals) {
        boolean person = "terminal".equals(System.getProperty("postern.stdin"));
        return globals.noInput() || !person ? Optional.empty() : Optional.of(this::ask);
    }

    private Optional<String> ask(String question) {
        System.err.print(question + " ");
        System.err.flush();
        return lines.next();
    }

    private static Session.Interrupts.Heard onSignal(Runnable onInterrupt) {
        Object former = Signals.register("INT", onInterrupt);
        return () -> Signals.unregister("INT", former);
    }
}

package dev.postern.console.command;

import dev.postern.console.grammar.Globals;
import dev.postern.console.view.Output;

import java.util.List;
import java.util.Optional;

/**
 * The circumstances of one command.
 *
 * @param globals the options that every command takes
 * @param output where notes go while it works
 * @param asker who can be asked; empty where nobody can
 * @param interrupts what Ctrl-C does meanwhile
 */
public record Session(
        Globals globals, Output output, Optional<Asker> asker, Interrupts interrupts) {
    /** Asks a person. */
    public interface Asker {
        /**
         * Asks for one line.
         *
         * @return empty where the person pressed Ctrl-C or Ctrl-D instead
         */
        Optional<String> ask(String question);

        /**
         * Asks for one line of which some are likely.
         *
         * @param likely what TAB offers, where there is TAB
         */
        default Optional<String> ask(String question, List<String> likely) {
            return ask(question);
        }
    }

    /** Who hears Ctrl-C. */
    public interface Interrupts {
        /**
         * From now on until the result is closed, Ctrl-C runs this instead of ending the command.
         */
        Heard hear(Runnable onInterrupt);

        /** Ends what was begun. */
        interface Heard extends AutoCloseable {
            @Override
            void close();
        }
    }

    /** Says what is being done to a person who would look at a still screen otherwise. */
    public void working(String what) {
        if (output.screen().terminal()) {
            output.note("postern: " + what);
        }
    }

    /** Whether a person looks at standard output as a terminal and wants tables. */
    public boolean live() {
        return output.screen().terminal() && globals.output() == Globals.Format.TABLE;
    }
}

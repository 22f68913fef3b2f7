package dev.postern.console.command;

import dev.postern.console.exit.ExitCode;
import dev.postern.console.grammar.Globals;

import java.util.List;
import java.util.Optional;

/** Opens the interactive shell from within a command: a drill that a person fights. */
public interface ShellOpener {
    /** Runs it until it is left. */
    ExitCode open(Globals globals, Around around);

    /** What goes on around a shell. */
    interface Around {
        /** What is to be told before the next prompt: lines of harmless text. */
        List<String> news();

        /** From now on the shell waits for the person. */
        void waits();

        /** From now on it works. */
        void works();

        /** What would be lost by leaving now; it is said, and who leaves again leaves. */
        Optional<String> lostByLeaving();
    }
}

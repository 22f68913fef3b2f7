package dev.postern.console.command;

import dev.postern.console.exit.ExitCode;
import dev.postern.console.grammar.Globals;

/** Opens the interactive shell from within a command: a drill that a person fights. */
public interface ShellOpener {
    /** Runs it until it is left. */
    ExitCode open(Globals globals);
}

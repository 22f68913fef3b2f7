package dev.postern.console.command;

import dev.postern.console.exit.ExitCode;
import dev.postern.console.grammar.Globals;

import java.util.List;
import java.util.function.Supplier;

/** Opens the interactive shell from within a command: a drill that a person fights. */
public interface ShellOpener {
    /**
     * Runs it until it is left.
     *
     * @param news what is to be told before the next prompt: lines of harmless text
     */
    ExitCode open(Globals globals, Supplier<List<String>> news);
}

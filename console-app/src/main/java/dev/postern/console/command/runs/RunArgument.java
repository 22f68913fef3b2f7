package dev.postern.console.command.runs;

import dev.postern.console.grammar.Argument;
import dev.postern.console.grammar.Completes;

/** Which run. */
public record RunArgument(
        @Argument(value = "RUN", about = "the run's id, or \"last\"", completes = Completes.RUN)
                String run) {}

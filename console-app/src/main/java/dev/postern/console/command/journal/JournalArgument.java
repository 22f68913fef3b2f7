package dev.postern.console.command.journal;

import dev.postern.console.grammar.Argument;
import dev.postern.console.grammar.Completes;

/** Whose journal. */
public record JournalArgument(
        @Argument(
                        value = "RUN",
                        about = "the run's id, or \"last\"; or an incident's id",
                        completes = Completes.JOURNAL)
                String of) {}

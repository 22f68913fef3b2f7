package dev.postern.console.command.drill;

import dev.postern.console.grammar.Argument;
import dev.postern.console.grammar.Completes;
import dev.postern.console.grammar.Option;

import java.util.Optional;

/** Which drill, and how. */
public record DrillOptions(
        @Argument(
                        value = "SCENARIO",
                        about = "its name, or the path of its file",
                        completes = Completes.SCENARIO)
                String scenario,
        @Option(value = "the same seed makes the same world", label = "N") Optional<Long> seed,
        @Option(value = "virtual seconds a second: a number, or max", label = "X")
                Optional<String> speed) {}

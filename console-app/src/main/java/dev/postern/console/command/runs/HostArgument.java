package dev.postern.console.command.runs;

import dev.postern.console.grammar.Argument;
import dev.postern.console.grammar.Completes;
import dev.postern.console.grammar.Option;

import java.util.Optional;

/** A run of another console, by a host that it works on. */
public record HostArgument(
        @Argument(
                        value = "HOST",
                        about = "a host that the run works on, CLUSTER/NAME",
                        completes = Completes.HOST)
                String host,
        @Option(value = "another run than the one at work, or the youngest there", label = "RUN")
                Optional<String> run) {}

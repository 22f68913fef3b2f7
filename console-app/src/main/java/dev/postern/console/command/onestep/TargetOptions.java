package dev.postern.console.command.onestep;

import dev.postern.console.command.runs.RunOptions;
import dev.postern.console.grammar.Completes;
import dev.postern.console.grammar.Option;
import dev.postern.console.grammar.Shared;

import java.util.List;

/** What every one-step command takes besides its own options. */
public record TargetOptions(
        @Option(value = "a cluster to work on", label = "CLUSTER", completes = Completes.CLUSTER)
                List<String> cluster,
        @Option("only show the plan") boolean plan,
        @Shared RunOptions run) {}

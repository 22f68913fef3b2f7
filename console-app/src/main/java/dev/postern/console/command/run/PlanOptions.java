package dev.postern.console.command.run;

import dev.postern.console.grammar.Completes;
import dev.postern.console.grammar.Option;

import java.util.List;

/** What every plan is made of, besides its playbook. */
public record PlanOptions(
        @Option(value = "a cluster to work on", label = "CLUSTER", completes = Completes.CLUSTER)
                List<String> cluster,
        @Option(
                        value = "a parameter of the playbook",
                        label = "NAME=VALUE",
                        completes = Completes.PARAMETER)
                List<String> set) {}

package dev.postern.console.command.runs;

import dev.postern.console.grammar.Completes;
import dev.postern.console.grammar.Option;

import java.util.List;
import java.util.Optional;

/** How a plan is run. */
public record RunOptions(
        @Option(
                        value = "answers a gate ahead of time",
                        label = "GATE=VALUE",
                        completes = Completes.GATE)
                List<String> answer,
        @Option(
                        value =
                                "why; kept in the journal, and opens an incident where none is open",
                        label = "TEXT")
                Optional<String> reason,
        @Option(
                        value = "the open incident, or the id of the one that --reason opens",
                        label = "ID",
                        completes = Completes.INCIDENT)
                Optional<String> incident,
        @Option(
                        value = "the name of a cluster that may be hurt: severe changes need it",
                        label = "NAME",
                        completes = Completes.CLUSTER)
                List<String> confirm,
        @Option(
                        value =
                                "why you take it without the approval of others; waits, and is"
                                        + " marked for ever",
                        label = "REASON")
                Optional<String> selfApprove,
        @Option("begin nothing that cannot be journaled") boolean strict,
        @Option("print the run's id and leave; the run goes on") boolean detach) {}

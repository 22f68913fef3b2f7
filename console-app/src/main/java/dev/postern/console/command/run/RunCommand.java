package dev.postern.console.command.run;

import dev.postern.console.command.ConsoleCommand;
import dev.postern.console.command.Desk;
import dev.postern.console.command.Found;
import dev.postern.console.command.Session;
import dev.postern.console.command.runs.Approving;
import dev.postern.console.command.runs.RunOptions;
import dev.postern.console.command.runs.Starting;
import dev.postern.console.grammar.Argument;
import dev.postern.console.grammar.CommandWords;
import dev.postern.console.grammar.Completes;
import dev.postern.console.grammar.Option;
import dev.postern.console.grammar.Shared;
import dev.postern.console.view.Answer;
import dev.postern.console.wiring.Still;
import dev.postern.engine.plan.Plan;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** {@code postern run}. */
@CommandWords(
        value = "run",
        title = "run a playbook, or exactly the plan of a file",
        arguments = RunCommand.Arguments.class,
        examples = {
            "run break-lockout --cluster eu-1 --reason \"API down since 15:12\"",
            "run --plan plan.json --approval ann.sig --reason TEXT",
            "run break-lockout --cluster eu-1 --set workload=telemetry/daemonset/agent"
                    + " --answer source=yes --confirm eu-1 --reason TEXT --no-input"
        })
public final class RunCommand implements ConsoleCommand<RunCommand.Arguments> {
    /** What to run, and how. */
    public record Arguments(
            @Argument(
                            value = "PLAYBOOK",
                            about = "its name, or the path of its file",
                            completes = Completes.PLAYBOOK)
                    Optional<String> playbook,
            @Shared PlanOptions options,
            @Option(
                            value = "run the plan of this file and nothing else",
                            label = "FILE",
                            completes = Completes.FILE)
                    Optional<Path> plan,
            @Option("run the plan of the file although the world has moved since it was made")
                    boolean acceptDrift,
            @Option(
                            value = "a file with another person's signature over the plan",
                            label = "FILE",
                            completes = Completes.FILE)
                    List<Path> approval,
            @Shared RunOptions run) {}

    private final Desk desk;
    private final Planning planning;
    private final SavedPlan saved;
    private final Starting starting;

    public RunCommand(Desk desk, Planning planning, SavedPlan saved, Starting starting) {
        this.desk = desk;
        this.planning = planning;
        this.saved = saved;
        this.starting = starting;
    }

    @Override
    public Answer work(Arguments arguments, Session session) {
        if (arguments.playbook().isPresent() == arguments.plan().isPresent()) {
            return Answer.misused("\"run\" needs a PLAYBOOK, or --plan FILE, and not both");
        }
        if (!arguments.approval().isEmpty() && arguments.plan().isEmpty()) {
            return Answer.misused("--approval is for the plan of a file: --plan FILE");
        }
        if (arguments.acceptDrift() && arguments.plan().isEmpty()) {
            return Answer.misused("--accept-drift is for the plan of a file: --plan FILE");
        }
        if (arguments.run().reason().isEmpty() && !desk.home(session).isLab()) {
            return Answer.misused("\"run\" needs --reason TEXT: why this is done");
        }
        try (Still still = Still.of(desk.home(session))) {
            Found<Plan> plan =
                    arguments.plan().isPresent()
                            ? saved.read(
                                    arguments.plan().get(), arguments.acceptDrift(), session, still)
                            : planning.make(
                                    arguments.playbook().orElseThrow(),
                                    arguments.options(),
                                    session,
                                    still);
            return Approving.signatures(arguments.approval())
                    .answer(signatures ->
                            plan.answer(p ->
                                    starting.start(
                                            p,
                                            new Approving.Handed(signatures, arguments.plan()),
                                            arguments.run(),
                                            session,
                                            still)));
        }
    }
}

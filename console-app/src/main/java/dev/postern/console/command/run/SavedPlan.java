package dev.postern.console.command.run;

import dev.postern.console.command.Found;
import dev.postern.console.command.Session;
import dev.postern.console.command.runs.Approving;
import dev.postern.console.exit.ExitCode;
import dev.postern.console.view.Answer;
import dev.postern.console.view.Page;
import dev.postern.console.view.Tint;
import dev.postern.console.wiring.Still;
import dev.postern.core.value.Failure;
import dev.postern.engine.plan.Plan;
import dev.postern.engine.plan.Planner;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The plan of a file, as it is run: looked at again, and where the world has moved since it was
 * made only with somebody's word.
 */
public final class SavedPlan {
    private static final String ACCEPT = "--accept-drift";

    private final Planning planning;
    private final Approving approving;

    public SavedPlan(Planning planning, Approving approving) {
        this.planning = planning;
        this.approving = approving;
    }

    /**
     * @param accepted whether what has moved was accepted on the command line
     */
    Found<Plan> read(Path file, boolean accepted, Session session, Still still) {
        return planning.read(file)
                .then(plan -> valid(plan, still))
                .then(plan ->
                        approving
                                .playbook(plan)
                                .then(playbook -> planning.again(plan, playbook, session, still)))
                .then(again -> accepted(again, file, accepted, session));
    }

    /** Before hosts are looked at for nothing; the run's own process judges again. */
    private static Found<Plan> valid(Plan plan, Still still) {
        return still.now().isAfter(plan.validUntil())
                ? Found.not(
                        Answer.failed(
                                Failure.unchanged(
                                        Failure.Kind.REFUSED,
                                        "plan " + plan.id(),
                                        "it was valid until " + plan.validUntil(),
                                        "make a new plan")))
                : Found.here(plan);
    }

    private static Found<Plan> accepted(
            Planner.Again again, Path file, boolean accepted, Session session) {
        if (again.moved().isEmpty()) {
            return Found.here(again.plan());
        }
        if (accepted) {
            again.moved()
                    .forEach(m -> session.output().note("moved since the plan was made: " + m));
            return Found.here(again.plan());
        }
        String id = again.plan().id();
        Optional<String> typed =
                session.asker()
                        .flatMap(asker -> {
                            session.output().show(page(again, session));
                            return asker.ask(
                                    "Type " + id + " to run it all the same, anything else stops:");
                        });
        return typed.equals(Optional.of(id))
                ? Found.here(again.plan())
                : Found.not(
                        new Answer.Failed(
                                List.of(
                                        Failure.unchanged(
                                                Failure.Kind.REFUSED,
                                                "plan "
                                                        + id
                                                        + ": the world has moved since it was made",
                                                String.join("; ", again.moved()),
                                                "make a new plan, or run --plan "
                                                        + file
                                                        + " "
                                                        + ACCEPT)),
                                ExitCode.REFUSED));
    }

    private static Page page(Planner.Again again, Session session) {
        Page page = new Page(session.output().screen());
        page.line("Moved since the plan was made, " + again.plan().made() + ":", Tint.WARNING);
        again.moved().forEach(page::item);
        return page;
    }
}

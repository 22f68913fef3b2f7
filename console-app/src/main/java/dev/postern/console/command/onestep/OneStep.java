package dev.postern.console.command.onestep;

import dev.postern.console.command.Desk;
import dev.postern.console.command.Session;
import dev.postern.console.command.run.PlanOptions;
import dev.postern.console.command.run.PlanView;
import dev.postern.console.command.run.Planning;
import dev.postern.console.command.runs.Approving;
import dev.postern.console.command.runs.Starting;
import dev.postern.console.view.Answer;
import dev.postern.console.wiring.Still;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Plans and runs the playbook of one step that has an action's name. */
public final class OneStep {
    private final Desk desk;
    private final Planning planning;
    private final Starting starting;

    public OneStep(Desk desk, Planning planning, Starting starting) {
        this.desk = desk;
        this.planning = planning;
        this.starting = starting;
    }

    /** The parameters that were given, as {@code NAME=VALUE}. */
    static final class Given {
        private final List<String> pairs = new ArrayList<>();

        Given with(String name, String value) {
            pairs.add(name + "=" + value);
            return this;
        }

        Given with(String name, Optional<String> value) {
            value.ifPresent(v -> with(name, v));
            return this;
        }
    }

    Answer work(String playbook, Given given, TargetOptions options, Session session) {
        if (!options.plan() && options.run().reason().isEmpty() && !desk.home(session).isLab()) {
            return Answer.misused("\"" + playbook + "\" needs --reason TEXT: why this is done");
        }
        PlanOptions wanted = new PlanOptions(options.cluster(), given.pairs);
        try (Still still = Still.of(desk.home(session))) {
            return planning.make(playbook, wanted, session, still)
                    .answer(plan ->
                            options.plan()
                                    ? new PlanView(plan, true).answer()
                                    : starting.start(
                                            plan,
                                            Approving.Handed.NOTHING,
                                            options.run(),
                                            session,
                                            still));
        }
    }
}

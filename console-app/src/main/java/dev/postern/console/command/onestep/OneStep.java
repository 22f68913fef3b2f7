package dev.postern.console.command.onestep;

import dev.postern.console.command.Desk;
import dev.postern.console.command.Session;
import dev.postern.console.command.WriteMode;
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
    private final WriteMode write;

    public OneStep(Desk desk, Planning planning, Starting starting, WriteMode write) {
        this.write = write;
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
        PlanOptions wanted = new PlanOptions(options.cluster(), given.pairs);
        if (options.plan()) {
            try (Still still = Still.of(desk.home(session))) {
                return planning.make(playbook, wanted, session, still)
                        .answer(plan -> new PlanView(plan, true).answer());
            }
        }
        return write.frame(playbook, options.run().reason(), options.run().incident(), session)
                .answer(frame -> run(playbook, wanted, frame, options, session));
    }

    private Answer run(
            String playbook,
            PlanOptions wanted,
            WriteMode.Frame frame,
            TargetOptions options,
            Session session) {
        try (Still still = Still.of(desk.home(session))) {
            return planning.make(playbook, wanted, session, still)
                    .answer(plan ->
                            starting.start(
                                    plan,
                                    Approving.Handed.NOTHING,
                                    options.run(),
                                    frame,
                                    session,
                                    still));
        }
    }
}

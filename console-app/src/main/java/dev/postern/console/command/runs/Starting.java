package dev.postern.console.command.runs;

import dev.postern.approval.GivenSignature;
import dev.postern.console.command.Desk;
import dev.postern.console.command.Found;
import dev.postern.console.command.Session;
import dev.postern.console.command.WriteMode;
import dev.postern.console.exit.ExitCode;
import dev.postern.console.grammar.Globals;
import dev.postern.console.view.Answer;
import dev.postern.console.view.Page;
import dev.postern.console.view.Tint;
import dev.postern.console.view.View;
import dev.postern.console.wiring.Home;
import dev.postern.console.wiring.Operator;
import dev.postern.console.wiring.RunProcesses;
import dev.postern.console.wiring.RunRequest;
import dev.postern.console.wiring.Still;
import dev.postern.core.value.Failure;
import dev.postern.core.value.JsonValue;
import dev.postern.engine.plan.Plan;
import dev.postern.engine.plan.PlanJson;
import dev.postern.engine.process.Attachment;
import dev.postern.engine.run.RunId;
import dev.postern.journal.RunDirectory;
import dev.postern.journal.RunState;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;

/** Starts runs, watches them, and says how they ended. */
public final class Starting {
    private final Desk desk;
    private final RunProcesses processes;
    private final Approving approving;
    private final Confirming confirming;
    private final WriteMode write;

    public Starting(
            Desk desk,
            RunProcesses processes,
            Approving approving,
            Confirming confirming,
            WriteMode write) {
        this.confirming = confirming;
        this.write = write;
        this.desk = desk;
        this.approving = approving;
        this.processes = processes;
    }

    /**
     * Runs a plan: approved where the fleet asks for that, confirmed, within an incident, in a
     * process of its own, watched unless the person wants to leave.
     */
    public Answer start(
            Plan plan,
            Approving.Handed handed,
            RunOptions options,
            WriteMode.Frame frame,
            Session session,
            Still still) {
        return ready(plan)
                .then(r ->
                        approving.enough(plan, handed, options.selfApprove(), still.now(), session))
                .then(enough -> desk.pairs("--answer", options.answer()))
                .then(answers -> known(plan, answers))
                .then(answers ->
                        confirming
                                .confirmed(plan, options.confirm(), session)
                                .then(c -> Found.here(answers)))
                .answer(answers ->
                        begin(plan, handed.signatures(), options, frame, answers, session, still));
    }

    /** Says no before anything is touched, where a step would only be refused later. */
    private static Found<Plan> ready(Plan plan) {
        List<Failure> why =
                plan.refusals().stream()
                        .map(r ->
                                Failure.unchanged(
                                        Failure.Kind.REFUSED,
                                        r,
                                        "",
                                        "postern plan shows all that is needed"))
                        .toList();
        return why.isEmpty()
                ? Found.here(plan)
                : Found.not(new Answer.Failed(why, ExitCode.REFUSED));
    }

    private static Found<Map<String, String>> known(Plan plan, Map<String, String> answers) {
        List<String> steps = plan.steps().stream().map(Plan.PlannedStep::id).toList();
        List<String> mistakes =
                answers.keySet().stream()
                        .filter(a -> !steps.contains(a))
                        .map(a -> Answer.unknownText("step", a, plan.playbook().name(), steps))
                        .toList();
        return mistakes.isEmpty() ? Found.here(answers) : Found.not(new Answer.Misused(mistakes));
    }

    private Answer begin(
            Plan plan,
            List<GivenSignature> signatures,
            RunOptions options,
            WriteMode.Frame frame,
            Map<String, String> answers,
            Session session,
            Still still) {
        Home home = desk.home(session);
        String id = RunId.fresh(plan.made(), RandomGenerator.getDefault());
        return write.enter(frame, id, options.strict(), still.now(), session)
                .answer(incident -> {
                    Found<RunDirectory> made =
                            Found.of(RunDirectory.create(home.runs(), id, PlanJson.write(plan)));
                    if (made instanceof Found.Not<RunDirectory>(Answer why)) {
                        write.notBegun(id, still.now(), session);
                        return why;
                    }
                    return made.answer(run ->
                            drive(
                                    run,
                                    new RunRequest(
                                            "run",
                                            List.of(),
                                            Operator.here(),
                                            frame.reason(),
                                            incident,
                                            answers,
                                            session.asker().isPresent() && !options.detach(),
                                            options.strict(),
                                            Optional.of(
                                                    new RunRequest.Asked(
                                                            signatures, options.selfApprove())),
                                            home.fleet().toAbsolutePath().toString(),
                                            home.state().toString()),
                                    options.detach(),
                                    session,
                                    still));
                });
    }

    /**
     * Starts the process of a run, and watches it to its end.
     *
     * @param still holds a lab's time until the run's process has said its first word
     */
    public Answer drive(
            RunDirectory run, RunRequest request, boolean detach, Session session, Still still) {
        still.hold();
        AtomicInteger pressed = new AtomicInteger();
        // From here on Ctrl-C is for the run: it must not go on unseen because somebody was quick.
        try (var hearing = session.interrupts().hear(pressed::incrementAndGet)) {
            Found<Optional<Attachment>> started = Found.of(processes.start(run, request));
            if (started instanceof Found.Not<Optional<Attachment>>(Answer why)) {
                if (run.entries().got().equals(Optional.of(List.of()))) {
                    write.notBegun(run.id(), still.now(), session);
                }
                return why;
            }
            return started.answer(line -> {
                if (session.globals().output() == Globals.Format.TABLE) {
                    Page page = new Page(session.output().screen());
                    page.line("run " + run.id());
                    session.output().show(page);
                }
                return line.map(l -> with(run, l, pressed, detach, session, still))
                        .orElseGet(() -> ended(run, session));
            });
        } finally {
            still.release();
        }
    }

    private Answer with(
            RunDirectory run,
            Attachment line,
            AtomicInteger pressed,
            boolean detach,
            Session session,
            Still still) {
        try (line) {
            return detach && pressed.get() == 0
                    ? detached(run)
                    : watch(
                            run,
                            line,
                            pressed.get(),
                            still::release,
                            Watching.Interrupt.STOPS,
                            session);
        }
    }

    /**
     * Watches a run that has a process.
     *
     * @param pressed how often Ctrl-C was pressed before
     */
    public Answer watch(
            RunDirectory run,
            Attachment attachment,
            int pressed,
            Runnable heardFrom,
            Watching.Interrupt interrupt,
            Session session) {
        Watching watching = new Watching(session, attachment, interrupt);
        return switch (watching.watch(pressed, heardFrom)) {
            case CLOSED -> ended(run, watching.state(), session);
            case LOST -> ended(run, session);
            case LEFT -> detached(run);
        };
    }

    private static Answer detached(RunDirectory run) {
        return new Answer.Shown(
                View.of(
                        JsonValue.object("run", run.id(), "status", "running", "exit", 5),
                        page ->
                                page.line("run " + run.id() + " goes on without this console")
                                        .command("postern runs watch " + run.id())),
                ExitCode.DETACHED);
    }

    private Answer ended(RunDirectory run, Session session) {
        write.left(run, session);
        return Found.of(run.state())
                .answer(state ->
                        shown(
                                run,
                                new RunView(
                                        run.id(), state, state.closed().isEmpty() && run.isAlive()),
                                Optional.empty()));
    }

    /**
     * @param heard what the run's process said, where its last word may not be on the disk
     */
    private Answer ended(RunDirectory run, RunState heard, Session session) {
        boolean here = run.state().got().flatMap(RunState::closed).equals(heard.closed());
        return here
                ? ended(run, session)
                : shown(
                        run,
                        new RunView(run.id(), heard, false),
                        heard.opened()
                                .map(o ->
                                        "the end of its journal is not on this disk, but on the"
                                                + " hosts of "
                                                + String.join(", ", o.clusters())));
    }

    private static Answer shown(RunDirectory run, RunView view, Optional<String> elsewhere) {
        JsonValue.Obj json = view.json();
        return new Answer.Shown(
                View.of(
                        elsewhere.map(e -> json.with("journal", JsonValue.of(e))).orElse(json),
                        page -> {
                            closing(page, run, view);
                            elsewhere.ifPresent(e ->
                                    page.line(e, Tint.BAD)
                                            .item(
                                                    "once there is room here again, HOST one of those:")
                                            .command(
                                                    "postern runs take-over HOST --run "
                                                            + run.id()));
                        }),
                view.exit());
    }

    private static void closing(Page page, RunDirectory run, RunView view) {
        page.gap()
                .line(
                        "run "
                                + run.id()
                                + ": "
                                + view.status()
                                + " (exit "
                                + view.exit().code()
                                + (view.status().equals(view.exit().meaning())
                                        ? ")"
                                        : ": " + view.exit().meaning() + ")"));
        view.ending(page);
    }
}

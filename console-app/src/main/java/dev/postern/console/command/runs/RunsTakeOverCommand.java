package dev.postern.console.command.runs;

import dev.postern.console.command.ConsoleCommand;
import dev.postern.console.command.Desk;
import dev.postern.console.command.Found;
import dev.postern.console.command.Session;
import dev.postern.console.exit.ExitCode;
import dev.postern.console.grammar.CommandWords;
import dev.postern.console.grammar.Option;
import dev.postern.console.grammar.Shared;
import dev.postern.console.view.Answer;
import dev.postern.console.view.Page;
import dev.postern.console.view.View;
import dev.postern.console.wiring.Operator;
import dev.postern.core.reach.Done;
import dev.postern.core.time.Time;
import dev.postern.core.value.Failure;
import dev.postern.core.value.JsonValue;
import dev.postern.core.value.Outcome;
import dev.postern.engine.lease.Holder;
import dev.postern.engine.lease.TakeOver;
import dev.postern.journal.RunDirectory;
import dev.postern.journal.RunState;

import java.nio.file.Path;
import java.util.Optional;

/** {@code postern runs take-over}. */
@CommandWords(
        value = "runs take-over",
        title = "take a run over from another console, from what it left on a host",
        arguments = RunsTakeOverCommand.Arguments.class,
        examples = {
            "runs take-over eu-1/cp1",
            "runs take-over eu-1/cp1 --seize --confirm ann@laptop"
        })
public final class RunsTakeOverCommand implements ConsoleCommand<RunsTakeOverCommand.Arguments> {
    /** Which one, and how. */
    public record Arguments(
            @Shared HostArgument which,
            @Option("do not wait until they let go: their console is gone for good") boolean seize,
            @Option(value = "who is pushed aside by --seize", label = "OPERATOR")
                    Optional<String> confirm) {}

    private final Desk desk;
    private final Elsewhere elsewhere;

    public RunsTakeOverCommand(Desk desk, Elsewhere elsewhere) {
        this.desk = desk;
        this.elsewhere = elsewhere;
    }

    @Override
    public Answer work(Arguments arguments, Session session) {
        return elsewhere.at(
                arguments.which().host(),
                arguments.which().run(),
                session,
                there -> take(there, arguments, session));
    }

    private Answer take(Elsewhere.There there, Arguments arguments, Session session)
            throws InterruptedException {
        Path runs = desk.home(session).runs();
        TakeOver takeOver = new TakeOver(there.world(), runs, Operator.here());
        Optional<Holder> other =
                there.holder()
                        .filter(h -> h.run().equals(there.run()))
                        .filter(h -> !isOurs(runs, h));
        if (other.isPresent()) {
            Optional<Answer> not =
                    arguments.seize()
                            ? confirmed(other.get(), arguments, session)
                            : asked(takeOver, there, other.get(), session);
            if (not.isPresent()) {
                return not.get();
            }
        }
        return Found.of(
                        takeOver.take(
                                there.host(), there.run(), arguments.seize() && other.isPresent()))
                .answer(run -> Found.of(run.state()).answer(state -> taken(run, state, other)));
    }

    private static boolean isOurs(Path runs, Holder holder) {
        return RunDirectory.open(runs, holder.run())
                .got()
                .filter(r -> r.token().equals(holder.token()))
                .isPresent();
    }

    /** Asks them to hand it over, and waits. */
    private static Optional<Answer> asked(
            TakeOver takeOver, Elsewhere.There there, Holder other, Session session)
            throws InterruptedException {
        session.output()
                .note(
                        "postern: asking "
                                + other.operator()
                                + " to hand run "
                                + other.run()
                                + " over; a console that lives does within a minute, else its lease"
                                + " ends at "
                                + other.until()
                                + "; Ctrl-C gives up");
        Time.Signal given = there.world().time().signal();
        Outcome<Done> asked;
        try (var hearing = session.interrupts().hear(given::set)) {
            asked = takeOver.ask(there.host(), other, () -> {}, given);
        }
        return asked.whyNot().map(Answer::failed);
    }

    /** Whoever pushes somebody aside says whom. */
    private static Optional<Answer> confirmed(Holder other, Arguments arguments, Session session) {
        Optional<String> said =
                arguments
                        .confirm()
                        .or(() ->
                                session.asker()
                                        .flatMap(a -> {
                                            Page page = new Page(session.output().screen());
                                            page.line(
                                                    other.operator()
                                                            + " holds run "
                                                            + other.run()
                                                            + " until "
                                                            + other.until()
                                                            + ". If that console still lives, it"
                                                            + " stops at its next change.");
                                            session.output().show(page);
                                            return a.ask(
                                                    "Type "
                                                            + other.operator()
                                                            + " to push them aside, anything else"
                                                            + " stops:");
                                        }));
        return said.equals(Optional.of(other.operator()))
                ? Optional.empty()
                : Optional.of(
                        Answer.failed(
                                Failure.unchanged(
                                        Failure.Kind.REFUSED,
                                        "run " + other.run() + " was not taken over",
                                        said.isPresent()
                                                ? "it is " + other.operator() + " who holds it"
                                                : "nobody confirmed it",
                                        "--seize --confirm " + other.operator())));
    }

    private static Answer taken(RunDirectory run, RunState state, Optional<Holder> from) {
        RunView view = new RunView(run.id(), state, false);
        JsonValue.Obj json =
                JsonValue.object("run", run.id(), "takenOver", true)
                        .with(
                                "from",
                                from.<JsonValue>map(h -> JsonValue.of(h.operator()))
                                        .orElseGet(JsonValue::nothing));
        return new Answer.Shown(
                View.of(
                        json.with("state", view.json()),
                        page -> {
                            page.line("run " + run.id() + " is this console's now");
                            view.ending(page);
                            if (state.closed().isEmpty() && state.open().isEmpty()) {
                                page.item("to go on where it ended:");
                                page.command("postern runs resume " + run.id());
                            }
                        }),
                ExitCode.DONE);
    }
}

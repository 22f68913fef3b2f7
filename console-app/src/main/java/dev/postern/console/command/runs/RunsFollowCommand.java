package dev.postern.console.command.runs;

import dev.postern.console.command.ConsoleCommand;
import dev.postern.console.command.Session;
import dev.postern.console.exit.ExitCode;
import dev.postern.console.grammar.CommandWords;
import dev.postern.console.grammar.Globals;
import dev.postern.console.grammar.Shared;
import dev.postern.console.view.Answer;
import dev.postern.console.view.View;
import dev.postern.core.time.Time;
import dev.postern.core.value.Failure;
import dev.postern.core.value.JsonValue;
import dev.postern.core.value.Outcome;
import dev.postern.engine.lease.Following;
import dev.postern.engine.lease.Holder;
import dev.postern.journal.Entry;
import dev.postern.journal.Event;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** {@code postern runs follow}. */
@CommandWords(
        value = "runs follow",
        title = "see what another console's run does, from what it leaves on a host",
        arguments = RunsFollowCommand.Arguments.class,
        examples = "runs follow eu-1/cp1")
public final class RunsFollowCommand implements ConsoleCommand<RunsFollowCommand.Arguments> {
    private static final Duration LOOK_EVERY = Duration.ofSeconds(5);

    /** Which one. */
    public record Arguments(@Shared HostArgument which) {}

    private final Elsewhere elsewhere;

    public RunsFollowCommand(Elsewhere elsewhere) {
        this.elsewhere = elsewhere;
    }

    @Override
    public Answer work(Arguments arguments, Session session) {
        return elsewhere.at(
                arguments.which().host(),
                arguments.which().run(),
                session,
                there ->
                        session.globals().output() == Globals.Format.TABLE
                                ? follow(there, session)
                                : once(there));
    }

    /** For machines: what is there now. */
    private static Answer once(Elsewhere.There there) {
        Following following = new Following(there.world(), there.host(), there.run());
        return switch (following.more()) {
            case Outcome.Failed<List<Entry>>(var why) -> Answer.failed(why);
            case Outcome.Ok<List<Entry>>(var entries) ->
                    new Answer.Shown(
                            View.of(
                                    JsonValue.object("run", there.run())
                                            .with("atWork", atWork(there.holder()))
                                            .with(
                                                    "events",
                                                    JsonValue.array(
                                                            entries.stream()
                                                                    .<JsonValue>map(Entry::json)
                                                                    .toList())),
                                    page -> {}),
                            ExitCode.DONE);
        };
    }

    private static JsonValue atWork(Optional<Holder> holder) {
        return holder.<JsonValue>map(h ->
                        JsonValue.object(
                                "operator", h.operator(),
                                "run", h.run(),
                                "until", h.until().toString()))
                .orElseGet(JsonValue::nothing);
    }

    private static Answer follow(Elsewhere.There there, Session session)
            throws InterruptedException {
        Board board = new Board(session.output(), true);
        EventLines lines = new EventLines();
        Following following = new Following(there.world(), there.host(), there.run());
        Time time = there.world().time();
        Time.Signal left = time.signal();
        boolean silent = false;
        List<Entry> last = new ArrayList<>();
        board.say(
                there.holder()
                        .filter(h -> h.run().equals(there.run()))
                        .map(h ->
                                h.operator()
                                        + " is at work: run "
                                        + h.run()
                                        + ", lease until "
                                        + h.until()
                                        + "; Ctrl-C leaves, the run goes on")
                        .orElse("nobody holds run " + there.run() + " any more; what it left:"));
        try (var hearing = session.interrupts().hear(left::set)) {
            do {
                switch (following.more()) {
                    case Outcome.Failed<List<Entry>>(Failure why) -> {
                        if (!silent) {
                            board.say(why.sentence() + "; trying again");
                        }
                        silent = true;
                    }
                    case Outcome.Ok<List<Entry>>(var fresh) -> {
                        silent = false;
                        fresh.forEach(e -> lines.of(e).forEach(board::event));
                        board.draw();
                        if (!fresh.isEmpty()) {
                            last = fresh;
                        }
                    }
                }
                if (!silent && isOver(there, last)) {
                    return ended(there, following);
                }
            } while (!time.await(left, LOOK_EVERY));
        }
        return left(there);
    }

    /** Closed, or nobody is there who could write any more. */
    private static boolean isOver(Elsewhere.There there, List<Entry> last) {
        boolean closed = !last.isEmpty() && last.getLast().event() instanceof Event.RunClosed;
        return closed
                || Holder.atWork(there.world(), there.host())
                        .got()
                        .filter(h -> h.filter(x -> x.run().equals(there.run())).isEmpty())
                        .isPresent();
    }

    private static Answer ended(Elsewhere.There there, Following following) {
        RunView view = new RunView(there.run(), following.state(), false);
        return new Answer.Shown(
                View.of(
                        view.json(),
                        page -> {
                            page.gap().line("run " + there.run() + ": " + view.status());
                            if (following.state().closed().isEmpty()
                                    || !following.state().open().isEmpty()) {
                                page.item("to take it over:");
                                page.command("postern runs take-over " + there.host());
                            }
                        }),
                ExitCode.DONE);
    }

    private static Answer left(Elsewhere.There there) {
        return new Answer.Shown(
                View.of(
                        JsonValue.object("run", there.run(), "status", "running"),
                        page ->
                                page.line("run " + there.run() + " goes on")
                                        .item("to take it over:")
                                        .command("postern runs take-over " + there.host())),
                ExitCode.DETACHED);
    }
}

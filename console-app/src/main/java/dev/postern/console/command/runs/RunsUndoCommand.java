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
import dev.postern.console.view.Cell;
import dev.postern.console.view.Page;
import dev.postern.console.view.View;
import dev.postern.core.value.JsonValue;
import dev.postern.engine.run.Undoer;
import dev.postern.journal.ChangeState;
import dev.postern.journal.RunDirectory;
import dev.postern.journal.RunState;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** {@code postern runs undo}. */
@CommandWords(
        value = "runs undo",
        title = "put back what a run changed and is still in force, last first",
        arguments = RunsUndoCommand.Arguments.class,
        examples = {"runs undo last", "runs undo last --include remove"})
public final class RunsUndoCommand implements ConsoleCommand<RunsUndoCommand.Arguments> {
    /** Which one. */
    public record Arguments(
            @Shared RunArgument which,
            @Option(
                            value = "also what this step removed, which an undo leaves alone",
                            label = "STEP")
                    List<String> include,
            @Option("only show what would be put back") boolean plan,
            @Option("print the run's id and leave; the undo goes on") boolean detach) {}

    private final Desk desk;
    private final Again again;

    public RunsUndoCommand(Desk desk, Again again) {
        this.desk = desk;
        this.again = again;
    }

    @Override
    public Answer work(Arguments arguments, Session session) {
        return desk.run(arguments.which().run(), session)
                .answer(run ->
                        Found.of(run.state())
                                .answer(state -> work(run, state, arguments, session)));
    }

    private Answer work(RunDirectory run, RunState state, Arguments arguments, Session session) {
        Set<String> steps = new TreeSet<>();
        state.changes().values().forEach(c -> steps.add(c.step()));
        List<String> mistakes =
                arguments.include().stream()
                        .filter(i -> !steps.contains(i))
                        .map(i -> Answer.unknownText("changed step", i, "run " + run.id(), steps))
                        .toList();
        if (!mistakes.isEmpty()) {
            return new Answer.Misused(mistakes);
        }
        List<ChangeState> planned = Undoer.planned(state, Set.copyOf(arguments.include()));
        if (arguments.plan() || planned.isEmpty()) {
            return new Answer.Shown(view(run, planned), ExitCode.DONE);
        }
        if (session.live()) {
            Page page = new Page(session.output().screen());
            view(run, planned).human(page);
            session.output().show(page);
        }
        return again.drive(run, "undo", arguments.include(), Map.of(), arguments.detach(), session);
    }

    private static View view(RunDirectory run, List<ChangeState> planned) {
        return View.of(
                JsonValue.object(
                        "run",
                        run.id(),
                        "undo",
                        JsonValue.array(
                                planned.stream()
                                        .map(c ->
                                                JsonValue.object(
                                                        "change",
                                                        c.id(),
                                                        "action",
                                                        c.action(),
                                                        "target",
                                                        c.target(),
                                                        "undo",
                                                        c.undo()))
                                        .toList())),
                page -> {
                    if (planned.isEmpty()) {
                        page.line("run " + run.id() + " has nothing open");
                    } else {
                        page.table(
                                List.of("UNDO OF", "ACTION", "TARGET", "HOW WELL"),
                                planned.stream()
                                        .map(c ->
                                                List.of(
                                                        Cell.of(c.id()),
                                                        Cell.of(c.action()),
                                                        Cell.of(c.target()),
                                                        Cell.of(
                                                                c.undo()
                                                                        + c.undoWhy()
                                                                                .map(w -> ": " + w)
                                                                                .orElse(""))))
                                        .toList());
                    }
                });
    }
}

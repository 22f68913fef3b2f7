package dev.postern.console.command.runs;

import dev.postern.console.command.ConsoleCommand;
import dev.postern.console.command.Desk;
import dev.postern.console.command.Session;
import dev.postern.console.grammar.CommandWords;
import dev.postern.console.view.Answer;
import dev.postern.console.view.Cell;
import dev.postern.console.view.Tint;
import dev.postern.console.view.View;
import dev.postern.core.value.JsonValue;
import dev.postern.journal.Event;
import dev.postern.journal.RunDirectory;
import dev.postern.journal.RunState;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** {@code postern runs list}. */
@CommandWords(
        value = "runs list",
        title = "the runs of this home, youngest first",
        arguments = RunsListCommand.Arguments.class,
        examples = "runs list")
public final class RunsListCommand implements ConsoleCommand<RunsListCommand.Arguments> {
    /** Nothing. */
    public record Arguments() {}

    private record Row(
            String id,
            String playbook,
            String clusters,
            String status,
            String mark,
            int open,
            boolean sound) {}

    private final Desk desk;

    public RunsListCommand(Desk desk) {
        this.desk = desk;
    }

    @Override
    public Answer work(Arguments arguments, Session session) {
        List<Row> rows = new ArrayList<>();
        for (RunDirectory run : RunDirectory.list(desk.home(session).runs()).reversed()) {
            rows.add(row(run));
        }
        return Answer.shown(
                View.of(
                        JsonValue.object(
                                "runs",
                                JsonValue.array(
                                        rows.stream()
                                                .map(r ->
                                                        JsonValue.object(
                                                                "run",
                                                                r.id(),
                                                                "playbook",
                                                                r.playbook(),
                                                                "clusters",
                                                                r.clusters(),
                                                                "status",
                                                                r.status(),
                                                                "selfApproved",
                                                                !r.mark().isEmpty(),
                                                                "openChanges",
                                                                r.open()))
                                                .toList())),
                        page ->
                                page.table(
                                        List.of("RUN", "PLAYBOOK", "CLUSTERS", "STATUS", "OPEN"),
                                        rows.stream().map(RunsListCommand::cells).toList())));
    }

    private static Row row(RunDirectory run) {
        Optional<RunState> state = run.state().got();
        if (state.isEmpty()) {
            return new Row(run.id(), "", "", "journal broken", "", 0, false);
        }
        Optional<Event.RunOpened> opened = state.get().opened();
        boolean alive = state.get().closed().isEmpty() && run.isAlive();
        return new Row(
                run.id(),
                opened.map(Event.RunOpened::playbook).orElse(""),
                opened.map(o -> String.join(" ", o.clusters())).orElse(""),
                new RunView(run.id(), state.get(), alive).status(),
                ConsentView.word(state.get().consent()),
                state.get().open().size(),
                true);
    }

    private static List<Cell> cells(Row r) {
        return List.of(
                Cell.of(r.id()),
                Cell.of(r.playbook()),
                Cell.of(r.clusters()),
                Cell.of(
                        r.mark().isEmpty() ? r.status() : r.status() + "; " + r.mark(),
                        r.sound() && r.mark().isEmpty() ? Tint.PLAIN : Tint.BAD),
                Cell.of(String.valueOf(r.open()), r.open() > 0 ? Tint.WARNING : Tint.PLAIN));
    }
}

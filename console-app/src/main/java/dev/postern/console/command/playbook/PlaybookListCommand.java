package dev.postern.console.command.playbook;

import dev.postern.console.command.ConsoleCommand;
import dev.postern.console.command.Desk;
import dev.postern.console.command.Session;
import dev.postern.console.grammar.CommandWords;
import dev.postern.console.view.Answer;
import dev.postern.console.view.Cell;
import dev.postern.console.view.Tint;
import dev.postern.console.view.View;
import dev.postern.console.wiring.Playbooks;
import dev.postern.core.problem.Checked;
import dev.postern.core.value.JsonValue;

import java.util.ArrayList;
import java.util.List;

/** {@code postern playbook list}. */
@CommandWords(
        value = "playbook list",
        title = "the playbooks there are",
        arguments = PlaybookListCommand.Arguments.class,
        examples = "playbook list")
public final class PlaybookListCommand implements ConsoleCommand<PlaybookListCommand.Arguments> {
    /** Nothing. */
    public record Arguments() {}

    private record Row(String name, String title, String origin, boolean sound) {}

    private final Desk desk;
    private final Playbooks playbooks;

    public PlaybookListCommand(Desk desk, Playbooks playbooks) {
        this.desk = desk;
        this.playbooks = playbooks;
    }

    @Override
    public Answer work(Arguments arguments, Session session) {
        List<Row> rows = new ArrayList<>();
        for (Playbooks.Source s : playbooks.all(desk.home(session)).values()) {
            rows.add(
                    switch (playbooks.load(s)) {
                        case Checked.Sound<Playbooks.Loaded>(var l) ->
                                new Row(s.name(), l.playbook().title(), s.origin(), true);
                        case Checked.Faulty<Playbooks.Loaded>(var problems) ->
                                new Row(
                                        s.name(),
                                        problems.size()
                                                + " mistakes: playbook validate "
                                                + s.origin(),
                                        s.origin(),
                                        false);
                    });
        }
        return Answer.shown(
                View.of(
                        JsonValue.object(
                                "playbooks",
                                JsonValue.array(
                                        rows.stream()
                                                .map(r ->
                                                        JsonValue.object(
                                                                "name",
                                                                r.name(),
                                                                "title",
                                                                r.title(),
                                                                "file",
                                                                r.origin(),
                                                                "sound",
                                                                r.sound()))
                                                .toList())),
                        page ->
                                page.table(
                                        List.of("PLAYBOOK", "WHAT IT DOES"),
                                        rows.stream()
                                                .map(r ->
                                                        List.of(
                                                                Cell.of(r.name()),
                                                                Cell.of(
                                                                        r.title(),
                                                                        r.sound()
                                                                                ? Tint.PLAIN
                                                                                : Tint.BAD)))
                                                .toList())));
    }
}

package dev.postern.console.command.drill;

import dev.postern.console.command.ConsoleCommand;
import dev.postern.console.command.Desk;
import dev.postern.console.command.Session;
import dev.postern.console.grammar.CommandWords;
import dev.postern.console.view.Answer;
import dev.postern.console.view.Cell;
import dev.postern.console.view.View;
import dev.postern.console.wiring.Playbooks;
import dev.postern.core.problem.Checked;
import dev.postern.core.value.JsonValue;
import dev.postern.drill.Scenario;

import java.util.ArrayList;
import java.util.List;

/** {@code postern drill list}. */
@CommandWords(
        value = "drill list",
        title = "the scenarios there are, and the outage each is taken from",
        arguments = DrillListCommand.Arguments.class,
        examples = "drill list")
public final class DrillListCommand implements ConsoleCommand<DrillListCommand.Arguments> {
    /** Nothing. */
    public record Arguments() {}

    private record Row(String name, String title, String after) {}

    private final Desk desk;
    private final Playbooks playbooks;

    public DrillListCommand(Desk desk, Playbooks playbooks) {
        this.desk = desk;
        this.playbooks = playbooks;
    }

    @Override
    public Answer work(Arguments arguments, Session session) {
        List<Row> rows = new ArrayList<>();
        for (Playbooks.Source s : playbooks.scenarios(desk.home(session)).values()) {
            rows.add(
                    playbooks.loadScenario(s) instanceof Checked.Sound<Scenario>(var scenario)
                            ? new Row(s.name(), scenario.title(), scenario.after())
                            : new Row(s.name(), "has mistakes: playbook validate", s.origin()));
        }
        return Answer.shown(
                View.of(
                        JsonValue.object(
                                "scenarios",
                                JsonValue.array(
                                        rows.stream()
                                                .map(r ->
                                                        JsonValue.object(
                                                                "name", r.name(), "title",
                                                                r.title(), "after", r.after()))
                                                .toList())),
                        page ->
                                page.table(
                                        List.of("SCENARIO", "TITLE", "AFTER"),
                                        rows.stream()
                                                .map(r ->
                                                        List.of(
                                                                Cell.of(r.name()),
                                                                Cell.of(r.title()),
                                                                Cell.of(r.after())))
                                                .toList())));
    }
}

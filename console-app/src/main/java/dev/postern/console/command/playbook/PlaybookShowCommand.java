package dev.postern.console.command.playbook;

import dev.postern.console.command.ConsoleCommand;
import dev.postern.console.command.Desk;
import dev.postern.console.command.Session;
import dev.postern.console.grammar.Argument;
import dev.postern.console.grammar.CommandWords;
import dev.postern.console.grammar.Completes;
import dev.postern.console.view.Answer;
import dev.postern.console.view.Cell;
import dev.postern.console.view.Page;
import dev.postern.console.view.Tint;
import dev.postern.console.view.View;
import dev.postern.console.wiring.Playbooks;
import dev.postern.core.playbook.Condition;
import dev.postern.core.playbook.Parameter;
import dev.postern.core.playbook.Playbook;
import dev.postern.core.playbook.Step;
import dev.postern.core.value.JsonValue;
import dev.postern.json.JsonText;

import java.util.List;
import java.util.stream.Collectors;

/** {@code postern playbook show}. */
@CommandWords(
        value = "playbook show",
        title = "one playbook: parameters, guards, steps",
        arguments = PlaybookShowCommand.Arguments.class,
        examples = "playbook show break-lockout")
public final class PlaybookShowCommand implements ConsoleCommand<PlaybookShowCommand.Arguments> {
    /** Which one. */
    public record Arguments(
            @Argument(
                            value = "PLAYBOOK",
                            about = "its name, or the path of its file",
                            completes = Completes.PLAYBOOK)
                    String playbook) {}

    private final Desk desk;

    public PlaybookShowCommand(Desk desk) {
        this.desk = desk;
    }

    @Override
    public Answer work(Arguments arguments, Session session) {
        return desk.playbook(arguments.playbook(), session)
                .answer(l -> Answer.shown(View.of(json(l), page -> page(page, l.playbook()))));
    }

    private static void page(Page page, Playbook p) {
        page.line(p.name(), Tint.STRONG).item(p.title()).field("file", p.file()).gap();
        if (!p.parameters().isEmpty()) {
            page.table(
                    List.of("PARAMETER", "TYPE", "DEFAULT", "WHAT IT IS"),
                    p.parameters().stream().map(PlaybookShowCommand::row).toList());
            page.gap();
        }
        if (!p.guards().isEmpty()) {
            page.line("Before anything changes:");
            p.guards().forEach(g -> page.item(g.that() + ", else: " + g.otherwise()));
            page.gap();
        }
        page.table(
                List.of("STEP", "WHAT", "WHEN"),
                p.allSteps().stream()
                        .map(s ->
                                List.of(
                                        Cell.of(s.id()),
                                        Cell.of(work(s.work())),
                                        Cell.of(
                                                s.options()
                                                        .when()
                                                        .map(Condition::text)
                                                        .orElse(""))))
                        .toList());
    }

    private static List<Cell> row(Parameter p) {
        return List.of(
                Cell.of(p.name()),
                Cell.of(p.type().word()),
                Cell.of(p.defaultText().orElse(p.required() ? "(required)" : "")),
                Cell.of(p.description()));
    }

    /** One line that says what a step does. */
    static String work(Step.Work work) {
        return switch (work) {
            case Step.Work.Act a -> a.action() + " " + arguments(a.arguments());
            case Step.Work.Look l -> l.probe() + " " + arguments(l.arguments());
            case Step.Work.Await a -> "wait until " + a.that();
            case Step.Work.Gate g -> "ask: " + g.ask();
            case Step.Work.Tracks t ->
                    "side by side: "
                            + t.tracks().stream()
                                    .map(Step.Track::name)
                                    .collect(Collectors.joining(", "));
            case Step.Work.Undo u -> "undo " + String.join(", ", u.steps());
        };
    }

    private static String arguments(JsonValue.Obj arguments) {
        return arguments.fields().entrySet().stream()
                .map(e ->
                        e.getKey()
                                + "="
                                + (e.getValue() instanceof JsonValue.Text(String t)
                                        ? t
                                        : JsonText.line(e.getValue())))
                .collect(Collectors.joining(" "));
    }

    private static JsonValue json(Playbooks.Loaded loaded) {
        Playbook p = loaded.playbook();
        return JsonValue.object(
                "name",
                p.name(),
                "title",
                p.title(),
                "file",
                p.file(),
                "sha256",
                p.sha256(),
                "parameters",
                JsonValue.array(p.parameters().stream().map(PlaybookShowCommand::json).toList()),
                "guards",
                JsonValue.array(
                        p.guards().stream()
                                .map(g ->
                                        JsonValue.object(
                                                "that", g.that().text(), "else", g.otherwise()))
                                .toList()),
                "steps",
                JsonValue.array(
                        p.allSteps().stream()
                                .map(s -> JsonValue.object("id", s.id(), "work", work(s.work())))
                                .toList()));
    }

    private static JsonValue json(Parameter p) {
        JsonValue.Obj json =
                JsonValue.object(
                        "name",
                        p.name(),
                        "type",
                        p.type().word(),
                        "required",
                        p.required(),
                        "description",
                        p.description());
        return p.defaultText().map(d -> json.with("default", JsonValue.of(d))).orElse(json);
    }
}

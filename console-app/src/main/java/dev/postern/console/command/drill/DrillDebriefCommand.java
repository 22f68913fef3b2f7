package dev.postern.console.command.drill;

import dev.postern.console.command.ConsoleCommand;
import dev.postern.console.command.Session;
import dev.postern.console.grammar.Argument;
import dev.postern.console.grammar.CommandWords;
import dev.postern.console.view.Answer;
import dev.postern.console.view.View;
import dev.postern.console.wiring.SmallFile;
import dev.postern.core.value.JsonValue;
import dev.postern.json.JsonText;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** {@code postern drill debrief}. */
@CommandWords(
        value = "drill debrief",
        title = "what came of a drill that is over",
        arguments = DrillDebriefCommand.Arguments.class,
        examples = {"drill debrief", "drill debrief lockout-7-1"})
public final class DrillDebriefCommand implements ConsoleCommand<DrillDebriefCommand.Arguments> {
    /** Which one. */
    public record Arguments(
            @Argument(value = "DRILL", about = "its directory's name; the last where not given")
                    Optional<String> drill) {}

    private final Drills drills;

    public DrillDebriefCommand(Drills drills) {
        this.drills = drills;
    }

    @Override
    public Answer work(Arguments arguments, Session session) {
        List<Path> all = over(drills.directory(session));
        List<String> names = all.stream().map(p -> String.valueOf(p.getFileName())).toList();
        Optional<Path> one =
                arguments.drill().isEmpty()
                        ? all.stream().findFirst()
                        : all.stream()
                                .filter(p ->
                                        String.valueOf(p.getFileName())
                                                .equals(arguments.drill().get()))
                                .findFirst();
        if (names.isEmpty()) {
            return Answer.misused("no drill has ended with a debrief yet: drill run SCENARIO");
        }
        if (one.isEmpty()) {
            return Answer.unknown(
                    "drill",
                    arguments.drill().orElse("(any)"),
                    drills.directory(session).toString(),
                    names);
        }
        Path directory = one.get();
        return switch (SmallFile.read(directory.resolve("report.json"))) {
            case SmallFile.Content.Unreadable(var problem) -> new Answer.Faulty(List.of(problem));
            case SmallFile.Content.Bytes report ->
                    JsonText.parse(report.bytes())
                            .map(json -> Answer.shown(view(json, directory)))
                            .got()
                            .orElseGet(() -> Answer.misused("a report that is no JSON"));
        };
    }

    private static View view(JsonValue report, Path directory) {
        return View.of(
                report,
                page -> {
                    if (SmallFile.read(directory.resolve("debrief.md"))
                            instanceof SmallFile.Content.Bytes text) {
                        page.line(text.text().stripTrailing());
                    }
                    page.gap().command(directory.resolve("debrief.html").toString());
                });
    }

    /** Those with a report, youngest first. */
    private static List<Path> over(Path drills) {
        try (Stream<Path> all = Files.list(drills)) {
            return all.filter(p -> Files.isRegularFile(p.resolve("report.json")))
                    .sorted((a, b) -> Long.compare(age(b), age(a)))
                    .toList();
        } catch (IOException e) {
            return List.of();
        }
    }

    private static long age(Path drill) {
        try {
            return Files.getLastModifiedTime(drill.resolve("report.json")).toMillis();
        } catch (IOException e) {
            return 0;
        }
    }
}

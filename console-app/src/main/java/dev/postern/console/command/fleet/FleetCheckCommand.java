package dev.postern.console.command.fleet;

import dev.postern.console.command.ConsoleCommand;
import dev.postern.console.command.Desk;
import dev.postern.console.command.Session;
import dev.postern.console.exit.ExitCode;
import dev.postern.console.grammar.CommandWords;
import dev.postern.console.grammar.Globals;
import dev.postern.console.view.Answer;
import dev.postern.console.view.Page;
import dev.postern.console.view.ProblemJson;
import dev.postern.console.view.Tint;
import dev.postern.console.view.View;
import dev.postern.core.fleet.Fleet;
import dev.postern.core.problem.Problem;
import dev.postern.core.value.JsonValue;
import dev.postern.fleet.FleetFile;

import java.nio.file.Path;
import java.util.List;

/** {@code postern fleet check}. */
@CommandWords(
        value = "fleet check",
        title = "every mistake of the inventory, with its place; touches no host",
        arguments = FleetCheckCommand.Arguments.class,
        examples = "fleet check --fleet ./fleet.yaml")
public final class FleetCheckCommand implements ConsoleCommand<FleetCheckCommand.Arguments> {
    /** Nothing. */
    public record Arguments() {}

    private final Desk desk;

    public FleetCheckCommand(Desk desk) {
        this.desk = desk;
    }

    @Override
    public Answer work(Arguments arguments, Session session) {
        Path file = desk.home(session).fleet();
        FleetFile.Findings findings = FleetFile.check(file);
        if (!findings.errors().isEmpty() && session.globals().output() == Globals.Format.TABLE) {
            return new Answer.Faulty(findings.errors());
        }
        return new Answer.Shown(
                View.of(json(file, findings), page -> page(page, file, findings)),
                findings.errors().isEmpty() ? ExitCode.DONE : ExitCode.USAGE);
    }

    private static void page(Page page, Path file, FleetFile.Findings findings) {
        findings.fleet()
                .ifPresent(f ->
                        page.line(
                                file
                                        + ": sound; "
                                        + f.clusters().size()
                                        + " clusters, "
                                        + hosts(f)
                                        + " hosts, "
                                        + f.pinnedNames().size()
                                        + " pinned names",
                                Tint.GOOD));
        findings.warnings().forEach(w -> page.line("warning: " + w.line(), Tint.WARNING));
    }

    private static int hosts(Fleet fleet) {
        return fleet.clusters().stream().mapToInt(c -> c.hosts().size()).sum();
    }

    private static JsonValue json(Path file, FleetFile.Findings findings) {
        JsonValue.Obj json =
                JsonValue.object(
                        "file",
                        file.toString(),
                        "sound",
                        findings.errors().isEmpty(),
                        "errors",
                        problems(findings.errors()),
                        "warnings",
                        problems(findings.warnings()));
        if (findings.fleet().isPresent()) {
            Fleet fleet = findings.fleet().get();
            json =
                    json.with("fleet", JsonValue.of(fleet.name()))
                            .with("clusters", JsonValue.of((long) fleet.clusters().size()))
                            .with("hosts", JsonValue.of((long) hosts(fleet)))
                            .with("pinnedNames", JsonValue.of((long) fleet.pinnedNames().size()));
        }
        return json;
    }

    private static JsonValue problems(List<Problem> problems) {
        return JsonValue.array(problems.stream().map(ProblemJson::of).toList());
    }
}

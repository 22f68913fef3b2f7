package dev.postern.console.command.fleet;

import dev.postern.console.command.ConsoleCommand;
import dev.postern.console.command.Desk;
import dev.postern.console.command.Session;
import dev.postern.console.grammar.CommandWords;
import dev.postern.console.view.Answer;
import dev.postern.console.view.View;
import dev.postern.core.fleet.Fleet;
import dev.postern.core.value.JsonValue;

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
        String file = desk.home(session).fleet().toString();
        return desk.fleet(session).answer(f -> Answer.shown(view(file, f)));
    }

    private static View view(String file, Fleet fleet) {
        int hosts = fleet.clusters().stream().mapToInt(c -> c.hosts().size()).sum();
        return View.of(
                JsonValue.object(
                        "file",
                        file,
                        "fleet",
                        fleet.name(),
                        "sound",
                        true,
                        "clusters",
                        fleet.clusters().size(),
                        "hosts",
                        hosts,
                        "pinnedNames",
                        fleet.pinnedNames().size()),
                page ->
                        page.line(
                                file
                                        + ": sound; "
                                        + fleet.clusters().size()
                                        + " clusters, "
                                        + hosts
                                        + " hosts, "
                                        + fleet.pinnedNames().size()
                                        + " pinned names"));
    }
}

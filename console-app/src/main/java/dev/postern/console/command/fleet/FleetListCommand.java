package dev.postern.console.command.fleet;

import dev.postern.console.command.ConsoleCommand;
import dev.postern.console.command.Desk;
import dev.postern.console.command.Session;
import dev.postern.console.grammar.CommandWords;
import dev.postern.console.view.Answer;
import dev.postern.console.view.Cell;
import dev.postern.console.view.View;
import dev.postern.core.fleet.Cluster;
import dev.postern.core.fleet.Fleet;
import dev.postern.core.value.JsonValue;

import java.util.List;
import java.util.Locale;

/** {@code postern fleet list}. */
@CommandWords(
        value = "fleet list",
        title = "the clusters of the inventory",
        arguments = FleetListCommand.Arguments.class,
        examples = {"fleet list", "fleet list -o json"})
public final class FleetListCommand implements ConsoleCommand<FleetListCommand.Arguments> {
    /** Nothing. */
    public record Arguments() {}

    private final Desk desk;

    public FleetListCommand(Desk desk) {
        this.desk = desk;
    }

    @Override
    public Answer work(Arguments arguments, Session session) {
        return desk.fleet(session).answer(f -> Answer.shown(view(f)));
    }

    private static View view(Fleet fleet) {
        return View.of(
                JsonValue.object(
                        "fleet",
                        fleet.name(),
                        "clusters",
                        JsonValue.array(
                                fleet.clusters().stream().map(FleetListCommand::json).toList())),
                page ->
                        page.table(
                                List.of("CLUSTER", "KUBERNETES", "HOSTS", "NODE GROUPS"),
                                fleet.clusters().stream().map(FleetListCommand::row).toList()));
    }

    private static List<Cell> row(Cluster c) {
        return List.of(
                Cell.of(c.name().value()),
                Cell.of(distribution(c) + " " + c.kubernetes()),
                Cell.of(String.join(" ", c.hosts().stream().map(h -> h.id().host()).toList())),
                Cell.of(String.join(" ", c.nodeGroups().stream().map(g -> g.name()).toList())));
    }

    static String distribution(Cluster c) {
        return c.distribution().name().toLowerCase(Locale.ROOT);
    }

    private static JsonValue json(Cluster c) {
        return JsonValue.object(
                "name",
                c.name().value(),
                "distribution",
                distribution(c),
                "kubernetes",
                c.kubernetes(),
                "hosts",
                JsonValue.array(c.hosts().stream().map(h -> JsonValue.of(h.id().host())).toList()),
                "nodeGroups",
                JsonValue.array(c.nodeGroups().stream().map(g -> JsonValue.of(g.name())).toList()));
    }
}

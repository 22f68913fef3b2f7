package dev.postern.console.command.fleet;

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
import dev.postern.core.fleet.ApiAccess;
import dev.postern.core.fleet.Cluster;
import dev.postern.core.fleet.Host;
import dev.postern.core.fleet.NodeGroup;
import dev.postern.core.value.JsonValue;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** {@code postern fleet show}. */
@CommandWords(
        value = "fleet show",
        title = "one cluster: hosts, addresses, paths, credentials by reference",
        arguments = FleetShowCommand.Arguments.class,
        examples = "fleet show eu-1")
public final class FleetShowCommand implements ConsoleCommand<FleetShowCommand.Arguments> {
    /** Which one. */
    public record Arguments(
            @Argument(
                            value = "CLUSTER",
                            about = "its name in the fleet",
                            completes = Completes.CLUSTER)
                    String cluster) {}

    private final Desk desk;

    public FleetShowCommand(Desk desk) {
        this.desk = desk;
    }

    @Override
    public Answer work(Arguments arguments, Session session) {
        return desk.fleet(session)
                .then(f -> desk.cluster(f, arguments.cluster()))
                .answer(c -> Answer.shown(View.of(json(c), page -> page(page, c))));
    }

    private static void page(Page page, Cluster c) {
        page.line(c.name().value(), Tint.STRONG)
                .field("kubernetes", FleetListCommand.distribution(c) + " " + c.kubernetes())
                .field("API", "port " + c.api().port() + ", verified as " + c.api().serverName())
                .field("paths", ladder(c.api()))
                .field(
                        "identities",
                        c.api().identities().stream()
                                .map(Object::toString)
                                .collect(Collectors.joining(", ")))
                .gap()
                .table(
                        List.of("HOST", "ADDRESSES", "SSH", "VIA"),
                        c.hosts().stream().map(FleetShowCommand::row).toList());
        if (!c.nodeGroups().isEmpty()) {
            page.gap()
                    .table(
                            List.of("NODE GROUP", "SCALED BY"),
                            c.nodeGroups().stream()
                                    .map(g -> List.of(Cell.of(g.name()), Cell.of(provider(g))))
                                    .toList());
        }
    }

    private static String ladder(ApiAccess api) {
        return api.ladder().stream()
                .map(p -> p.name().toLowerCase(Locale.ROOT).replace('_', ' '))
                .collect(Collectors.joining(", then "));
    }

    private static List<Cell> row(Host h) {
        return List.of(
                Cell.of(h.id().host()),
                Cell.of(addresses(h)),
                Cell.of(
                        h.ssh().user().orElse("(your own)")
                                + h.ssh().port().map(p -> " port " + p).orElse("")),
                Cell.of(String.join(", ", h.ssh().jump())));
    }

    private static String addresses(Host h) {
        return h.addresses().stream()
                .map(a -> a.getHostAddress())
                .collect(Collectors.joining(", "));
    }

    private static String provider(NodeGroup g) {
        return switch (g.provider()) {
            case NodeGroup.Provider.Aws a -> "AWS Auto Scaling " + a.group() + " in " + a.region();
        };
    }

    private static JsonValue json(Cluster c) {
        return JsonValue.object(
                "name",
                c.name().value(),
                "distribution",
                FleetListCommand.distribution(c),
                "kubernetes",
                c.kubernetes(),
                "api",
                JsonValue.object(
                        "port",
                        c.api().port(),
                        "serverName",
                        c.api().serverName(),
                        "paths",
                        JsonValue.array(
                                c.api().ladder().stream()
                                        .map(p ->
                                                JsonValue.of(
                                                        p.name()
                                                                .toLowerCase(Locale.ROOT)
                                                                .replace('_', '-')))
                                        .toList()),
                        "identities",
                        JsonValue.array(
                                c.api().identities().stream()
                                        .map(i -> JsonValue.of(i.toString()))
                                        .toList())),
                "hosts",
                JsonValue.array(
                        c.hosts().stream()
                                .map(h ->
                                        JsonValue.object(
                                                "name",
                                                h.id().host(),
                                                "addresses",
                                                JsonValue.array(
                                                        h.addresses().stream()
                                                                .map(a ->
                                                                        JsonValue.of(
                                                                                a.getHostAddress()))
                                                                .toList())))
                                .toList()),
                "nodeGroups",
                JsonValue.array(
                        c.nodeGroups().stream()
                                .map(g ->
                                        JsonValue.object("name", g.name(), "provider", provider(g)))
                                .toList()));
    }
}

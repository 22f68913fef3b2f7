package dev.postern.console.command.fleet;

import dev.postern.console.command.ConsoleCommand;
import dev.postern.console.command.Desk;
import dev.postern.console.command.Session;
import dev.postern.console.grammar.Argument;
import dev.postern.console.grammar.CommandWords;
import dev.postern.console.grammar.Completes;
import dev.postern.console.view.Answer;
import dev.postern.console.view.Page;
import dev.postern.console.view.Tint;
import dev.postern.console.view.View;
import dev.postern.core.fleet.Fleet;
import dev.postern.core.fleet.HostId;
import dev.postern.core.value.Failure;
import dev.postern.core.value.JsonValue;
import dev.postern.core.value.Outcome;
import dev.postern.fleet.WithoutHost;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** {@code postern fleet without}. */
@CommandWords(
        value = "fleet without",
        title = "write an inventory that leaves out a host that is down for good",
        arguments = FleetWithoutCommand.Arguments.class,
        examples = "fleet without eu-1/cp3")
public final class FleetWithoutCommand implements ConsoleCommand<FleetWithoutCommand.Arguments> {
    /** Which one. */
    public record Arguments(
            @Argument(
                            value = "HOST",
                            about = "CLUSTER/HOST as the fleet has them",
                            completes = Completes.HOST)
                    String host) {}

    private final Desk desk;

    public FleetWithoutCommand(Desk desk) {
        this.desk = desk;
    }

    @Override
    public Answer work(Arguments arguments, Session session) {
        return desk.fleet(session)
                .answer(fleet -> {
                    Optional<HostId> host =
                            HostId.parse(arguments.host()).filter(h -> fleet.host(h).isPresent());
                    if (host.isEmpty()) {
                        return Answer.unknown(
                                "host", arguments.host(), "fleet " + fleet.name(), hosts(fleet));
                    }
                    Path file = desk.home(session).fleet();
                    return switch (WithoutHost.write(file, host.get())) {
                        case Outcome.Failed<Path>(Failure why) -> Answer.failed(why);
                        case Outcome.Ok<Path>(Path written) ->
                                Answer.shown(view(fleet, host.get(), written));
                    };
                });
    }

    private static List<String> hosts(Fleet fleet) {
        return fleet.clusters().stream()
                .flatMap(c -> c.hosts().stream())
                .map(h -> h.id().toString())
                .toList();
    }

    private static View view(Fleet fleet, HostId host, Path file) {
        int all = fleet.cluster(host.cluster()).map(c -> c.hosts().size()).orElse(0);
        return View.of(
                JsonValue.object(
                        "file", file.toString(), "without", host.toString(), "left", all - 1L),
                page -> page(page, host, file, all - 1, all));
    }

    private static void page(Page page, HostId host, Path file, int left, int all) {
        page.line(file + ": the fleet without " + host, Tint.GOOD)
                .line(
                        "Only where "
                                + host
                                + " is down for good: if its API server serves anybody, what fences"
                                + " the others throws the herd on it.",
                        Tint.WARNING);
        if (left * 2 <= all) {
            page.line(
                    left + " of " + all + " hosts are no quorum of an etcd that runs on them.",
                    Tint.WARNING);
        }
        page.gap()
                .command(
                        "postern plan break-lockout --cluster "
                                + host.cluster()
                                + " --fleet "
                                + file);
    }
}

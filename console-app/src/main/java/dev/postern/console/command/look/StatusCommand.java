package dev.postern.console.command.look;

import dev.postern.console.command.ConsoleCommand;
import dev.postern.console.command.Desk;
import dev.postern.console.command.Found;
import dev.postern.console.command.Session;
import dev.postern.console.grammar.CommandWords;
import dev.postern.console.grammar.Shared;
import dev.postern.console.view.Answer;
import dev.postern.core.value.JsonValue;
import dev.postern.core.value.Outcome;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** {@code postern status}. */
@CommandWords(
        value = "status",
        title =
                "how every cluster's API servers are, by which path they answer, and who is at work",
        arguments = StatusCommand.Arguments.class,
        examples = {"status", "status --cluster eu-1 -o json"})
public final class StatusCommand implements ConsoleCommand<StatusCommand.Arguments> {
    /** Which clusters. */
    public record Arguments(@Shared ClusterOption which) {}

    private final Desk desk;
    private final Looking looking;

    public StatusCommand(Desk desk, Looking looking) {
        this.desk = desk;
        this.looking = looking;
    }

    @Override
    public Answer work(Arguments arguments, Session session) {
        return desk.fleet(session)
                .answer(fleet ->
                        arguments
                                .which()
                                .of(desk, fleet)
                                .then(c ->
                                        Found.of(
                                                looking.look(
                                                        "api-health",
                                                        JsonValue.object(),
                                                        AtWork::beside,
                                                        fleet,
                                                        c,
                                                        session)))
                                .answer(seen -> SeenView.answer(seen, next(seen))));
    }

    /** Where a cluster has no API, its hosts say why. */
    private static List<String> next(Map<String, Outcome<Looking.Seen>> seen) {
        List<String> next = new ArrayList<>();
        seen.forEach((cluster, found) -> {
            if (!found.got().map(StatusCommand::isReady).orElse(true)) {
                next.add("postern diagnose " + cluster + " --from hosts");
            }
        });
        return next;
    }

    private static boolean isReady(Looking.Seen seen) {
        List<JsonValue> servers = seen.result().items("servers");
        long ready =
                servers.stream().filter(s -> s.text("answer").equals(Optional.of("ready"))).count();
        return ready * 2 > servers.size();
    }
}

package dev.postern.console.command.look;

import dev.postern.console.command.ConsoleCommand;
import dev.postern.console.command.Desk;
import dev.postern.console.command.Found;
import dev.postern.console.command.Session;
import dev.postern.console.grammar.Argument;
import dev.postern.console.grammar.CommandWords;
import dev.postern.console.grammar.Completes;
import dev.postern.console.grammar.Option;
import dev.postern.console.view.Answer;
import dev.postern.core.text.Neutral;
import dev.postern.core.value.JsonValue;
import dev.postern.core.value.Outcome;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** {@code postern diagnose}. */
@CommandWords(
        value = "diagnose",
        title = "who is hammering the API, and what that cost to find out",
        arguments = DiagnoseCommand.Arguments.class,
        examples = {"diagnose eu-1 --from hosts", "diagnose eu-1 -o json"})
public final class DiagnoseCommand implements ConsoleCommand<DiagnoseCommand.Arguments> {
    /** Which cluster, and where to look. */
    public record Arguments(
            @Argument(
                            value = "CLUSTER",
                            about = "its name in the fleet",
                            completes = Completes.CLUSTER)
                    String cluster,
            @Option(value = "where to look", byDefault = "both") From from) {}

    /** Where to look. */
    public enum From {
        HOSTS,
        API,
        BOTH
    }

    private final Desk desk;
    private final Looking looking;

    public DiagnoseCommand(Desk desk, Looking looking) {
        this.desk = desk;
        this.looking = looking;
    }

    @Override
    public Answer work(Arguments arguments, Session session) {
        JsonValue.Obj how =
                JsonValue.object("from", arguments.from().name().toLowerCase(Locale.ROOT));
        return desk.fleet(session)
                .answer(fleet ->
                        desk.cluster(fleet, arguments.cluster())
                                .answer(c ->
                                        Found.of(
                                                        looking.look(
                                                                "diagnose",
                                                                how,
                                                                fleet,
                                                                List.of(c),
                                                                session))
                                                .answer(seen ->
                                                        SeenView.answer(
                                                                seen, next(seen, session)))));
    }

    /** Who it is, put into the command that breaks it. */
    private List<String> next(Map<String, Outcome<Looking.Seen>> seen, Session session) {
        String why = desk.home(session).isLab() ? "" : " --reason TEXT";
        List<String> next = new ArrayList<>();
        seen.forEach((cluster, found) ->
                found.got()
                        .flatMap(f -> f.result().text("workload"))
                        .map(Neutral::line)
                        .ifPresent(w -> {
                            String rest =
                                    " break-lockout --cluster " + cluster + " --set workload=" + w;
                            next.add("postern plan" + rest);
                            next.add("postern run" + rest + why);
                        }));
        return next;
    }
}

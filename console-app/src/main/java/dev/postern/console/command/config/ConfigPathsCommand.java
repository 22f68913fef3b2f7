package dev.postern.console.command.config;

import dev.postern.console.command.ConsoleCommand;
import dev.postern.console.command.Session;
import dev.postern.console.grammar.CommandWords;
import dev.postern.console.view.Answer;
import dev.postern.console.view.View;
import dev.postern.console.wiring.Home;
import dev.postern.console.wiring.Homes;
import dev.postern.core.value.JsonValue;

/** {@code postern config paths}. */
@CommandWords(
        value = "config paths",
        title = "where the fleet, playbooks, runs and incidents are",
        arguments = ConfigPathsCommand.Arguments.class,
        examples = {"config paths", "config paths --home /media/kit"})
public final class ConfigPathsCommand implements ConsoleCommand<ConfigPathsCommand.Arguments> {
    /** Nothing. */
    public record Arguments() {}

    private final Homes homes;

    public ConfigPathsCommand(Homes homes) {
        this.homes = homes;
    }

    @Override
    public Answer work(Arguments arguments, Session session) {
        Home home = homes.of(session.globals());
        return Answer.shown(
                View.of(
                        JsonValue.object(
                                "fleet",
                                home.fleet().toString(),
                                "config",
                                home.config().toString(),
                                "playbooks",
                                home.playbooks().toString(),
                                "runs",
                                home.runs().toString(),
                                "incidents",
                                home.incidentFiles().toString(),
                                "history",
                                home.history().toString(),
                                "drill",
                                home.isLab()),
                        page ->
                                page.field("fleet", home.fleet().toString())
                                        .field("config", home.config().toString())
                                        .field("playbooks", home.playbooks().toString())
                                        .field("runs", home.runs().toString())
                                        .field("incidents", home.incidentFiles().toString())
                                        .field("history", home.history().toString())));
    }
}

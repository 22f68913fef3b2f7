package dev.postern.console.command.incident;

import dev.postern.console.command.ConsoleCommand;
import dev.postern.console.command.Found;
import dev.postern.console.command.Session;
import dev.postern.console.command.WriteMode;
import dev.postern.console.grammar.CommandWords;
import dev.postern.console.grammar.Option;
import dev.postern.console.view.Answer;
import dev.postern.journal.Incidents;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** {@code postern incident open}. */
@CommandWords(
        value = "incident open",
        title = "enter write mode: say why, and for how long",
        arguments = IncidentOpenCommand.Arguments.class,
        examples = {
            "incident open --reason \"API of eu-1 down since 15:12\"",
            "incident open --reason TEXT --id OPS-4711 --time-box 4h --idle 1h"
        })
public final class IncidentOpenCommand implements ConsoleCommand<IncidentOpenCommand.Arguments> {
    private static final Duration SHORTEST = Duration.ofMinutes(1);
    static final Duration LONGEST = Duration.ofHours(24);

    /** Why, and for how long. */
    public record Arguments(
            @Option(value = "why; kept in its journal and in those of its runs", label = "TEXT")
                    String reason,
            @Option(
                            value = "how long it lasts; nothing new begins in it afterwards",
                            label = "DURATION",
                            byDefault = "2h")
                    Duration timeBox,
            @Option(
                            value =
                                    "it is over when nothing is typed and no run goes on for so long",
                            label = "DURATION",
                            byDefault = "30m")
                    Duration idle,
            @Option(value = "what it is called, instead of by date: a ticket", label = "ID")
                    Optional<String> id) {}

    private final IncidentDesk desk;
    private final WriteMode write;

    public IncidentOpenCommand(IncidentDesk desk, WriteMode write) {
        this.desk = desk;
        this.write = write;
    }

    @Override
    public Answer work(Arguments arguments, Session session) {
        List<String> mistakes = new ArrayList<>();
        String reason = WriteMode.kept(arguments.reason());
        if (reason.isEmpty()) {
            mistakes.add("--reason is a few words: why this is done");
        }
        arguments
                .id()
                .filter(id -> !Incidents.isSound(id))
                .ifPresent(id -> mistakes.add(WriteMode.unsound(id)));
        bounds("--time-box", arguments.timeBox(), mistakes);
        bounds("--idle", arguments.idle(), mistakes);
        if (!mistakes.isEmpty()) {
            return new Answer.Misused(mistakes);
        }
        return desk.time(session)
                .then(now ->
                        Found.of(
                                write.open(
                                        new WriteMode.Frame.Fresh(arguments.id(), reason),
                                        arguments.timeBox(),
                                        arguments.idle(),
                                        Optional.empty(),
                                        now,
                                        session)))
                .answer(state -> Answer.shown(new IncidentView(state)));
    }

    private static void bounds(String option, Duration given, List<String> mistakes) {
        if (given.compareTo(SHORTEST) < 0 || given.compareTo(LONGEST) > 0) {
            mistakes.add(option + " is from 1m to 24h");
        }
    }
}

package dev.postern.console.command.incident;

import dev.postern.console.command.ConsoleCommand;
import dev.postern.console.command.Found;
import dev.postern.console.command.Session;
import dev.postern.console.grammar.Argument;
import dev.postern.console.grammar.CommandWords;
import dev.postern.console.view.Answer;
import dev.postern.console.wiring.Operator;
import dev.postern.journal.Event.OfIncident;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** {@code postern incident extend}. */
@CommandWords(
        value = "incident extend",
        title = "give the open incident more time: an hour where nothing is said",
        arguments = IncidentExtendCommand.Arguments.class,
        examples = {"incident extend", "incident extend 30m"})
public final class IncidentExtendCommand
        implements ConsoleCommand<IncidentExtendCommand.Arguments> {
    private static final Duration AN_HOUR = Duration.ofHours(1);

    /** How much. */
    public record Arguments(
            @Argument(value = "DURATION", about = "how much longer than it lasts now; 1h")
                    Optional<Duration> by) {}

    private final IncidentDesk desk;

    public IncidentExtendCommand(IncidentDesk desk) {
        this.desk = desk;
    }

    @Override
    public Answer work(Arguments arguments, Session session) {
        Duration by = arguments.by().orElse(AN_HOUR);
        if (by.isZero() || by.isNegative()) {
            return Answer.misused("DURATION is how much longer it lasts: 30m, 1h");
        }
        return desk.open(session)
                .then(open -> extend(open, by, session))
                .answer(state -> Answer.shown(new IncidentView(state)));
    }

    private Found<dev.postern.journal.IncidentState> extend(
            IncidentDesk.Now open, Duration by, Session session) {
        Instant until = open.state().until().plus(by);
        if (until.isAfter(open.at().plus(IncidentOpenCommand.LONGEST))) {
            return Found.not(
                    Answer.misused(
                            "an incident ends 24h from now at the latest, and may be extended"
                                    + " then"));
        }
        return Found.of(
                desk.incidents(session)
                        .append(
                                open.state().id(),
                                new OfIncident.IncidentExtended(Operator.here(), until),
                                open.at()));
    }
}

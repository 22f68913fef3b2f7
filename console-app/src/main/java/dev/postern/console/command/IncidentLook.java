package dev.postern.console.command;

import dev.postern.console.wiring.Home;
import dev.postern.console.wiring.Still;
import dev.postern.core.value.Durations;
import dev.postern.core.value.Failure;
import dev.postern.journal.Event.OfIncident;
import dev.postern.journal.IncidentState;
import dev.postern.journal.Incidents;
import dev.postern.journal.Incidents.Standing;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * What a look at the open incident of a home finds, after what is over has been closed.
 *
 * @param now what time it is; empty where nothing is open, or the lab has ended
 * @param unreadable why it is unknown whether one is open
 * @param closed the one that is over, as this look found
 * @param news what is to be told of that, if anything
 */
public record IncidentLook(
        Optional<IncidentState> open,
        Optional<Instant> now,
        Optional<Failure> unreadable,
        Optional<String> closed,
        List<String> news) {
    private static final IncidentLook NOTHING =
            new IncidentLook(
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    List.of());

    public IncidentLook {
        news = List.copyOf(news);
    }

    /**
     * Looks now. Where nothing is open that is one look for a link.
     *
     * @param by who looks: one that is over is closed in this name
     */
    public static IncidentLook at(Home home, String by) {
        return at(home, by, () -> Still.glance(home));
    }

    static IncidentLook at(Home home, String by, Supplier<Optional<Instant>> clock) {
        return switch (home.incidents().standing()) {
            case Standing.None none -> NOTHING;
            case Standing.Unreadable(String id, Failure why) ->
                    new IncidentLook(
                            Optional.empty(),
                            Optional.empty(),
                            Optional.of(why),
                            Optional.empty(),
                            List.of());
            case Standing.Open(IncidentState state) -> at(home.incidents(), state, by, clock.get());
        };
    }

    private static IncidentLook at(
            Incidents incidents, IncidentState state, String by, Optional<Instant> now) {
        return now.flatMap(n -> incidents.over(state, n, by))
                .map(end -> close(incidents, state, end, now.orElseThrow()))
                .orElseGet(() ->
                        new IncidentLook(
                                Optional.of(state),
                                now,
                                Optional.empty(),
                                Optional.empty(),
                                List.of()));
    }

    /** Closes it, and says so; that it cannot be written is said too. */
    static IncidentLook close(
            Incidents incidents, IncidentState state, OfIncident.IncidentClosed end, Instant now) {
        Optional<Failure> unwritten = incidents.append(state.id(), end, now).whyNot();
        boolean late = unwritten.filter(w -> w.kind() == Failure.Kind.REFUSED).isPresent();
        return new IncidentLook(
                Optional.empty(),
                Optional.of(now),
                Optional.empty(),
                // Where another console was quicker its words are what there is to say.
                Optional.of(state.id()).filter(id -> !late),
                late
                        ? List.of()
                        : List.of(
                                closed(state.id(), end)
                                        + unwritten
                                                .map(w ->
                                                        "; that cannot be written down: "
                                                                + w.sentence())
                                                .orElse("")));
    }

    /** {@code READ: incident inc-… is over since 15:04Z: idle}. */
    public static String closed(String id, OfIncident.IncidentClosed end) {
        return "READ: incident "
                + id
                + " is over since "
                + clock(end.over())
                + ": "
                + end.why()
                + end.said().map(s -> ": " + s).orElse("");
    }

    /** How long it may go on; empty where nobody knows what time it is. */
    public Optional<Duration> left() {
        return open.flatMap(o -> now.map(n -> Duration.between(n, o.until())));
    }

    /** {@code 1h52m}, {@code 40s}: no more than a person wants to know. */
    public static String rough(Duration left) {
        return Durations.text(
                left.truncatedTo(
                        left.compareTo(Duration.ofMinutes(1)) < 0
                                ? ChronoUnit.SECONDS
                                : ChronoUnit.MINUTES));
    }

    /** {@code 15:04Z}. */
    public static String clock(Instant at) {
        return at.toString().substring(11, 16) + "Z";
    }
}

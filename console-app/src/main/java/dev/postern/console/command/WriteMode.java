package dev.postern.console.command;

import dev.postern.console.exit.ExitCode;
import dev.postern.console.view.Answer;
import dev.postern.console.wiring.Home;
import dev.postern.console.wiring.Homes;
import dev.postern.console.wiring.Operator;
import dev.postern.core.text.Neutral;
import dev.postern.core.value.Failure;
import dev.postern.core.value.Outcome;
import dev.postern.journal.Entry;
import dev.postern.journal.Event.OfIncident;
import dev.postern.journal.IncidentState;
import dev.postern.journal.Incidents;
import dev.postern.journal.RunDirectory;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Write mode: whatever is changed is changed within an incident. Reading needs none, and putting
 * back is never refused for want of one.
 */
public final class WriteMode {
    /** How long an incident may last that nobody said more of. */
    public static final Duration TIME_BOX = Duration.ofHours(2);

    /** How long nothing may be typed in it. */
    public static final Duration IDLE = Duration.ofMinutes(30);

    /** The longest reason that is kept. */
    private static final int REASON = 500;

    private final Homes homes;

    /** Incidents of which it was said here that they are over. */
    private final Set<String> told = ConcurrentHashMap.newKeySet();

    public WriteMode(Homes homes) {
        this.homes = homes;
    }

    /** Within which incident something is going to be changed, and why. */
    public sealed interface Frame {
        String reason();

        /** One that is open. */
        record Within(String id, String reason) implements Frame {}

        /**
         * One that is to be opened when all is known and confirmed.
         *
         * @param id empty where it is to be made
         */
        record Fresh(Optional<String> id, String reason) implements Frame {}
    }

    private Home home(Session session) {
        return homes.of(session.globals());
    }

    private void tell(IncidentLook look, Session session) {
        look.news().forEach(n -> session.output().note("postern: " + n));
        look.closed().ifPresent(told::add);
    }

    /** It is said by whoever asks that this incident is over. */
    public void told(String id) {
        told.add(id);
    }

    /** Whether it was said here that this incident is over. */
    public boolean hasTold(String id) {
        return told.contains(id);
    }

    /** A reason or a note, as it is kept. */
    public static String kept(String typed) {
        return Neutral.line(typed.strip(), REASON);
    }

    /**
     * A command is given in this home: what is over is closed and said, what is open is not idle.
     */
    public void use(Session session) {
        Home home = home(session);
        IncidentLook look = IncidentLook.at(home, Operator.here());
        tell(look, session);
        if (look.open().isPresent() && look.now().isPresent()) {
            home.incidents().use(look.open().get().id(), look.now().get());
        }
    }

    /**
     * The incident that is open, or the reason for one: given, a drill's, or asked. Nothing is
     * opened yet.
     *
     * @param what wants to change something: {@code run}
     * @param named the incident that was named
     * @return refused where nobody says why, or where another incident is open than was named
     */
    public Found<Frame> frame(
            String what, Optional<String> reason, Optional<String> named, Session session) {
        Home home = home(session);
        IncidentLook look = IncidentLook.at(home, Operator.here());
        tell(look, session);
        look.unreadable().ifPresent(why -> loud(session, "the open incident cannot be read", why));
        Optional<String> why = reason.map(WriteMode::kept).filter(r -> !r.isEmpty());
        if (look.open().isPresent()) {
            IncidentState open = look.open().get();
            return named.filter(n -> !n.equals(open.id())).isPresent()
                    ? refused(
                            "\"" + what + "\" is for incident " + clean(named.get()),
                            "incident " + open.id() + " is open: " + open.reason(),
                            "leave out --incident, or first: postern incident close")
                    : Found.here(new Frame.Within(open.id(), why.orElse(open.reason())));
        }
        if (named.isPresent() && !Incidents.isSound(named.get())) {
            return Found.not(Answer.misused(unsound(named.get())));
        }
        Optional<String> closed =
                named.flatMap(n -> home.incidents().find(n))
                        .map(i -> i.state().got().map(WriteMode::ended).orElse("it is broken"));
        if (closed.isPresent()) {
            return refused(
                    "\"" + what + "\" is for incident " + clean(named.get()) + ", which is over",
                    closed.get(),
                    "leave out --incident, or choose another id");
        }
        return why.or(() -> home.isLab() ? Optional.of("drill") : asked(what, session))
                .<Found<Frame>>map(r -> Found.here(new Frame.Fresh(named, r)))
                .orElseGet(() ->
                        refused(
                                "\"" + what + "\" changes things, and no incident is open",
                                "nobody said why it is done",
                                "--reason TEXT, or first: postern incident open --reason TEXT"));
    }

    /** {@code closed 14:12Z: idle}. */
    private static String ended(IncidentState incident) {
        return incident.closed()
                .map(c -> "it was closed at " + IncidentLook.clock(c.over()) + ": " + c.why())
                .orElse("it is not the open one");
    }

    /** What is wrong with an id. */
    public static String unsound(String id) {
        return "an incident's id is up to 32 letters, digits, dots, dashes and underscores, not \""
                + clean(id)
                + "\"";
    }

    private static Optional<String> asked(String what, Session session) {
        return session.asker()
                .flatMap(a -> {
                    session.output()
                            .note(
                                    "READ: \""
                                            + what
                                            + "\" changes things, and no incident is open. Your"
                                            + " reason opens one; an empty line stops.");
                    return a.ask("reason>");
                })
                .map(WriteMode::kept)
                .filter(r -> !r.isEmpty());
    }

    private static <T> Found<T> refused(String what, String why, String next) {
        return Found.not(Answer.failed(Failure.unchanged(Failure.Kind.REFUSED, what, why, next)));
    }

    private static String clean(String foreign) {
        return Neutral.line(foreign, 80);
    }

    /**
     * Enters write mode for a run: opens the incident where it is not, says so, and writes down
     * that the run begins. It is called last, when all is confirmed.
     *
     * @param strict whether a run is refused that no incident can frame; otherwise that is said
     *     loudly, and the run's own journal is what there is
     * @return the incident's id, where there is one
     */
    public Found<Optional<String>> enter(
            Frame frame, String run, boolean strict, Instant now, Session session) {
        Incidents incidents = home(session).incidents();
        Outcome<String> open =
                switch (frame) {
                    case Frame.Within(String id, String reason) -> Outcome.ok(id);
                    case Frame.Fresh fresh -> open(fresh, run, now, session);
                };
        Outcome<IncidentState> written = open.then(id -> begun(incidents, id, run, "run", 0, now));
        if (written.whyNot().isEmpty()) {
            return Found.here(open.got());
        }
        Failure why = written.whyNot().get();
        if (strict || why.kind() == Failure.Kind.REFUSED) {
            return Found.not(
                    new Answer.Failed(
                            List.of(why),
                            why.kind() == Failure.Kind.REFUSED
                                    ? ExitCode.REFUSED
                                    : ExitCode.EVIDENCE_BROKEN));
        }
        loud(session, "the incident cannot be written, and the run goes on without", why);
        return Found.here(
                open.got()
                        .or(() ->
                                frame instanceof Frame.Fresh fresh
                                        ? fresh.id()
                                        : Optional.empty()));
    }

    /**
     * The same for a run that is taken up again: within what is open, or what is opened for it.
     * Nothing is asked and nothing refused: it goes on, or back, whatever becomes of the incident.
     */
    public void again(
            RunDirectory run, String purpose, String reason, Instant now, Session session) {
        Incidents incidents = home(session).incidents();
        IncidentLook look = IncidentLook.at(home(session), Operator.here());
        tell(look, session);
        Outcome<String> open =
                look.open()
                        .map(o -> Outcome.ok(o.id()))
                        .orElseGet(() ->
                                open(
                                        new Frame.Fresh(
                                                Optional.empty(),
                                                kept(purpose + " of " + run.id() + ": " + reason)),
                                        run.id(),
                                        now,
                                        session));
        long after = run.entries().got().map(List::size).orElse(0);
        open.then(id -> begun(incidents, id, run.id(), purpose, after, now))
                .whyNot()
                .ifPresent(why ->
                        loud(
                                session,
                                "the incident cannot be written, and the "
                                        + purpose
                                        + " goes on without",
                                why));
    }

    private Outcome<String> open(Frame.Fresh fresh, String run, Instant now, Session session) {
        return open(fresh, TIME_BOX, IDLE, Optional.of(run), now, session)
                .map(state -> {
                    session.output()
                            .note(
                                    "WRITE: incident "
                                            + state.id()
                                            + " is open until "
                                            + IncidentLook.clock(state.until())
                                            + ", and over with its run when nothing is left open: "
                                            + state.reason());
                    return state.id();
                });
    }

    /**
     * Opens an incident: the mode has changed.
     *
     * @param forRun the run that it is opened for, and is over with
     */
    public Outcome<IncidentState> open(
            Frame.Fresh fresh,
            Duration timeBox,
            Duration idle,
            Optional<String> forRun,
            Instant now,
            Session session) {
        Incidents incidents = home(session).incidents();
        return incidents.open(
                new OfIncident.IncidentOpened(
                        fresh.id().orElseGet(() -> incidents.freshId(now)),
                        Operator.here(),
                        fresh.reason(),
                        now.plus(timeBox),
                        idle,
                        forRun),
                now);
    }

    private static Outcome<IncidentState> begun(
            Incidents incidents, String id, String run, String purpose, long after, Instant now) {
        return incidents.append(
                id, new OfIncident.RunBegun(run, purpose, Operator.here(), after), now);
    }

    private static void loud(Session session, String what, Failure why) {
        session.output()
                .failure(
                        new Failure(
                                Failure.Kind.BROKEN,
                                "NO INCIDENT IN FORCE: " + what,
                                why.sentence(),
                                "who began what, when and why stands in the run's own journal"
                                        + " alone",
                                why.next()));
    }

    /** A run has ended before this console's eyes: what is over with it is closed. */
    public void left(RunDirectory run, Session session) {
        // By the run's own clock: a lab's is not asked, which would hold it.
        run.closing()
                .map(Entry::at)
                .map(at -> IncidentLook.at(home(session), Operator.here(), () -> Optional.of(at)))
                .ifPresent(look -> tell(look, session));
    }

    /** A run did not begin: an incident that was opened for it is over. */
    public void notBegun(String run, Instant now, Session session) {
        Incidents incidents = home(session).incidents();
        if (incidents.standing() instanceof Incidents.Standing.Open(IncidentState state)
                && state.forRun().equals(Optional.of(run))) {
            tell(
                    IncidentLook.close(
                            incidents,
                            state,
                            new OfIncident.IncidentClosed(
                                    Operator.here(), "run not begun", now, Optional.empty()),
                            now),
                    session);
        }
    }
}

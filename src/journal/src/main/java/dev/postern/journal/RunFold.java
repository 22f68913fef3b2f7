package dev.postern.journal;

import dev.postern.core.value.Failure;
import dev.postern.core.value.Outcome;
import dev.postern.journal.ChangeState.Phase;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Events to a run's state, checking that each may follow those before. Not thread-safe.
 *
 * <p>Pure: it looks at nothing but the events, so the same journal always gives the same state.
 */
public final class RunFold {
    /** What a run's journal must tell. */
    static final JournalVerifier.Tale TALE =
            new JournalVerifier.Tale() {
                @Override
                public Optional<BrokenLine> contradiction(List<Entry> entries) {
                    RunFold fold = new RunFold();
                    for (Entry e : entries) {
                        Optional<String> illegal = fold.apply(e.event());
                        if (illegal.isPresent()) {
                            return Optional.of(
                                    new BrokenLine(e.seq(), e.type() + ": " + illegal.get()));
                        }
                    }
                    return Optional.empty();
                }

                @Override
                public boolean isEnd(Event event) {
                    return event instanceof Event.RunClosed;
                }

                @Override
                public String end() {
                    return "run-closed";
                }
            };

    private Optional<Event.RunOpened> opened = Optional.empty();
    private Optional<Event.RunClosed> closed = Optional.empty();
    private final Map<String, StepState> steps = new LinkedHashMap<>();
    private final Map<String, ChangeState> changes = new LinkedHashMap<>();
    private final Set<String> unreached = new LinkedHashSet<>();
    private final Map<String, Set<String>> behind = new LinkedHashMap<>();
    private final Map<String, String> bound = new LinkedHashMap<>();
    private final List<Event.Decided> decisions = new ArrayList<>();
    private final List<Event.Approved> approvals = new ArrayList<>();
    private Optional<Event.SelfApproved> selfApproved = Optional.empty();
    private final List<Event.Countersigned> countersigned = new ArrayList<>();
    private Optional<Event.HandedOver> handedOver = Optional.empty();
    private boolean paused;
    private int gaps;
    private boolean undoing;

    /** All of them; the failure names the first line that may not stand where it does. */
    public static Outcome<RunState> fold(List<Entry> entries) {
        RunFold fold = new RunFold();
        for (Entry e : entries) {
            Optional<String> illegal = fold.apply(e.event());
            if (illegal.isPresent()) {
                return Outcome.failed(
                        Failure.unchanged(
                                Failure.Kind.BROKEN,
                                "the journal contradicts itself at line " + e.seq(),
                                e.type() + ": " + illegal.get(),
                                "postern journal verify says more"));
            }
        }
        return Outcome.ok(fold.state());
    }

    /** The state after what was applied. */
    public RunState state() {
        return new RunState(
                opened,
                closed,
                steps,
                changes,
                unreached,
                behind,
                bound,
                decisions,
                new Consent(approvals, selfApproved, countersigned),
                handedOver,
                paused,
                gaps,
                undoing);
    }

    /** What may stand anywhere: it says something of the journal or of the run as a whole. */
    static boolean isAside(Event event) {
        return event instanceof Event.TornLineRecovered
                || event instanceof Event.Gap
                || event instanceof Event.Countersigned
                || event instanceof Event.TakenOver;
    }

    /** One change of the state, without the rest of it: a fleet's run has thousands. */
    public Optional<ChangeState> change(String id) {
        return Optional.ofNullable(changes.get(id));
    }

    /** Applies one event; says why where it may not follow, and is unchanged then. */
    public Optional<String> apply(Event event) {
        boolean aside = isAside(event);
        if (opened.isEmpty() && !aside && !(event instanceof Event.RunOpened)) {
            return Optional.of("a journal begins with run-opened");
        }
        if (closed.isPresent() && !aside && !(event instanceof Event.Reopened)) {
            return Optional.of("the run was closed and not reopened");
        }
        return switch (event) {
            case Event.RunOpened e -> {
                if (opened.isPresent()) {
                    yield Optional.of("the run was opened before");
                }
                opened = Optional.of(e);
                yield Optional.empty();
            }
            case Event.Reopened e -> {
                closed = Optional.empty();
                paused = false;
                undoing |= e.purpose().equals("undo");
                yield Optional.empty();
            }
            case Event.StepStarted e -> {
                steps.put(
                        e.step(),
                        new StepState(e.step(), e.work(), "running", false, Map.of(), ""));
                yield Optional.empty();
            }
            case Event.StepEnded e -> ended(e);
            case Event.Intended e -> intended(e);
            case Event.Driven e ->
                    move(
                            e.change(),
                            EnumSet.of(Phase.INTENDED, Phase.UNDOING),
                            p -> p == Phase.UNDOING ? Phase.UNDOING : Phase.DRIVEN,
                            e.trouble());
            case Event.Settled e ->
                    move(
                            e.change(),
                            EnumSet.of(
                                    Phase.INTENDED, Phase.DRIVEN, Phase.FAILED, Phase.UNVERIFIED),
                            p -> Phase.SETTLED,
                            Optional.empty());
            case Event.NotSettled e ->
                    move(
                            e.change(),
                            EnumSet.of(
                                    Phase.INTENDED,
                                    Phase.DRIVEN,
                                    Phase.SETTLED,
                                    Phase.FAILED,
                                    Phase.UNVERIFIED),
                            p ->
                                    !e.open()
                                            ? Phase.UNCHANGED
                                            : e.status().equals("failed")
                                                    ? Phase.FAILED
                                                    : Phase.UNVERIFIED,
                            Optional.of(e.trouble()));
            case Event.UndoStarted e ->
                    back(
                            e.change(),
                            EnumSet.complementOf(EnumSet.of(Phase.UNCHANGED, Phase.UNDONE)),
                            Phase.UNDOING,
                            e.by());
            case Event.Undone e ->
                    back(
                            e.change(),
                            e.already()
                                    ? EnumSet.complementOf(EnumSet.of(Phase.UNDONE))
                                    : EnumSet.of(Phase.UNDOING),
                            Phase.UNDONE,
                            e.by());
            case Event.NotUndone e ->
                    move(
                            e.change(),
                            EnumSet.complementOf(EnumSet.of(Phase.UNCHANGED, Phase.UNDONE)),
                            p -> Phase.NOT_UNDONE,
                            Optional.of(e.trouble()));
            case Event.NotKept e -> known(e.change());
            case Event.KeptAgain e -> known(e.change());
            case Event.Decided e -> {
                decisions.add(e);
                e.binds().ifPresent(b -> bound.put(b, e.value()));
                yield Optional.empty();
            }
            case Event.Paused e -> {
                paused = true;
                yield Optional.empty();
            }
            case Event.Resumed e -> {
                paused = false;
                yield Optional.empty();
            }
            case Event.Gap e -> {
                gaps++;
                yield Optional.empty();
            }
            case Event.RunClosed e -> {
                closed = Optional.of(e);
                yield Optional.empty();
            }
            case Event.Approved e -> {
                approvals.add(e);
                yield Optional.empty();
            }
            case Event.SelfApproved e -> {
                selfApproved = Optional.of(e);
                yield Optional.empty();
            }
            case Event.Countersigned e -> {
                if (selfApproved.isEmpty()) {
                    yield Optional.of("it was not self-approved");
                }
                countersigned.add(e);
                yield Optional.empty();
            }
            case Event.HandedOver e -> {
                handedOver = Optional.of(e);
                yield Optional.empty();
            }
            case Event.TakenOver e -> {
                handedOver = Optional.empty();
                yield Optional.empty();
            }
            case Event.LeftBehind e -> {
                behind.put(e.cluster(), new LinkedHashSet<>());
                yield Optional.empty();
            }
            case Event.FollowedUp e -> followedUp(e);
            case Event.CaughtUp e ->
                    behind.remove(e.cluster()) == null ? notBehind(e.cluster()) : Optional.empty();
            case Event.GuardChecked e -> Optional.empty();
            case Event.StepSkipped e -> started(e.step());
            case Event.WaveStarted e -> started(e.step());
            case Event.Observed e -> {
                unreached.remove(e.step() + "@" + e.target());
                yield Optional.empty();
            }
            case Event.Unreachable e -> {
                unreached.add(e.step() + "@" + e.target());
                yield Optional.empty();
            }
            case Event.Refused e -> Optional.empty();
            case Event.AlreadySettled e -> started(e.step());
            case Event.Looked e -> Optional.empty();
            case Event.Asked e -> Optional.empty();
            case Event.Noted e -> Optional.empty();
            case Event.StopAsked e -> Optional.empty();
            case Event.TornLineRecovered e -> Optional.empty();
            case Event.OfIncident e -> Optional.of("that belongs into an incident's journal");
        };
    }

    private Optional<String> started(String step) {
        return steps.containsKey(step)
                ? Optional.empty()
                : Optional.of("step " + step + " was not started");
    }

    private Optional<String> known(String change) {
        return changes.containsKey(change)
                ? Optional.empty()
                : Optional.of("change " + change + " was never intended");
    }

    private Optional<String> ended(Event.StepEnded e) {
        StepState step = steps.get(e.step());
        if (step == null || !step.status().equals("running")) {
            return Optional.of("step " + e.step() + " is not running");
        }
        steps.put(
                e.step(),
                new StepState(
                        e.step(),
                        step.work(),
                        e.status(),
                        e.tolerated(),
                        e.clusters(),
                        e.because()));
        return Optional.empty();
    }

    /** Only what it went on past counts: anything else it does again. */
    private Optional<String> followedUp(Event.FollowedUp e) {
        StepState step = steps.get(e.step());
        Set<String> through = behind.get(e.cluster());
        if (step == null) {
            return started(e.step());
        }
        if (through == null) {
            return notBehind(e.cluster());
        }
        StepState after = step.with(e.cluster(), e.status());
        if (e.tolerated() || StepState.isFine(e.status())) {
            steps.put(e.step(), after);
            through.add(e.step());
        }
        return Optional.empty();
    }

    private static Optional<String> notBehind(String cluster) {
        return Optional.of("cluster " + cluster + " was not left behind");
    }

    private Optional<String> intended(Event.Intended e) {
        Optional<String> illegal = started(e.step());
        if (illegal.isPresent()) {
            return illegal;
        }
        ChangeState known = changes.get(e.change());
        if (known == null || known.phase().isOver()) {
            // A new turn takes its place at the end: undo goes by the order of what is in force.
            changes.remove(e.change());
            changes.put(e.change(), ChangeState.of(e));
            return Optional.empty();
        }
        if (known.phase() == Phase.UNDOING) {
            return Optional.of("change " + e.change() + " is being undone");
        }
        changes.put(e.change(), known.again(e));
        return Optional.empty();
    }

    private Optional<String> back(String change, Set<Phase> from, Phase to, Optional<String> by) {
        Optional<String> illegal = move(change, from, p -> to, Optional.empty());
        changes.computeIfPresent(change, (id, c) -> illegal.isEmpty() ? c.by(by) : c);
        return illegal;
    }

    private Optional<String> move(
            String change,
            Set<Phase> from,
            java.util.function.UnaryOperator<Phase> to,
            Optional<Event.Trouble> trouble) {
        ChangeState known = changes.get(change);
        if (known == null) {
            return Optional.of("change " + change + " was never intended");
        }
        if (!from.contains(known.phase())) {
            return Optional.of("change " + change + " is " + known.phase());
        }
        changes.put(change, known.to(to.apply(known.phase()), trouble));
        return Optional.empty();
    }
}

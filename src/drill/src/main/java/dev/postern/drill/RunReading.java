package dev.postern.drill;

import dev.postern.core.value.Outcome;
import dev.postern.journal.Entry;
import dev.postern.journal.Event;
import dev.postern.journal.RunFold;
import dev.postern.journal.RunState;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What a run's journal tells a debrief. */
public final class RunReading {
    private RunReading() {}

    /** Reads a run; failed where the journal does not add up. */
    public static Outcome<RunOfDrill> of(String id, List<Entry> entries) {
        if (entries.isEmpty()) {
            return Outcome.failed(
                    dev.postern.core.value.Failure.unchanged(
                            dev.postern.core.value.Failure.Kind.BROKEN,
                            "run " + id + " has no journal",
                            "",
                            "postern journal verify " + id));
        }
        return RunFold.fold(entries)
                .map(state ->
                        new RunOfDrill(
                                id,
                                entries.getFirst().at(),
                                state.closed().map(Event.RunClosed::exit).orElse(10),
                                state.open().size(),
                                state.gaps(),
                                marks(entries, state)));
    }

    private static List<RunOfDrill.Mark> marks(List<Entry> entries, RunState state) {
        List<RunOfDrill.Mark> marks = new ArrayList<>();
        for (Entry e : entries) {
            mark(e, state).ifPresent(marks::add);
        }
        return marks;
    }

    private static Optional<RunOfDrill.Mark> mark(Entry e, RunState state) {
        return switch (e.event()) {
            case Event.StepStarted s -> of(e, "", "step", s.step() + " begins: " + s.work());
            case Event.StepEnded s ->
                    of(
                            e,
                            "",
                            s.status().equals("failed") ? "failure" : "step",
                            s.step()
                                    + " ended: "
                                    + s.status()
                                    + (s.because().isEmpty() ? "" : " (" + s.because() + ")"));
            case Event.LeftBehind b ->
                    of(
                            e,
                            b.cluster(),
                            "failure",
                            "left behind in " + b.step() + ": " + b.because());
            case Event.FollowedUp f ->
                    of(
                            e,
                            f.cluster(),
                            f.status().equals("failed") ? "failure" : "step",
                            f.step()
                                    + " ended, behind the others: "
                                    + f.status()
                                    + (f.because().isEmpty() ? "" : " (" + f.because() + ")"));
            case Event.CaughtUp c -> of(e, c.cluster(), "step", "has caught up with the others");
            case Event.Intended i -> of(e, i.cluster(), "change", i.action() + " on " + i.target());
            case Event.Settled s ->
                    of(e, cluster(s.change(), state), "change", s.change() + " settled");
            case Event.NotSettled n ->
                    of(
                            e,
                            cluster(n.change(), state),
                            "failure",
                            n.change() + ": " + n.trouble().sentence());
            case Event.Unreachable u ->
                    of(
                            e,
                            "",
                            "failure",
                            u.step()
                                    + " could not reach "
                                    + u.target()
                                    + ": "
                                    + u.trouble().sentence());
            case Event.Refused r ->
                    of(
                            e,
                            r.cluster(),
                            "failure",
                            r.step()
                                    + " refused on "
                                    + r.cluster()
                                    + ": "
                                    + r.troubles().stream()
                                            .map(Event.Trouble::sentence)
                                            .reduce((a, b) -> a + "; " + b)
                                            .orElse(""));
            case Event.UndoStarted u ->
                    of(e, cluster(u.change(), state), "change", "undo of " + u.change());
            case Event.Undone u ->
                    of(e, cluster(u.change(), state), "change", u.change() + " undone");
            case Event.NotUndone n ->
                    of(
                            e,
                            cluster(n.change(), state),
                            "failure",
                            n.change() + " not undone: " + n.trouble().sentence());
            case Event.Asked a -> of(e, "", "decision", "asked: " + a.question());
            case Event.Decided d ->
                    of(
                            e,
                            "",
                            "decision",
                            d.gate() + " = " + d.value() + " (" + d.how() + ", by " + d.by() + ")");
            case Event.NotKept n ->
                    of(
                            e,
                            cluster(n.change(), state),
                            "failure",
                            n.change() + " not kept: " + n.trouble().sentence());
            case Event.KeptAgain k ->
                    of(e, cluster(k.change(), state), "change", k.change() + " kept again");
            case Event.StopAsked s -> of(e, "", "decision", "stop asked by " + s.by());
            case Event.Gap g ->
                    of(e, "", "failure", g.events() + " events could not be written: " + g.why());
            case Event.RunOpened r ->
                    of(e, "", "step", "run opened by " + r.operator() + ": " + r.reason());
            case Event.RunClosed r -> of(e, "", "step", "run closed: " + r.status());
            case Event.Approved a -> of(e, "", "decision", "approved by " + a.by());
            case Event.SelfApproved a ->
                    of(
                            e,
                            "",
                            "failure",
                            "self-approved by "
                                    + a.by()
                                    + ", without "
                                    + a.missing()
                                    + " that the fleet asks for: "
                                    + a.reason());
            case Event.Countersigned c -> of(e, "", "decision", "countersigned by " + c.by());
            case Event.Reopened r -> of(e, "", "step", "taken up again by " + r.by());
            case Event.HandedOver h -> of(e, "", "decision", "handed over to " + h.to());
            case Event.TakenOver t -> of(e, "", "decision", "taken over by " + t.by());
            case Event.Paused p -> of(e, "", "decision", "paused by " + p.by());
            case Event.Resumed r -> of(e, "", "decision", "resumed by " + r.by());
            case Event.Noted n -> of(e, "", "note", n.about());
            case Event.GuardChecked g -> Optional.empty();
            case Event.StepSkipped s -> Optional.empty();
            case Event.WaveStarted w -> Optional.empty();
            case Event.Observed o -> Optional.empty();
            case Event.Driven d -> Optional.empty();
            case Event.AlreadySettled a -> Optional.empty();
            case Event.Looked l -> Optional.empty();
            case Event.TornLineRecovered t -> Optional.empty();
            case Event.OfIncident i -> Optional.empty();
        };
    }

    private static Optional<RunOfDrill.Mark> of(Entry e, String cluster, String kind, String what) {
        return Optional.of(new RunOfDrill.Mark(e.at(), cluster, kind, what));
    }

    private static String cluster(String change, RunState state) {
        return Optional.ofNullable(state.changes().get(change)).map(c -> c.cluster()).orElse("");
    }
}

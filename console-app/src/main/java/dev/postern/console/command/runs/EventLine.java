package dev.postern.console.command.runs;

import dev.postern.console.view.Tint;
import dev.postern.journal.Entry;
import dev.postern.journal.Event;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;

/**
 * One line of a journal for people; empty for what only machines read.
 *
 * @param tint what it means
 */
public record EventLine(String text, Tint tint) {
    private static final DateTimeFormatter CLOCK =
            DateTimeFormatter.ofPattern("HH:mm:ss").withZone(ZoneOffset.UTC);

    /** {@code 15:14:03 fence settled on eu-1/cp1}. */
    static Optional<EventLine> of(Entry entry) {
        return line(entry.event())
                .map(l -> new EventLine(clock(entry.at()) + " " + l.text(), l.tint()));
    }

    static String clock(Instant at) {
        return CLOCK.format(at);
    }

    /** The same without the time. */
    public static Optional<EventLine> line(Event event) {
        return switch (event) {
            case Event.RunOpened e ->
                    plain(
                            "run "
                                    + e.run()
                                    + ": "
                                    + e.playbook()
                                    + " on "
                                    + String.join(", ", e.clusters())
                                    + ", by "
                                    + e.operator()
                                    + ": "
                                    + e.reason());
            case Event.Approved e -> good("approved by " + e.by());
            case Event.SelfApproved e ->
                    bad(
                            "SELF-APPROVED by "
                                    + e.by()
                                    + ", without "
                                    + e.missing()
                                    + (e.missing() == 1 ? " other: " : " others: ")
                                    + e.reason()
                                    + "; begins at "
                                    + clock(e.until())
                                    + ", Ctrl-C stops it");
            case Event.Countersigned e -> good("countersigned by " + e.by());
            case Event.Reopened e -> plain("taken up again by " + e.by() + " to " + e.purpose());
            case Event.HandedOver e -> warning(e.to() + " takes the run over, seen on " + e.host());
            case Event.TakenOver e ->
                    strong(
                            "taken over by "
                                    + e.by()
                                    + e.from().map(f -> " from " + f).orElse("")
                                    + (e.seized() ? ", without waiting for them" : ""));
            case Event.GuardChecked e ->
                    e.answer().equals("yes")
                            ? Optional.empty()
                            : warning("guard on " + e.cluster() + " does not hold: " + e.because());
            case Event.StepStarted e -> strong("step " + e.step() + ": " + e.work());
            case Event.StepSkipped e ->
                    faint("step " + e.step() + " skipped on " + e.cluster() + ": " + e.because());
            case Event.WaveStarted e ->
                    e.of() < 2
                            ? Optional.empty()
                            : plain(
                                    "  wave "
                                            + e.number()
                                            + " of "
                                            + e.of()
                                            + ": "
                                            + String.join(", ", e.targets()));
            case Event.Observed e -> Optional.empty();
            case Event.Unreachable e ->
                    bad("  " + e.target() + " out of reach: " + e.trouble().sentence());
            case Event.Refused e ->
                    bad(
                            e.cluster().isEmpty()
                                    ? "refused (" + e.step() + "): " + whole(e.troubles())
                                    : "  refused on "
                                            + e.cluster()
                                            + ": "
                                            + sentences(e.troubles()));
            case Event.Intended e -> plain("  " + e.target() + ": " + e.action() + " begins");
            case Event.Driven e ->
                    e.trouble().flatMap(t -> warning("  " + e.change() + ": " + t.sentence()));
            case Event.Settled e -> good("  " + e.change() + " settled");
            case Event.AlreadySettled e ->
                    good("  " + e.step() + "@" + e.target() + " was so already");
            case Event.NotSettled e ->
                    bad("  " + e.change() + " " + e.status() + ": " + e.trouble().sentence());
            case Event.Looked e ->
                    plain(
                            "  "
                                    + e.probe()
                                    + " "
                                    + e.cluster()
                                    + ": "
                                    + String.join("\n", e.lines()));
            case Event.Asked e -> strong("asked (" + e.gate() + "): " + e.question());
            case Event.Decided e ->
                    strong(
                            "decided ("
                                    + e.gate()
                                    + "): "
                                    + e.value()
                                    + ", "
                                    + e.how()
                                    + " by "
                                    + e.by());
            case Event.Noted e ->
                    faint(
                            "  "
                                    + e.detail()
                                            .text("host")
                                            .or(() -> e.detail().text("cluster"))
                                            .map(h -> h + ": ")
                                            .orElse("")
                                    + e.about()
                                    + e.detail().text("share").map(s -> " " + s).orElse(""));
            case Event.NotKept e -> bad("  " + e.change() + " not kept: " + e.trouble().sentence());
            case Event.KeptAgain e -> good("  " + e.change() + " kept again");
            case Event.StopAsked e ->
                    warning(
                            e.times() < 2
                                    ? "stop asked by " + e.by() + ": what is in flight is finished"
                                    : "stop asked again by " + e.by() + ": calls are cut");
            case Event.Paused e -> warning("paused by " + e.by());
            case Event.Resumed e -> plain("goes on, says " + e.by());
            case Event.StepEnded e -> ended(e);
            case Event.LeftBehind e ->
                    warning(
                            e.cluster()
                                    + " is left behind in step "
                                    + e.step()
                                    + ": "
                                    + e.because()
                                    + ". It follows by itself once it answers");
            case Event.FollowedUp e -> followedUp(e);
            case Event.CaughtUp e -> good(e.cluster() + " has caught up with the others");
            case Event.UndoStarted e -> plain("  undo of " + e.change() + " begins");
            case Event.Undone e ->
                    good(
                            "  "
                                    + e.change()
                                    + " undone"
                                    + e.differs().map(d -> ", but: " + d).orElse(""));
            case Event.NotUndone e ->
                    bad("  " + e.change() + " not undone: " + e.trouble().sentence());
            case Event.Gap e -> bad(e.events() + " events were written late: " + e.why());
            case Event.TornLineRecovered e -> warning("a torn line of the journal was put aside");
            case Event.RunClosed e -> strong("run closed: " + e.status());
            case Event.OfIncident e -> incident(e);
        };
    }

    private static Optional<EventLine> incident(Event.OfIncident event) {
        return switch (event) {
            case Event.OfIncident.IncidentOpened e ->
                    strong(
                            "incident "
                                    + e.incident()
                                    + " opened by "
                                    + e.operator()
                                    + ", until "
                                    + clock(e.until())
                                    + ": "
                                    + e.reason());
            case Event.OfIncident.IncidentNoted e -> plain("note by " + e.by() + ": " + e.text());
            case Event.OfIncident.IncidentExtended e ->
                    plain("extended by " + e.by() + " until " + clock(e.until()));
            case Event.OfIncident.RunBegun e ->
                    plain(e.purpose() + " of " + e.run() + " begun by " + e.by());
            case Event.OfIncident.IncidentClosed e ->
                    strong(
                            "incident closed: "
                                    + e.why()
                                    + (e.why().equals("by hand")
                                            ? ", " + e.by()
                                            : " at " + clock(e.over()) + ", seen by " + e.by())
                                    + e.said().map(s -> ": " + s).orElse(""));
        };
    }

    private static Optional<EventLine> ended(Event.StepEnded e) {
        return ended("step " + e.step(), e.status(), e.because(), e.tolerated());
    }

    private static Optional<EventLine> followedUp(Event.FollowedUp e) {
        return ended(
                e.cluster() + ", behind: step " + e.step(), e.status(), e.because(), e.tolerated());
    }

    private static Optional<EventLine> ended(
            String what, String status, String because, boolean tolerated) {
        String text =
                what
                        + " "
                        + status
                        + (because.isEmpty() ? "" : ": " + because)
                        + (tolerated ? " (the playbook goes on)" : "");
        return switch (status) {
            case "settled", "undone" -> good(text);
            case "skipped" -> faint(text);
            default -> bad(text);
        };
    }

    /** With what to do: the run ends here, and nothing after it says so. */
    private static String whole(List<Event.Trouble> troubles) {
        return String.join(
                "; ",
                troubles.stream()
                        .map(t -> t.sentence() + (t.next().isEmpty() ? "" : "; next: " + t.next()))
                        .toList());
    }

    private static String sentences(List<Event.Trouble> troubles) {
        return String.join("; ", troubles.stream().map(Event.Trouble::sentence).toList());
    }

    private static Optional<EventLine> plain(String text) {
        return Optional.of(new EventLine(text, Tint.PLAIN));
    }

    private static Optional<EventLine> strong(String text) {
        return Optional.of(new EventLine(text, Tint.STRONG));
    }

    private static Optional<EventLine> faint(String text) {
        return Optional.of(new EventLine(text, Tint.FAINT));
    }

    private static Optional<EventLine> good(String text) {
        return Optional.of(new EventLine(text, Tint.GOOD));
    }

    private static Optional<EventLine> warning(String text) {
        return Optional.of(new EventLine(text, Tint.WARNING));
    }

    private static Optional<EventLine> bad(String text) {
        return Optional.of(new EventLine(text, Tint.BAD));
    }
}

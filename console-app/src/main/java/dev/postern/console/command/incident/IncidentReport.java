package dev.postern.console.command.incident;

import dev.postern.console.command.runs.EventLine;
import dev.postern.console.command.runs.RunView;
import dev.postern.console.view.Page;
import dev.postern.console.view.Tint;
import dev.postern.console.view.View;
import dev.postern.core.text.Markdown;
import dev.postern.core.value.Durations;
import dev.postern.core.value.JsonValue;
import dev.postern.journal.ChangeState;
import dev.postern.journal.Entry;
import dev.postern.journal.Event;
import dev.postern.journal.IncidentState;
import dev.postern.journal.RunState;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What an incident's journal and those of its runs tell to those who were not there, as Markdown.
 *
 * @param own the incident's lines
 * @param evidence whether they hold
 */
record IncidentReport(IncidentState state, List<Entry> own, String evidence, List<Run> runs)
        implements View {

    /**
     * A run of it.
     *
     * @param state empty where its journal cannot be read
     * @param goesOn whether a process has it and it is not over
     * @param lines of its journal that belong to this incident
     * @param evidence whether its journal holds, or why it cannot be read
     */
    record Run(
            String id,
            Optional<RunState> state,
            boolean goesOn,
            List<Entry> lines,
            String evidence) {
        List<ChangeState> open() {
            return state.map(RunState::open).orElse(List.of());
        }
    }

    /** A line of the timeline; no run for the incident's own. */
    private record Line(Instant at, Optional<String> run, String text, boolean bad) {
        static Stream<Line> of(Entry entry, Optional<String> run) {
            return EventLine.line(entry.event()).stream()
                    .map(l -> new Line(entry.at(), run, l.text().strip(), l.tint() == Tint.BAD));
        }

        String said() {
            return run.map(r -> "run " + r + ": ").orElse("") + text;
        }
    }

    private List<Line> timeline() {
        return Stream.concat(
                        own.stream().flatMap(e -> Line.of(e, Optional.empty())),
                        runs.stream()
                                .flatMap(r ->
                                        r.lines().stream()
                                                .flatMap(e -> Line.of(e, Optional.of(r.id())))))
                .sorted(Comparator.comparing(Line::at))
                .toList();
    }

    @Override
    public JsonValue json() {
        return new IncidentView(state)
                .json()
                .with("evidence", JsonValue.of(evidence))
                .with("runs", JsonValue.array(runs.stream().map(IncidentReport::json).toList()))
                .with(
                        "timeline",
                        JsonValue.array(
                                timeline().stream()
                                        .map(l ->
                                                JsonValue.object(
                                                        "at",
                                                        l.at().toString(),
                                                        "run",
                                                        l.run().orElse(""),
                                                        "what",
                                                        l.text(),
                                                        "bad",
                                                        l.bad()))
                                        .toList()));
    }

    private static JsonValue json(Run run) {
        return run.state()
                .map(s -> new RunView(run.id(), s, run.goesOn()).json())
                .orElse(JsonValue.object("run", run.id(), "status", "unreadable"))
                .with("evidence", JsonValue.of(run.evidence()));
    }

    @Override
    public void human(Page page) {
        page.line("# Incident " + state.id()).gap();
        item(page, "reason: " + state.reason());
        item(page, "opened: " + second(state.at()) + " by " + state.operator());
        item(
                page,
                state.closed()
                        .map(c -> "over: " + second(c.over()) + ", " + ending(c))
                        .orElse("open until " + second(state.until())));
        item(page, "lasted: " + Durations.text(lasted()) + "; runs: " + runs.size());
        runs.forEach(r -> run(page, r));
        page.gap().line("## Went wrong").gap();
        List<Line> bad = timeline().stream().filter(Line::bad).toList();
        if (bad.isEmpty()) {
            page.line("No line of the journals says so.");
        }
        bad.forEach(l -> item(page, clock(l.at()) + " " + l.said()));
        page.gap().line("## Timeline");
        String day = "";
        for (Line l : timeline()) {
            String today = l.at().toString().substring(0, 10);
            if (!today.equals(day)) {
                page.gap().line("### " + today + ", UTC").gap();
                day = today;
            }
            item(page, clock(l.at()) + " " + l.said());
        }
        page.gap().line("## Evidence").gap();
        item(page, "incident " + state.id() + ": " + evidence);
        runs.forEach(r -> item(page, "run " + r.id() + ": " + r.evidence()));
    }

    private static String ending(Event.OfIncident.IncidentClosed c) {
        return c.why() + ", " + c.by() + c.said().map(s -> ": " + s).orElse("");
    }

    /** Until it was over, or what is known last of it. */
    private Duration lasted() {
        Instant end =
                state.closed()
                        .map(Event.OfIncident.IncidentClosed::over)
                        .or(() -> timeline().stream().map(Line::at).reduce((x, y) -> y))
                        .orElse(state.last());
        return Duration.between(state.at(), end).truncatedTo(ChronoUnit.SECONDS);
    }

    private static void run(Page page, Run run) {
        page.gap().line("## Run " + run.id()).gap();
        if (run.state().isEmpty()) {
            item(page, "its journal is not to be had: " + run.evidence());
            return;
        }
        RunState state = run.state().get();
        state.opened().ifPresent(o -> opened(page, o));
        RunView view = new RunView(run.id(), state, run.goesOn());
        item(page, "ended: " + view.status() + " (exit " + view.exit().code() + ")");
        consent(page, state);
        state.decisions()
                .forEach(d ->
                        item(
                                page,
                                "decided: "
                                        + d.gate()
                                        + " = "
                                        + d.value()
                                        + ", "
                                        + d.how()
                                        + " by "
                                        + d.by()));
        item(page, "changes: " + state.changes().size());
        for (ChangeState c : state.changes().values()) {
            sub(page, c.id() + ": " + c.action() + ", " + phase(c));
        }
        state.closed().map(Event.RunClosed::notReached).stream()
                .flatMap(List::stream)
                .forEach(t -> item(page, "not reached: " + t));
        if (!run.open().isEmpty()) {
            item(page, "STILL IN FORCE: " + run.open().size() + " of them; to put them back:");
            page.gap().command("postern runs undo " + run.id());
        }
    }

    private static void opened(Page page, Event.RunOpened o) {
        item(
                page,
                o.playbook()
                        + " on "
                        + String.join(", ", o.clusters())
                        + ", by "
                        + o.operator()
                        + ": "
                        + o.reason());
        o.parameters().entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .forEach(p -> sub(page, p.getKey() + " = " + p.getValue()));
        item(page, "plan: " + o.digest());
    }

    private static void consent(Page page, RunState state) {
        state.consent().approvals().forEach(a -> item(page, "approved by " + a.by()));
        state.consent()
                .selfApproved()
                .ifPresent(a ->
                        item(
                                page,
                                "SELF-APPROVED by "
                                        + a.by()
                                        + ", "
                                        + a.missing()
                                        + " missing: "
                                        + a.reason()));
        state.consent().countersigned().forEach(c -> item(page, "countersigned by " + c.by()));
    }

    private static String phase(ChangeState change) {
        String word = change.phase().name().toLowerCase(Locale.ROOT).replace('_', ' ');
        return change.trouble().map(t -> word + ": " + t.sentence()).orElse(word);
    }

    private static String second(Instant at) {
        return at.truncatedTo(ChronoUnit.SECONDS).toString();
    }

    private static String clock(Instant at) {
        return at.truncatedTo(ChronoUnit.SECONDS).toString().substring(11);
    }

    private static void item(Page page, String foreign) {
        page.hanging("* " + Markdown.text(foreign), Tint.PLAIN);
    }

    private static void sub(Page page, String foreign) {
        page.hanging("  * " + Markdown.text(foreign), Tint.PLAIN);
    }
}

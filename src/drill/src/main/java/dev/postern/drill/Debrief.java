package dev.postern.drill;

import dev.postern.core.text.Markdown;
import dev.postern.core.text.Neutral;
import dev.postern.core.value.Durations;
import dev.postern.lab.LabTruth;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The after-action report of a drill, as Markdown and as a self-contained HTML page: what happened,
 * what was decided, what went well, what to change.
 *
 * @param messages what the scenario told the operator, as marks
 * @param series the truth over time, by cluster
 */
public record Debrief(
        Scenario scenario,
        DrillReport report,
        RunOfDrill run,
        List<RunOfDrill.Mark> messages,
        Map<String, List<LabTruth.Sample>> series) {

    /** How it ended, in a line. */
    public String title() {
        return Neutral.line(
                scenario.title() + " (after " + scenario.after() + "): " + report.outcome());
    }

    /** What stands above the values of {@link #row}. */
    public static final List<String> HEADINGS =
            List.of(
                    "CLUSTER",
                    "OUTCOME",
                    "LOCKED OUT",
                    "RECONNECTED",
                    "REMOVED",
                    "READMITTED",
                    "REQUESTS");

    /** One cluster in a row of a table. */
    public static List<String> row(DrillReport.ClusterReport c) {
        return List.of(
                c.name(),
                c.outcome(),
                seconds(Optional.of(c.lockedOutSeconds())),
                seconds(c.timeToReconnectSeconds()),
                seconds(c.timeToRemoveSeconds()),
                seconds(c.timeToReadmitSeconds()),
                String.valueOf(c.requestsSentByConsole()));
    }

    /** The score and the objectives, a line each. */
    public List<String> verdict() {
        List<String> out = new ArrayList<>();
        out.add(
                "score "
                        + report.score()
                        + " of "
                        + report.points()
                        + " · re-collapses "
                        + report.recollapses()
                        + " · open changes "
                        + report.openChanges()
                        + " · evictions "
                        + report.evictions()
                        + " · DNS-dead minutes "
                        + Math.round(report.dnsDeadMinutes()));
        for (DrillReport.ObjectiveResult o : report.objectives()) {
            out.add(
                    (o.reached() ? "  reached  " : "  missed   ")
                            + o.that()
                            + (o.reached() ? "" : "  (" + o.because() + ")"));
        }
        return out.stream().map(Neutral::line).toList();
    }

    private static String seconds(Optional<Long> s) {
        return s.map(n -> Durations.text(Duration.ofSeconds(n))).orElse("never");
    }

    /** What a team should look at, derived from the run; empty where nothing stands out. */
    List<String> toChange() {
        List<String> out = new ArrayList<>();
        report.objectives().stream()
                .filter(o -> !o.reached())
                .forEach(o -> out.add("Missed: " + o.that() + " — " + o.because() + "."));
        run.marks().stream()
                .filter(m -> m.kind().equals("failure"))
                .forEach(m -> out.add(Svg.clock(m.at()) + " " + m.what()));
        if (report.recollapses() > 0) {
            out.add(
                    "The API was lost again "
                            + report.recollapses()
                            + " times after it had been back: readmit in smaller steps, or hold each longer.");
        }
        if (report.openChanges() > 0) {
            out.add(
                    report.openChanges()
                            + " changes were left open: postern runs undo "
                            + run.id());
        }
        if (report.evictions() > 0) {
            out.add(report.evictions() + " pods were evicted: freeze the controllers earlier.");
        }
        return out;
    }

    private List<String> wentWell() {
        List<String> out = new ArrayList<>();
        report.objectives().stream()
                .filter(DrillReport.ObjectiveResult::reached)
                .forEach(o -> out.add(o.that()));
        if (report.evictions() == 0) {
            out.add("no pod was evicted");
        }
        return out;
    }

    private List<RunOfDrill.Mark> timeline() {
        List<RunOfDrill.Mark> all = new ArrayList<>(messages);
        all.addAll(run.marks());
        all.sort(Comparator.comparing(RunOfDrill.Mark::at));
        return all;
    }

    public String markdown() {
        StringBuilder out = new StringBuilder();
        out.append("# Debrief: ").append(Markdown.text(scenario.title())).append("\n\n");
        out.append("After ")
                .append(Markdown.text(scenario.after()))
                .append(". Seed ")
                .append(report.seed())
                .append(", run ")
                .append(Markdown.text(run.id()))
                .append(". Outcome: **")
                .append(report.outcome())
                .append("**, ")
                .append(report.score())
                .append(" of ")
                .append(report.points())
                .append(" points.\n\n");
        out.append(Markdown.text(scenario.story())).append("\n\n## Figures\n\n");
        out.append(
                "| cluster | outcome | locked out | reconnected | removed | readmitted | requests by us | re-collapses | evictions |\n");
        out.append("|---|---|---|---|---|---|---|---|---|\n");
        for (DrillReport.ClusterReport c : report.clusters()) {
            out.append("| ")
                    .append(Markdown.text(c.name()))
                    .append(" | ")
                    .append(c.outcome())
                    .append(" | ")
                    .append(seconds(Optional.of(c.lockedOutSeconds())))
                    .append(" | ")
                    .append(seconds(c.timeToReconnectSeconds()))
                    .append(" | ")
                    .append(seconds(c.timeToRemoveSeconds()))
                    .append(" | ")
                    .append(seconds(c.timeToReadmitSeconds()))
                    .append(" | ")
                    .append(c.requestsSentByConsole())
                    .append(" | ")
                    .append(c.recollapses())
                    .append(" | ")
                    .append(c.evictions())
                    .append(" |\n");
        }
        section(out, "What went well", wentWell());
        section(out, "What to change", toChange());
        out.append("\n## Timeline\n\n");
        for (RunOfDrill.Mark m : timeline()) {
            out.append("* ")
                    .append(Svg.clock(m.at()))
                    .append("Z ")
                    .append(Markdown.text(m.what()))
                    .append('\n');
        }
        return out.toString();
    }

    private static void section(StringBuilder out, String title, List<String> lines) {
        out.append("\n## ").append(title).append("\n\n");
        if (lines.isEmpty()) {
            out.append("Nothing stands out.\n");
        }
        lines.forEach(l -> out.append("* ").append(Markdown.text(l)).append('\n'));
    }

    public String html() {
        StringBuilder out = new StringBuilder();
        out.append("<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>Debrief: ")
                .append(Html.text(scenario.title()))
                .append("</title><style>")
                .append(STYLE)
                .append("</style><main>");
        out.append("<h1>")
                .append(Html.text(scenario.title()))
                .append("</h1><p>After ")
                .append(Html.text(scenario.after()))
                .append(". Seed ")
                .append(report.seed())
                .append(", run ")
                .append(Html.text(run.id()))
                .append(". Outcome: <b>")
                .append(report.outcome())
                .append("</b>, ")
                .append(report.score())
                .append(" of ")
                .append(report.points())
                .append(" points.</p><p>")
                .append(Html.text(scenario.story()))
                .append("</p>");
        out.append(
                "<table><tr><th>cluster<th>outcome<th>locked out<th>reconnected<th>removed<th>readmitted<th>requests by us</tr>");
        for (DrillReport.ClusterReport c : report.clusters()) {
            out.append("<tr><td>")
                    .append(Html.text(c.name()))
                    .append("<td>")
                    .append(c.outcome())
                    .append("<td>")
                    .append(seconds(Optional.of(c.lockedOutSeconds())))
                    .append("<td>")
                    .append(seconds(c.timeToReconnectSeconds()))
                    .append("<td>")
                    .append(seconds(c.timeToRemoveSeconds()))
                    .append("<td>")
                    .append(seconds(c.timeToReadmitSeconds()))
                    .append("<td>")
                    .append(c.requestsSentByConsole());
        }
        out.append("</table>");
        list(out, "What went well", wentWell());
        list(out, "What to change", toChange());
        for (DrillReport.ClusterReport c : report.clusters()) {
            charts(out, c.name());
        }
        out.append("<h2>Timeline</h2><table>");
        for (RunOfDrill.Mark m : timeline()) {
            out.append("<tr><td>")
                    .append(Svg.clock(m.at()))
                    .append("Z<td>")
                    .append(Html.text(m.kind()))
                    .append("<td>")
                    .append(Html.text(m.what()));
        }
        return out.append("</table></main></html>\n").toString();
    }

    private void charts(StringBuilder out, String cluster) {
        List<LabTruth.Sample> points = series.getOrDefault(cluster, List.of());
        List<RunOfDrill.Mark> marks =
                run.marks().stream()
                        .filter(m -> m.cluster().equals(cluster) || m.cluster().isEmpty())
                        .toList();
        double slowest =
                Math.max(
                        1,
                        points.stream()
                                .mapToDouble(LabTruth.Sample::latencySeconds)
                                .max()
                                .orElse(1));
        out.append("<h2>").append(Html.text(cluster)).append("</h2>");
        out.append(
                Svg.chart(
                        "API latency; a gap is no API at all",
                        points,
                        LabTruth.Sample::at,
                        LabTruth.Sample::latencySeconds,
                        Math.ceil(slowest),
                        " s",
                        marks));
        out.append(
                Svg.chart(
                        "rejected share of requests",
                        points,
                        LabTruth.Sample::at,
                        s -> 100 * s.rejectedShare(),
                        100,
                        " %",
                        marks));
        out.append(
                Svg.chart(
                        "admitted share of nodes",
                        points,
                        LabTruth.Sample::at,
                        s -> 100 * s.admittedShare(),
                        100,
                        " %",
                        marks));
        out.append(
                Svg.chart(
                        "nodes that hold their watches",
                        points,
                        LabTruth.Sample::at,
                        s -> 100 * s.nodesReady(),
                        100,
                        " %",
                        marks));
    }

    private static void list(StringBuilder out, String title, List<String> lines) {
        out.append("<h2>").append(title).append("</h2><ul>");
        if (lines.isEmpty()) {
            out.append("<li>Nothing stands out.");
        }
        lines.forEach(l -> out.append("<li>").append(Html.text(l)));
        out.append("</ul>");
    }

    private static final String STYLE =
            "body{font:15px/1.5 system-ui,sans-serif;color:#1b1b1b;background:#fff}main{max-width:860px;margin:2em auto;padding:0 1em}"
                    + "table{border-collapse:collapse}td,th{padding:.2em .8em .2em 0;text-align:left;vertical-align:top}"
                    + "figure{margin:1em 0}figcaption{font-size:13px}svg{width:100%;height:auto}"
                    + ".line{fill:none;stroke:#0b5cad;stroke-width:1.5}.axis{fill:none;stroke:#999}.mark{stroke:#c47f00;stroke-width:1;opacity:.6}"
                    + "svg text{font-size:11px;fill:#555;text-anchor:end}svg text.time{text-anchor:start}";

    /** When the run opened. */
    public Instant opened() {
        return report.opened();
    }
}

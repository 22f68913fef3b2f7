package dev.postern.drill;

import dev.postern.lab.LabTruth;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** From the truth and the run to the report. */
final class Scoring {
    private Scoring() {}

    static DrillReport report(
            Scenario scenario,
            long seed,
            Objectives objectives,
            List<Watch> watches,
            List<Objectives.Tick> ticks,
            RunOfDrill run) {
        Instant opened = run.opened();
        List<DrillReport.ClusterReport> clusters = new ArrayList<>();
        int recovered = 0;
        for (Watch w : watches) {
            LabTruth end =
                    w.last()
                            .orElseThrow(() ->
                                    new IllegalStateException("nobody watched " + w.cluster()));
            boolean well = end.apiReady() && Watch.isRemoved(end) && Watch.isReadmitted(end);
            recovered += well ? 1 : 0;
            clusters.add(
                    new DrillReport.ClusterReport(
                            w.cluster(),
                            well ? "recovered" : "lost",
                            w.lockedOut(opened).toSeconds(),
                            w.reconnected(opened).map(Duration::toSeconds),
                            w.removed(opened).map(Duration::toSeconds),
                            w.readmitted(opened).map(Duration::toSeconds),
                            end.requestsByOperator(),
                            end.recollapses(),
                            end.evictions()));
        }
        List<DrillReport.ObjectiveResult> results =
                objectives.results(ticks, opened, run.openChanges());
        boolean all = recovered == clusters.size() && run.openChanges() == 0;
        return new DrillReport(
                all ? "recovered" : recovered > 0 ? "partly" : "lost",
                scenario.name(),
                seed,
                run.id(),
                run.exit(),
                opened,
                ticks.getLast().at(),
                run.openChanges(),
                clusters.stream().mapToInt(DrillReport.ClusterReport::recollapses).sum(),
                clusters.stream().mapToInt(DrillReport.ClusterReport::evictions).sum(),
                ticks.getLast().clusters().stream().mapToDouble(LabTruth::dnsDeadMinutes).sum(),
                run.evidenceGaps(),
                results.stream()
                        .filter(DrillReport.ObjectiveResult::reached)
                        .mapToInt(DrillReport.ObjectiveResult::points)
                        .sum(),
                results.stream().mapToInt(DrillReport.ObjectiveResult::points).sum(),
                results,
                clusters);
    }
}

package dev.postern.drill;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.core.problem.Checked;
import dev.postern.core.problem.Position;
import dev.postern.lab.LabTruth;
import dev.postern.lab.model.ModelProfile;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

class ScoringTest {
    private static final Instant T = Instant.parse("2024-12-11T15:22:00Z");

    private static LabTruth truth(int second, boolean ready, boolean there, int back) {
        return new LabTruth(
                "eu-1",
                T.plusSeconds(second),
                ready ? List.of("cp1", "cp2") : List.of(),
                3,
                there,
                there ? 10 : 0,
                there ? 10 : 0,
                100,
                back,
                1,
                0,
                0,
                2.5,
                17,
                List.of(
                        new LabTruth.Sample(
                                T.plusSeconds(second),
                                0.1,
                                0,
                                back / 100.0,
                                back / 100.0,
                                0.2,
                                1,
                                2)));
    }

    private static Scenario scenario(Scenario.Objective... objectives) {
        return new Scenario(
                "x",
                "break-lockout",
                "T",
                "A",
                new Scenario.FleetShape(
                        3, List.of(100), "1.30", ModelProfile.REFERENCE, Optional.empty()),
                "S",
                Duration.ZERO,
                List.of(),
                List.of(objectives),
                List.of(),
                List.of(),
                List.of(),
                "x.drill.yaml");
    }

    private static Scenario.Objective objective(
            String that, Optional<Duration> within, int points) {
        return new Scenario.Objective(that, new Position("x", 1, 1), within, points);
    }

    private static DrillReport report(List<LabTruth> truths, Scenario scenario, int open) {
        Watch watch = new Watch("eu-1");
        List<Objectives.Tick> ticks = new ArrayList<>();
        truths.forEach(t -> {
            watch.see(t);
            ticks.add(new Objectives.Tick(t.at(), List.of(t)));
        });
        Objectives objectives =
                Objectives.of(scenario.objectives()) instanceof Checked.Sound<Objectives>(var o)
                        ? o
                        : null;
        return Scoring.report(
                scenario,
                7,
                java.util.Objects.requireNonNull(objectives),
                List.of(watch),
                ticks,
                new RunOfDrill("r", T, 0, open, 0, List.of()));
    }

    private static final List<LabTruth> BROKEN_FREE =
            List.of(
                    truth(-60, true, true, 100),
                    truth(0, false, true, 0),
                    truth(60, true, true, 0),
                    truth(90, false, true, 0),
                    truth(120, true, true, 0),
                    truth(180, true, false, 30),
                    truth(240, true, false, 95),
                    truth(300, true, false, 100));

    @Test
    void timesCountFromTheOpeningToTheMomentSinceWhichItHeldForGood() {
        DrillReport.ClusterReport c = report(BROKEN_FREE, scenario(), 0).clusters().getFirst();
        assertThat(c.outcome()).isEqualTo("recovered");
        assertThat(c.lockedOutSeconds()).isEqualTo(90);
        assertThat(c.timeToReconnectSeconds()).contains(120L);
        assertThat(c.timeToRemoveSeconds()).contains(180L);
        assertThat(c.requestsSentByConsole()).isEqualTo(17);
    }

    @Test
    void whatDoesNotHoldAtTheEndWasNeverReached() {
        DrillReport r =
                report(
                        List.of(
                                truth(0, false, true, 0),
                                truth(60, true, false, 95),
                                truth(90, false, true, 0)),
                        scenario(),
                        0);
        assertThat(r.outcome()).isEqualTo("lost");
        assertThat(r.clusters().getFirst().timeToReconnectSeconds()).isEmpty();
    }

    @Test
    void anOpenChangeIsNoRecovery() {
        assertThat(report(BROKEN_FREE, scenario(), 1).outcome()).isEqualTo("partly");
    }

    @Test
    void anObjectiveWithATimeLimitIsMissedWhenItHeldTooLate() {
        Scenario s =
                scenario(
                        objective("clusters.all(c, c.workload.absent)", Optional.empty(), 30),
                        objective(
                                "clusters.all(c, c.api.ready)",
                                Optional.of(Duration.ofSeconds(119)),
                                40),
                        objective(
                                "clusters.all(c, c.api.ready)",
                                Optional.of(Duration.ofSeconds(120)),
                                5),
                        objective("openChanges == 0 && recollapses == 0", Optional.empty(), 10));
        DrillReport r = report(BROKEN_FREE, s, 0);
        assertThat(r.objectives())
                .extracting(DrillReport.ObjectiveResult::reached)
                .containsExactly(true, false, true, true);
        assertThat(r.score()).isEqualTo(45);
        assertThat(r.points()).isEqualTo(85);
    }

    @Test
    void anObjectiveThatIsNoConditionIsAMistakeOfTheFile() {
        assertThat(Objectives.of(List.of(objective("recolapses == 0", Optional.empty(), 1))))
                .isInstanceOfSatisfying(
                        Checked.Faulty.class,
                        f -> assertThat(f.problems().toString()).contains("recollapses"));
    }

    @Test
    void nothingInAScenarioOrARunIsMarkupInTheDebrief() {
        DrillReport report = report(BROKEN_FREE, scenario(), 0);
        RunOfDrill run =
                new RunOfDrill(
                        "r",
                        T,
                        0,
                        0,
                        0,
                        List.of(
                                new RunOfDrill.Mark(
                                        T,
                                        "eu-1",
                                        "failure",
                                        "<script>alert(1)</script>\u001b[31m|`x`")));
        Debrief d =
                new Debrief(
                        scenario(),
                        report,
                        run,
                        List.of(),
                        java.util.Map.of("eu-1", BROKEN_FREE.getLast().series()));
        assertThat(d.html())
                .doesNotContain("<script")
                .doesNotContain("\u001b")
                .contains("&lt;script&gt;");
        assertThat(d.markdown()).doesNotContain("<script").doesNotContain("\u001b").contains("\\|");
        assertThat(d.verdict()).allSatisfy(l -> assertThat(l).doesNotContain("\u001b"));
    }
}

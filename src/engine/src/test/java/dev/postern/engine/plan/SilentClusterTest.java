package dev.postern.engine.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.core.fleet.ClusterName;
import dev.postern.core.fleet.HostId;
import dev.postern.engine.Bench;
import dev.postern.engine.MemoryWorld;
import dev.postern.engine.bound.RollCall;
import dev.postern.engine.plan.Plan.Known;
import dev.postern.engine.plan.Plan.PlannedChange;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/** A cluster whose hosts accept and never answer is asked once, and the plan says so. */
class SilentClusterTest {
    private static final String TWO_STEPS =
            "playbook: test\ntitle: A test\nsteps:\n"
                    + "  - {id: a, turn: {to: 5}, max-unreachable: 2}\n"
                    + "  - {id: b, hold: {to: 7}, max-unreachable: 2}\n";
    private static final Duration ONCE = RollCall.PATIENCE.plusSeconds(1);

    @TempDir Path runs;
    private Bench bench;

    @BeforeEach
    void threeClusters() {
        bench = new Bench(runs, Map.of("eu-1", 2, "eu-2", 2, "eu-3", 2));
        bench.panel.areAsked = true;
    }

    private static HostId host(String cluster, String name) {
        return new HostId(new ClusterName(cluster), name);
    }

    private void silent(String cluster) {
        bench.world.silent.add(host(cluster, "cp1"));
        bench.world.silent.add(host(cluster, "cp2"));
    }

    /** How long a plan takes; what still waits for an answer behind it is nobody's time. */
    private Duration planned() {
        Instant before = bench.time.now();
        return Duration.between(before, bench.plan(TWO_STEPS).made());
    }

    @Test
    void theOthersWaitForItAsLongAsForOneAnswer() {
        silent("eu-2");
        Instant before = bench.time.now();

        Plan plan = bench.plan(TWO_STEPS);

        assertThat(Duration.between(before, plan.made())).isLessThan(ONCE);
        assertThat(plan.changes())
                .filteredOn(c -> c.known() == Known.UNKNOWN)
                .extracting(PlannedChange::cluster)
                .containsOnly("eu-2")
                .hasSize(4);
        assertThat(plan.changes())
                .filteredOn(c -> c.known() == Known.OBSERVED)
                .extracting(PlannedChange::cluster)
                .containsOnly("eu-1", "eu-3")
                .hasSize(8);
        assertThat(plan.warnings())
                .contains(
                        "eu-2/cp1 is unknown: eu-2/cp1 gives no answer: no host of eu-2 has answered"
                                + " within 10s, and other clusters have");
    }

    @Test
    void oneHostThatAnswersIsEnoughToAskAllOfThem() {
        bench.world.silent.add(host("eu-2", "cp1"));

        assertThat(planned()).isGreaterThanOrEqualTo(MemoryWorld.SILENCE);
    }

    @Test
    void whatIsRefusedAtOnceIsNotWaitedFor() {
        bench.world.unreachable.add(host("eu-2", "cp1"));
        bench.world.unreachable.add(host("eu-2", "cp2"));

        assertThat(planned()).isLessThan(Duration.ofSeconds(1));
    }

    @Test
    void whereNobodyAnswersEachIsAskedByItself() {
        silent("eu-1");
        silent("eu-2");
        silent("eu-3");

        assertThat(bench.plan(TWO_STEPS).warnings())
                .contains("eu-2/cp1 is unknown: eu-2/cp1 is unreachable");
    }

    @Test
    void aClusterThatIsPlannedAloneIsNotCalledBefore() {
        bench = new Bench(runs, Map.of("eu-2", 2));
        bench.panel.areAsked = true;
        silent("eu-2");

        assertThat(planned()).isLessThan(MemoryWorld.SILENCE.plus(RollCall.PATIENCE));
    }
}

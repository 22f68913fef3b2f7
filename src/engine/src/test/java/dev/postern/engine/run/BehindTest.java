package dev.postern.engine.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.core.fleet.ClusterName;
import dev.postern.core.fleet.HostId;
import dev.postern.engine.Bench;
import dev.postern.engine.MemoryWorld;
import dev.postern.journal.Entry;
import dev.postern.journal.Event;
import dev.postern.journal.RunState;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** A cluster that accepts and never answers holds up no other, and follows once it answers. */
class BehindTest {
    private static final String HEAD = "playbook: test\ntitle: A test\nsteps:\n";
    private static final String THREE_STEPS =
            HEAD
                    + "  - {id: a, turn: {to: 5}, max-unreachable: 1, when: api.ready}\n"
                    + "  - {id: ready, await: {that: api.ready, for: 10s, within: 5m}, on-failure: continue}\n"
                    + "  - {id: b, turn: {to: 7}, max-unreachable: 1}\n"
                    + "  - {id: back, undo: [a, b], max-unreachable: 1}\n";
    private static final HostId SILENT = new HostId(new ClusterName("eu-2"), "cp1");
    private static final HostId THIRD = new HostId(new ClusterName("eu-3"), "cp1");

    @TempDir Path runs;
    private Bench bench;

    @BeforeEach
    void threeClusters() {
        bench = bench(runs);
    }

    /** Three clusters, whose dials cannot be looked at while their host is silent. */
    static Bench bench(Path runs) {
        Bench bench = new Bench(runs, Map.of("eu-1", 1, "eu-2", 1, "eu-3", 1));
        for (String cluster : List.of("eu-1", "eu-2", "eu-3")) {
            bench.panel.set("api.ready", cluster, 1);
        }
        // What cannot be reached cannot be looked at either.
        bench.panel.onLook =
                target -> {
                    String cluster = target.split("/")[0];
                    if (bench.world.isGone(new HostId(new ClusterName(cluster), "cp1"))) {
                        bench.panel.breaks("look", target);
                    } else {
                        bench.panel.mends("look", target);
                    }
                };
        return bench;
    }

    private RunReport silentFromTheStart(String playbook) {
        bench.directory("r1", bench.plan(playbook));
        bench.world.silent.add(SILENT);
        return bench.begun("r1").got().orElseThrow();
    }

    private RunState state() {
        return bench.directory("r1").state().got().orElseThrow();
    }

    /** From the first line to the last that tells of this cluster. */
    private static Duration took(Bench bench, String cluster) {
        List<Entry> all = bench.directory("r1").entries().got().orElseThrow();
        Entry last =
                all.stream()
                        .filter(e ->
                                e.event() instanceof Event.Undone u
                                        && u.change().contains("@" + cluster + "/"))
                        .reduce((a, b) -> b)
                        .orElseThrow();
        return Duration.between(all.getFirst().at(), last.at());
    }

    @Test
    void theOthersAreDoneAsIfItWereNotThere() {
        Bench well = bench(runs.resolve("well"));
        assertThat(well.run(THREE_STEPS).exit()).isEqualTo(ExitCode.DONE);

        RunReport report = silentFromTheStart(THREE_STEPS);

        assertThat(report.exit()).isEqualTo(ExitCode.UNREACHABLE);
        assertThat(report.notReached()).isNotEmpty().allMatch(n -> n.contains("@eu-2"));
        assertThat(report.done())
                .contains("a@eu-1/cp1", "ready@eu-3", "b@eu-3/cp1")
                .noneMatch(d -> d.contains("@eu-2"));
        assertThat(bench.events("r1", Event.LeftBehind.class)).hasSize(1);
        assertThat(bench.events("r1", Event.StepEnded.class))
                .allSatisfy(e -> assertThat(e.clusters()).doesNotContainKey("eu-2"));
        assertThat(state().behind()).containsOnlyKeys("eu-2");
        // Waited for once, when sessions are opened, and once where it is left.
        assertThat(took(bench, "eu-3").minus(took(well, "eu-3"))).isLessThan(MemoryWorld.SILENCE);
    }

    @Test
    void onceItAnswersItGoesTheSameWayAndNeverBeforeTheOthers() {
        bench.panel.onDrive =
                () -> {
                    if (bench.panel.drives().contains("turn@eu-1/cp1=7")) {
                        bench.world.silent.clear();
                    }
                };

        RunReport report =
                silentFromTheStart(
                        THREE_STEPS
                                + "  - {id: c, turn: {to: 9}, max-unreachable: 1, for: 3m}\n"
                                + "  - {id: d, turn: {to: 9}, max-unreachable: 1}\n");

        assertThat(report.exit()).isEqualTo(ExitCode.OPEN);
        assertThat(report.done()).contains("a@eu-2/cp1", "ready@eu-2", "d@eu-2/cp1");
        assertThat(state().behind()).isEmpty();
        assertThat(bench.panel.drives().stream().filter(d -> d.contains("eu-2")))
                .containsExactly(
                        "turn@eu-2/cp1=5",
                        "turn@eu-2/cp1=7",
                        "turn@eu-2/cp1=5",
                        "turn@eu-2/cp1=0",
                        "turn@eu-2/cp1=9");
        List<Event> events = bench.events("r1");
        for (Event.FollowedUp followed : bench.events("r1", Event.FollowedUp.class)) {
            assertThat(events.subList(0, events.indexOf(followed)))
                    .anyMatch(e ->
                            e instanceof Event.StepEnded ended
                                    && ended.step().equals(followed.step()));
        }
    }

    @Test
    void whoWasLeftIsFinishedLaterAndNobodyElseIsTouched() {
        silentFromTheStart(THREE_STEPS);
        int before = bench.panel.drives().size();
        bench.world.silent.clear();

        assertThat(bench.resume("r1").exit()).isEqualTo(ExitCode.DONE);

        assertThat(bench.panel.drives().subList(before, bench.panel.drives().size()))
                .allMatch(d -> d.contains("eu-2"))
                .hasSize(4);
        assertThat(state().behind()).isEmpty();
    }

    @Test
    void whoWasLeftIsAStraggler() {
        silentFromTheStart(THREE_STEPS);
        bench.world.silent.clear();

        RunReport finished = bench.stragglers("r1").got().orElseThrow();

        assertThat(finished.exit()).isEqualTo(ExitCode.DONE);
        assertThat(finished.done()).contains("a@eu-2/cp1");
        assertThat(state().behind()).isEmpty();
        assertThat(bench.stragglers("r1").whyNot()).isPresent();
    }

    @Test
    void whatItHasGoneThroughIsNotDoneAgainAfterAStop() {
        bench.panel.onDrive =
                () -> {
                    if (bench.panel.drives().contains("turn@eu-1/cp1=7")) {
                        bench.world.silent.clear();
                    }
                    if (bench.panel.drives().contains("turn@eu-2/cp1=5")) {
                        bench.control.stop(1, "ann");
                    }
                };
        String playbook =
                HEAD
                        + "  - {id: a, turn: {to: 5}, max-unreachable: 1}\n"
                        + "  - {id: b, turn: {to: 7}, max-unreachable: 1}\n"
                        + "  - {id: c, turn: {to: 9}, max-unreachable: 1, for: 3m}\n";
        assertThat(silentFromTheStart(playbook).exit()).isNotEqualTo(ExitCode.DONE);
        assertThat(state().behind()).containsOnlyKeys("eu-2");
        List<String> drives = bench.panel.drives();
        bench.panel.onDrive = () -> {};

        assertThat(bench.resume("r1").exit()).isEqualTo(ExitCode.OPEN);

        assertThat(drives).contains("turn@eu-2/cp1=5");
        assertThat(bench.panel.drives().stream().filter(d -> d.contains("eu-2")))
                .containsExactly("turn@eu-2/cp1=5", "turn@eu-2/cp1=7", "turn@eu-2/cp1=9");
        assertThat(state().behind()).isEmpty();
    }

    @Test
    void whereTheLimitsSayThatItStopsNobodyIsLeft() {
        RunReport report =
                silentFromTheStart(
                        HEAD + "  - {id: a, turn: {to: 5}}\n  - {id: b, turn: {to: 7}}\n");

        assertThat(report.exit()).isEqualTo(ExitCode.OPEN);
        assertThat(report.notReached()).contains("a@eu-2/cp1", "b@eu-1");
        assertThat(bench.events("r1", Event.LeftBehind.class)).isEmpty();
        assertThat(bench.panel.drives()).noneMatch(d -> d.endsWith("=7"));
    }

    @Test
    void whoIsLeftCountsAgainstTheLimitOfLaterWaves() {
        RunReport report =
                silentFromTheStart(
                        HEAD + "  - {id: a, wide: {to: 5}, waves: [2, 1], max-unreachable: 1}\n");

        assertThat(report.done()).contains("a@eu-1", "a@eu-3");
        assertThat(bench.events("r1", Event.LeftBehind.class)).hasSize(1);
    }

    @Test
    void withinTracksItIsLeftAndFollowsThroughAllOfThem() {
        bench.panel.onDrive =
                () -> {
                    if (bench.panel.drives().contains("turn@eu-1/cp1=7")) {
                        bench.world.silent.clear();
                    }
                };

        RunReport report =
                silentFromTheStart(
                        HEAD
                                + "  - id: both\n"
                                + "    tracks:\n"
                                + "      one: [{id: a, turn: {to: 5}, max-unreachable: 1}]\n"
                                + "      two: [{id: s, strict: {to: 5}, max-unreachable: 1}]\n"
                                + "  - {id: b, turn: {to: 7}, max-unreachable: 1}\n"
                                + "  - {id: c, turn: {to: 9}, max-unreachable: 1, for: 2m}\n");

        assertThat(report.exit()).isEqualTo(ExitCode.OPEN);
        assertThat(report.done()).contains("a@eu-2/cp1", "s@eu-2/cp1", "b@eu-2/cp1", "c@eu-2/cp1");
        assertThat(bench.panel.drives().stream().filter(d -> d.contains("eu-2")))
                .containsExactlyInAnyOrder(
                        "turn@eu-2/cp1=5",
                        "strict@eu-2/cp1=5",
                        "turn@eu-2/cp1=7",
                        "turn@eu-2/cp1=9");
    }

    @Test
    void aGateIsAskedForItAnewAndWhatAGateBoundIsNot() {
        bench.settings = bench.settings.answers(Map.of("which", "7", "sure", "yes"));
        bench.panel.onDrive =
                () -> {
                    if (bench.panel.drives().contains("turn@eu-1/cp1=7")) {
                        bench.world.silent.clear();
                    }
                };

        RunReport report =
                silentFromTheStart(
                        "playbook: test\ntitle: A test\n"
                                + "parameters:\n  to: {type: integer, required: false, description: x}\n"
                                + "steps:\n"
                                + "  - {id: a, turn: {to: 5}, max-unreachable: 1}\n"
                                + "  - {id: which, gate: {ask: How far, set: to, within: 1m, otherwise: stop}}\n"
                                + "  - {id: sure, gate: {ask: Sure, within: 1m, otherwise: stop}}\n"
                                + "  - {id: b, turn: {to: \"${to}\"}, max-unreachable: 1, for: 3m}\n");

        assertThat(report.done()).contains("b@eu-2/cp1");
        assertThat(bench.events("r1", Event.Decided.class))
                .extracting(Event.Decided::gate)
                .containsExactly("which", "sure", "sure@eu-2");
    }

    @Test
    void anUndoPutsTheOthersBackFirst() {
        bench.run(
                HEAD
                        + "  - {id: a, turn: {to: 5}}\n  - {id: s, strict: {to: 5}}\n  - {id: w, wide: {to: 5}}\n");
        Bench well = bench(runs.resolve("well"));
        well.run(
                HEAD
                        + "  - {id: a, turn: {to: 5}}\n  - {id: s, strict: {to: 5}}\n  - {id: w, wide: {to: 5}}\n");
        well.undo("r1");
        bench.world.silent.add(SILENT);

        RunReport report = bench.undo("r1");

        assertThat(report.exit()).isNotEqualTo(ExitCode.DONE);
        assertThat(report.open()).isNotEmpty().allMatch(o -> o.contains("@eu-2"));
        assertThat(took(bench, "eu-3").minus(took(well, "eu-3"))).isLessThan(MemoryWorld.SILENCE);
        bench.world.silent.clear();
        assertThat(bench.undo("r1").exit()).isEqualTo(ExitCode.DONE);
        assertThat(bench.panel.get("turn", "eu-2/cp1")).isZero();
    }

    @Test
    void ofTwoThatAreSilentNeitherIsLeftWhereTheStepMayDoWithOneOnly() {
        bench.directory(
                "r1",
                bench.plan(
                        HEAD
                                + "  - {id: a, turn: {to: 5}, max-unreachable: 1}\n"
                                + "  - {id: b, turn: {to: 7}, max-unreachable: 2}\n"));
        bench.world.silent.add(SILENT);
        bench.world.silent.add(THIRD);

        RunReport report = bench.begun("r1").got().orElseThrow();

        assertThat(report.exit()).isEqualTo(ExitCode.OPEN);
        assertThat(report.notReached()).contains("a@eu-2/cp1", "a@eu-3/cp1", "b@eu-1");
        assertThat(bench.events("r1", Event.LeftBehind.class)).isEmpty();
    }

    @Test
    void ofTwoThatAreSilentBothAreLeftWhereTheStepMayDoWithout() {
        bench.directory(
                "r1", bench.plan(HEAD + "  - {id: a, turn: {to: 5}, max-unreachable: 2}\n"));
        bench.world.silent.add(SILENT);
        bench.world.silent.add(THIRD);

        RunReport report = bench.begun("r1").got().orElseThrow();

        assertThat(report.done()).contains("a@eu-1/cp1");
        assertThat(bench.events("r1", Event.LeftBehind.class))
                .extracting(Event.LeftBehind::cluster)
                .containsExactlyInAnyOrder("eu-2", "eu-3");
    }

    @Test
    void whoIsSlowAndAnswersIsWaitedFor() {
        Instant begun = bench.time.now();
        bench.panel.onLook =
                target -> {
                    if (target.equals("eu-2/cp1")
                            && bench.panel.drives().contains("turn@eu-1/cp1=5")) {
                        pass(Duration.ofMinutes(2));
                    }
                };

        RunReport report =
                bench.run(
                        HEAD
                                + "  - {id: a, turn: {to: 5}, max-unreachable: 1}\n"
                                + "  - {id: b, turn: {to: 7}, max-unreachable: 1}\n");

        assertThat(report.done()).contains("a@eu-2/cp1", "b@eu-2/cp1");
        assertThat(report.notReached()).isEmpty();
        assertThat(bench.events("r1", Event.LeftBehind.class)).isEmpty();
        assertThat(Duration.between(begun, bench.time.now()))
                .isGreaterThanOrEqualTo(Duration.ofMinutes(2));
    }

    @Test
    void whoHasAnsweredOnceIsNotHeldForSilentAgain() {
        // Two were unheard when sessions were opened; one of them answers when it is called.
        String playbook =
                HEAD
                        + "  - {id: a, turn: {to: 5}, max-unreachable: 1}\n"
                        + "  - {id: b, turn: {to: 7}, max-unreachable: 1}\n";
        bench.directory("r1", bench.plan(playbook));
        bench.world.silent.add(SILENT);
        bench.world.silent.add(THIRD);
        bench.panel.onLook =
                target -> {
                    if (target.equals("eu-1/cp1")) {
                        bench.world.silent.remove(SILENT);
                    } else if (target.equals("eu-2/cp1")) {
                        // Slow, not silent.
                        pass(Duration.ofSeconds(20));
                    } else if (bench.world.isGone(
                            new HostId(new ClusterName(target.split("/")[0]), "cp1"))) {
                        bench.panel.breaks("look", target);
                    }
                };

        RunReport report = bench.begun("r1").got().orElseThrow();

        assertThat(report.done()).contains("a@eu-2/cp1", "b@eu-2/cp1");
        assertThat(bench.events("r1", Event.LeftBehind.class))
                .extracting(Event.LeftBehind::cluster)
                .containsOnly("eu-3");
    }

    private void pass(Duration howLong) {
        try {
            bench.time.sleep(howLong);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void aClusterThatIsAloneIsWaitedFor() {
        Bench alone = new Bench(runs.resolve("alone"), Map.of("eu-2", 1));
        alone.panel.onLook =
                target -> {
                    if (alone.world.isGone(SILENT)) {
                        alone.panel.breaks("look", target);
                    }
                };
        alone.directory(
                "r1", alone.plan(HEAD + "  - {id: a, turn: {to: 5}, max-unreachable: 1}\n"));
        alone.world.silent.add(SILENT);

        alone.begun("r1");

        assertThat(alone.events("r1", Event.LeftBehind.class)).isEmpty();
        assertThat(alone.events("r1", Event.Unreachable.class)).hasSize(1);
    }
}

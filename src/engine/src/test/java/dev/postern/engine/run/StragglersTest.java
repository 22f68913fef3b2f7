package dev.postern.engine.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.core.value.Failure;
import dev.postern.engine.Bench;
import dev.postern.journal.Event;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Who could not be reached is named, and finished later under the same plan. */
class StragglersTest {
    private static final String HEAD = "playbook: test\ntitle: A test\nsteps:\n";
    private static final String TWO_STEPS =
            HEAD
                    + "  - {id: a, turn: {to: 5}, max-unreachable: 1}\n"
                    + "  - {id: ask, gate: {ask: Sure, within: 1m, otherwise: no}}\n"
                    + "  - {id: b, turn: {to: 7}, max-unreachable: 1, on-failure: continue}\n";

    @TempDir Path runs;
    private Bench bench;

    @BeforeEach
    void oneHostIsOutOfReach() {
        bench = new Bench(runs, Map.of("eu-1", 3));
        bench.panel.breaks("look", "eu-1/cp2");
    }

    @Test
    void onlyTheyAreDoneAndNothingElseIsTouched() {
        RunReport first = bench.run(TWO_STEPS);
        assertThat(first.notReached()).contains("a@eu-1/cp2", "b@eu-1/cp2");
        assertThat(state()).containsExactly("a@eu-1/cp2", "b@eu-1/cp2");
        int before = bench.panel.drives().size();
        int looks = bench.panel.looks("eu-1/cp1");
        bench.panel.mends("look", "eu-1/cp2");

        RunReport finished = bench.stragglers("r1").got().orElseThrow();

        assertThat(bench.panel.drives().subList(before, bench.panel.drives().size()))
                .containsExactly("turn@eu-1/cp2=5", "turn@eu-1/cp2=7");
        assertThat(bench.panel.looks("eu-1/cp1")).as("nor looked at").isEqualTo(looks);
        assertThat(finished.done()).contains("a@eu-1/cp2", "b@eu-1/cp2", "a@eu-1/cp1");
        assertThat(finished.notReached()).isEmpty();
        assertThat(state()).isEmpty();
        assertThat(bench.events("r1", Event.RunOpened.class)).hasSize(1);
        assertThat(bench.events("r1", Event.Asked.class)).hasSizeLessThanOrEqualTo(1);
        // What they changed is undone with the rest.
        assertThat(bench.undo("r1").open()).isEmpty();
        assertThat(bench.panel.get("turn", "eu-1/cp2")).isZero();
    }

    @Test
    void whoIsStillOutOfReachStaysOne() {
        bench.run(TWO_STEPS);

        RunReport again = bench.stragglers("r1").got().orElseThrow();

        assertThat(again.exit()).isNotEqualTo(ExitCode.DONE);
        assertThat(again.notReached()).contains("a@eu-1/cp2", "b@eu-1/cp2");
        assertThat(state()).containsExactly("a@eu-1/cp2", "b@eu-1/cp2");
    }

    @Test
    void aStepThatHasBeenUndoneSinceIsNotDoneForThem() {
        bench.run(
                HEAD
                        + "  - {id: a, turn: {to: 5}, max-unreachable: 1}\n  - {id: back, undo: [a]}\n");
        bench.panel.mends("look", "eu-1/cp2");

        Failure why = bench.stragglers("r1").whyNot().orElseThrow();

        assertThat(why.sentence()).contains("every target of its steps was reached");
        assertThat(bench.panel.get("turn", "eu-1/cp2")).isZero();
    }

    @Test
    void whereNobodyIsLeftOrTheRunIsUndoneThereIsNothingToFinish() {
        bench.run(TWO_STEPS);
        bench.panel.mends("look", "eu-1/cp2");
        bench.undo("r1");
        assertThat(bench.stragglers("r1").whyNot().orElseThrow().sentence())
                .contains("it was undone");

        Bench whole = new Bench(runs.resolve("whole"), Map.of("eu-1", 3));
        whole.run(TWO_STEPS);
        assertThat(whole.stragglers("r1").whyNot().orElseThrow().sentence())
                .contains("every target of its steps was reached");
    }

    @Test
    void aStepThatReachedEverybodyIsNotBegunAgain() {
        bench.run(TWO_STEPS + "  - {id: c, wide: {to: 3}}\n");
        bench.panel.mends("look", "eu-1/cp2");

        assertThat(bench.stragglers("r1").isOk()).isTrue();

        assertThat(bench.events("r1", Event.StepStarted.class))
                .extracting(Event.StepStarted::step)
                .containsExactly("a", "ask", "b", "c", "a", "b");
    }

    @Test
    void whereFinishingThemGoesWrongTheExitCodeSaysSoThoughNothingIsOpen() {
        List.of("eu-1/cp1", "eu-1/cp3").forEach(t -> bench.panel.set("turn", t, 5));
        RunReport first = bench.run(HEAD + "  - {id: a, turn: {to: 5}, max-unreachable: 1}\n");
        assertThat(first.exit()).as("within its limit").isEqualTo(ExitCode.DONE);
        bench.panel.mends("look", "eu-1/cp2");
        bench.panel.breaks("refuse", "eu-1");

        RunReport again = bench.stragglers("r1").got().orElseThrow();

        assertThat(again.exit()).isEqualTo(ExitCode.REFUSED);
        assertThat(again.open()).isEmpty();
        assertThat(bench.panel.drives()).isEmpty();
    }

    private List<String> state() {
        return bench.directory("r1").state().got().orElseThrow().stragglers();
    }
}

package dev.postern.engine.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.core.fleet.ClusterName;
import dev.postern.core.value.Failure;
import dev.postern.core.value.Outcome;
import dev.postern.engine.Bench;
import dev.postern.engine.MemoryWorld;
import dev.postern.engine.run.ExitCode;
import dev.postern.json.JsonText;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** A plan that was kept, looked at again before it is run. */
class DriftTest {
    private static final String TEXT =
            """
            playbook: test
            title: A test
            steps:
              - {id: a, turn: {to: 5}}
              - {id: b, turn: {times: 2}}
            """;

    @TempDir Path runs;
    private Bench bench;

    @BeforeEach
    void aClusterOfThree() {
        bench = new Bench(runs, Map.of("eu-1", 3));
        bench.panel.set("turn", "eu-1/cp1", 2);
    }

    /** As it comes back from its file. */
    private static Plan kept(Plan plan) {
        return JsonText.parse(JsonText.pretty(PlanJson.write(plan)))
                .then(PlanJson::read)
                .got()
                .orElseThrow();
    }

    private Outcome<Planner.Again> again(Plan then, MemoryWorld world) {
        return new Planner(world, bench.catalogue, new Random(8))
                .again(then, bench.playbook(TEXT), "bob@desk");
    }

    private Planner.Again again(Plan then) {
        return again(then, bench.world).got().orElseThrow();
    }

    @Test
    void whereNothingHasMovedNothingIsSaid() {
        Plan then = kept(bench.plan(TEXT));

        Planner.Again again = again(then);

        assertThat(again.moved()).isEmpty();
        assertThat(again.plan()).isEqualTo(then);
    }

    @Test
    void whatHasMovedIsSaidFieldByFieldAndThePlanIsTheSame() {
        Plan then = kept(bench.plan(TEXT));
        bench.panel.set("turn", "eu-1/cp1", 3);

        Planner.Again again = again(then);

        // What only follows from it is not said again.
        assertThat(again.moved()).containsExactly("a on eu-1/cp1: value 2 -> 3");
        assertThat(again.plan().digest()).isEqualTo(then.digest());
        assertThat(again.plan().changes().getFirst().before().whole("value")).contains(3L);
    }

    @Test
    void whatWentDarkAndWhatCameIntoSightAreSaid() {
        bench.panel.breaks("look", "eu-1/cp2");
        Plan then = kept(bench.plan(TEXT));
        bench.panel.mends("look", "eu-1/cp2");
        bench.panel.breaks("look", "eu-1/cp3");

        assertThat(again(then).moved())
                .containsExactly(
                        "a on eu-1/cp2: could not be seen then, and can now",
                        "a on eu-1/cp3: was seen then, and not now: eu-1/cp3 is dark");
    }

    @Test
    void whatStaysDarkHasNotMoved() {
        bench.panel.breaks("look", "eu-1/cp2");
        Plan then = kept(bench.plan(TEXT));

        assertThat(again(then).moved()).isEmpty();
    }

    @Test
    void whatIsNeededIsProbedAgainToo() {
        Plan then = kept(bench.plan(TEXT));
        bench.panel.breaks("dry", "eu-1/cp1");

        assertThat(then.isRefused()).isFalse();
        assertThat(again(then).plan().isRefused()).isTrue();
    }

    @Test
    void anotherFleetNeedsAnotherPlan() {
        Plan then = kept(bench.plan(TEXT));
        MemoryWorld other = new MemoryWorld(bench.time, Map.of("eu-1", 4));

        assertThat(again(then, other).whyNot())
                .hasValueSatisfying(why -> {
                    assertThat(why.kind()).isEqualTo(Failure.Kind.REFUSED);
                    assertThat(why.sentence()).contains("eu-1/cp4 is new");
                });
    }

    @Test
    void aPlanThatWaitedTooLongIsNotBegun() throws InterruptedException {
        Plan plan = bench.plan(TEXT);
        bench.directory("late", plan);
        bench.time.sleep(Plan.VALID_FOR.plus(Duration.ofSeconds(1)));

        Outcome<dev.postern.engine.run.RunReport> late = bench.begun("late");

        assertThat(late.whyNot())
                .hasValueSatisfying(why -> {
                    assertThat(why.kind()).isEqualTo(Failure.Kind.REFUSED);
                    assertThat(why.why()).startsWith("it was valid until ");
                });
        assertThat(bench.panel.drives()).isEmpty();
    }

    @Test
    void onlyTheClustersThatWereNamedAreTouched() {
        Bench two = new Bench(runs, Map.of("eu-1", 2, "us-1", 2));
        Plan plan =
                new Planner(two.world, two.catalogue, new Random(9))
                        .plan(
                                new Planner.Request(
                                        two.playbook(TEXT),
                                        TEXT,
                                        Map.of(),
                                        List.of(new ClusterName("eu-1")),
                                        "ann@laptop"))
                        .got()
                        .orElseThrow();

        two.run("r1", plan);

        assertThat(two.panel.drives()).hasSize(4).allMatch(d -> d.contains("@eu-1/"));
    }

    @Test
    void anActionThatNamesATargetOfAnotherClusterIsABugAndTouchesNothing() {
        Bench two = new Bench(runs, Map.of("eu-1", 2, "us-1", 2));
        String text = "playbook: test\ntitle: A test\nsteps:\n  - {id: a, wide: {to: 5}}\n";
        Plan plan = two.plan(text);
        two.panel.breaks("strays", "wide");

        assertThat(two.run("r1", plan).exit()).isEqualTo(ExitCode.FAILED);
        assertThat(two.panel.drives()).isEmpty();
    }
}

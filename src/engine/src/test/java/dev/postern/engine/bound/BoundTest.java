package dev.postern.engine.bound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postern.core.evidence.Evidence;
import dev.postern.core.fleet.Cluster;
import dev.postern.core.time.Time;
import dev.postern.core.value.Failure;
import dev.postern.core.value.JsonValue;
import dev.postern.core.value.Outcome;
import dev.postern.engine.Dial;
import dev.postern.engine.MemoryWorld;
import dev.postern.engine.Panel;
import dev.postern.engine.VirtualTime;
import dev.postern.playbook.Bindings;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/** An action with its arguments, work side by side, and what a bug in somebody's action becomes. */
class BoundTest {
    private final VirtualTime time = new VirtualTime();
    private final MemoryWorld world = new MemoryWorld(time, Map.of("eu-1", 2, "us-1", 1));
    private final Panel panel = new Panel();
    private final Dial dial = new Dial("turn", panel);

    /** How many were at work at once, at most. */
    private int most(int work, int atOnce) throws InterruptedException {
        AtomicInteger now = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        List<Callable<Integer>> all = new ArrayList<>();
        for (int i = 0; i < work; i++) {
            int number = i;
            all.add(() -> {
                most.accumulateAndGet(now.incrementAndGet(), Math::max);
                time.sleep(java.time.Duration.ofSeconds(work - number));
                now.decrementAndGet();
                return number;
            });
        }
        try (Time.Scope counted = time.enter()) {
            assertThat(SideBySide.all(time, "test", atOnce, all))
                    .as("in the order of the work, however long each takes")
                    .isEqualTo(IntStream.range(0, work).boxed().toList());
        }
        return most.get();
    }

    @Test
    void so_many_at_once_and_not_one_more() throws InterruptedException {
        assertThat(most(3, 4)).isEqualTo(3);
        assertThat(most(4, 4)).isEqualTo(4);
        assertThat(most(9, 4)).isEqualTo(4);
        assertThat(most(1, 4)).isEqualTo(1);
        assertThat(most(0, 4)).isZero();
    }

    @Test
    void one_alone_fails_as_it_would_beside_others() {
        List<Callable<Integer>> broken =
                List.of(() -> {
                    throw new IOException("no");
                });
        assertThatThrownBy(() -> SideBySide.all(time, "test", 4, broken))
                .isInstanceOf(IllegalStateException.class)
                .hasRootCauseMessage("no");
        List<Callable<Integer>> bug =
                List.of(() -> {
                    throw new IllegalArgumentException("bug");
                });
        assertThatThrownBy(() -> SideBySide.all(time, "test", 4, bug))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void a_bug_becomes_a_failure_that_says_what_may_have_been_changed_and_leaves_its_trace() {
        List<String> noted = new ArrayList<>();
        Evidence evidence =
                (about, detail) ->
                        noted.add(
                                about
                                        + " "
                                        + detail.text("in").orElse("")
                                        + " "
                                        + detail.text("error").orElse("")
                                        + " "
                                        + detail.items("trace").size());
        for (Failure.Kind kind : List.of(Failure.Kind.BROKEN, Failure.Kind.IN_DOUBT)) {
            noted.clear();

            Failure why =
                    Guarded.<Integer>call(
                                    "a@eu-1/cp1",
                                    kind,
                                    evidence,
                                    () -> {
                                        throw new IllegalStateException("oops");
                                    })
                            .whyNot()
                            .orElseThrow();

            assertThat(why.kind()).isEqualTo(kind);
            assertThat(why.what()).isEqualTo("a@eu-1/cp1: a bug in Postern");
            assertThat(why.leftBehind())
                    .isEqualTo(
                            kind == Failure.Kind.IN_DOUBT
                                    ? "it may have been changed"
                                    : "nothing was changed by this");
            assertThat(why.next()).isEqualTo("the trace is in the run's journal");
            assertThat(noted)
                    .containsExactly("a bug a@eu-1/cp1 java.lang.IllegalStateException: oops 20");
        }
        assertThat(Guarded.call("x", Failure.Kind.BROKEN, evidence, () -> Outcome.ok(3)).got())
                .contains(3);
    }

    @Test
    void an_action_comes_back_from_its_journaled_arguments_and_its_state_too() {
        BoundAction<?, ?> bound =
                BoundAction.bind(dial, JsonValue.object("to", 7), Bindings.none())
                        .got()
                        .orElseThrow();
        BoundAction<?, ?> again = BoundAction.restore(dial, bound.arguments()).got().orElseThrow();

        assertThat(again.parameters()).isEqualTo(new Dial.Parameters(7, 1));
        assertThat(again.name()).isEqualTo("turn");
        assertThat(BoundAction.restore(dial, JsonValue.object("to", "seven")).whyNot()).isPresent();
        assertThat(BoundAction.bind(dial, JsonValue.object("too", 7), Bindings.none()).whyNot())
                .isPresent();
    }

    @Test
    void a_target_of_another_cluster_is_a_bug_that_names_both() {
        panel.breaks("strays", "turn");
        Cluster eu = world.fleet().clusters().getFirst();
        BoundAction<?, ?> bound =
                BoundAction.bind(dial, JsonValue.object(), Bindings.none()).got().orElseThrow();

        assertThatThrownBy(() -> bound.targets(eu))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("turn names us-1/cp1 as a target in eu-1");
    }

    @Test
    void a_look_outside_a_run_is_never_asked_to_stop() {
        RunReach look = RunReach.look(world, condition -> null, "ann");

        assertThat(look.run()).isEqualTo("look");
        assertThat(look.operator()).isEqualTo("ann");
        look.stop().asked().set();
        assertThat(look.stop().isAsked()).isFalse();
    }
}

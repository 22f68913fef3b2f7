package dev.postern.engine.fact;

import static org.assertj.core.api.Assertions.assertThat;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.postern.core.action.Catalogue;
import dev.postern.core.action.FactSource;
import dev.postern.core.fact.FactValue;
import dev.postern.core.fact.Facts;
import dev.postern.core.fleet.Cluster;
import dev.postern.core.playbook.Condition;
import dev.postern.core.playbook.Playbook;
import dev.postern.core.problem.Checked;
import dev.postern.core.problem.Position;
import dev.postern.core.reach.Reach;
import dev.postern.core.time.Time;
import dev.postern.core.value.JsonValue;
import dev.postern.engine.MemoryWorld;
import dev.postern.engine.VirtualTime;
import dev.postern.engine.bound.RunReach;
import dev.postern.playbook.Bindings;
import dev.postern.playbook.Parameters;
import dev.postern.playbook.PlaybookFile;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/** How often a fact is read, who shares a reading, and what a condition comes to. */
class FactBoardTest {
    private static final Duration WINDOW = Duration.ofSeconds(5);

    private final VirtualTime time = new VirtualTime();
    private final MemoryWorld world = new MemoryWorld(time, Map.of("eu-1", 1, "eu-2", 1));
    private final Cluster one = world.fleet().clusters().getFirst();
    private final Cluster two = world.fleet().clusters().getLast();
    private final AtomicInteger readings = new AtomicInteger();
    private final AtomicReference<Bindings> bindings = new AtomicReference<>(Bindings.none());
    private Duration takes = Duration.ZERO;
    private RuntimeException bug;
    private Reach reachSeen;

    private final FactSource load =
            new FactSource() {
                @Override
                public String name() {
                    return "api.load";
                }

                @Override
                public Type type() {
                    return Type.NUMBER;
                }

                @Override
                public String source() {
                    return "a test";
                }

                @Override
                public Duration window() {
                    return WINDOW;
                }

                @Override
                public String cost() {
                    return "nothing";
                }

                @Override
                public FactValue read(Cluster cluster, JsonValue.Obj bound, Reach reach) {
                    int number = readings.incrementAndGet();
                    reachSeen = reach;
                    if (bug != null) {
                        throw bug;
                    }
                    try {
                        time.sleep(takes);
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                    return FactValue.of((long) number);
                }
            };

    private final FactBoard board =
            new FactBoard(
                    time,
                    new Catalogue(List.of(), List.of(), List.of(load)),
                    List.of("fence"),
                    bindings::get,
                    (step, cluster) -> step.equals("fence") && cluster.value().equals("eu-1"),
                    (cluster, facts) -> RunReach.look(world, facts, "ann"));

    private static Condition condition(String text) {
        return new Condition(text, new Position("test.yaml", 3, 7));
    }

    private FactValue read(Cluster cluster) throws InterruptedException {
        try (Time.Scope counted = time.enter()) {
            return board.value(cluster, "api.load");
        }
    }

    private void pass(Duration duration) throws InterruptedException {
        try (Time.Scope counted = time.enter()) {
            time.sleep(duration);
        }
    }

    private Bindings withAParameter() {
        String text =
                """
                playbook: test
                title: A test
                parameters:
                  n: {type: integer, default: 3, description: how many}
                steps:
                  - {id: w, await: {that: api.load > 1, for: 1s, within: 1m}}
                """;
        Catalogue catalogue = new Catalogue(List.of(), List.of(), List.of(load));
        if (PlaybookFile.read("test.yaml", text.getBytes(UTF_8), catalogue)
                        instanceof Checked.Sound<Playbook>(var playbook)
                && Parameters.bind(playbook, Map.of()) instanceof Checked.Sound<Bindings>(var b)) {
            return b;
        }
        throw new AssertionError("unsound");
    }

    @Test
    void a_reading_serves_for_its_window_and_is_made_again_when_that_is_over()
            throws InterruptedException {
        assertThat(read(one)).isEqualTo(FactValue.of(1L));
        pass(WINDOW.minusMillis(1));
        assertThat(read(one)).isEqualTo(FactValue.of(1L));
        pass(Duration.ofMillis(1));
        assertThat(read(one)).isEqualTo(FactValue.of(2L));
    }

    @Test
    void what_took_long_to_read_serves_from_its_end_on() throws InterruptedException {
        takes = WINDOW.multipliedBy(2);
        assertThat(read(one)).isEqualTo(FactValue.of(1L));
        pass(WINDOW.minusMillis(1));
        assertThat(read(one)).isEqualTo(FactValue.of(1L));
        pass(Duration.ofMillis(1));
        assertThat(read(one)).isEqualTo(FactValue.of(2L));
    }

    @Test
    void each_cluster_has_readings_of_its_own() throws InterruptedException {
        assertThat(read(one)).isEqualTo(FactValue.of(1L));
        assertThat(read(two)).isEqualTo(FactValue.of(2L));
        assertThat(read(one)).isEqualTo(FactValue.of(1L));
    }

    @Test
    void who_asks_while_it_is_being_read_waits_for_that_reading_however_long_its_window()
            throws InterruptedException {
        takes = WINDOW.multipliedBy(3);
        Callable<FactValue> asks = () -> board.value(one, "api.load");
        Callable<FactValue> later =
                () -> {
                    time.sleep(WINDOW.multipliedBy(2));
                    return board.value(one, "api.load");
                };
        List<FactValue> all;
        try (Time.Scope counted = time.enter()) {
            all = time.all("ask", List.of(asks, asks, later));
        }

        assertThat(all).containsOnly(FactValue.of(1L));
        assertThat(readings).hasValue(1);
    }

    @Test
    void what_was_read_with_other_parameters_is_read_again() throws InterruptedException {
        read(one);
        bindings.set(Bindings.none());
        read(one);
        int same = readings.get();

        bindings.set(withAParameter());
        read(one);

        assertThat(readings.get()).isEqualTo(same + 1);
    }

    @Test
    void a_bug_in_a_source_is_an_unknown_that_names_it_and_no_end_of_the_run()
            throws InterruptedException {
        bug = new IllegalStateException("oops");

        assertThat(read(one))
                .isEqualTo(
                        FactValue.unknown(
                                "a bug in api.load: java.lang.IllegalStateException: oops"));

        bug = null;
        pass(WINDOW);
        assertThat(read(one)).isEqualTo(FactValue.of(2L));
    }

    @Test
    void a_condition_holds_does_not_or_is_unknown_and_says_what_decided()
            throws InterruptedException {
        try (Time.Scope counted = time.enter()) {
            assertThat(board.holds(one, condition("api.load == 1")).answer())
                    .isEqualTo(Facts.Answer.YES);
            Facts.Verdict no = board.holds(one, condition("api.load > 1"));
            assertThat(no.answer()).isEqualTo(Facts.Answer.NO);
            assertThat(no.because()).contains("api.load");
            // As an action that works on the cluster asks it.
            assertThat(board.of(one).holds("api.load == 1").holds()).isTrue();
            assertThat(board.of(two).holds("api.load == 1").holds()).isFalse();
            Facts.Verdict faulty = board.holds(one, condition("api.lod == 1"));
            assertThat(faulty.answer()).isEqualTo(Facts.Answer.UNKNOWN);
            assertThat(faulty.because()).contains("test.yaml:3");
        }
    }

    @Test
    void a_source_reads_with_the_conditions_of_its_cluster_at_hand() throws InterruptedException {
        read(one);

        try (Time.Scope counted = time.enter()) {
            assertThat(reachSeen.facts().holds("fence.settled").holds()).isTrue();
        }
    }

    @Test
    void whether_a_step_is_settled_is_asked_of_the_run_for_that_cluster() {
        assertThat(board.value(one, "fence.settled")).isEqualTo(FactValue.of(true));
        assertThat(board.value(two, "fence.settled")).isEqualTo(FactValue.of(false));
        assertThat(board.value(one, "other.settled"))
                .isEqualTo(FactValue.unknown("there is no such fact"));
        assertThat(board.value(one, "api.lod"))
                .isEqualTo(FactValue.unknown("there is no such fact"));
        assertThat(readings).hasValue(0);
    }

    @Test
    void a_condition_without_facts_is_decided_without_reading_and_one_with_facts_is_not() {
        assertThat(board.withoutReading(one, condition("1 == 2")).map(Facts.Verdict::answer))
                .contains(Facts.Answer.NO);
        assertThat(board.withoutReading(one, condition("1 == 1")).map(Facts.Verdict::answer))
                .contains(Facts.Answer.YES);
        assertThat(board.withoutReading(one, condition("api.load == 1"))).isEmpty();
        assertThat(board.withoutReading(one, condition("no CEL at all ("))).isEmpty();
        assertThat(readings).hasValue(0);
    }

    @Test
    void what_was_read_last_is_shown_with_its_time_and_what_is_being_read_is_not()
            throws InterruptedException {
        assertThat(board.last(one.name())).isEmpty();
        Instant begun = time.now();
        read(one);
        pass(WINDOW);
        assertThat(board.last(one.name()))
                .isEqualTo(
                        new HashMap<>(
                                Map.of("api.load", new FactBoard.Seen(FactValue.of(1L), begun))));
        assertThat(board.last(two.name())).isEmpty();

        takes = Duration.ofSeconds(2);
        Callable<FactValue> asks = () -> board.value(one, "api.load");
        AtomicReference<Map<String, FactBoard.Seen>> meanwhile = new AtomicReference<>();
        Callable<FactValue> looks =
                () -> {
                    time.sleep(Duration.ofSeconds(1));
                    meanwhile.set(board.last(one.name()));
                    return FactValue.of(0L);
                };
        try (Time.Scope counted = time.enter()) {
            time.all("ask", List.of(asks, looks));
        }
        assertThat(meanwhile.get()).isEmpty();
        assertThat(board.last(one.name())).containsOnlyKeys("api.load");
    }
}

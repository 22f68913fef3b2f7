package dev.postern.engine.bound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postern.core.time.Time;
import dev.postern.engine.VirtualTime;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Who is waited for, how long, and when it is asked who is silent. */
class GatheringTest {
    private final VirtualTime time = new VirtualTime();
    private final Map<String, Integer> work = new TreeMap<>();
    private final List<String> questions = new ArrayList<>();

    /**
     * @param left whom nobody waits for any more
     * @param after how many seconds it took
     */
    private record Left(Set<String> left, long after) {}

    /**
     * Everybody's work takes so many seconds.
     *
     * @param silent of whom no answer comes when they are asked for one
     */
    private Left left(Set<String> doubtful, Set<String> silent) throws InterruptedException {
        try (Time.Scope counted = time.enter()) {
            Instant begun = time.now();
            Gathering<String> gathering = new Gathering<>(time, work.keySet());
            work.forEach((who, seconds) ->
                    time.fork(
                            who,
                            gathering.seen(
                                    who,
                                    () -> {
                                        time.sleep(Duration.ofSeconds(seconds));
                                        return who;
                                    })));
            Set<String> left =
                    gathering.left(
                            doubtful,
                            open -> {
                                questions.add(
                                        Duration.between(begun, time.now()).toSeconds()
                                                + " "
                                                + new TreeSet<>(open));
                                Set<String> none = new TreeSet<>(open);
                                none.retainAll(silent);
                                return none;
                            });
            return new Left(left, Duration.between(begun, time.now()).toSeconds());
        }
    }

    @Test
    void all_are_waited_for_and_nobody_is_asked_while_they_end() throws InterruptedException {
        work.putAll(Map.of("a", 1, "b", 5, "c", 9));

        assertThat(left(Set.of(), Set.of())).isEqualTo(new Left(Set.of(), 9));
        assertThat(questions).isEmpty();
    }

    @Test
    void who_is_silent_is_left_five_seconds_after_the_last_of_the_others()
            throws InterruptedException {
        work.putAll(Map.of("a", 1, "b", 3, "c", 600));

        assertThat(left(Set.of(), Set.of("c"))).isEqualTo(new Left(Set.of("c"), 8));
        assertThat(questions).containsExactly("8 [c]");
    }

    @Test
    void who_is_slow_is_asked_again_every_half_minute_and_waited_for() throws InterruptedException {
        work.putAll(Map.of("a", 1, "b", 100));

        assertThat(left(Set.of(), Set.of())).isEqualTo(new Left(Set.of(), 100));
        assertThat(questions).containsExactly("6 [b]", "36 [b]", "66 [b]", "96 [b]");
    }

    @Test
    void another_that_ends_makes_it_five_seconds_again() throws InterruptedException {
        work.putAll(Map.of("a", 1, "b", 20, "c", 600));

        assertThat(left(Set.of(), Set.of("c"))).isEqualTo(new Left(Set.of("c"), 20));
        assertThat(questions).containsExactly("6 [b, c]");
    }

    @Test
    void who_is_silent_is_not_asked_again_while_a_slow_one_is_waited_for()
            throws InterruptedException {
        work.putAll(Map.of("a", 1, "b", 50, "c", 600));

        assertThat(left(Set.of(), Set.of("c"))).isEqualTo(new Left(Set.of("c"), 50));
        assertThat(questions).containsExactly("6 [b, c]", "36 [b]");
    }

    @Test
    void who_ends_after_all_is_not_left() throws InterruptedException {
        work.putAll(Map.of("a", 1, "b", 50, "c", 40));

        assertThat(left(Set.of(), Set.of("c"))).isEqualTo(new Left(Set.of(), 50));
    }

    @Test
    void where_nobody_has_ended_there_is_nobody_to_hold_up() throws InterruptedException {
        work.putAll(Map.of("a", 600, "b", 700));

        assertThat(left(Set.of("a", "b"), Set.of("a", "b"))).isEqualTo(new Left(Set.of("b"), 600));
        assertThat(questions).isEmpty();
    }

    @Test
    void of_whom_nothing_was_heard_before_nobody_asks_again() throws InterruptedException {
        work.putAll(Map.of("a", 1, "b", 3, "c", 600, "d", 600));

        assertThat(left(Set.of("c", "d"), Set.of())).isEqualTo(new Left(Set.of("c", "d"), 3));
        assertThat(questions).isEmpty();
    }

    @Test
    void work_that_fails_has_ended_and_its_failure_goes_on() throws InterruptedException {
        Gathering<String> gathering = new Gathering<>(time, List.of("a"));

        assertThatThrownBy(() ->
                        gathering
                                .seen(
                                        "a",
                                        () -> {
                                            throw new IOException("no");
                                        })
                                .call())
                .isInstanceOf(IOException.class)
                .hasMessage("no");
        assertThat(gathering.left(Set.of(), Set::copyOf)).isEmpty();
    }

    @Test
    void nothing_to_do_is_done() throws InterruptedException {
        assertThat(left(Set.of(), Set.of())).isEqualTo(new Left(Set.of(), 0));
    }
}

package dev.postern.engine.bound;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.core.fleet.Cluster;
import dev.postern.core.fleet.HostId;
import dev.postern.core.time.Time;
import dev.postern.core.value.Failure;
import dev.postern.engine.AnsweringWorld;
import dev.postern.engine.MemoryWorld;
import dev.postern.engine.VirtualTime;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/** Whether any host of a cluster gives any answer, and how long that is waited for. */
class RollCallTest {
    private static final Duration NEVER = Duration.ofMinutes(5);

    private final VirtualTime time = new VirtualTime();
    private final MemoryWorld hosts = new MemoryWorld(time, Map.of("eu-1", 3));
    private final AnsweringWorld world = new AnsweringWorld(hosts);
    private final RollCall roll = new RollCall(world);
    private final Cluster cluster = hosts.fleet().clusters().getFirst();

    private HostId host(int number) {
        return cluster.hosts().get(number - 1).id();
    }

    private record Called(boolean answers, Duration after) {}

    private Called call() throws InterruptedException {
        try (Time.Scope counted = time.enter()) {
            Instant begun = time.now();
            boolean answers = roll.answers(cluster);
            return new Called(answers, Duration.between(begun, time.now()));
        }
    }

    @Test
    void the_first_that_answers_is_enough_and_nobody_else_is_asked() throws InterruptedException {
        world.says(host(1), Duration.ofSeconds(1), 0, "");

        assertThat(call()).isEqualTo(new Called(true, Duration.ofSeconds(1)));
        assertThat(world.asked).containsExactly(host(1));
    }

    @Test
    void who_takes_two_seconds_has_the_next_asked_beside_it() throws InterruptedException {
        world.fails(host(1), NEVER, Failure.Kind.UNREACHABLE);
        world.says(host(2), Duration.ofSeconds(1), 0, "");

        assertThat(call()).isEqualTo(new Called(true, Duration.ofSeconds(3)));
        assertThat(world.asked).containsExactly(host(1), host(2));
    }

    @Test
    void who_fails_at_once_has_the_next_asked_at_once_and_that_is_waited_for()
            throws InterruptedException {
        world.fails(host(1), Duration.ZERO, Failure.Kind.UNREACHABLE);
        world.fails(host(2), Duration.ZERO, Failure.Kind.UNREACHABLE);
        world.says(host(3), Duration.ofSeconds(7), 0, "");

        assertThat(call()).isEqualTo(new Called(true, Duration.ofSeconds(7)));
    }

    @Test
    void an_answer_counts_that_comes_when_all_have_been_asked() throws InterruptedException {
        world.says(host(1), Duration.ofSeconds(8), 0, "");
        world.fails(host(2), NEVER, Failure.Kind.UNREACHABLE);
        world.fails(host(3), NEVER, Failure.Kind.UNREACHABLE);

        assertThat(call()).isEqualTo(new Called(true, Duration.ofSeconds(8)));
    }

    @Test
    void after_ten_seconds_it_is_silent() throws InterruptedException {
        for (int i = 1; i <= 3; i++) {
            world.fails(host(i), NEVER, Failure.Kind.UNREACHABLE);
        }

        assertThat(call()).isEqualTo(new Called(false, RollCall.PATIENCE));
        assertThat(world.asked).containsExactly(host(1), host(2), host(3));
    }

    @Test
    void who_still_owes_an_answer_is_not_asked_again_and_who_gave_one_is()
            throws InterruptedException {
        world.fails(host(1), NEVER, Failure.Kind.UNREACHABLE);
        world.fails(host(2), Duration.ZERO, Failure.Kind.UNREACHABLE);
        world.fails(host(3), NEVER, Failure.Kind.UNREACHABLE);
        // Within one scope: time must not run on to their answers in between.
        try (Time.Scope counted = time.enter()) {
            roll.answers(cluster);
            world.asked.clear();
            world.says(host(2), Duration.ZERO, 0, "");

            assertThat(roll.answers(cluster)).isTrue();
        }
        assertThat(world.asked).containsExactly(host(2));
    }

    @Test
    void where_all_fail_at_once_nothing_is_waited_for() throws InterruptedException {
        for (int i = 1; i <= 3; i++) {
            world.fails(host(i), Duration.ZERO, Failure.Kind.UNREACHABLE);
        }

        assertThat(call()).isEqualTo(new Called(false, Duration.ZERO));
    }

    @Test
    void a_command_that_ends_badly_is_an_answer() throws InterruptedException {
        world.says(host(1), Duration.ZERO, 126, "");

        assertThat(call().answers()).isTrue();
    }

    @ParameterizedTest
    @EnumSource(Failure.Kind.class)
    void a_refusal_is_an_answer_and_silence_of_any_kind_is_none(Failure.Kind kind)
            throws InterruptedException {
        for (int i = 1; i <= 3; i++) {
            world.fails(host(i), Duration.ZERO, kind);
        }
        boolean nothing =
                switch (kind) {
                    case UNREACHABLE, IN_DOUBT, SATURATED, ABORTED -> true;
                    default -> false;
                };

        assertThat(call().answers()).isEqualTo(!nothing);
    }
}

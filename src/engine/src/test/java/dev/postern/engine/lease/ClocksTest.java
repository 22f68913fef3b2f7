package dev.postern.engine.lease;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.core.fleet.Cluster;
import dev.postern.core.fleet.Host;
import dev.postern.core.fleet.HostId;
import dev.postern.core.time.Time;
import dev.postern.core.value.Failure;
import dev.postern.core.value.Outcome;
import dev.postern.engine.AnsweringWorld;
import dev.postern.engine.MemoryWorld;
import dev.postern.engine.VirtualTime;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What time it is on hosts, and who is not waited for. */
class ClocksTest {
    private static final Duration NEVER = Duration.ofMinutes(5);

    private final VirtualTime time = new VirtualTime();
    private final MemoryWorld hosts = new MemoryWorld(time, Map.of("eu-1", 2, "eu-2", 2));
    private final AnsweringWorld world = new AnsweringWorld(hosts);
    private final List<HostId> all =
            hosts.fleet().clusters().stream()
                    .map(Cluster::hosts)
                    .flatMap(List::stream)
                    .map(Host::id)
                    .toList();
    private Duration took = Duration.ZERO;

    private List<Outcome<Long>> read(List<HostId> which) throws InterruptedException {
        try (Time.Scope counted = time.enter()) {
            Instant begun = time.now();
            List<Outcome<Long>> read = Clocks.of(world, which);
            took = Duration.between(begun, time.now());
            return read;
        }
    }

    @Test
    void each_says_its_own_time_and_they_come_in_the_order_of_the_question()
            throws InterruptedException {
        world.says(all.get(0), Duration.ofSeconds(3), 0, "100\n");
        world.says(all.get(1), Duration.ofSeconds(1), 0, "200\n");
        world.says(all.get(2), Duration.ofSeconds(2), 0, "99999999999\n");
        world.says(all.get(3), Duration.ZERO, 0, " 0 \n");

        assertThat(read(List.of(all.get(2), all.get(0), all.get(3), all.get(1))))
                .containsExactly(
                        Outcome.ok(99_999_999_999L),
                        Outcome.ok(100L),
                        Outcome.ok(0L),
                        Outcome.ok(200L));
        assertThat(took).as("side by side").isEqualTo(Duration.ofSeconds(3));
    }

    @Test
    void what_is_no_time_is_named_and_what_fails_stays_what_it_is() throws InterruptedException {
        world.says(all.get(0), Duration.ZERO, 0, "half past nine");
        world.says(all.get(1), Duration.ZERO, 1, "100");
        world.says(all.get(2), Duration.ZERO, 0, "999999999999");
        world.fails(all.get(3), Duration.ZERO, Failure.Kind.UNTRUSTED);

        List<Failure> why = read(all).stream().map(o -> o.whyNot().orElseThrow()).toList();

        assertThat(why)
                .extracting(Failure::kind)
                .containsExactly(
                        Failure.Kind.BROKEN,
                        Failure.Kind.BROKEN,
                        Failure.Kind.BROKEN,
                        Failure.Kind.UNTRUSTED);
        assertThat(why.getFirst().what()).isEqualTo("eu-1/cp1: its clock cannot be read");
        assertThat(why.getFirst().next()).isEqualTo("postern doctor --cluster eu-1");
    }

    @Test
    void a_cluster_of_which_no_host_answers_is_not_waited_for() throws InterruptedException {
        world.says(all.get(0), Duration.ofSeconds(1), 0, "100");
        world.says(all.get(1), Duration.ofSeconds(1), 0, "100");
        world.fails(all.get(2), NEVER, Failure.Kind.UNREACHABLE);
        world.fails(all.get(3), NEVER, Failure.Kind.UNREACHABLE);

        List<Outcome<Long>> read = read(all);

        assertThat(took).isEqualTo(Duration.ofSeconds(1 + 5 + 10));
        assertThat(read.subList(0, 2)).containsOnly(Outcome.ok(100L));
        Failure why = read.getLast().whyNot().orElseThrow();
        assertThat(why.sentence())
                .isEqualTo(
                        "eu-2/cp2: no answer: all other clusters have answered, and no host of this one");
        assertThat(why.kind()).isEqualTo(Failure.Kind.UNREACHABLE);
        assertThat(why.next()).isEqualTo("postern doctor --cluster eu-2");
    }

    @Test
    void one_host_that_has_answered_has_its_cluster_waited_for() throws InterruptedException {
        world.says(all.get(0), Duration.ofSeconds(1), 0, "100");
        world.says(all.get(1), Duration.ofSeconds(1), 0, "100");
        world.says(all.get(2), Duration.ofSeconds(1), 0, "100");
        world.fails(all.get(3), NEVER, Failure.Kind.UNREACHABLE);

        List<Outcome<Long>> read = read(all);

        assertThat(took).isGreaterThanOrEqualTo(NEVER);
        assertThat(read.getLast().whyNot().orElseThrow().what()).isEqualTo("eu-2/cp2 fails");
    }

    @Test
    void one_cluster_alone_is_waited_for() throws InterruptedException {
        world.fails(all.get(0), NEVER, Failure.Kind.UNREACHABLE);
        world.fails(all.get(1), NEVER, Failure.Kind.UNREACHABLE);

        read(all.subList(0, 2));

        assertThat(took).isEqualTo(NEVER);
    }

    @Test
    void a_cluster_whose_turn_has_not_come_is_not_silent() throws InterruptedException {
        Map<String, Integer> fleet = new TreeMap<>();
        for (int i = 0; i < 14; i++) {
            fleet.put("c%02d".formatted(i), 1);
        }
        MemoryWorld many = new MemoryWorld(time, fleet);
        AnsweringWorld answering = new AnsweringWorld(many);
        List<HostId> each =
                many.fleet().clusters().stream().map(c -> c.hosts().getFirst().id()).toList();
        // All twelve hands hang at silent ones until these give up; then comes the last one's turn.
        each.forEach(h -> answering.fails(h, NEVER, Failure.Kind.UNREACHABLE));
        answering.says(each.getFirst(), Duration.ofSeconds(1), 0, "100");
        answering.says(each.getLast(), Duration.ZERO, 0, "200");

        try (Time.Scope counted = time.enter()) {
            List<Outcome<Long>> read = Clocks.of(answering, each);

            assertThat(read.getFirst()).isEqualTo(Outcome.ok(100L));
            assertThat(read.getLast()).isEqualTo(Outcome.ok(200L));
        }
    }
}

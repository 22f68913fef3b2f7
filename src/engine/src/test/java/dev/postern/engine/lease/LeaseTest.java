package dev.postern.engine.lease;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.core.fleet.Host;
import dev.postern.core.fleet.HostId;
import dev.postern.core.time.Time;
import dev.postern.core.value.JsonValue;
import dev.postern.engine.MemoryWorld;
import dev.postern.engine.VirtualTime;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;
import java.util.Map;

class LeaseTest {
    private final VirtualTime time = new VirtualTime();
    private final MemoryWorld world = new MemoryWorld(time, Map.of("eu-1", 3));
    private final List<HostId> hosts =
            world.fleet().clusters().getFirst().hosts().stream().map(Host::id).toList();

    private Lease lease(String run, String operator) {
        return new Lease(world, run, operator, "token of " + operator);
    }

    private Lease.Taken take(Lease lease) throws InterruptedException {
        try (Time.Scope counted = time.enter()) {
            return lease.take(hosts, JsonValue.nothing());
        }
    }

    private void pass(Duration duration) throws InterruptedException {
        try (Time.Scope counted = time.enter()) {
            time.sleep(duration);
        }
    }

    @Test
    void a_second_console_is_told_who_is_at_work_and_until_when() throws InterruptedException {
        take(lease("r1", "ann@laptop"));

        Lease.Taken second = take(lease("r2", "bob@bastion"));

        assertThat(second.held()).isEmpty();
        assertThat(second.foreign().orElseThrow().sentence())
                .contains("eu-1/cp1")
                .contains("ann@laptop")
                .contains("run r1")
                .contains("600 s from now");
    }

    @Test
    void one_shared_host_is_enough_to_be_refused_and_the_others_are_given_back()
            throws InterruptedException {
        Lease first = lease("r1", "ann@laptop");
        try (Time.Scope counted = time.enter()) {
            first.take(hosts.subList(2, 3), JsonValue.nothing());
        }

        assertThat(take(lease("r2", "bob@bastion")).foreign()).isPresent();
        assertThat(world.files).containsOnlyKeys("eu-1/cp3:" + Lease.PATH);
    }

    @Test
    void an_unreachable_host_is_skipped_and_said() throws InterruptedException {
        world.unreachable.add(hosts.get(1));

        Lease.Taken taken = take(lease("r1", "ann@laptop"));

        assertThat(taken.held()).containsExactly(hosts.get(0), hosts.get(2));
        assertThat(taken.skipped()).extracting(Lease.Skipped::host).containsExactly(hosts.get(1));
    }

    @Test
    void an_expired_lease_is_taken_over_and_a_renewed_one_is_not() throws InterruptedException {
        Lease first = lease("r1", "ann@laptop");
        take(first);
        pass(Duration.ofMinutes(9));
        first.renew(JsonValue.nothing());
        pass(Duration.ofMinutes(9));
        assertThat(take(lease("r2", "bob@bastion")).foreign()).isPresent();
        pass(Duration.ofMinutes(2));

        assertThat(take(lease("r2", "bob@bastion")).held()).hasSize(3);
    }

    @Test
    void the_same_run_takes_its_own_lease_again_after_a_crash() throws InterruptedException {
        take(lease("r1", "ann@laptop"));

        assertThat(take(lease("r1", "ann@laptop")).held()).hasSize(3);
    }

    @Test
    void the_same_run_on_another_machine_is_somebody_else() throws InterruptedException {
        take(lease("r1", "ann@laptop"));

        assertThat(take(lease("r1", "bob@bastion")).foreign()).isPresent();
    }

    @Test
    void right_before_a_change_it_is_asked_again_whose_it_is() throws InterruptedException {
        Lease ann = lease("r1", "ann@laptop");
        Lease bob = lease("r1", "bob@bastion");
        take(ann);
        try (Time.Scope counted = time.enter()) {
            assertThat(ann.other(hosts.getFirst(), JsonValue.nothing())).isEmpty();
            bob.seize(hosts.getFirst(), JsonValue.nothing());

            assertThat(ann.other(hosts.getFirst(), JsonValue.nothing()).orElseThrow().operator())
                    .isEqualTo("bob@bastion");
            assertThat(ann.other(hosts.getLast(), JsonValue.nothing())).isEmpty();
            assertThat(ann.renew(JsonValue.nothing())).isEmpty();
        }
        ann.release();
        assertThat(world.files).containsOnlyKeys("eu-1/cp1:" + Lease.PATH);
    }

    @Test
    void a_host_that_comes_back_is_taken_before_something_is_changed_there()
            throws InterruptedException {
        world.unreachable.add(hosts.get(1));
        Lease ann = lease("r1", "ann@laptop");
        take(ann);
        world.unreachable.clear();
        try (Time.Scope counted = time.enter()) {
            assertThat(ann.other(hosts.get(1), JsonValue.nothing())).isEmpty();
        }
        assertThat(ann.held(hosts)).isEqualTo(hosts);
    }

    @Test
    void a_lease_that_cannot_be_written_is_not_held() throws InterruptedException {
        world.full.add("/run/postern");
        Lease ann = lease("r1", "ann@laptop");

        assertThat(take(ann).held()).isEmpty();
        try (Time.Scope counted = time.enter()) {
            assertThat(ann.other(hosts.getFirst(), JsonValue.nothing())).isEmpty();
        }
        assertThat(ann.held(hosts)).isEmpty();
    }

    @Test
    void a_holder_that_is_known_to_be_gone_is_not_waited_for() throws InterruptedException {
        take(lease("r1", "ann@laptop"));

        Lease next = new Lease(world, "r2", "ann@laptop", "another", h -> h.run().equals("r1"));

        assertThat(take(next).held()).isEqualTo(hosts);
    }

    @Test
    void only_what_is_ours_is_given_back() throws InterruptedException {
        Lease first = lease("r1", "ann@laptop");
        take(first);
        pass(Duration.ofMinutes(11));
        take(lease("r2", "bob@bastion"));

        first.release();

        assertThat(world.files).hasSize(3);
    }
}

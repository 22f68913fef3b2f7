package dev.postern.engine.lease;

import static org.assertj.core.api.Assertions.assertThat;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.postern.core.fleet.Host;
import dev.postern.core.fleet.HostId;
import dev.postern.core.time.Time;
import dev.postern.core.value.Blob;
import dev.postern.core.value.Failure;
import dev.postern.core.value.JsonValue;
import dev.postern.core.value.Outcome;
import dev.postern.engine.MemoryWorld;
import dev.postern.engine.VirtualTime;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Two who want a lease at the same moment, one that ends, and one that cannot be read. */
class ContestedLeaseTest {
    private static final String FILE = "eu-1/cp1:" + Lease.PATH;

    private final VirtualTime time = new VirtualTime();
    private final MemoryWorld world = new MemoryWorld(time, Map.of("eu-1", 2));
    private final List<HostId> hosts =
            world.fleet().clusters().getFirst().hosts().stream().map(Host::id).toList();
    private final HostId first = hosts.getFirst();

    private Lease lease(String operator) {
        return new Lease(world, "run of " + operator, operator, "token of " + operator);
    }

    private Lease.Taken take(Lease lease) throws InterruptedException {
        try (Time.Scope counted = time.enter()) {
            return lease.take(List.of(first), JsonValue.nothing());
        }
    }

    private void pass(Duration duration) throws InterruptedException {
        try (Time.Scope counted = time.enter()) {
            time.sleep(duration);
        }
    }

    private long now() {
        return time.now().getEpochSecond();
    }

    private Blob written(String operator, long expires) {
        return new Holder("run of " + operator, operator, "token of " + operator, expires)
                .bytes(JsonValue.nothing());
    }

    @Test
    void a_lease_ends_with_its_last_second_and_not_before() throws InterruptedException {
        take(lease("ann"));
        pass(Lease.TERM.minusSeconds(1));
        assertThat(take(lease("bob")).foreign().orElseThrow().sentence()).contains("1 s from now");
        assertThat(Holder.atWork(world, first).got().flatMap(h -> h)).isPresent();

        pass(Duration.ofSeconds(1));

        assertThat(Holder.atWork(world, first).got().flatMap(h -> h)).isEmpty();
        assertThat(take(lease("bob")).held()).containsExactly(first);
        assertThat(Holder.at(world, first).got().flatMap(h -> h).orElseThrow().operator())
                .isEqualTo("bob");
        assertThat(world.files).as("nothing is left aside").containsOnlyKeys(FILE);
    }

    @Test
    void who_finds_somebody_at_work_is_told_how_to_look_and_how_to_take_over()
            throws InterruptedException {
        take(lease("ann"));

        Failure foreign = take(lease("bob")).foreign().orElseThrow();

        assertThat(foreign.kind()).isEqualTo(Failure.Kind.REFUSED);
        assertThat(foreign.sentence())
                .isEqualTo(
                        "eu-1/cp1: ann is at work there: run run of ann holds /run/postern/lease"
                                + " until "
                                + time.now().plus(Lease.TERM)
                                + " by the host's clock, 600 s from now");
        assertThat(foreign.next())
                .isEqualTo(
                        "postern runs follow eu-1/cp1, or take it over: postern runs take-over"
                                + " eu-1/cp1");
    }

    @Test
    void one_who_took_the_expired_lease_a_moment_before_us_keeps_theirs()
            throws InterruptedException {
        world.files.put(FILE, written("old", now() - 5));
        Blob theirs = written("ann", now() + 600);
        world.beforeMove = () -> world.files.put(FILE, theirs);

        Lease.Taken taken = take(lease("bob"));

        assertThat(taken.held()).isEmpty();
        assertThat(taken.foreign().orElseThrow().sentence()).contains("ann is at work there");
        assertThat(world.files).containsExactly(Map.entry(FILE, theirs));
    }

    @Test
    void one_who_took_it_a_moment_after_we_had_moved_the_expired_one_keeps_theirs_too()
            throws InterruptedException {
        world.files.put(FILE, written("old", now() - 5));
        Blob theirs = written("ann", now() + 600);
        world.afterMove = () -> world.files.put(FILE, theirs);

        Lease.Taken taken = take(lease("bob"));

        assertThat(taken.held()).isEmpty();
        assertThat(taken.foreign().orElseThrow().sentence()).contains("somebody is at work there");
        assertThat(world.files).containsExactly(Map.entry(FILE, theirs));
    }

    @Test
    void a_lease_that_cannot_be_read_is_nobodys() throws InterruptedException {
        for (String nonsense : List.of("", "{}", "{\"run\":\"r1\"}", "no JSON")) {
            world.files.clear();
            world.files.put(FILE, Blob.of(nonsense.getBytes(UTF_8)));

            assertThat(take(lease("bob")).held()).as(nonsense).containsExactly(first);
        }
    }

    @Test
    void what_another_console_wrote_is_taken_for_what_it_is_worth() {
        world.files.put(
                FILE,
                Blob.of(
                        "{\"run\":\"r1\",\"operator\":\"an\\u001b[2Jn\",\"expires\":-5}"
                                .getBytes(UTF_8)));
        Holder odd = Holder.at(world, first).got().flatMap(h -> h).orElseThrow();
        assertThat(odd.operator()).doesNotContain("\u001b");
        assertThat(odd.token()).isEmpty();
        assertThat(odd.until()).isEqualTo(Instant.EPOCH);

        world.files.put(
                FILE, Blob.of("{\"run\":\"r1\",\"expires\":999999999999999}".getBytes(UTF_8)));
        Holder late = Holder.at(world, first).got().flatMap(h -> h).orElseThrow();
        assertThat(late.operator()).isEqualTo("somebody");
        assertThat(late.until()).isEqualTo(Instant.parse("9999-12-31T23:59:59Z"));
    }

    @Test
    void a_host_whose_clock_cannot_be_read_is_skipped_with_what_to_do()
            throws InterruptedException {
        for (String clock : List.of("yesterday", "", "-5", "123456789012")) {
            world.clock = Optional.of(clock);

            Lease.Taken taken = take(lease("bob"));

            assertThat(taken.held()).as(clock).isEmpty();
            assertThat(taken.foreign()).isEmpty();
            assertThat(taken.skipped())
                    .singleElement()
                    .matches(s -> s.why().what().equals("eu-1/cp1: its clock cannot be read"))
                    .matches(s -> s.why().next().equals("postern doctor --cluster eu-1"));
            assertThat(world.files).isEmpty();
        }
    }

    @Test
    void a_renewal_says_who_has_taken_it_and_leaves_theirs_alone() throws InterruptedException {
        Lease ann = lease("ann");
        take(ann);
        try (Time.Scope counted = time.enter()) {
            lease("bob").seize(first, JsonValue.nothing());
            Blob theirs = world.files.get(FILE);

            List<Lease.Skipped> not = ann.renew(JsonValue.nothing());

            assertThat(not).extracting(Lease.Skipped::host).containsExactly(first);
            assertThat(not.getFirst().why().sentence())
                    .isEqualTo(
                            "eu-1/cp1: bob has taken it over: run run of bob holds"
                                    + " /run/postern/lease");
            assertThat(world.files.get(FILE)).isEqualTo(theirs);
            assertThat(ann.held(hosts)).isEmpty();
            assertThat(ann.renew(JsonValue.nothing())).as("said once").isEmpty();
        }
    }

    @Test
    void a_renewal_that_does_not_get_there_is_said_and_the_lease_is_still_ours()
            throws InterruptedException {
        Lease ann = lease("ann");
        take(ann);
        world.unreachable.add(first);
        try (Time.Scope counted = time.enter()) {
            assertThat(ann.renew(JsonValue.nothing()))
                    .extracting(s -> s.why().sentence())
                    .containsExactly("eu-1/cp1 is unreachable");
            assertThat(ann.held(hosts)).containsExactly(first);
            world.unreachable.clear();
            assertThat(ann.renew(JsonValue.nothing())).isEmpty();
        }
    }

    @Test
    void the_journals_head_is_in_the_lease_so_that_a_cut_tail_shows() throws InterruptedException {
        Lease ann = lease("ann");
        take(ann);
        try (Time.Scope counted = time.enter()) {
            ann.renew(JsonValue.object("seq", 7));
        }
        assertThat(new String(world.files.get(FILE).bytes(), UTF_8))
                .contains("\"head\":{\"seq\":7}")
                .endsWith("}\n");
    }

    @Test
    void a_request_is_for_one_run_and_is_there_until_it_is_withdrawn() {
        assertThat(Handover.wanted(world, first, "r1").got()).contains(Optional.empty());

        Handover.ask(world, first, "r1", "bob\u001b@desk");

        assertThat(Handover.wanted(world, first, "r1").got().flatMap(w -> w).orElseThrow())
                .startsWith("bob")
                .doesNotContain("\u001b");
        assertThat(Handover.wanted(world, first, "r2").got()).contains(Optional.empty());
        assertThat(Handover.wanted(world, hosts.getLast(), "r1").got()).contains(Optional.empty());

        assertThat(Handover.withdraw(world, first).isOk()).isTrue();
        assertThat(Handover.wanted(world, first, "r1").got()).contains(Optional.empty());
        assertThat(world.files).isEmpty();
    }

    @Test
    void a_request_on_a_host_that_cannot_be_asked_is_unknown_and_not_none() {
        Handover.ask(world, first, "r1", "bob");
        world.unreachable.add(first);

        Outcome<Optional<String>> wanted = Handover.wanted(world, first, "r1");

        assertThat(wanted.whyNot().map(Failure::kind)).contains(Failure.Kind.UNREACHABLE);
    }
}

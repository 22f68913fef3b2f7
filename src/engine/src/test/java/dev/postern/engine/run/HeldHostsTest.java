package dev.postern.engine.run;

import static org.assertj.core.api.Assertions.assertThat;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.postern.core.fleet.HostId;
import dev.postern.core.value.Blob;
import dev.postern.core.value.JsonValue;
import dev.postern.engine.Bench;
import dev.postern.engine.lease.Holder;
import dev.postern.engine.lease.Lease;
import dev.postern.journal.Event;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;

/** A run's hold on its hosts while it takes its time: the lease, the copies, and who else comes. */
class HeldHostsTest {
    private static final String HEAD = "playbook: test\ntitle: A test\nsteps:\n";
    private static final String WAITS =
            HEAD + "  - {id: w, await: {that: api.ready, for: 5s, within: 40m}}\n";

    @TempDir Path runs;
    private Bench bench;
    private List<HostId> hosts;
    private Instant begun;

    @BeforeEach
    void aClusterOfTwo() {
        bench = new Bench(runs, Map.of("eu-1", 2));
        hosts =
                bench.world.fleet().clusters().getFirst().hosts().stream()
                        .map(h -> h.id())
                        .toList();
        bench.panel.set("api.ready", "eu-1", 2);
        begun = bench.time.now();
    }

    private boolean isLaterThan(Duration time) {
        return bench.time.now().isAfter(begun.plus(time));
    }

    private Lease another(String operator) {
        return new Lease(bench.world, "r9", operator, "another token");
    }

    /** All lines of the run's journal that a host has. */
    private String copied(String host) {
        return bench.world.files.entrySet().stream()
                .filter(f -> f.getKey().startsWith("eu-1/" + host + ":"))
                .filter(f -> f.getKey().contains("/r1/journal-"))
                .map(f -> new String(f.getValue().bytes(), UTF_8))
                .collect(Collectors.joining());
    }

    private List<String> notes() {
        return bench.events("r1", Event.Noted.class).stream().map(Event.Noted::about).toList();
    }

    @Test
    void a_lease_is_renewed_for_as_long_as_the_run_lives_and_then_given_back() {
        List<Long> left = new CopyOnWriteArrayList<>();
        Set<Long> renewed = new ConcurrentSkipListSet<>();
        bench.live =
                picture ->
                        Holder.at(bench.world, hosts.getFirst())
                                .got()
                                .flatMap(h -> h)
                                .ifPresent(h -> {
                                    left.add(h.expires() - bench.time.now().getEpochSecond());
                                    renewed.add(h.expires());
                                });

        bench.run(WAITS);

        assertThat(isLaterThan(Duration.ofMinutes(39))).isTrue();
        assertThat(left).hasSizeGreaterThan(100).allMatch(seconds -> seconds >= 6 * 60);
        assertThat(renewed)
                .as("written on the host, once in each %s", Lease.RENEW_EVERY)
                .hasSizeLessThanOrEqualTo(
                        1 + (int) Duration.ofMinutes(40).dividedBy(Lease.RENEW_EVERY));
        assertThat(Holder.at(bench.world, hosts.getFirst()).got().flatMap(h -> h)).isEmpty();
        assertThat(bench.events("r1", Event.Noted.class))
                .anyMatch(n ->
                        n.about().equals("lease taken")
                                && n.detail()
                                        .items("hosts")
                                        .equals(
                                                List.of(
                                                        JsonValue.of("eu-1/cp1"),
                                                        JsonValue.of("eu-1/cp2"))));
    }

    @Test
    void a_host_is_told_how_the_run_began_at_once_and_what_came_since_within_a_minute() {
        List<String> early = new CopyOnWriteArrayList<>();
        List<String> late = new CopyOnWriteArrayList<>();
        bench.live =
                picture -> {
                    if (isLaterThan(Duration.ofSeconds(5))
                            && !isLaterThan(Duration.ofSeconds(15))) {
                        early.add(copied("cp1"));
                    }
                    if (isLaterThan(Duration.ofSeconds(60))) {
                        late.add(copied("cp1"));
                    }
                };

        bench.run(WAITS);

        assertThat(early).isNotEmpty().allMatch(j -> j.contains("\"run-opened\""));
        assertThat(late).isNotEmpty().allMatch(j -> j.contains("\"step-started\""));
        assertThat(copied("cp1")).contains("\"run-closed\"");
        assertThat(copied("cp2")).as("one host of a cluster has all of it").isEmpty();
    }

    @Test
    void without_a_lease_no_host_is_asked_for_one_and_none_has_a_journal() {
        bench.settings = bench.settings.lease(false);
        List<String> leases = new CopyOnWriteArrayList<>();
        bench.live =
                picture ->
                        bench.world.files.keySet().stream()
                                .filter(f -> f.endsWith(Lease.PATH))
                                .forEach(leases::add);

        bench.run(WAITS);

        assertThat(leases).isEmpty();
        assertThat(copied("cp1")).isEmpty();
        assertThat(notes()).doesNotContain("lease taken");
    }

    @Test
    void a_host_that_cannot_be_asked_for_the_lease_is_named_and_does_not_hold_the_run_up() {
        bench.world.unreachable.add(hosts.getLast());

        bench.run(WAITS.replace("40m", "1m"));

        assertThat(bench.events("r1", Event.Noted.class))
                .anyMatch(n ->
                        n.about().equals("no lease on eu-1/cp2")
                                && n.detail()
                                        .text("why")
                                        .equals(java.util.Optional.of("eu-1/cp2 is unreachable")));
        assertThat(bench.events("r1", Event.StepStarted.class)).hasSize(1);
    }

    @Test
    void where_no_host_can_be_reached_nobody_is_refused_for_the_lease() {
        bench.world.unreachable.addAll(hosts);

        bench.run(HEAD + "  - {id: a, turn: {to: 5}}\n");

        assertThat(bench.events("r1", Event.Refused.class)).isEmpty();
        assertThat(bench.panel.drives()).hasSize(2);
    }

    @Test
    void a_lease_that_cannot_be_renewed_any_more_is_said() {
        bench.live =
                picture -> {
                    if (isLaterThan(Duration.ofMinutes(1))) {
                        bench.world.full.add("/run/postern");
                    }
                };

        bench.run(WAITS.replace("40m", "10m"));

        assertThat(notes())
                .contains("lease not renewed on eu-1/cp1", "lease not renewed on eu-1/cp2");
    }

    @Test
    void a_run_that_is_closed_and_never_gave_its_lease_back_does_not_keep_the_next_one_out() {
        bench.panel.set("api.ready", "eu-1", 1);
        bench.run(WAITS);
        Holder killed =
                new Holder(
                        "r1",
                        "ann@laptop",
                        bench.directory("r1").token(),
                        bench.time.now().getEpochSecond() + 500);
        Blob left =
                Blob.of(
                        ("{\"run\":\"r1\",\"operator\":\"ann@laptop\",\"token\":\""
                                        + killed.token()
                                        + "\",\"expires\":"
                                        + killed.expires()
                                        + "}\n")
                                .getBytes(UTF_8));
        bench.world.files.put("eu-1/cp1:" + Lease.PATH, left);

        assertThat(bench.run("r2", bench.plan(WAITS)).exit()).isEqualTo(ExitCode.DONE);

        bench.world.files.put(
                "eu-1/cp1:" + Lease.PATH,
                Blob.of(
                        new String(left.bytes(), UTF_8)
                                .replace(killed.token(), "somebody else's")
                                .getBytes(UTF_8)));
        RunReport refused = bench.run("r3", bench.plan(WAITS));
        assertThat(refused.exit()).isEqualTo(ExitCode.REFUSED);
        assertThat(refused.notReached()).containsExactly("w@eu-1");
        assertThat(bench.events("r3", Event.Refused.class))
                .singleElement()
                .matches(r -> r.step().equals("lease"));
    }

    @Test
    void who_seizes_the_hosts_while_the_run_waits_is_heard_and_nothing_more_is_written_there() {
        bench.live =
                picture -> {
                    if (isLaterThan(Duration.ofMinutes(2))
                            && !isLaterThan(Duration.ofSeconds(123))) {
                        another("bob@bastion").seize(hosts.getFirst(), JsonValue.nothing());
                    }
                };

        RunReport report = bench.run(WAITS);

        assertThat(report.exit()).isEqualTo(ExitCode.ABORTED);
        assertThat(isLaterThan(Duration.ofMinutes(3))).isFalse();
        assertThat(bench.events("r1", Event.HandedOver.class))
                .containsExactly(new Event.HandedOver("bob@bastion", "eu-1/cp1"));
        assertThat(copied("cp1")).doesNotContain("handed-over", "run-closed");
        assertThat(Holder.at(bench.world, hosts.getFirst()).got().flatMap(h -> h))
                .as("what was taken is not given back")
                .isPresent();
    }

    @Test
    void who_seizes_the_hosts_at_the_last_moment_finds_no_last_word_behind_theirs() {
        bench.panel.onDrive =
                () -> {
                    if (bench.panel.drives().size() == 2) {
                        hosts.forEach(h -> another("bob@bastion").seize(h, JsonValue.nothing()));
                    }
                };

        bench.run(HEAD + "  - {id: a, turn: {to: 5}, waves: [1]}\n");

        assertThat(bench.events("r1")).last().isInstanceOf(Event.RunClosed.class);
        assertThat(copied("cp1") + copied("cp2")).doesNotContain("run-closed");
    }

    @Test
    void a_change_on_a_host_that_somebody_else_has_taken_is_not_made_and_it_says_who() {
        bench.panel.onDrive =
                () -> {
                    if (bench.panel.drives().size() == 1) {
                        another("bob@bastion").seize(hosts.getLast(), JsonValue.nothing());
                    }
                };

        RunReport report = bench.run(HEAD + "  - {id: a, turn: {to: 5}, waves: [1]}\n");

        assertThat(bench.panel.drives()).containsExactly("turn@eu-1/cp1=5");
        assertThat(report.notReached()).containsExactly("a@eu-1/cp2");
        assertThat(bench.events("r1", Event.StepEnded.class))
                .singleElement()
                .matches(e -> e.because().equals("bob@bastion has taken over on eu-1/cp2"));
    }

    @Test
    void a_change_of_a_whole_cluster_leaves_its_copy_on_one_host_and_on_the_next_if_need_be() {
        bench.run(HEAD + "  - {id: a, wide: {to: 5}}\n");
        assertThat(copied("cp1")).contains("\"intended\"");
        assertThat(copied("cp2")).isEmpty();

        Bench dark = new Bench(runs.resolve("dark"), Map.of("eu-1", 2));
        dark.plan(HEAD + "  - {id: a, wide: {to: 5}}\n");
        dark.panel.onLook =
                target -> {
                    // The plan's look, then the run's: the lease is taken by then.
                    if (dark.panel.looks("eu-1") == 3) {
                        dark.world.unreachable.add(hosts.getFirst());
                    }
                };
        dark.run(HEAD + "  - {id: a, wide: {to: 5}}\n");
        assertThat(dark.world.files.keySet())
                .anyMatch(f -> f.startsWith("eu-1/cp2:/var/lib/postern/r1/journal-"));
        assertThat(dark.events("r1", Event.Noted.class))
                .extracting(Event.Noted::about)
                .anyMatch(a -> a.startsWith("gap: no safe copy of a@eu-1 on eu-1/cp1: "))
                .noneMatch(a -> a.contains("on eu-1/cp2"));
    }
}

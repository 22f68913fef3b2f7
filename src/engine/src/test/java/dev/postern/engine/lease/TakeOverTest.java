package dev.postern.engine.lease;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.postern.core.fleet.Host;
import dev.postern.core.fleet.HostId;
import dev.postern.core.reach.Done;
import dev.postern.core.time.Time;
import dev.postern.core.value.Blob;
import dev.postern.core.value.Failure;
import dev.postern.core.value.JsonValue;
import dev.postern.core.value.Outcome;
import dev.postern.engine.Bench;
import dev.postern.engine.run.ExitCode;
import dev.postern.engine.run.RunReport;
import dev.postern.journal.Entry;
import dev.postern.journal.Event;
import dev.postern.journal.JournalVerifier;
import dev.postern.journal.RunDirectory;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/** Two laptops before the same hosts: what the one began, the other ends. */
class TakeOverTest {
    private static final String HEAD = "playbook: test\ntitle: A test\n";
    private static final String TWO_STEPS =
            HEAD + "steps:\n  - {id: a, turn: {to: 5}}\n  - {id: b, hold: {to: 7}}\n";

    @TempDir Path directory;
    private Bench ann;
    private Bench bob;
    private List<HostId> hosts;

    @BeforeEach
    void twoLaptops() {
        ann = new Bench(directory.resolve("ann"), Map.of("eu-1", 2));
        bob = ann.another(directory.resolve("bob"), "bob@bastion");
        hosts = ann.world.fleet().clusters().getFirst().hosts().stream().map(Host::id).toList();
    }

    private TakeOver takeOver(Bench by, String home) {
        return new TakeOver(by.world, directory.resolve(home), by.settings.operator());
    }

    private Outcome<RunDirectory> bobTakes(boolean seized) throws InterruptedException {
        try (Time.Scope counted = bob.time.enter()) {
            return takeOver(bob, "bob").take(hosts.getFirst(), "r1", seized);
        }
    }

    private JournalVerifier.Verdict.Holds verified(Bench at) {
        JournalVerifier.Verdict verdict = at.directory("r1").verify().got().orElseThrow();
        assertThat(verdict).isInstanceOf(JournalVerifier.Verdict.Holds.class);
        return (JournalVerifier.Verdict.Holds) verdict;
    }

    @Test
    void what_the_first_laptop_changed_is_undone_without_it() throws Exception {
        assertThat(ann.run(TWO_STEPS).exit()).isEqualTo(ExitCode.OPEN);

        bobTakes(false).got().orElseThrow();

        assertThat(bob.undo("r1").exit()).isEqualTo(ExitCode.DONE);
        for (HostId host : hosts) {
            assertThat(ann.panel.get("turn", host.toString())).isZero();
            assertThat(ann.panel.get("hold", host.toString())).isZero();
        }
        assertThat(bob.events("r1", Event.TakenOver.class))
                .singleElement()
                .satisfies(t -> {
                    assertThat(t.by()).isEqualTo("bob@bastion");
                    assertThat(t.hosts()).containsExactly("eu-1/cp1", "eu-1/cp2");
                });
        verified(bob);
    }

    /** Holds the lease as a console does that was killed: nobody gives it back. */
    private Lease killed() throws InterruptedException {
        Lease lease = new Lease(ann.world, "r1", "ann@laptop", ann.directory("r1").token());
        try (Time.Scope counted = ann.time.enter()) {
            assertThat(lease.take(hosts, JsonValue.nothing()).held()).isEqualTo(hosts);
        }
        return lease;
    }

    @Test
    void somebody_at_work_is_not_pushed_aside() throws Exception {
        ann.run(TWO_STEPS);
        killed();

        Failure refused = bobTakes(false).whyNot().orElseThrow();

        assertThat(refused.sentence()).contains("ann@laptop is at work there");
        assertThat(RunDirectory.list(directory.resolve("bob"))).isEmpty();
    }

    @Test
    void a_console_that_does_not_answer_is_waited_for_until_its_lease_is_over() throws Exception {
        ann.run(TWO_STEPS);
        killed();
        Holder holder = Holder.at(bob.world, hosts.getFirst()).got().orElseThrow().orElseThrow();
        AtomicInteger looks = new AtomicInteger();
        try (Time.Scope counted = bob.time.enter()) {
            Outcome<Done> asked =
                    takeOver(bob, "bob")
                            .ask(
                                    hosts.getFirst(),
                                    holder,
                                    looks::incrementAndGet,
                                    bob.time.signal());
            assertThat(asked.isOk()).isTrue();
        }
        assertThat(looks).hasValueGreaterThan(100);
        assertThat(bob.world.files.keySet()).noneMatch(f -> f.contains("wanted"));
        assertThat(bobTakes(false).isOk()).isTrue();
    }

    @Test
    void of_two_who_take_it_on_one_laptop_at_once_one_does() throws Exception {
        ann.run(TWO_STEPS);
        killed();
        try (Time.Scope counted = ann.time.enter()) {
            ann.time.sleep(Lease.TERM.plusMinutes(1));
        }
        AtomicReference<Outcome<RunDirectory>> second = new AtomicReference<>();
        // A lease that has run out is moved aside first: by then the one is at work.
        ann.world.beforeMove =
                () -> {
                    ann.world.beforeMove = () -> {};
                    try {
                        second.set(takeOver(bob, "bob").take(hosts.getFirst(), "r1", false));
                    } catch (InterruptedException e) {
                        throw new IllegalStateException(e);
                    }
                };

        assertThat(bobTakes(false).isOk()).isTrue();

        assertThat(second.get().whyNot().orElseThrow().sentence())
                .contains("is this console's own: a process here has it");
        verified(bob);
        assertThat(bob.undo("r1").exit()).isEqualTo(ExitCode.DONE);
    }

    @Test
    void a_person_who_does_not_want_to_wait_leaves_all_as_it_was() throws Exception {
        ann.run(TWO_STEPS);
        killed();
        Holder holder = Holder.at(bob.world, hosts.getFirst()).got().orElseThrow().orElseThrow();
        Time.Signal given = bob.time.signal();
        try (Time.Scope counted = bob.time.enter()) {
            Outcome<Done> asked =
                    takeOver(bob, "bob").ask(hosts.getFirst(), holder, given::set, given);
            assertThat(asked.whyNot().orElseThrow().sentence()).contains("ann@laptop still has it");
        }
        assertThat(bob.world.files.keySet()).noneMatch(f -> f.contains("wanted"));
    }

    @Test
    void a_run_that_is_asked_finishes_what_is_in_flight_and_lets_go() throws Exception {
        AtomicReference<Outcome<Done>> asked = new AtomicReference<>();
        String waits =
                TWO_STEPS
                        + "  - {id: w, await: {that: api.ready, for: 5s, within: 60m}}\n"
                        + "  - {id: c, turn: {to: 9}}\n";
        Thread asks =
                Thread.ofVirtual()
                        .unstarted(() -> {
                            try (Time.Scope counted = bob.time.enter()) {
                                Holder holder =
                                        Holder.at(bob.world, hosts.getFirst())
                                                .got()
                                                .orElseThrow()
                                                .orElseThrow();
                                asked.set(
                                        takeOver(bob, "bob")
                                                .ask(
                                                        hosts.getFirst(),
                                                        holder,
                                                        () -> {},
                                                        bob.time.signal()));
                            } catch (InterruptedException e) {
                                Thread.currentThread().interrupt();
                            }
                        });
        ann.panel.onDrive =
                () -> {
                    if (ann.panel.drives().size() == 4) {
                        asks.start();
                    }
                };

        RunReport first = ann.run(waits);
        asks.join();

        assertThat(first.exit()).isEqualTo(ExitCode.ABORTED);
        assertThat(asked.get().isOk()).isTrue();
        assertThat(ann.events("r1", Event.HandedOver.class))
                .extracting(Event.HandedOver::to)
                .containsExactly("bob@bastion");
        assertThat(ann.panel.drives()).hasSize(4);

        assertThat(bobTakes(false).isOk()).isTrue();
        assertThat(bob.events("r1"))
                .as("the last word of the first console is there too")
                .anyMatch(Event.RunClosed.class::isInstance);
        bob.panel.set("api.ready", "eu-1", 1);
        assertThat(bob.resume("r1").exit()).isEqualTo(ExitCode.OPEN);
        assertThat(bob.panel.get("turn", "eu-1/cp2")).isEqualTo(9);
        verified(bob);
        assertThat(ann.resumed("r1").whyNot().orElseThrow().sentence())
                .contains("handed over to bob@bastion");
    }

    @Test
    void a_console_whose_run_was_seized_begins_nothing_more_and_says_so() throws Exception {
        AtomicReference<Outcome<RunDirectory>> taken = new AtomicReference<>();
        ann.panel.onDrive =
                () -> {
                    if (ann.panel.drives().size() == 2) {
                        try {
                            taken.set(takeOver(bob, "bob").take(hosts.getFirst(), "r1", true));
                        } catch (InterruptedException e) {
                            Thread.currentThread().interrupt();
                        }
                    }
                };

        RunReport first =
                ann.run(HEAD + "steps:\n  - {id: a, turn: {to: 5}}\n  - {id: b, hold: {to: 7}}\n");

        assertThat(taken.get().isOk()).as("%s", taken.get()).isTrue();
        assertThat(first.exit()).isEqualTo(ExitCode.ABORTED);
        assertThat(ann.panel.drives()).hasSize(2).allMatch(d -> d.startsWith("turn"));
        assertThat(ann.events("r1", Event.HandedOver.class)).hasSize(1);
        assertThat(
                        Holder.at(bob.world, hosts.getFirst())
                                .got()
                                .orElseThrow()
                                .orElseThrow()
                                .operator())
                .as("what was taken is not given back by who lost it")
                .isEqualTo("bob@bastion");
        bob.panel.onDrive = () -> {};
        assertThat(bob.undo("r1").exit()).isEqualTo(ExitCode.DONE);
        assertThat(bob.panel.get("turn", "eu-1/cp1")).isZero();
        assertThat(bob.panel.get("turn", "eu-1/cp2")).isZero();
        assertThat(bob.events("r1", Event.TakenOver.class))
                .singleElement()
                .matches(Event.TakenOver::seized);
    }

    @Test
    void who_took_a_run_goes_on_although_the_other_had_more_to_say_on_the_hosts() throws Exception {
        ann.run(TWO_STEPS);
        List<String> taken = Files.readAllLines(ann.directory("r1").journal());
        bobTakes(true);
        // Before she has noticed, ann's console leaves longer words of its own behind the same
        // line.
        ann.resume("r1");
        List<String> hers = Files.readAllLines(ann.directory("r1").journal());
        assertThat(hers).hasSizeGreaterThan(taken.size() + 1);
        ann.world.files.put(
                "eu-1/cp1:/var/lib/postern/r1/journal-000001-000099-9.ndjson",
                Blob.of((String.join("\n", hers) + "\n").getBytes(UTF_8)));

        CopiedRun copied;
        try (Time.Scope counted = bob.time.enter()) {
            copied = CopiedRun.read(bob.world, hosts, "r1").got().orElseThrow();
        }

        assertThat(copied.lines().getLast()).contains("\"type\":\"taken-over\"");
        assertThat(bob.undo("r1").exit()).isEqualTo(ExitCode.DONE);
    }

    @Test
    void a_console_that_was_passed_by_does_not_go_on_from_where_it_was() throws Exception {
        ann.run(TWO_STEPS);
        bobTakes(false);
        bob.undo("r1");

        assertThat(ann.resume("r1").exit()).isEqualTo(ExitCode.REFUSED);
        assertThat(ann.events("r1", Event.Refused.class))
                .last()
                .extracting(r -> r.troubles().getFirst().sentence())
                .asString()
                .contains("has gone on without this console");
    }

    @Test
    void a_run_that_comes_back_extends_the_journal_that_is_here() throws Exception {
        ann.run(TWO_STEPS);
        bobTakes(false);
        bob.undo("r1");
        // Refused, and it says so in its own journal: that must not part the two for ever.
        ann.resume("r1");

        Outcome<RunDirectory> back;
        try (Time.Scope counted = ann.time.enter()) {
            back = takeOver(ann, "ann").take(hosts.getFirst(), "r1", false);
        }

        assertThat(back.isOk()).as("%s", back).isTrue();
        assertThat(ann.events("r1", Event.TakenOver.class)).hasSize(2);
        assertThat(ann.events("r1", Event.Undone.class)).hasSize(4);
        verified(ann);
    }

    @Test
    void a_journal_that_was_edited_on_the_hosts_is_not_taken() throws Exception {
        ann.run(TWO_STEPS);
        for (Map.Entry<String, Blob> file : ann.world.files.entrySet()) {
            if (file.getKey().contains("journal-")) {
                String text = new String(file.getValue().bytes(), UTF_8);
                file.setValue(Blob.of(text.replace("\"value\":5", "\"value\":6").getBytes(UTF_8)));
            }
        }

        Failure refused = bobTakes(false).whyNot().orElseThrow();

        assertThat(refused.sentence()).contains("does not follow the line before");
        assertThat(Holder.at(bob.world, hosts.getFirst()).got()).contains(Optional.empty());
    }

    @Test
    void before_states_of_other_bytes_are_not_taken_and_said() throws Exception {
        ann.run(TWO_STEPS);
        String path = "eu-1/cp1:/var/lib/postern/r1/" + "0".repeat(64);
        ann.world.files.put(path, Blob.of("not those".getBytes(UTF_8)));

        CopiedRun copied;
        try (Time.Scope counted = bob.time.enter()) {
            copied = CopiedRun.read(bob.world, hosts, "r1").got().orElseThrow();
        }

        assertThat(copied.blobs()).isEmpty();
        assertThat(copied.trouble())
                .extracting(Failure::sentence)
                .containsExactly(
                        "eu-1/cp1: a before-state of run r1: its bytes are not those that it is"
                                + " named after");
    }

    @Test
    void in_a_large_fleet_a_host_is_told_its_own_changes_and_they_are_found_all_the_same()
            throws Exception {
        Bench large =
                new Bench(
                        directory.resolve("large"),
                        IntStream.rangeClosed(1, 9)
                                .boxed()
                                .collect(Collectors.toMap(i -> "eu-" + i, i -> 1)));
        RunCopies few =
                new RunCopies(
                        ann.world,
                        "r2",
                        large.plan(HEAD + "steps:\n  - {id: a, turn: {to: 5}}\n"),
                        seq -> List.of("a", "b", "c").subList((int) seq, 3));
        few.leave(hosts.getFirst(), 2, List.of());
        few.leave(hosts.getFirst(), 3, List.of());

        assertThat(ann.world.files.entrySet())
                .filteredOn(f -> f.getKey().contains("r2/"))
                .extracting(
                        f -> f.getKey().replaceFirst(".*/", ""),
                        f -> new String(f.getValue().bytes(), UTF_8))
                .containsExactlyInAnyOrder(
                        tuple("journal-000001-000001-1.ndjson", "a\n"),
                        tuple("journal-000002-000002-2.ndjson", "b\n"),
                        tuple("journal-000003-000003-3.ndjson", "c\n"));

        ann.run(TWO_STEPS);
        // As if the console had died right after it had announced its last change to that host.
        List<String> lines = Files.readAllLines(ann.directory("r1").journal());
        ann.world.files.keySet().removeIf(f -> f.contains("r1/journal-"));
        leave("eu-1/cp1", lines.subList(0, index(lines, "\"type\":\"step-ended\"") + 1));
        leave("eu-1/cp2", List.of(lines.get(index(lines, "\"change\":\"b@eu-1/cp2\""))));

        assertThat(bobTakes(false).isOk()).isTrue();

        // In the order in which they were announced: hosts of a step are begun side by side.
        List<String> announced =
                ann.events("r1", Event.Intended.class).stream()
                        .map(Event.Intended::change)
                        .filter(change -> !change.equals("b@eu-1/cp1"))
                        .toList();
        assertThat(announced)
                .containsExactlyInAnyOrder("a@eu-1/cp1", "a@eu-1/cp2", "b@eu-1/cp2")
                .endsWith("b@eu-1/cp2");
        assertThat(bob.events("r1", Event.Intended.class))
                .extracting(Event.Intended::change)
                .containsExactlyElementsOf(announced);
        assertThat(bob.undo("r1").exit()).isEqualTo(ExitCode.DONE);
        assertThat(bob.panel.get("hold", "eu-1/cp2")).isZero();
    }

    @Test
    void a_large_fleets_run_is_whole_with_some_and_is_followed_and_taken_over_from_any()
            throws Exception {
        Bench large =
                new Bench(
                        directory.resolve("large"),
                        IntStream.rangeClosed(1, 12)
                                .boxed()
                                .collect(Collectors.toMap("eu-%02d"::formatted, i -> 2)));
        Bench other = large.another(directory.resolve("other"), "bob@bastion");
        List<HostId> all =
                large.world.fleet().clusters().stream()
                        .flatMap(c -> c.hosts().stream())
                        .map(Host::id)
                        .toList();
        // Two of the first eight clusters do not answer: others stand in for them.
        all.subList(2, 6).forEach(large.world.unreachable::add);
        assertThat(
                        large.run(
                                        TWO_STEPS
                                                .replace("{to: 5}", "{to: 5}, max-unreachable: 4")
                                                .replace("{to: 7}", "{to: 7}, max-unreachable: 4"))
                                .exit())
                .isEqualTo(ExitCode.OPEN);

        assertThat(large.world.files.keySet())
                .filteredOn(f -> f.endsWith("/plan.json"))
                .hasSize(RunCopies.WHOLE_UP_TO)
                .allSatisfy(f -> assertThat(f).doesNotContain("eu-02", "eu-03", "eu-11", "eu-12"));

        HostId last = all.getLast();
        try (Time.Scope counted = other.time.enter()) {
            Following following = new Following(other.world, last, "r1");
            assertThat(following.more().got().orElseThrow())
                    .extracting(Entry::seq)
                    .containsExactlyElementsOf(
                            LongStream.rangeClosed(1, large.events("r1").size()).boxed().toList());
            assertThat(following.more().got().orElseThrow()).isEmpty();
            assertThat(takeOver(other, "other").take(last, "r1", false).isOk()).isTrue();
        }

        assertThat(other.undo("r1").exit()).isEqualTo(ExitCode.DONE);
        for (HostId host : all) {
            assertThat(large.panel.get("turn", host.toString())).isZero();
            assertThat(large.panel.get("hold", host.toString())).isZero();
        }
        verified(other);
    }

    private static int index(List<String> lines, String part) {
        return IntStream.range(0, lines.size())
                .filter(i -> lines.get(i).contains(part))
                .findFirst()
                .orElseThrow();
    }

    private void leave(String host, List<String> lines) {
        ann.world.files.put(
                host + ":/var/lib/postern/r1/journal-000001-000001-1.ndjson",
                Blob.of((String.join("\n", lines) + "\n").getBytes(UTF_8)));
    }
}

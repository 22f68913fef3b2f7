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
import dev.postern.engine.Bench;
import dev.postern.engine.plan.Plan;
import dev.postern.engine.plan.PlanJson;
import dev.postern.journal.Entry;
import dev.postern.journal.Event;
import dev.postern.journal.Head;
import dev.postern.journal.RunDirectory;
import dev.postern.journal.RunLock;
import dev.postern.json.JsonText;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** What a run leaves on its hosts, piece by piece, and what is made of it when it is read back. */
class CopiesOnHostsTest {
    private static final String PLAYBOOK =
            "playbook: test\ntitle: A test\nsteps:\n  - {id: a, turn: {to: 5}}\n";
    private static final String PLACE = "eu-1/cp1:/var/lib/postern/r1/";

    @TempDir Path directory;
    private Bench ann;
    private List<HostId> hosts;
    private HostId first;

    @BeforeEach
    void aRunThatIsOver() {
        ann = new Bench(directory.resolve("ann"), Map.of("eu-1", 2));
        hosts = ann.world.fleet().clusters().getFirst().hosts().stream().map(Host::id).toList();
        first = hosts.getFirst();
    }

    private Outcome<CopiedRun> read(List<HostId> from, String run) throws InterruptedException {
        try (Time.Scope counted = ann.time.enter()) {
            return CopiedRun.read(ann.world, from, run);
        }
    }

    private static String text(Blob blob) {
        return new String(blob.bytes(), UTF_8);
    }

    private List<String> lines() throws Exception {
        return Files.readAllLines(ann.directory("r1").journal());
    }

    /** Instead of what the run has left on the hosts of itself. */
    private void onlyThere(List<String> lines) {
        ann.world.files.keySet().removeIf(f -> f.contains("/r1/journal-"));
        ann.world.files.put(
                PLACE + "journal-000001-000099-1.ndjson",
                Blob.of((String.join("\n", lines) + "\n").getBytes(UTF_8)));
    }

    private List<String> pieces() {
        return ann.world.files.keySet().stream()
                .filter(f -> f.contains("/r2/"))
                .map(f -> f.replaceFirst("^.*/r2/", ""))
                .sorted()
                .toList();
    }

    private RunCopies copies(List<String> journal) {
        return new RunCopies(
                ann.world,
                "r2",
                ann.plan(PLAYBOOK),
                seq -> List.copyOf(journal.subList((int) seq, journal.size())));
    }

    @Test
    void a_journal_that_is_too_large_for_one_file_comes_in_pieces_of_whole_lines() {
        String large = "x".repeat(1 << 20);
        List<String> journal = new ArrayList<>(List.of(large, large, large, "small", large + "y"));
        RunCopies copies = copies(journal);

        assertThat(copies.share(first)).isEmpty();

        assertThat(pieces())
                .containsExactly(
                        "journal-000001-000002-1.ndjson",
                        "journal-000003-000004-2.ndjson",
                        "journal-000005-000005-3.ndjson",
                        "plan.json");
        StringBuilder all = new StringBuilder();
        ann.world.files.entrySet().stream()
                .filter(f -> f.getKey().contains("/r2/journal"))
                .sorted(Map.Entry.comparingByKey())
                .forEach(f -> all.append(text(f.getValue())));
        assertThat(all).hasToString(String.join("\n", journal) + "\n");

        journal.add("later");
        assertThat(copies.share(first)).isEmpty();
        assertThat(copies.share(first)).isEmpty();
        assertThat(pieces()).hasSize(5).contains("journal-000006-000006-4.ndjson");
    }

    @Test
    void the_plan_and_a_before_state_are_sent_once_and_again_where_they_did_not_arrive() {
        Blob before = Blob.of("before".getBytes(UTF_8));
        List<String> journal = new ArrayList<>(List.of("one"));
        RunCopies copies = copies(journal);
        ann.world.unreachable.add(first);
        assertThat(copies.leave(first, 1, List.of(before))).isPresent();
        assertThat(pieces()).isEmpty();
        ann.world.unreachable.clear();

        assertThat(copies.leave(first, 1, List.of(before))).isEmpty();

        assertThat(pieces())
                .contains("plan.json", before.sha256())
                .anyMatch(f -> f.startsWith("journal-000001-000001-"));
        // Whoever removes them is not written against: they are there for certain.
        ann.world.files.keySet().removeIf(f -> f.contains("/r2/"));
        journal.add("two");
        assertThat(copies.leave(first, 2, List.of(before))).isEmpty();
        assertThat(pieces()).singleElement().asString().startsWith("journal-000002-000002-");
    }

    @Test
    void where_both_places_are_full_it_says_where_the_only_copy_is() {
        RunCopies copies = copies(new ArrayList<>(List.of("one")));
        ann.world.full.add("/var/lib/postern/");
        assertThat(copies.share(first)).isEmpty();
        assertThat(ann.world.files.keySet())
                .filteredOn(f -> f.contains("/r2/"))
                .isNotEmpty()
                .allMatch(f -> f.startsWith("eu-1/cp1:/run/postern/r2/"));

        RunCopies others = copies(new ArrayList<>(List.of("one")));
        ann.world.full.add("/run/postern/");
        assertThat(others.share(first).orElseThrow().why()).isEqualTo("no space left on device");
    }

    @Test
    void the_runs_of_a_host_are_those_of_both_places_and_nothing_else() {
        ann.run(PLAYBOOK);
        for (String path :
                List.of(
                        "/run/postern/r0/journal-000001-000001-1.ndjson",
                        "/run/postern/r1/plan.json",
                        "/run/postern/lease",
                        "/run/postern/wanted",
                        "/var/lib/postern/.hidden/x",
                        "/var/lib/postern/UPPER/x")) {
            ann.world.files.put("eu-1/cp1:" + path, Blob.of(new byte[0]));
        }

        assertThat(CopiedRun.runs(ann.world, first).got()).contains(List.of("r0", "r1"));
        ann.world.unreachable.add(first);
        assertThat(CopiedRun.runs(ann.world, first).whyNot()).isPresent();
    }

    @Test
    void a_host_is_ahead_where_it_has_a_line_that_follows_and_not_where_it_has_another()
            throws Exception {
        ann.run(PLAYBOOK);
        List<Entry> entries = ann.directory("r1").entries().got().orElseThrow();
        Entry last = entries.getLast();
        Head before = new Head(last.seq() - 1, last.prev());

        assertThat(CopiedRun.isAhead(ann.world, first, "r1", before).got()).contains(true);
        assertThat(
                        CopiedRun.isAhead(
                                        ann.world,
                                        first,
                                        "r1",
                                        new Head(last.seq() - 1, "0".repeat(64)))
                                .got())
                .as("of the same number, behind another line")
                .contains(false);
        Head end = new Head(last.seq(), Entry.hash(lines().getLast()));
        assertThat(CopiedRun.isAhead(ann.world, first, "r1", end).got()).contains(false);
        assertThat(CopiedRun.isAhead(ann.world, first, "r7", before).got()).contains(false);
        ann.world.unreachable.add(first);
        assertThat(CopiedRun.isAhead(ann.world, first, "r1", before).whyNot()).isPresent();
    }

    @Test
    void a_host_that_cannot_be_asked_is_said_and_the_others_are_enough() throws Exception {
        ann.run(PLAYBOOK);
        ann.world.unreachable.add(hosts.getLast());

        CopiedRun copied = read(hosts, "r1").got().orElseThrow();

        assertThat(copied.from()).containsExactly(first);
        assertThat(copied.trouble())
                .extracting(Failure::sentence)
                .containsExactly("eu-1/cp2 is unreachable");
        assertThat(copied.lines()).isEqualTo(lines());
        assertThat(copied.alone()).isEmpty();
    }

    @Test
    void a_run_that_no_host_knows_or_can_tell_of_says_which_it_is() throws Exception {
        assertThat(read(hosts, "r7").whyNot().orElseThrow().sentence())
                .isEqualTo(
                        "run r7 cannot be taken from the hosts: its journal does not begin there");
        ann.world.unreachable.addAll(hosts);
        assertThat(read(hosts, "r7").whyNot().orElseThrow().sentence())
                .isEqualTo(
                        "run r7 cannot be taken from the hosts: its journal does not begin there;"
                                + " eu-1/cp1 is unreachable");
    }

    @Test
    void a_journal_of_another_run_under_this_runs_name_is_not_it() throws Exception {
        ann.run(PLAYBOOK);
        Map<String, Blob> all = Map.copyOf(ann.world.files);
        all.forEach((path, bytes) -> ann.world.files.put(path.replace("/r1/", "/r5/"), bytes));

        assertThat(read(hosts, "r5").whyNot().orElseThrow().why())
                .isEqualTo("its journal does not begin there");
    }

    @Test
    void a_plan_of_another_digest_is_no_plan_of_this_run() throws Exception {
        ann.run(PLAYBOOK);
        Plan other = ann.plan(PLAYBOOK.replace("to: 5", "to: 6"));
        ann.world.files.replaceAll((path, bytes) ->
                path.endsWith("/r1/plan.json")
                        ? Blob.of(JsonText.pretty(PlanJson.write(other)).getBytes(UTF_8))
                        : bytes);

        assertThat(read(hosts, "r1").whyNot().orElseThrow().why())
                .isEqualTo("no plan there has the digest that its journal begins with");
    }

    @Test
    void a_journal_that_names_other_clusters_than_its_plan_is_not_taken() throws Exception {
        ann.run(PLAYBOOK);
        String opened = lines().getFirst().replace("[\"eu-1\"]", "[\"eu-2\"]");
        assertThat(opened).isNotEqualTo(lines().getFirst());
        onlyThere(List.of(opened));

        assertThat(read(hosts, "r1").whyNot().orElseThrow().why())
                .isEqualTo("no plan there has the digest that its journal begins with");
    }

    @Test
    void a_line_that_is_none_is_left_out_and_said_and_the_rest_is_whole() throws Exception {
        ann.run(PLAYBOOK);
        List<String> lines = new ArrayList<>(lines());
        lines.add("{\"torn");
        onlyThere(lines);

        CopiedRun copied = read(hosts, "r1").got().orElseThrow();

        assertThat(copied.lines()).isEqualTo(lines());
        assertThat(copied.trouble())
                .singleElement()
                .matches(t -> t.what().equals("a line of run r1 on a host"));
    }

    @Test
    void a_line_that_is_missing_in_the_middle_is_named_by_the_one_behind_it() throws Exception {
        ann.run(PLAYBOOK);
        List<String> lines = new ArrayList<>(lines());
        int gone = 2;
        lines.remove(gone);
        onlyThere(lines);

        assertThat(read(hosts, "r1").whyNot().orElseThrow().why())
                .isEqualTo(
                        "line 4 of its journal there does not follow the line before: one of them"
                                + " is missing or was changed");
    }

    @Test
    void before_states_come_back_by_their_names() throws Exception {
        ann.run(PLAYBOOK);
        Blob before = Blob.of("before".getBytes(UTF_8));
        ann.world.files.put(PLACE + before.sha256(), before);
        ann.world.files.put(PLACE + "notes.txt", Blob.of("somebody's".getBytes(UTF_8)));

        CopiedRun copied = read(hosts, "r1").got().orElseThrow();

        assertThat(copied.blobs()).containsExactly(before);
        assertThat(copied.trouble()).isEmpty();
    }

    @Test
    void who_follows_a_run_hears_each_line_once_as_it_comes_and_what_it_adds_up_to()
            throws Exception {
        ann.run(PLAYBOOK);
        List<String> lines = lines();
        onlyThere(lines.subList(0, 3));
        Following following = new Following(ann.world, first, "r1");

        assertThat(following.more().got().orElseThrow())
                .extracting(Entry::seq)
                .containsExactly(1L, 2L, 3L);
        assertThat(following.state().closed()).isEmpty();
        ann.world.unreachable.add(first);
        assertThat(following.more().whyNot().map(Failure::kind)).contains(Failure.Kind.UNREACHABLE);
        ann.world.unreachable.clear();
        assertThat(following.more().got().orElseThrow()).isEmpty();
        ann.world.files.put(
                PLACE + "journal-000004-000099-2.ndjson",
                Blob.of(
                        (String.join("\n", lines.subList(3, lines.size())) + "\n")
                                .getBytes(UTF_8)));

        List<Entry> rest = following.more().got().orElseThrow();

        assertThat(rest.getFirst().seq()).isEqualTo(4);
        assertThat(rest.getLast().event()).isInstanceOf(Event.RunClosed.class);
        assertThat(following.state().closed()).isPresent();
        assertThat(following.more().got().orElseThrow()).isEmpty();
    }

    private Outcome<RunDirectory> takes(Bench by, boolean seized) throws InterruptedException {
        try (Time.Scope counted = by.time.enter()) {
            return new TakeOver(by.world, directory.resolve("bob"), "bob@bastion")
                    .take(first, "r1", seized);
        }
    }

    @Test
    void a_run_that_a_process_here_has_is_not_taken_from_itself() throws Exception {
        ann.run(PLAYBOOK);
        Bench bob = ann.another(directory.resolve("bob"), "bob@bastion");
        RunDirectory mine = takes(bob, false).got().orElseThrow();
        bob.undo("r1");
        try (RunLock lock = mine.lock().orElseThrow()) {
            Failure why = takes(bob, false).whyNot().orElseThrow();

            assertThat(why.sentence())
                    .isEqualTo("run r1 is this console's own: a process here has it");
            assertThat(why.next()).isEqualTo("postern runs watch r1");
        }
        assertThat(takes(bob, false).isOk()).isTrue();
    }

    @Test
    void a_run_of_clusters_that_this_fleet_has_not_is_not_taken() throws Exception {
        Bench both = new Bench(directory.resolve("both"), Map.of("eu-1", 2, "us-1", 1));
        both.run(PLAYBOOK);
        Bench one = new Bench(directory.resolve("one"), Map.of("eu-1", 2));
        one.world.files.putAll(both.world.files);

        Failure why;
        try (Time.Scope counted = one.time.enter()) {
            why =
                    new TakeOver(one.world, directory.resolve("bob"), "bob@bastion")
                            .take(first, "r1", false)
                            .whyNot()
                            .orElseThrow();
        }

        assertThat(why.sentence())
                .isEqualTo("the run is for clusters that this fleet has not: us-1");
        assertThat(why.next()).isEqualTo("use the fleet file that it was planned with");
        assertThat(one.world.files.keySet()).noneMatch(f -> f.endsWith(Lease.PATH));
    }

    @Test
    void a_seized_run_says_from_whom_and_a_host_that_is_dark_does_not_keep_it_back()
            throws Exception {
        ann.run(PLAYBOOK);
        Lease held = new Lease(ann.world, "r1", "ann@laptop", ann.directory("r1").token());
        try (Time.Scope counted = ann.time.enter()) {
            held.take(hosts, JsonValue.nothing());
        }
        ann.world.unreachable.add(hosts.getLast());
        Bench bob = ann.another(directory.resolve("bob"), "bob@bastion");

        assertThat(takes(bob, true).isOk()).isTrue();

        assertThat(bob.events("r1", Event.TakenOver.class))
                .containsExactly(
                        new Event.TakenOver(
                                "bob@bastion",
                                Optional.of("ann@laptop"),
                                List.of("eu-1/cp1"),
                                true));
        assertThat(Holder.at(bob.world, first).got().flatMap(h -> h).orElseThrow().operator())
                .isEqualTo("bob@bastion");
    }

    @Test
    void what_cannot_be_written_on_any_host_cannot_be_seized() throws Exception {
        ann.run(PLAYBOOK);
        ann.world.full.add("/run/postern");
        Bench bob = ann.another(directory.resolve("bob"), "bob@bastion");

        assertThat(takes(bob, true).whyNot().orElseThrow().why())
                .isEqualTo("no space left on device");
    }

    @Test
    void who_takes_a_run_over_has_the_bytes_that_its_undo_needs() throws Exception {
        ann.panel.sheet("eu-1/cp1", "what was there");
        ann.run(PLAYBOOK.replace("turn: {to: 5}", "write: {text: new}"));
        Bench bob = ann.another(directory.resolve("bob"), "bob@bastion");

        assertThat(takes(bob, false).isOk()).isTrue();

        assertThat(bob.undo("r1").open()).isEmpty();
        assertThat(ann.panel.sheet("eu-1/cp1")).isEqualTo("what was there");
    }

    @Test
    void whose_run_it_was_is_said_only_where_the_lease_is_of_that_run() throws Exception {
        ann.run(PLAYBOOK);
        Lease other = new Lease(ann.world, "r9", "eve@desk", "token of eve");
        try (Time.Scope counted = ann.time.enter()) {
            other.take(hosts, JsonValue.nothing());
        }
        Bench bob = ann.another(directory.resolve("bob"), "bob@bastion");

        assertThat(takes(bob, true).isOk()).isTrue();

        assertThat(bob.events("r1", Event.TakenOver.class))
                .singleElement()
                .matches(t -> t.from().isEmpty());
    }

    @Test
    void of_eight_clusters_every_one_has_the_whole_run() {
        Bench eight =
                new Bench(
                        directory.resolve("eight"),
                        IntStream.rangeClosed(1, RunCopies.WHOLE_UP_TO)
                                .boxed()
                                .collect(Collectors.toMap(i -> "eu-" + i, i -> 1)));

        eight.run(PLAYBOOK);

        assertThat(eight.world.files.keySet())
                .filteredOn(f -> f.endsWith("/plan.json"))
                .hasSize(RunCopies.WHOLE_UP_TO);
        assertThat(eight.world.files.entrySet())
                .filteredOn(f -> f.getKey().contains("/journal-"))
                .filteredOn(f -> f.getKey().startsWith("eu-1/"))
                .extracting(f -> text(f.getValue()))
                .anyMatch(j -> j.contains("\"step-started\""));
    }

    /** Where anything of it did not get there, it is nowhere for certain: that must be said. */
    @Test
    void one_file_that_did_not_arrive_is_enough_to_go_to_the_other_place_and_say_so() {
        Blob before = Blob.of("before".getBytes(UTF_8));
        Bench large =
                new Bench(
                        directory.resolve("large"),
                        IntStream.rangeClosed(1, RunCopies.WHOLE_UP_TO + 1)
                                .boxed()
                                .collect(Collectors.toMap(i -> "eu-" + i, i -> 1)));
        List<String> journal = List.of("one", "two", "three");
        for (Plan plan : List.of(ann.plan(PLAYBOOK), large.plan(PLAYBOOK))) {
            for (String gone : List.of(before.sha256(), "journal-000001-", "journal-000003-")) {
                if (gone.endsWith("3-") && plan.clusters().size() == 1) {
                    // Sent in one piece with the first.
                    continue;
                }
                ann.world.files.clear();
                ann.world.full.clear();
                ann.world.full.add("/var/lib/postern/r2/" + gone);
                RunCopies copies =
                        new RunCopies(
                                ann.world,
                                "r2",
                                plan,
                                seq -> journal.subList((int) seq, journal.size()));

                Optional<Failure> why = copies.leave(first, 3, List.of(before));

                assertThat(why.map(Failure::leftBehind))
                        .as("%s, %d clusters", gone, plan.clusters().size())
                        .contains("the copy is under /run/postern/r2, until a restart");
                assertThat(ann.world.files.keySet())
                        .anyMatch(f -> f.startsWith("eu-1/cp1:/run/postern/r2/" + gone));
            }
        }
    }
}

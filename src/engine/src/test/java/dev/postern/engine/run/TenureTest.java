package dev.postern.engine.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.engine.Bench;
import dev.postern.journal.Event;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.Map;
import java.util.Set;

/** What a run leaves on its hosts; how another console uses it is in {@code TakeOverTest}. */
class TenureTest {
    private static final String HEAD = "playbook: test\ntitle: A test\n";

    @TempDir Path runs;

    @Test
    void the_host_has_a_copy_of_what_was_there_and_the_lease_is_given_back() {
        Bench bench = new Bench(runs, Map.of("eu-1", 1));

        bench.run(HEAD + "steps:\n  - {id: a, turn: {to: 5}}\n");

        assertThat(bench.world.files.keySet())
                .isNotEmpty()
                .allMatch(f -> f.startsWith("eu-1/cp1:/var/lib/postern/r1/"));
    }

    @Test
    void where_the_hosts_disk_is_full_the_gap_says_where_the_copy_is() {
        Bench bench = new Bench(runs, Map.of("eu-1", 1));
        bench.world.full.add("/var/lib/postern/");
        bench.run(HEAD + "steps:\n  - {id: a, turn: {to: 5}}\n");
        assertThat(bench.events("r1", Event.Noted.class))
                .extracting(Event.Noted::about)
                .contains(
                        "gap: no safe copy of a@eu-1/cp1 on eu-1/cp1: the copy is under /run/postern/r1, until a"
                                + " restart");
        assertThat(bench.world.files.keySet())
                .isNotEmpty()
                .allMatch(f -> f.startsWith("eu-1/cp1:/run/postern/r1/"));

        Bench nowhere = new Bench(runs.resolve("nowhere"), Map.of("eu-1", 1));
        nowhere.world.full.addAll(Set.of("/var/lib/postern/", "/run/postern/r1/"));
        nowhere.run(HEAD + "steps:\n  - {id: a, turn: {to: 5}}\n");
        assertThat(nowhere.events("r1", Event.Noted.class))
                .extracting(Event.Noted::about)
                .contains(
                        "gap: no safe copy of a@eu-1/cp1 on eu-1/cp1: the only copy is in the run's directory of"
                                + " this console");
    }

    @Test
    void where_hosts_answer_and_none_takes_the_lease_nothing_is_begun() {
        Bench bench = new Bench(runs, Map.of("eu-1", 2));
        bench.world.full.add("/run/postern");

        RunReport report = bench.run(HEAD + "steps:\n  - {id: a, turn: {to: 5}}\n");

        assertThat(report.exit()).isEqualTo(ExitCode.REFUSED);
        assertThat(bench.panel.drives()).isEmpty();
        assertThat(bench.events("r1", Event.Refused.class))
                .singleElement()
                .extracting(r -> r.troubles().getFirst().sentence())
                .asString()
                .contains("no host takes the lease", "no space left on device");
    }
}

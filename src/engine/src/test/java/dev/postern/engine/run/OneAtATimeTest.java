package dev.postern.engine.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.engine.Bench;
import dev.postern.engine.plan.Plan;
import dev.postern.journal.Event;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** What takes a host's API server away goes one host at a time, there and back. */
class OneAtATimeTest {
    private static final String HEAD = "playbook: test\ntitle: A test\n";
    private static final String NO_WAVES = HEAD + "steps:\n  - {id: a, one-by-one: {to: 5}}\n";
    private static final List<List<String>> ONE_BY_ONE =
            List.of(List.of("eu-1/cp1"), List.of("eu-1/cp2"), List.of("eu-1/cp3"));

    @TempDir Path runs;

    private Bench bench() {
        return new Bench(runs, Map.of("eu-1", 3));
    }

    private static List<List<String>> waves(Bench bench) {
        return bench.events("r1", Event.WaveStarted.class).stream()
                .map(Event.WaveStarted::targets)
                .toList();
    }

    @Test
    void a_playbook_that_says_nothing_of_waves_has_waves_of_one() {
        Bench bench = bench();

        Plan plan = bench.plan(NO_WAVES);
        bench.run("r1", plan);

        assertThat(plan.steps().getFirst().rules())
                .startsWith("waves of eu-1: 1, 1, 1 hosts of each cluster; ");
        assertThat(waves(bench)).isEqualTo(ONE_BY_ONE);
    }

    @Test
    void one_that_asks_for_all_at_once_does_not_get_it() {
        Bench bench = bench();

        bench.run(HEAD + "steps:\n  - {id: a, one-by-one: {to: 5}, waves: [100%]}\n");

        assertThat(waves(bench)).isEqualTo(ONE_BY_ONE);
    }

    @Test
    void the_second_host_is_not_touched_when_the_first_did_not_come_back() {
        Bench bench = bench();
        bench.panel.breaks("stuck", "eu-1/cp1");

        RunReport report = bench.run(NO_WAVES);

        assertThat(bench.panel.drives()).containsExactly("one-by-one@eu-1/cp1=5");
        assertThat(report.notReached()).containsExactly("a@eu-1/cp2", "a@eu-1/cp3");
    }

    @Test
    void it_says_which_host_is_not_back() {
        Bench bench = bench();
        bench.panel.breaks("stuck", "eu-1/cp1");

        bench.run(HEAD + "steps:\n  - {id: a, one-by-one: {to: 5}, max-unverified: 9}\n");

        assertThat(bench.events("r1", Event.StepEnded.class).getFirst().status())
                .isEqualTo("stopped");
        assertThat(bench.events("r1", Event.StepEnded.class).getFirst().because())
                .startsWith("a@eu-1/cp1 was driven and is not as wanted");
    }

    @Test
    void a_cluster_of_one_host_has_one_that_is_taken() {
        Bench one = new Bench(runs, Map.of("eu-1", 1));

        one.run(NO_WAVES);

        assertThat(one.panel.drives()).containsExactly("one-by-one@eu-1/cp1=5");
    }

    @Test
    void it_is_not_touched_either_where_a_playbook_forgives_failures() {
        Bench bench = new Bench(runs, Map.of("eu-1", 3, "us-1", 2));
        bench.panel.breaks("stuck", "eu-1/cp1");

        RunReport report =
                bench.run(
                        HEAD
                                + "steps:\n  - {id: a, one-by-one: {to: 5}, max-failed: 9,"
                                + " max-unverified: 9}\n");

        assertThat(bench.panel.drives())
                .containsExactlyInAnyOrder(
                        "one-by-one@eu-1/cp1=5", "one-by-one@us-1/cp1=5", "one-by-one@us-1/cp2=5");
        assertThat(report.notReached()).containsExactly("a@eu-1/cp2", "a@eu-1/cp3");
    }

    @Test
    void one_that_could_not_be_reached_was_not_taken_and_holds_up_nobody() {
        Bench bench = bench();
        bench.panel.breaks("look", "eu-1/cp1");

        bench.run(HEAD + "steps:\n  - {id: a, one-by-one: {to: 5}, max-unreachable: 1}\n");

        assertThat(bench.panel.drives())
                .containsExactly("one-by-one@eu-1/cp2=5", "one-by-one@eu-1/cp3=5");
    }

    @Test
    void the_server_that_still_serves_goes_last() {
        Bench bench = bench();
        bench.panel.breaks("serves", "eu-1/cp1");

        bench.run(NO_WAVES);

        assertThat(waves(bench))
                .containsExactly(List.of("eu-1/cp2"), List.of("eu-1/cp3"), List.of("eu-1/cp1"));
    }

    @Test
    void an_undo_step_is_one_by_one_too_whatever_it_says() {
        Bench bench = bench();
        String text = NO_WAVES + "  - {id: back, undo: [a], waves: [3]}\n";
        // All three are driven; from the first drive back on, nothing turns any more.
        bench.panel.onDrive =
                () -> {
                    if (bench.panel.drives().size() > 3) {
                        List.of("eu-1/cp1", "eu-1/cp2", "eu-1/cp3")
                                .forEach(h -> bench.panel.breaks("drive", h));
                    }
                };

        Plan plan = bench.plan(text);
        RunReport report = bench.run("r1", plan);

        assertThat(plan.steps().getLast().rules())
                .startsWith("waves of eu-1: 1, 1, 1 hosts of each cluster; ");
        assertThat(bench.panel.drives()).hasSize(4);
        assertThat(report.exit()).isEqualTo(ExitCode.THRESHOLD);
    }

    @Test
    void an_undo_of_the_whole_run_never_has_two_hosts_in_hand() {
        Bench bench = bench();
        bench.run(NO_WAVES);
        // Nothing goes back: with all at once, each would be driven before the first is looked at.
        List.of("eu-1/cp1", "eu-1/cp2", "eu-1/cp3").forEach(h -> bench.panel.breaks("stuck", h));
        bench.panel.onLook = target -> bench.panel.drove("look", target, 0);
        int before = bench.panel.drives().size();

        bench.undo("r1");

        List<String> hosts =
                bench.panel.drives().stream()
                        .skip(before)
                        .map(d -> d.substring(d.indexOf('@') + 1, d.indexOf('=')))
                        .toList();
        assertThat(changes(hosts)).containsExactly("eu-1/cp3", "eu-1/cp2", "eu-1/cp1");
    }

    /** Each host that follows another one. */
    private static List<String> changes(List<String> hosts) {
        List<String> order = new java.util.ArrayList<>();
        for (String h : hosts) {
            if (order.isEmpty() || !order.getLast().equals(h)) {
                order.add(h);
            }
        }
        return order;
    }
}

package dev.postern.engine.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.engine.Bench;
import dev.postern.journal.Event;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Steps side by side: what one track that fails means for what follows, and until when they go. */
class TracksTest {
    private static final String TWO =
            """
            playbook: test
            title: A test
            steps:
              - id: both
                tracks:
                  one:
                    - {id: a, turn: {to: 5}}
                    - {id: a2, hold: {to: 5}}
                  two:
                    - {id: b, wide: {to: 1}}
              - {id: after, switch-all: {to: 3}}
            """;

    @TempDir Path runs;
    private Bench bench;

    @BeforeEach
    void twoHosts() {
        bench = new Bench(runs, Map.of("eu-1", 2));
    }

    private Event.StepEnded ended(String step) {
        return bench.events("r1", Event.StepEnded.class).stream()
                .filter(e -> e.step().equals(step))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void when_all_have_come_through_the_run_goes_on() {
        RunReport report = bench.run(TWO);

        assertThat(ended("both").status()).isEqualTo("settled");
        assertThat(ended("both").because()).isEmpty();
        assertThat(report.notReached()).isEmpty();
        assertThat(report.done()).contains("after@eu-1/cp1", "after@eu-1/cp2");
        assertThat(bench.events("r1", Event.StepStarted.class))
                .extracting(s -> s.step() + " " + s.work())
                .contains("both tracks", "a turn", "b wide", "after switch-all");
    }

    @Test
    void one_that_failed_is_named_and_what_comes_behind_the_tracks_is_not_begun() {
        bench.panel.breaks("stuck", "eu-1/cp1");

        RunReport report = bench.run(TWO);

        assertThat(ended("both").status()).isEqualTo("failed");
        assertThat(ended("both").because()).isEqualTo("tracks that failed: one");
        assertThat(report.notReached()).contains("a2@eu-1", "after@eu-1");
        assertThat(bench.panel.drives()).noneMatch(d -> d.startsWith("switch-all"));
    }

    @Test
    void a_stop_in_a_track_stops_them_all_and_is_no_failure() {
        bench.panel.onDrive = () -> bench.control.stop(1, "ann");

        RunReport report = bench.run(TWO);

        assertThat(report.exit()).isEqualTo(ExitCode.ABORTED);
        assertThat(ended("both").status()).isEqualTo("stopped");
        assertThat(report.failed()).isEmpty();
        assertThat(report.notReached()).contains("a2@eu-1", "after@eu-1");
    }

    @Test
    void once_what_they_are_for_is_there_the_next_wave_is_not_begun() {
        bench.panel.set("api.ready", "eu-1", 2);
        bench.panel.onDrive = () -> bench.panel.set("api.ready", "eu-1", 1);

        RunReport report =
                bench.run(
                        """
                        playbook: test
                        title: A test
                        steps:
                          - id: both
                            until: api.ready
                            tracks:
                              one:
                                - {id: a, turn: {to: 5}, waves: [1], for: 10s}
                              two:
                                - {id: l, glance: {}}
                          - {id: after, wide: {to: 3}}
                        """);

        assertThat(bench.panel.drives()).containsExactly("turn@eu-1/cp1=5", "wide@eu-1=3");
        assertThat(report.notReached()).isEmpty();
        assertThat(report.failed()).isEmpty();
        assertThat(bench.events("r1", Event.StepSkipped.class))
                .singleElement()
                .matches(s -> s.step().equals("a") && s.cluster().equals("eu-1"))
                .matches(s -> s.because().startsWith("no longer needed: "));
    }

    @Test
    void once_it_is_there_while_a_host_is_looked_at_that_host_is_not_begun() {
        bench.panel.set("api.ready", "eu-1", 2);
        var plan =
                bench.plan(
                        """
                        playbook: test
                        title: A test
                        steps:
                          - id: both
                            until: api.ready
                            tracks:
                              one:
                                - {id: a, turn: {to: 5}}
                              two:
                                - {id: w, await: {that: etcd.quorum, for: 5s, within: 10m}}
                        """);
        bench.panel.onLook =
                target -> {
                    bench.panel.set("api.ready", "eu-1", 1);
                    try {
                        bench.time.sleep(Duration.ofSeconds(3));
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                };

        RunReport report = bench.run("r1", plan);

        assertThat(bench.panel.drives()).isEmpty();
        assertThat(report.exit()).isEqualTo(ExitCode.DONE);
        assertThat(ended("a").status()).isEqualTo("skipped");
    }

    @Test
    void a_track_that_failed_is_no_failure_once_what_they_are_for_is_there() {
        bench.panel.set("api.ready", "eu-1", 2);
        bench.panel.breaks("drive", "eu-1/cp1");
        bench.panel.onDrive = () -> bench.panel.set("api.ready", "eu-1", 1);

        RunReport report =
                bench.run(
                        """
                        playbook: test
                        title: A test
                        steps:
                          - id: both
                            until: api.ready
                            tracks:
                              one:
                                - {id: a, turn: {to: 5}}
                              two:
                                - {id: w, await: {that: etcd.quorum, for: 5s, within: 10m}}
                          - {id: after, wide: {to: 3}}
                        """);

        assertThat(ended("both").status()).isEqualTo("settled");
        assertThat(report.done()).contains("after@eu-1");
    }

    @Test
    void where_what_they_are_for_is_there_already_none_of_their_steps_is_begun() {
        bench.panel.set("api.ready", "eu-1", 1);

        RunReport report = bench.run(TWO.replace("- id: both", "- id: both\n    until: api.ready"));

        assertThat(bench.panel.drives())
                .containsExactlyInAnyOrder("switch-all@eu-1/cp1=3", "switch-all@eu-1/cp2=3");
        assertThat(report.notReached()).isEmpty();
        assertThat(bench.events("r1", Event.StepSkipped.class))
                .extracting(Event.StepSkipped::step)
                .containsExactlyInAnyOrder("a", "a2", "b");
    }

    @Test
    void a_step_with_an_end_of_its_own_is_begun_only_while_that_is_not_there() {
        for (int ready = 1; ready <= 2; ready++) {
            Bench one = new Bench(runs.resolve("r" + ready), Map.of("eu-1", 1));
            one.panel.set("api.ready", "eu-1", ready);

            RunReport report =
                    one.run(
                            """
                            playbook: test
                            title: A test
                            steps:
                              - {id: a, turn: {to: 5}, until: api.ready}
                              - {id: b, wide: {to: 5}, when: "!api.ready"}
                            """);

            boolean there = ready == 1;
            assertThat(one.panel.drives()).hasSize(there ? 0 : 2);
            assertThat(report.exit()).isEqualTo(there ? ExitCode.DONE : ExitCode.OPEN);
            assertThat(one.events("r1", Event.StepSkipped.class))
                    .extracting(s -> s.step() + ": " + s.because())
                    .isEqualTo(
                            there
                                    ? List.of(
                                            "a: no longer needed: api.ready = true",
                                            "b: when !api.ready does not hold: api.ready = true")
                                    : List.of());
        }
    }

    @Test
    void a_cluster_whose_turn_comes_when_it_needs_it_no_more_is_skipped_and_said_so() {
        Bench both = new Bench(runs.resolve("both"), Map.of("eu-1", 1, "eu-2", 1));
        both.panel.set("api.ready", "eu-1", 2);
        both.panel.set("api.ready", "eu-2", 2);
        both.panel.onDrive = () -> both.panel.set("api.ready", "eu-2", 1);

        RunReport report =
                both.run(
                        """
                        playbook: test
                        title: A test
                        steps:
                          - id: both
                            until: api.ready
                            tracks:
                              one:
                                - {id: a, wide: {to: 5}, waves: [1], for: 10s}
                              two:
                                - {id: l, glance: {}}
                        """);

        assertThat(both.panel.drives()).containsExactly("wide@eu-1=5");
        assertThat(report.notReached()).isEmpty();
        assertThat(both.events("r1", Event.StepEnded.class))
                .filteredOn(e -> e.step().equals("a"))
                .singleElement()
                .extracting(Event.StepEnded::clusters)
                .isEqualTo(Map.of("eu-1", "settled", "eu-2", "skipped"));
    }
}

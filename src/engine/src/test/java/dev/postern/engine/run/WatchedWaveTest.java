package dev.postern.engine.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.engine.Bench;
import dev.postern.journal.Event;
import dev.postern.json.JsonText;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** A step that says "for" watches each wave: what does not last is found before the next begins. */
class WatchedWaveTest {
    private static final String WATCHED =
            "playbook: test\ntitle: A test\nsteps:\n"
                    + "  - {id: a, turn: {to: 5}, waves: [1], for: 60s%s}\n";

    @TempDir Path runs;
    private Bench bench;
    private Instant begun;

    @BeforeEach
    void aClusterOfThree() {
        bench = new Bench(runs, Map.of("eu-1", 3));
        begun = bench.time.now();
    }

    private void whileWatched(Runnable does) {
        bench.live =
                picture -> {
                    if (JsonText.line(picture.get()).contains("watching for 60s")
                            || JsonText.line(picture.get()).contains("watching for 1m")) {
                        does.run();
                    }
                };
    }

    private Duration passed() {
        return Duration.between(begun, bench.time.now());
    }

    @Test
    void each_wave_is_watched_for_as_long_as_it_says() {
        assertThat(bench.run(WATCHED.formatted("")).done()).hasSize(3);

        assertThat(passed()).isBetween(Duration.ofMinutes(3), Duration.ofSeconds(190));
    }

    @Test
    void what_does_not_last_is_unverified_and_the_next_wave_is_not_begun() {
        whileWatched(() -> bench.panel.set("turn", "eu-1/cp1", 4));

        RunReport report = bench.run(WATCHED.formatted(""));

        assertThat(report.exit()).isEqualTo(ExitCode.THRESHOLD);
        assertThat(report.failed()).containsExactly("a@eu-1/cp1");
        assertThat(report.done()).isEmpty();
        assertThat(report.notReached()).containsExactly("a@eu-1/cp2", "a@eu-1/cp3");
        assertThat(bench.panel.drives()).containsExactly("turn@eu-1/cp1=5");
        Event.NotSettled lapsed = bench.events("r1", Event.NotSettled.class).getFirst();
        assertThat(lapsed.status()).isEqualTo("unverified");
        assertThat(lapsed.open()).isTrue();
        assertThat(lapsed.trouble().sentence())
                .isEqualTo("a@eu-1/cp1 did not last: it was as wanted, and is not any more");
        assertThat(report.open()).containsExactly("a@eu-1/cp1");
    }

    @Test
    void what_went_dark_while_it_was_watched_did_not_last_either() {
        whileWatched(() -> bench.panel.breaks("look", "eu-1/cp1"));

        RunReport report = bench.run(WATCHED.formatted(""));

        assertThat(bench.events("r1", Event.NotSettled.class))
                .extracting(n -> n.change() + ": " + n.trouble().sentence())
                .containsExactly("a@eu-1/cp1: eu-1/cp1 is dark");
        assertThat(report.exit()).isEqualTo(ExitCode.THRESHOLD);
    }

    @Test
    void one_that_did_not_last_and_is_forgiven_does_not_keep_the_others() {
        whileWatched(() -> {
            if (bench.panel.drives().size() == 1) {
                bench.panel.set("turn", "eu-1/cp1", 4);
            }
        });

        RunReport report = bench.run(WATCHED.formatted(", max-unverified: 1"));

        assertThat(report.failed()).containsExactly("a@eu-1/cp1");
        assertThat(report.done()).containsExactly("a@eu-1/cp2", "a@eu-1/cp3");
    }

    @Test
    void what_failed_before_the_watch_is_counted_once_and_as_failed() {
        bench.panel.breaks("drive", "eu-1/cp1");

        RunReport report = bench.run(WATCHED.formatted(", max-failed: 1"));

        assertThat(report.failed()).containsExactly("a@eu-1/cp1");
        assertThat(report.done()).containsExactly("a@eu-1/cp2", "a@eu-1/cp3");
        assertThat(bench.events("r1", Event.NotSettled.class))
                .extracting(Event.NotSettled::status)
                .containsExactly("failed");
    }

    @Test
    void a_stop_ends_the_watch_at_once() {
        whileWatched(() -> bench.control.stop(1, "ann"));

        RunReport report = bench.run(WATCHED.formatted(""));

        assertThat(report.exit()).isEqualTo(ExitCode.ABORTED);
        assertThat(passed()).isLessThan(Duration.ofSeconds(10));
        assertThat(report.notReached()).containsExactly("a@eu-1/cp2", "a@eu-1/cp3");
    }

    @Test
    void a_stop_before_the_watch_leaves_it_out() {
        bench.panel.onDrive = () -> bench.control.stop(1, "ann");

        bench.run(WATCHED.formatted(""));

        assertThat(passed()).isLessThan(Duration.ofSeconds(10));
    }

    @Test
    void a_wave_that_would_begin_after_the_steps_time_is_left_and_no_threshold_is_blamed() {
        // Nothing is changed: what is left is all that the exit code can be about.
        List.of("eu-1/cp1", "eu-1/cp2", "eu-1/cp3").forEach(h -> bench.panel.set("turn", h, 5));

        RunReport report = bench.run(WATCHED.formatted(", within: 90s"));

        assertThat(report.done()).containsExactly("a@eu-1/cp1", "a@eu-1/cp2");
        assertThat(report.notReached()).containsExactly("a@eu-1/cp3");
        assertThat(report.exit()).isEqualTo(ExitCode.OPEN);
        assertThat(bench.events("r1", Event.StepEnded.class))
                .singleElement()
                .matches(e -> e.status().equals("stopped"))
                .matches(e -> e.because().equals("the step's time is over"));
    }

    @Test
    void a_wave_is_begun_right_before_the_steps_time_is_over_and_not_when_it_is() {
        List.of("eu-1/cp1", "eu-1/cp2", "eu-1/cp3").forEach(h -> bench.panel.set("turn", h, 5));

        assertThat(bench.run(WATCHED.formatted(", within: 60s")).notReached()).hasSize(2);
        Bench other = new Bench(runs.resolve("other"), Map.of("eu-1", 3));
        List.of("eu-1/cp1", "eu-1/cp2", "eu-1/cp3").forEach(h -> other.panel.set("turn", h, 5));
        assertThat(other.run(WATCHED.formatted(", within: 61s")).notReached()).hasSize(1);
    }
}

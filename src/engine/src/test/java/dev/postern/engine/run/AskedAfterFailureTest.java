package dev.postern.engine.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.core.value.JsonValue;
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
import java.util.Optional;

/** A step failed and says "ask": what each answer does, and what silence does. */
class AskedAfterFailureTest {
    private static final String PLAYBOOK =
            """
            playbook: test
            title: A test
            steps:
              - {id: first, wide: {to: 3}}
              - {id: a, turn: {to: 5}, on-failure: ask}
              - {id: b, wide: {to: 1}}
            """;

    @TempDir Path runs;
    private Bench bench;

    @BeforeEach
    void oneOfTwoHostsDoesNotTurnAndSomebodyIsThere() {
        bench = new Bench(runs, Map.of("eu-1", 2));
        bench.settings = bench.settings.attended(true);
        bench.panel.breaks("drive", "eu-1/cp1");
    }

    private static boolean asks(JsonValue.Obj picture) {
        return !picture.items("asks").isEmpty();
    }

    private void whenAskedSay(String answer) {
        bench.live =
                picture -> {
                    if (asks(picture.get())) {
                        bench.control.answer("a", answer, "bob");
                    }
                };
    }

    private List<Event.StepEnded> ended(String step) {
        return bench.events("r1", Event.StepEnded.class).stream()
                .filter(e -> e.step().equals(step))
                .toList();
    }

    @Test
    void it_is_asked_with_what_went_wrong_and_what_can_be_answered() {
        whenAskedSay("stop");

        bench.run(PLAYBOOK);

        Event.Asked asked = bench.events("r1", Event.Asked.class).getFirst();
        assertThat(asked.gate()).isEqualTo("a");
        assertThat(asked.question())
                .isEqualTo(
                        "step a ended failed (eu-1/cp1 does not turn): continue, retry, stop or"
                                + " undo? Without an answer in 30m it stops");
        assertThat(asked.choices()).containsExactly("continue", "retry", "stop", "undo");
        assertThat(bench.events("r1", Event.Decided.class))
                .containsExactly(
                        new Event.Decided("a", "stop", "bob", "answered", Optional.empty()));
    }

    @Test
    void retry_does_the_step_again_and_the_run_goes_on() {
        bench.live =
                picture -> {
                    if (asks(picture.get())) {
                        bench.panel.mends("drive", "eu-1/cp1");
                        bench.control.answer("a", "retry", "bob");
                    }
                };

        RunReport report = bench.run(PLAYBOOK);

        assertThat(report.failed()).isEmpty();
        assertThat(report.notReached()).isEmpty();
        assertThat(report.done()).contains("a@eu-1/cp1", "a@eu-1/cp2", "b@eu-1");
        assertThat(bench.panel.get("turn", "eu-1/cp1")).isEqualTo(5);
        assertThat(ended("a"))
                .extracting(Event.StepEnded::status)
                .containsExactly("failed", "settled");
        assertThat(ended("a")).noneMatch(Event.StepEnded::tolerated);
    }

    @Test
    void continue_goes_on_and_the_journal_says_that_the_failure_was_tolerated() {
        whenAskedSay("continue");

        RunReport report = bench.run(PLAYBOOK);

        assertThat(report.failed()).containsExactly("a@eu-1/cp1");
        assertThat(report.done()).contains("b@eu-1");
        assertThat(ended("a")).singleElement().matches(Event.StepEnded::tolerated);
        assertThat(ended("b")).singleElement().matches(e -> !e.tolerated());
    }

    @Test
    void undo_drives_back_what_this_step_changed_and_nothing_of_another() {
        whenAskedSay("undo");

        RunReport report = bench.run(PLAYBOOK);

        assertThat(bench.panel.get("turn", "eu-1/cp2")).isZero();
        assertThat(bench.panel.get("wide", "eu-1")).isEqualTo(3);
        assertThat(report.open()).containsExactly("first@eu-1");
        assertThat(report.notReached()).containsExactly("b@eu-1");
    }

    @Test
    void stop_is_a_persons_word_and_the_exit_code_says_so() {
        whenAskedSay("stop");

        RunReport report = bench.run(PLAYBOOK);

        assertThat(report.exit()).isEqualTo(ExitCode.ABORTED);
        assertThat(report.notReached()).containsExactly("b@eu-1");
        assertThat(ended("a")).singleElement().matches(e -> !e.tolerated());
    }

    @Test
    void another_word_is_asked_for_again_with_the_choices() {
        bench.live =
                picture -> {
                    if (asks(picture.get())) {
                        boolean again =
                                JsonText.line(picture.get())
                                        .contains(
                                                "asking again (1): one of continue, retry, stop,"
                                                        + " undo");
                        bench.control.answer("a", again ? "continue" : "yes", "bob");
                    }
                };

        RunReport report = bench.run(PLAYBOOK);

        assertThat(report.done()).contains("b@eu-1");
        assertThat(bench.events("r1", Event.Decided.class))
                .extracting(Event.Decided::value)
                .containsExactly("continue");
    }

    @Test
    void silence_stops_it_after_half_an_hour_and_it_has_failed() {
        Instant before = bench.time.now();

        RunReport report = bench.run(PLAYBOOK);

        assertThat(Duration.between(before, bench.time.now()))
                .isBetween(Duration.ofMinutes(30), Duration.ofMinutes(31));
        assertThat(report.notReached()).containsExactly("b@eu-1");
        // Not the operator's word: the changes that are open are what a script hears of.
        assertThat(report.exit()).isEqualTo(ExitCode.OPEN);
        assertThat(bench.panel.get("turn", "eu-1/cp2")).isEqualTo(5);
    }

    @Test
    void a_retry_that_was_given_ahead_is_not_tried_for_ever() {
        bench.settings = bench.settings.attended(false).answers(Map.of("a", "retry"));

        RunReport report = bench.run(PLAYBOOK);

        assertThat(ended("a")).hasSize(1);
        assertThat(report.exit()).isNotEqualTo(ExitCode.ABORTED);
        assertThat(report.notReached()).containsExactly("b@eu-1");
        assertThat(bench.events("r1", Event.Decided.class))
                .containsExactly(
                        new Event.Decided(
                                "a", "retry", "ann@laptop", "given ahead", Optional.empty()));
    }
}

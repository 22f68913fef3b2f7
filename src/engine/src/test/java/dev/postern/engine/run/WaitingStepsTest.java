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
import java.util.concurrent.CopyOnWriteArrayList;

/** Steps that change nothing: looks, waits and gates, and what comes of each. */
class WaitingStepsTest {
    private static final String HEAD = "playbook: test\ntitle: A test\nsteps:\n";
    private static final String AWAIT =
            HEAD
                    + "  - {id: w, await: {that: api.ready, for: 10s, within: 1m}}\n"
                    + "  - {id: b, wide: {to: 1}}\n";

    @TempDir Path runs;
    private Bench bench;
    private Instant begun;

    @BeforeEach
    void oneHost() {
        bench = new Bench(runs, Map.of("eu-1", 1));
        begun = bench.time.now();
    }

    private Duration passed() {
        return Duration.between(begun, bench.time.now());
    }

    /** The value of the fact from this long after the beginning on. */
    private void after(Duration time, int value) {
        bench.live =
                picture -> {
                    if (!bench.time.now().isBefore(begun.plus(time))) {
                        bench.panel.set("api.ready", "eu-1", value);
                    }
                };
    }

    private Event.StepEnded ended(String step) {
        return bench.events("r1", Event.StepEnded.class).stream()
                .filter(e -> e.step().equals(step))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void a_look_is_journaled_with_what_it_found_and_its_lines() {
        bench.panel.set("turn", "eu-1/cp1", 4);

        RunReport report = bench.run(HEAD + "  - {id: l, glance: {times: 2}}\n");

        assertThat(report.exit()).isEqualTo(ExitCode.DONE);
        assertThat(bench.events("r1", Event.Looked.class))
                .containsExactly(
                        new Event.Looked(
                                "l",
                                "eu-1",
                                "glance",
                                JsonValue.object("value", 8),
                                List.of("the dial shows 8")));
        assertThat(ended("l").status()).isEqualTo("settled");
        assertThat(bench.events("r1", Event.StepStarted.class))
                .containsExactly(new Event.StepStarted("l", "glance"));
    }

    @Test
    void a_look_at_what_is_dark_ends_the_run_as_unreachable_and_names_the_reason() {
        bench.panel.breaks("look", "eu-1/cp1");

        RunReport report =
                bench.run(HEAD + "  - {id: l, glance: {}}\n  - {id: b, wide: {to: 1}}\n");

        assertThat(report.exit()).isEqualTo(ExitCode.UNREACHABLE);
        assertThat(report.notReached()).containsExactly("l@eu-1", "b@eu-1");
        assertThat(ended("l").because()).isEqualTo("eu-1/cp1 is dark");
        assertThat(bench.events("r1", Event.Looked.class)).isEmpty();
        assertThat(bench.panel.drives()).isEmpty();
    }

    @Test
    void a_bug_in_a_probe_does_not_end_the_run_that_goes_past_it() {
        bench.panel.breaks("bug", "eu-1/cp1");

        RunReport report =
                bench.run(
                        HEAD
                                + "  - {id: l, glance: {}, on-failure: continue}\n"
                                + "  - {id: b, wide: {to: 1}}\n");

        assertThat(bench.panel.drives()).containsExactly("wide@eu-1=1");
        assertThat(ended("l").tolerated()).isTrue();
        assertThat(report.notReached()).containsExactly("l@eu-1");
        assertThat(bench.events("r1", Event.Noted.class))
                .extracting(Event.Noted::about)
                .contains("a bug");
    }

    @Test
    void what_holds_must_hold_for_its_while() {
        bench.panel.set("api.ready", "eu-1", 1);

        assertThat(bench.run(AWAIT).done()).contains("w@eu-1", "b@eu-1");

        assertThat(passed()).isBetween(Duration.ofSeconds(10), Duration.ofSeconds(12));
    }

    @Test
    void what_stops_holding_in_between_begins_its_while_again() {
        bench.live =
                picture -> {
                    long at = Duration.between(begun, bench.time.now()).toSeconds();
                    bench.panel.set("api.ready", "eu-1", at >= 5 && at < 10 ? 2 : 1);
                };
        bench.panel.set("api.ready", "eu-1", 1);

        bench.run(AWAIT);

        assertThat(passed()).isGreaterThanOrEqualTo(Duration.ofSeconds(20));
        assertThat(ended("w").status()).isEqualTo("settled");
    }

    @Test
    void what_holds_when_the_time_is_over_gets_its_while_and_what_comes_later_does_not() {
        after(Duration.ofSeconds(55), 1);
        bench.panel.set("api.ready", "eu-1", 2);
        bench.run(AWAIT);
        assertThat(ended("w").status()).isEqualTo("settled");
        assertThat(passed()).isBetween(Duration.ofSeconds(65), Duration.ofSeconds(70));

        Bench late = new Bench(runs.resolve("late"), Map.of("eu-1", 1));
        late.panel.set("api.ready", "eu-1", 2);
        Instant then = late.time.now();
        RunReport report = late.run(AWAIT);
        assertThat(report.exit()).isEqualTo(ExitCode.FAILED);
        assertThat(Duration.between(then, late.time.now()))
                .isBetween(Duration.ofSeconds(60), Duration.ofSeconds(62));
        assertThat(report.failed()).containsExactly("w@eu-1");
        assertThat(report.notReached()).containsExactly("b@eu-1");
    }

    @Test
    void who_watches_sees_whether_it_waits_or_holds() {
        List<String> seen = new CopyOnWriteArrayList<>();
        bench.panel.set("api.ready", "eu-1", 2);
        bench.live =
                picture -> {
                    seen.add(JsonText.line(picture.get()));
                    if (Duration.between(begun, bench.time.now()).toSeconds() > 4) {
                        bench.panel.set("api.ready", "eu-1", 1);
                    }
                };

        bench.run(AWAIT);

        assertThat(seen)
                .anyMatch(s -> s.contains("\"doing\":\"waiting: "))
                .anyMatch(s -> s.contains("\"doing\":\"holds, watched for 10s\""));
    }

    @Test
    void a_stop_ends_the_wait_at_once() {
        bench.panel.set("api.ready", "eu-1", 2);
        bench.live =
                picture -> {
                    if (JsonText.line(picture.get()).contains("waiting: ")) {
                        bench.control.stop(1, "ann");
                    }
                };

        RunReport report = bench.run(AWAIT);

        assertThat(report.exit()).isEqualTo(ExitCode.ABORTED);
        assertThat(report.notReached()).containsExactly("w@eu-1", "b@eu-1");
        assertThat(ended("w").because()).isEqualTo("stopped by ann");
        assertThat(passed()).isLessThan(Duration.ofSeconds(3));
    }

    @Test
    void a_track_that_only_waits_ends_when_what_the_tracks_are_for_is_there() {
        bench.panel.set("api.ready", "eu-1", 2);
        after(Duration.ofSeconds(20), 1);

        RunReport report =
                bench.run(
                        HEAD
                                + """
                                  - id: t
                                    until: api.ready
                                    tracks:
                                      one:
                                        - {id: w, await: {that: etcd.quorum, for: 5s, within: 10m}}
                                      two:
                                        - {id: l, glance: {}}
                                  - {id: b, wide: {to: 1}}
                                """);

        assertThat(passed()).isBetween(Duration.ofSeconds(20), Duration.ofSeconds(30));
        assertThat(ended("w").status()).isEqualTo("skipped");
        assertThat(ended("w").because()).startsWith("no longer needed: ");
        assertThat(report.done()).contains("b@eu-1");
    }

    @Test
    void a_gate_answered_no_ends_the_run_where_that_is_otherwise_and_skips_where_it_is_not() {
        for (String otherwise : List.of("stop", "no")) {
            Bench asked = new Bench(runs.resolve(otherwise), Map.of("eu-1", 1));
            asked.settings = asked.settings.answers(Map.of("g", "no"));

            RunReport report =
                    asked.run(
                            HEAD
                                    + "  - {id: g, gate: {ask: Sure?, within: 5m, otherwise: "
                                    + otherwise
                                    + "}}\n  - {id: b, wide: {to: 1}}\n");

            boolean stops = otherwise.equals("stop");
            assertThat(report.exit()).isEqualTo(ExitCode.OPEN);
            assertThat(report.notReached()).hasSize(stops ? 1 : 0);
            assertThat(asked.panel.drives()).hasSize(stops ? 0 : 1);
            assertThat(asked.events("r1", Event.StepEnded.class).getFirst().because())
                    .isEqualTo("the answer was no: ann@laptop");
        }
    }

    @Test
    void a_gate_answered_stop_is_the_operators_word() {
        bench.settings = bench.settings.answers(Map.of("g", "stop"));

        RunReport report =
                bench.run(
                        HEAD
                                + "  - {id: g, gate: {ask: Sure?, within: 5m, otherwise: no}}\n"
                                + "  - {id: b, wide: {to: 1}}\n");

        assertThat(report.exit()).isEqualTo(ExitCode.ABORTED);
        assertThat(ended("g").because()).isEqualTo("ann@laptop said stop");
        assertThat(report.notReached()).containsExactly("b@eu-1");
    }

    @Test
    void no_is_a_value_where_a_parameter_is_asked_for() {
        bench.settings = bench.settings.answers(Map.of("g", "no"));

        bench.run(
                """
                playbook: test
                title: A test
                parameters:
                  word: {type: "choice[yes, no]", required: false, description: which}
                steps:
                  - {id: g, gate: {ask: Which?, set: word, within: 5m, otherwise: stop}}
                  - {id: b, wide: {to: 1}, when: "'${word}' == 'no'"}
                """);

        assertThat(ended("g").status()).isEqualTo("settled");
        assertThat(bench.panel.drives()).containsExactly("wide@eu-1=1");
    }

    @Test
    void an_answer_that_does_not_fit_is_asked_for_again_with_the_reason() {
        List<String> again = new CopyOnWriteArrayList<>();
        bench.settings = bench.settings.attended(true);
        bench.live =
                picture -> {
                    for (JsonValue w : picture.get().items("working")) {
                        String doing = w.text("doing").orElse("");
                        if (doing.startsWith("asking again")) {
                            again.add(doing);
                        }
                        if (doing.startsWith("asking")) {
                            bench.control.answer("g", again.isEmpty() ? "seven" : "7", "bob");
                        }
                    }
                };

        bench.run(
                """
                playbook: test
                title: A test
                parameters:
                  n: {type: integer, required: false, description: how many}
                steps:
                  - {id: g, gate: {ask: "How many?", set: n, within: 30m, otherwise: stop}}
                """);

        assertThat(again).isNotEmpty().allMatch(a -> a.matches("asking again \\(1\\): .*seven.*"));
        assertThat(ended("g").status()).isEqualTo("settled");
    }
}

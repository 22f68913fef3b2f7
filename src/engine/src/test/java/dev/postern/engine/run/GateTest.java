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
import java.util.function.Supplier;

/** A person is asked: what counts as an answer, and that silence is never a yes. */
class GateTest {
    private static final String HEAD = "playbook: test\ntitle: A test\n";
    private static final String HOW_MANY =
            HEAD
                    + """
                    parameters:
                      n: {type: integer, required: false, description: how many}
                    steps:
                      - {id: g, gate: {ask: "How many?", set: n, within: 30m, otherwise: stop}}
                      - {id: a, turn: {to: "${n}"}}
                    """;
    private static final String MAY_WE =
            HEAD
                    + """
                    steps:
                      - {id: g, gate: {ask: "Go on?", within: 30m, otherwise: no}}
                      - {id: b, turn: {to: 1}, when: "g.settled"}
                      - {id: c, wide: {to: 2}}
                    """;

    @TempDir Path runs;
    private Bench bench;

    @BeforeEach
    void somebodyIsThere() {
        bench = new Bench(runs, Map.of("eu-1", 1));
        bench.settings = bench.settings.attended(true);
    }

    private void says(String value) {
        bench.control.answer("g", value, "bob");
    }

    private static boolean asks(Supplier<JsonValue.Obj> picture) {
        return !picture.get().items("asks").isEmpty();
    }

    private Event.Decided decided() {
        List<Event.Decided> all = bench.events("r1", Event.Decided.class);
        assertThat(all).hasSize(1);
        return all.getFirst();
    }

    @Test
    void anAnswerBindsAParameter() {
        bench.live =
                picture -> {
                    if (asks(picture)) {
                        says("7");
                    }
                };

        assertThat(bench.run(HOW_MANY).done()).contains("a@eu-1/cp1");

        assertThat(bench.panel.get("turn", "eu-1/cp1")).isEqualTo(7);
        assertThat(decided())
                .isEqualTo(new Event.Decided("g", "7", "bob", "answered", Optional.of("n")));
    }

    @Test
    void whatIsNotOfTheParametersTypeIsAskedForAgain() {
        bench.live =
                picture -> {
                    if (asks(picture)) {
                        says(
                                JsonText.line(picture.get()).contains("asking again (1)")
                                        ? "7"
                                        : "seven");
                    }
                };

        assertThat(bench.run(HOW_MANY).notReached()).isEmpty();

        assertThat(bench.panel.drives()).containsExactly("turn@eu-1/cp1=7");
        assertThat(decided().value()).isEqualTo("7");
    }

    @Test
    void whoAnswersNothingButNonsenseHasNotAnsweredInTime() {
        Instant before = bench.time.now();
        bench.live =
                picture -> {
                    if (asks(picture)
                            && !JsonText.line(picture.get()).contains("asking again (3)")) {
                        says("YES!!");
                    }
                };

        RunReport report = bench.run(MAY_WE);

        assertThat(bench.panel.drives()).containsExactly("wide@eu-1=2");
        assertThat(decided())
                .isEqualTo(new Event.Decided("g", "no", "time-out", "otherwise", Optional.empty()));
        assertThat(report.failed()).isEmpty();
        assertThat(Duration.between(before, bench.time.now()))
                .isBetween(Duration.ofMinutes(30), Duration.ofMinutes(31));
    }

    @Test
    void silenceEndsTheRunWhereThatIsOtherwise() {
        Instant before = bench.time.now();

        RunReport report =
                bench.run(
                        HEAD
                                + """
                                steps:
                                  - {id: a, turn: {to: 5}}
                                  - {id: g, gate: {ask: "Go on?", within: 30m, otherwise: stop}}
                                  - {id: b, wide: {to: 1}}
                                """);

        assertThat(bench.panel.drives()).containsExactly("turn@eu-1/cp1=5");
        assertThat(report.exit()).isEqualTo(ExitCode.OPEN);
        assertThat(report.open()).containsExactly("a@eu-1/cp1");
        assertThat(report.notReached()).contains("b@eu-1");
        assertThat(Duration.between(before, bench.time.now()))
                .isGreaterThanOrEqualTo(Duration.ofMinutes(30));
    }

    @Test
    void withNobodyThereItIsDecidedAtOnceAndNobodyIsAsked() {
        bench.settings = bench.settings.attended(false);
        Instant before = bench.time.now();

        bench.run(MAY_WE);

        assertThat(bench.panel.drives()).containsExactly("wide@eu-1=2");
        assertThat(bench.events("r1", Event.Asked.class)).isEmpty();
        assertThat(decided().by()).isEqualTo("nobody attached");
        assertThat(Duration.between(before, bench.time.now())).isLessThan(Duration.ofMinutes(1));
    }

    @Test
    void anAnswerGivenAheadThatDoesNotFitIsNone() {
        bench.settings = bench.settings.attended(false).answers(Map.of("g", "maybe"));

        bench.run(MAY_WE);

        assertThat(bench.panel.drives()).containsExactly("wide@eu-1=2");
        assertThat(bench.events("r1", Event.Noted.class))
                .anySatisfy(n -> {
                    assertThat(n.about()).contains("given ahead does not fit");
                    assertThat(n.detail().text("why")).contains("yes, no or stop");
                });
    }

    @Test
    void anAnswerThatComesTooLateIsRefused() {
        bench.run(MAY_WE);

        assertThat(bench.control.answer("g", "yes", "bob")).contains("nobody asks g just now");
        assertThat(bench.panel.drives()).containsExactly("wide@eu-1=2");
    }

    @Test
    void whoStopsTheRunAtTheQuestionHasDecidedNothing() {
        bench.live =
                picture -> {
                    if (asks(picture)) {
                        bench.control.stop(1, "ann");
                    }
                };

        RunReport report = bench.run(MAY_WE);

        assertThat(report.exit()).isEqualTo(ExitCode.ABORTED);
        assertThat(bench.panel.drives()).isEmpty();
        assertThat(bench.events("r1", Event.Decided.class)).isEmpty();
    }

    @Test
    void aQuestionThatWasOpenWhenTheRunWasStoppedIsAskedAgainByAResumedOne() {
        bench.live =
                picture -> {
                    if (asks(picture)) {
                        bench.control.stop(1, "ann");
                    }
                };
        bench.run(MAY_WE);
        bench.settings = bench.settings.answers(Map.of("g", "yes"));

        assertThat(bench.resume("r1").notReached()).isEmpty();

        assertThat(bench.panel.drives()).containsExactly("turn@eu-1/cp1=1", "wide@eu-1=2");
    }
}

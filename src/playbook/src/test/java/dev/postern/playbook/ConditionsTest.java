package dev.postern.playbook;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.core.fact.FactValue;
import dev.postern.core.fact.Facts;
import dev.postern.core.problem.Checked;
import dev.postern.core.problem.Position;
import dev.postern.core.problem.Problem;
import dev.postern.core.value.JsonValue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

class ConditionsTest {
    private static final Vocabulary VOCABULARY =
            new Vocabulary(
                            Map.of(
                                    "api.ready", Vocabulary.Kind.BOOL,
                                    "etcd.healthy", Vocabulary.Kind.BOOL,
                                    "offender.silent", Vocabulary.Kind.BOOL,
                                    "server.cpu", Vocabulary.Kind.NUMBER,
                                    "server.restarts", Vocabulary.Kind.NUMBER,
                                    "recollapses", Vocabulary.Kind.NUMBER,
                                    "clusters", Vocabulary.Kind.LIST))
                    .withSteps(List.of("fence"));

    private static CompiledCondition compile(String text) {
        return switch (Conditions.compile(text, new Position("p.yaml", 3, 9), VOCABULARY)) {
            case Checked.Sound<CompiledCondition>(var c) -> c;
            case Checked.Faulty<CompiledCondition>(var p) -> throw new AssertionError(p.toString());
        };
    }

    private static List<Problem> problems(String text) {
        return switch (Conditions.compile(text, new Position("p.yaml", 3, 9), VOCABULARY)) {
            case Checked.Sound<CompiledCondition>(var c) -> throw new AssertionError("sound");
            case Checked.Faulty<CompiledCondition>(var p) -> p;
        };
    }

    private static Facts.Verdict verdict(String text, Map<String, FactValue> facts) {
        return compile(text)
                .evaluate(n -> facts.getOrDefault(n, FactValue.unknown("nobody answers")));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            textBlock =
                    """
                    true    ; true    ; api.ready && etcd.healthy  ; YES
                    true    ; unknown ; api.ready && etcd.healthy  ; UNKNOWN
                    unknown ; true    ; api.ready && etcd.healthy  ; UNKNOWN
                    false   ; unknown ; api.ready && etcd.healthy  ; NO
                    unknown ; false   ; api.ready && etcd.healthy  ; NO
                    unknown ; true    ; api.ready || etcd.healthy  ; YES
                    true    ; unknown ; api.ready || etcd.healthy  ; YES
                    false   ; unknown ; api.ready || etcd.healthy  ; UNKNOWN
                    unknown ; true    ; !api.ready                 ; UNKNOWN
                    unknown ; true    ; !(api.ready && etcd.healthy) ; UNKNOWN
                    unknown ; false   ; !(api.ready && etcd.healthy) ; YES
                    unknown ; unknown ; api.ready == etcd.healthy  ; UNKNOWN
                    unknown ; true    ; api.ready ? etcd.healthy : etcd.healthy ; UNKNOWN
                    true    ; unknown ; api.ready ? true : etcd.healthy ; YES
                    """)
    void anUnknownFactIsNeitherYesNorNo(String api, String etcd, String text, Facts.Answer want) {
        assertThat(
                        verdict(text, Map.of("api.ready", bool(api), "etcd.healthy", bool(etcd)))
                                .answer())
                .isEqualTo(want);
    }

    @Test
    void whatMakesAFactFalseIsToldWhereItIs() {
        var covered = Map.of("api.ready", FactValue.of(false, "eu-1/cp3: no answer\u001b[31m"));
        assertThat(verdict("api.ready", covered).because())
                .startsWith("api.ready = false (eu-1/cp3: no answer")
                .doesNotContain("\u001b");
        assertThat(
                        verdict("api.ready", Map.of("api.ready", FactValue.of(true, "nothing")))
                                .because())
                .isEqualTo("api.ready = true");
    }

    private static FactValue bool(String text) {
        return text.equals("unknown")
                ? FactValue.unknown("nobody answers")
                : FactValue.of(Boolean.parseBoolean(text));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    0.5 | server.cpu < 0.6 | YES
                    0.5 | server.cpu < 1   | YES
                    1.5 | server.cpu < 1   | NO
                    1   | server.cpu <= 1  | YES
                    1   | server.cpu == 1  | YES
                    0   | server.cpu == 0  | YES
                    0   | server.cpu != 0  | NO
                    2   | server.cpu > 1.5 && server.cpu >= 2 | YES
                    3   | 2 < server.cpu   | YES
                    0.9 | server.cpu * 2.0 > 1.5 | YES
                    2   | server.cpu in [1.0, 2.0] | YES
                    """)
    void numbersCompareWhateverTheyAreWrittenAs(double value, String text, Facts.Answer want) {
        assertThat(verdict(text, Map.of("server.cpu", FactValue.of(value))).answer())
                .isEqualTo(want);
        if (value == Math.rint(value)) {
            assertThat(verdict(text, Map.of("server.cpu", FactValue.of((long) value))).answer())
                    .isEqualTo(want);
        }
    }

    @Test
    void objectivesOfDrillsLookIntoTheClusters() {
        var clusters =
                JsonValue.array(
                        JsonValue.object("workload", JsonValue.object("absent", true)),
                        JsonValue.object("workload", JsonValue.object("absent", false)));
        String all = "clusters.all(c, c.workload.absent)";
        assertThat(verdict(all, Map.of("clusters", new FactValue.Known(clusters))).answer())
                .isEqualTo(Facts.Answer.NO);
        assertThat(
                        verdict(
                                        "clusters.exists(c, c.workload.absent)",
                                        Map.of("clusters", new FactValue.Known(clusters)))
                                .answer())
                .isEqualTo(Facts.Answer.YES);
        var dark =
                JsonValue.array(
                        JsonValue.object(
                                "workload", JsonValue.object("absent", JsonValue.nothing())));
        assertThat(verdict(all, Map.of("clusters", new FactValue.Known(dark))).answer())
                .isEqualTo(Facts.Answer.UNKNOWN);
        assertThat(verdict(all, Map.of()).answer()).isEqualTo(Facts.Answer.UNKNOWN);
        assertThat(compile(all).facts()).containsExactly("clusters");
    }

    @Test
    void aConditionSaysWhichFactsItMayRead() {
        assertThat(compile("fence.settled && (api.ready || server.cpu < 0.5)").facts())
                .containsExactlyInAnyOrder("fence.settled", "api.ready", "server.cpu");
        assertThat(compile("'x' == ''").facts()).isEmpty();
    }

    @Test
    void factsAreReadFromTheLeftOnceAndOnlyWhereTheyMatter() {
        List<String> asked = new ArrayList<>();
        compile("api.ready && api.ready && etcd.healthy")
                .evaluate(n -> {
                    asked.add(n);
                    return FactValue.of(false);
                });
        assertThat(asked).containsExactly("api.ready");
    }

    @Test
    void theVerdictNamesWhatDecided() {
        assertThat(
                        verdict(
                                        "api.ready && etcd.healthy",
                                        Map.of(
                                                "api.ready", FactValue.of(true),
                                                "etcd.healthy", FactValue.of(false)))
                                .because())
                .isEqualTo("etcd.healthy = false");
        assertThat(
                        verdict(
                                        "api.ready && server.cpu < 0.6",
                                        Map.of(
                                                "api.ready", FactValue.of(true),
                                                "server.cpu", FactValue.of(0.42)))
                                .because())
                .isEqualTo("api.ready = true, server.cpu = 0.42");
        assertThat(
                        verdict(
                                        "api.ready && etcd.healthy",
                                        Map.of("api.ready", FactValue.of(true)))
                                .because())
                .isEqualTo("etcd.healthy is unknown: nobody answers");
    }

    @Test
    void whyAFactIsUnknownCannotPaintTheScreen() {
        assertThat(
                        compile("api.ready")
                                .evaluate(n -> FactValue.unknown("\u001b[2J gone"))
                                .because())
                .doesNotContain("\u001b");
    }

    @Test
    void aBugInASourceOfFactsIsNoUnknown() {
        org.assertj.core.api.Assertions.assertThatThrownBy(() ->
                        compile("api.ready || etcd.healthy")
                                .evaluate(n -> {
                                    throw new IllegalStateException("bug");
                                }))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("bug");
    }

    @Test
    void anUnknownFactNamesTheNearest() {
        assertThat(problems("api.redy && server.cpus < 1"))
                .extracting(Problem::message)
                .containsExactly("unknown fact \"api.redy\"", "unknown fact \"server.cpus\"");
        Problem first = problems("fence.settled && api.redy").getFirst();
        assertThat(first.position()).hasToString("p.yaml:3:26");
        assertThat(first.nearest()).contains("api.ready");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "api.ready &&",
                "api.ready ==",
                "1",
                "'a'",
                "server.cpu",
                "api.ready == 1",
                "server.cpu && api.ready",
                "!server.cpu",
                "server.cpu == 'x'",
                "api.ready.x",
                "api",
                "foo(1)",
                "api.ready; true",
                "\"",
                "api.ready = true",
                "clusters",
                "[1,2].map(x, x)",
                "api.ready ? 1 : 2",
                "Pod{}"
            })
    void whatIsNoConditionIsRefused(String text) {
        assertThat(problems(text)).isNotEmpty();
    }

    @Test
    void hostileConditionsEndQuickly() {
        assertThat(problems("(".repeat(1900))).isNotEmpty();
        assertThat(verdict("!".repeat(1900) + "api.ready", Map.of()).answer())
                .isEqualTo(Facts.Answer.UNKNOWN);
        assertThat(problems("a".repeat(5000))).isNotEmpty();
        String many = "[" + "1,".repeat(90) + "1]";
        String nested = many + ".all(a, " + many + ".all(b, " + many + ".all(c, a + b + c < 9)))";
        assertThat(verdict(nested, Map.of()).answer()).isEqualTo(Facts.Answer.UNKNOWN);
    }
}

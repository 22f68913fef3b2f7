package dev.postern.playbook;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.core.fact.FactValue;
import dev.postern.core.fact.Facts;
import dev.postern.core.playbook.Parameter;
import dev.postern.core.playbook.Playbook;
import dev.postern.core.problem.Checked;
import dev.postern.core.problem.Position;
import dev.postern.core.problem.Problem;
import dev.postern.core.value.JsonValue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.List;
import java.util.Map;
import java.util.Optional;

class BindingsTest {
    private static final Position HERE = new Position("p.yaml", 1, 1);

    private static Parameter parameter(
            String name, Parameter.Type type, boolean required, String byDefault) {
        return new Parameter(name, type, required, Optional.ofNullable(byDefault), "", HERE);
    }

    private static final Playbook PLAYBOOK =
            new Playbook(
                    "p",
                    "P",
                    List.of(
                            parameter("workload", Parameter.Type.Plain.WORKLOAD, false, null),
                            parameter("note", Parameter.Type.Plain.TEXT, false, null),
                            parameter("relief", Parameter.Type.Plain.DURATION, false, "15m"),
                            parameter("count", Parameter.Type.Plain.INTEGER, true, null),
                            parameter(
                                    "putback",
                                    new Parameter.Type.Choice(List.of("ask", "now", "leave")),
                                    false,
                                    "ask")),
                    List.of(),
                    List.of(),
                    "",
                    "p.yaml");

    private static Bindings bind(Map<String, String> given) {
        return switch (Parameters.bind(PLAYBOOK, given)) {
            case Checked.Sound<Bindings>(var b) -> b;
            case Checked.Faulty<Bindings>(var p) -> throw new AssertionError(p.toString());
        };
    }

    @Test
    void defaultsFillWhatWasNotGiven() {
        Bindings b = bind(Map.of("count", "3"));
        assertThat(b.asJson())
                .isEqualTo(JsonValue.object("relief", "15m", "count", "3", "putback", "ask"));
        assertThat(b.missing()).containsExactly("workload", "note");
        assertThat(
                        b.missingIn(
                                JsonValue.object(
                                        "a", JsonValue.array(JsonValue.of("x ${workload}")))))
                .containsExactly("workload");
    }

    @Test
    void everyMistakeOfTheGivenValuesIsReportedAtOnce() {
        var faulty =
                (Checked.Faulty<Bindings>)
                        Parameters.bind(
                                PLAYBOOK, Map.of("relif", "1m", "relief", "15", "putback", "nwo"));
        assertThat(faulty.problems())
                .extracting(Problem::message)
                .containsExactlyInAnyOrder(
                        "p has no parameter \"relif\"",
                        "p needs the parameter count",
                        "relief cannot be \"15\"",
                        "putback cannot be \"nwo\"");
        assertThat(faulty.problems())
                .filteredOn(p -> p.message().startsWith("putback"))
                .allSatisfy(p -> assertThat(p.nearest()).contains("now"));
    }

    @Test
    void anAnswerOfAGateIsCheckedAgainstTheType() {
        Bindings b = bind(Map.of("count", "3"));
        assertThat(b.with("workload", "telemetry/daemonset/agent").got().orElseThrow().missing())
                .containsExactly("note");
        assertThat(b.with("workload", "agent").whyNot().orElseThrow().why())
                .contains("namespace/kind/name");
        assertThat(b.with("nothing", "x").isOk()).isFalse();
        assertThat(b.value("workload")).isEmpty();
    }

    @Test
    void valuesAreReplacedOnceAndNothingElseIsATemplate() {
        Bindings b = bind(Map.of("count", "3", "note", "${count}"));
        assertThat(b.apply("${note} of ${count}, ${ } $ ${{x}} ${workload}."))
                .isEqualTo("${count} of 3, ${ } $ ${{x}} .");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "' == '' || true || '",
                "' || true || '",
                "\\",
                "\\' || true || '",
                "\" || true",
                "'",
                "''",
                "'''",
                "\n",
                "x' // ",
                "${count}",
                "\u0000",
                "\\u0027 || true || \\u0027",
                "`",
                "\r\n' || true || '"
            })
    void noValueCanChangeTheMeaningOfACondition(String hostile) {
        Bindings b = bind(Map.of("count", "3", "note", hostile));
        for (String text :
                List.of(
                        "'${note}' == ''",
                        "\"${note}\" == ''",
                        "'''${note}''' == ''",
                        "\"\"\"${note}\"\"\" == ''",
                        "${note} == ''",
                        "'' == 'x' // ${note}")) {
            var compiled = Conditions.compile(b.condition(text), HERE, new Vocabulary(Map.of()));
            assertThat(compiled)
                    .as(b.condition(text))
                    .isInstanceOfSatisfying(
                            Checked.Sound.class,
                            s ->
                                    assertThat(
                                                    ((CompiledCondition) s.value())
                                                            .evaluate(n -> FactValue.unknown(""))
                                                            .answer())
                                            .isEqualTo(Facts.Answer.NO));
        }
    }

    @Test
    void aMissingParameterIsEmptyTextInAConditionAndNumbersStandBare() {
        Bindings b = bind(Map.of("count", "-3"));
        assertThat(b.condition("'${workload}' == '' && 1 -${count} == 4"))
                .isEqualTo("'' == '' && 1 -(-3) == 4");
    }

    @Test
    void aConditionKnowsTheQuotesThatAReferenceStandsIn() {
        Bindings b = bind(Map.of("count", "3", "note", "a'b"));
        assertThat(b.condition("'it\\'s ${note}' != \"${note}\""))
                .isEqualTo("'it\\'s a\\'b' != \"a\\'b\"");
    }
}

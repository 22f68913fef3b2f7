package dev.postern.playbook;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.core.action.About;
import dev.postern.core.playbook.Parameter;
import dev.postern.core.problem.Position;
import dev.postern.core.value.Factor;
import dev.postern.core.value.Failure;
import dev.postern.core.value.JsonValue;
import dev.postern.core.value.Percent;
import dev.postern.core.value.Workload;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

class ArgumentsTest {
    enum Lift {
        STAGED,
        AT_ONCE
    }

    record Everything(
            @About("Which workload.") Workload workload,
            @About(value = "How fast.", byDefault = "1%") Percent firstShare,
            @About(value = "How much.", byDefault = "2x") Factor by,
            @About(value = "How long.", byDefault = "45m") Duration expires,
            @About(value = "How.", byDefault = "staged") Lift lift,
            @About(value = "Who.", byDefault = "[operator, peers]") List<String> allow,
            @About(value = "Whether.", byDefault = "false") boolean onlySubject,
            @About(value = "How many.", byDefault = "3") int count,
            @About("Maybe.") Optional<Duration> limit,
            @About(value = "While.", key = "while", byDefault = "api.ready", condition = true)
                    String holds) {
        Everything {
            if (count > 100) {
                throw new IllegalArgumentException("at most 100 at a time");
            }
        }
    }

    private static Everything decode(JsonValue.Obj arguments, Bindings bindings) {
        return Arguments.decode(Everything.class, arguments, bindings).got().orElseThrow();
    }

    private static Failure refusal(JsonValue.Obj arguments, Bindings bindings) {
        return Arguments.decode(Everything.class, arguments, bindings).whyNot().orElseThrow();
    }

    private static final JsonValue.Obj LEAST = JsonValue.object("workload", "a/deployment/b");

    @Test
    void whatIsNotGivenHasItsDefault() {
        assertThat(decode(LEAST, Bindings.none()))
                .isEqualTo(
                        new Everything(
                                new Workload("a", "deployment", "b"),
                                new Percent(1),
                                new Factor(2),
                                Duration.ofMinutes(45),
                                Lift.STAGED,
                                List.of("operator", "peers"),
                                false,
                                3,
                                Optional.empty(),
                                "api.ready"));
    }

    @Test
    void keysHaveDashesAndAListMayBeOneText() {
        Everything e =
                decode(
                        LEAST.with("only-subject", JsonValue.of("yes"))
                                .with("first-share", JsonValue.of("5%"))
                                .with("lift", JsonValue.of("at-once"))
                                .with("allow", JsonValue.of("a, b"))
                                .with("limit", JsonValue.of("5s"))
                                .with("while", JsonValue.of("'x' == ''")),
                        Bindings.none());
        assertThat(e.onlySubject()).isTrue();
        assertThat(e.lift()).isEqualTo(Lift.AT_ONCE);
        assertThat(e.allow()).containsExactly("a", "b");
        assertThat(e.limit()).contains(Duration.ofSeconds(5));
    }

    @Test
    void parametersAreReplacedAndEscapedInConditions() {
        Bindings b =
                new Bindings(
                        List.of(
                                new Parameter(
                                        "t",
                                        Parameter.Type.Plain.TEXT,
                                        true,
                                        Optional.empty(),
                                        "",
                                        new Position("f", 1, 1))),
                        Map.of("t", "a'b"));
        Everything e =
                decode(
                        LEAST.with("allow", JsonValue.array(JsonValue.of("x-${t}")))
                                .with("while", JsonValue.of("'${t}' == ''")),
                        b);
        assertThat(e.allow()).containsExactly("x-a'b");
        assertThat(e.holds()).isEqualTo("'a\\'b' == ''");
    }

    @Test
    void aParameterWithoutAValueLeavesAnOptionalEmptyAndStopsARequiredOne() {
        Bindings none = Bindings.none();
        assertThat(decode(LEAST.with("limit", JsonValue.of("${limit}")), none).limit()).isEmpty();
        assertThat(decode(LEAST.with("expires", JsonValue.of("${relief}")), none).expires())
                .isEqualTo(Duration.ofMinutes(45));
        assertThat(refusal(JsonValue.object("workload", "${workload}"), none).sentence())
                .isEqualTo("workload has no value: not yet set: workload");
    }

    @Test
    void whatDoesNotFitIsRefusedByName() {
        Bindings none = Bindings.none();
        assertThat(refusal(JsonValue.object(), none).what()).isEqualTo("workload has no value");
        assertThat(refusal(LEAST.with("lift", JsonValue.of("now")), none).sentence())
                .isEqualTo("lift cannot be \"now\": expected one of staged, at-once");
        assertThat(refusal(LEAST.with("expires", JsonValue.of("45")), none).what())
                .contains("expires cannot be");
        assertThat(refusal(LEAST.with("count", JsonValue.of("101")), none).what())
                .isEqualTo("at most 100 at a time");
        assertThat(refusal(LEAST.with("x", JsonValue.of("1")), none).what()).contains("argument x");
        assertThat(refusal(LEAST.with("count", JsonValue.array()), none).what())
                .isEqualTo("count is not one value");
    }

    @Test
    void theArgumentsOfARecordAreDescribed() {
        assertThat(Arguments.of(Everything.class))
                .extracting(Argument::key)
                .containsExactly(
                        "workload",
                        "first-share",
                        "by",
                        "expires",
                        "lift",
                        "allow",
                        "only-subject",
                        "count",
                        "limit",
                        "while");
        assertThat(Arguments.of(Everything.class).getFirst().required()).isTrue();
        assertThat(Arguments.of(Everything.class).get(8).required()).isFalse();
        assertThat(Arguments.of(Everything.class).get(4).words())
                .containsExactly("staged", "at-once");
    }
}

package dev.postern.json;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.core.value.Blob;
import dev.postern.core.value.JsonValue;
import dev.postern.core.value.Outcome;
import dev.postern.core.value.Percent;
import dev.postern.core.value.Workload;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

class JsonTest {
    enum Mode {
        HELD_ASIDE,
        RUNNING
    }

    sealed interface Shape {
        record RoundThing(int radius) implements Shape {}

        record Square(int side) implements Shape {}
    }

    record State(
            String name,
            int count,
            boolean on,
            Mode mode,
            Duration within,
            Instant at,
            Percent share,
            Workload workload,
            Blob manifest,
            Optional<String> missing,
            Optional<Integer> there,
            List<Shape> shapes,
            Map<String, Long> sizes) {}

    private static final State STATE =
            new State(
                    "n",
                    3,
                    true,
                    Mode.HELD_ASIDE,
                    Duration.ofMinutes(15),
                    Instant.parse("2024-12-11T15:12:00Z"),
                    new Percent(2.5),
                    new Workload("telemetry", "daemonset", "agent"),
                    Blob.of("password".getBytes()),
                    Optional.empty(),
                    Optional.of(7),
                    List.of(new Shape.RoundThing(1), new Shape.Square(2)),
                    Map.of("b", 2L, "a", 1L));

    private static final class Kept implements Records.Blobs {
        final Map<String, Blob> blobs = new HashMap<>();

        @Override
        public void keep(Blob blob) {
            blobs.put(blob.sha256(), blob);
        }

        @Override
        public Outcome<Blob> get(String sha256) {
            Blob b = blobs.get(sha256);
            return b == null ? Records.Blobs.none().get(sha256) : Outcome.ok(b);
        }
    }

    @Test
    void aRecordComesBackEqualAndItsBlobStaysApart() {
        Kept kept = new Kept();
        String text = JsonText.line(Records.encode(STATE, kept));
        assertThat(text)
                .doesNotContain("password")
                .contains("\"is\":\"round-thing\"", "\"held-aside\"");
        JsonValue back = JsonText.parse(text).got().orElseThrow();
        assertThat(Records.decode(State.class, back, kept).got()).contains(STATE);
    }

    @Test
    void aFieldThatDoesNotFitIsNamed() {
        Kept kept = new Kept();
        JsonValue.Obj wrong = Records.encode(STATE, kept).with("count", JsonValue.of("three"));
        assertThat(Records.decode(State.class, wrong, kept).whyNot().orElseThrow().why())
                .contains("State.count");
        JsonValue.Obj lost = Records.encode(STATE, kept);
        assertThat(
                        Records.decode(State.class, lost, Records.Blobs.none())
                                .whyNot()
                                .orElseThrow()
                                .why())
                .contains("State.manifest");
    }

    @Test
    void canonicalTextIsTheSameForEqualValues() {
        JsonValue a =
                JsonText.parse("{\"b\":1.0,\"a\":[{\"y\":10,\"x\":1e1}]}").got().orElseThrow();
        JsonValue b =
                JsonText.parse("{\"a\":[{\"x\":10.00,\"y\":10}],\"b\":1}").got().orElseThrow();
        assertThat(JsonText.canonical(a))
                .isEqualTo(JsonText.canonical(b))
                .isEqualTo("{\"a\":[{\"x\":10,\"y\":10}],\"b\":1}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "{\"a\":1,\"a\":2}",
                "[1] 2",
                "nul",
                "{\"a\":01}",
                "'a'",
                "{\"a\":\"\u0001\"}"
            })
    void whatIsNotStrictlyJsonIsRefused(String text) {
        assertThat(JsonText.parse(text).isOk()).isFalse();
    }

    @Test
    void somethingAbsurdlyDeepIsRefused() {
        assertThat(JsonText.parse("[".repeat(100_000)).isOk()).isFalse();
    }

    @Test
    void hugeNumbersAreNeitherSlowNorWrong() {
        assertThat(JsonText.parse("1e999999999").got().map(JsonText::canonical))
                .contains("1E+999999999");
    }
}

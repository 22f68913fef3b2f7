package dev.postern.core.value;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Duration;

class ValuesTest {
    @ParameterizedTest
    @ValueSource(strings = {"15m", "1h30m", "500ms", "2d", "1m500ms", "30s"})
    void aDurationIsWrittenAsItWasRead(String text) {
        assertThat(Durations.parse(text).map(Durations::text)).contains(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "15", "m", "1.5h", "-3s", "3m 4s", "5m3h", "9999999999s"})
    void whatHasNoUnitOrNoOrderIsNoDuration(String text) {
        assertThat(Durations.parse(text)).isEmpty();
    }

    @Test
    void aZeroDurationHasAUnitToo() {
        assertThat(Durations.text(Duration.ZERO)).isEqualTo("0s");
    }

    @Test
    void aPercentKeepsItsDecimals() {
        assertThat(Percent.parse("0.5%").map(Percent::toString)).contains("0.5%");
        assertThat(Percent.parse("0.5%").orElseThrow().of(1000)).isEqualTo(5);
        assertThat(Percent.parse("20%").orElseThrow().of(15)).isEqualTo(3);
        assertThat(Percent.parse("20")).isEmpty();
        assertThat(Percent.parse("100.5%")).isEmpty();
    }

    @Test
    void aWorkloadHasANamespaceAKnownKindAndAName() {
        assertThat(Workload.parse("telemetry/DaemonSet/agent").map(Workload::toString))
                .contains("telemetry/daemonset/agent");
        assertThat(Workload.parse("telemetry/pod/agent")).isEmpty();
        assertThat(Workload.parse("telemetry/daemonset")).isEmpty();
        assertThat(Workload.parse("a b/daemonset/x")).isEmpty();
        assertThat(Workload.parse("../daemonset/x")).isEmpty();
    }

    @Test
    void aSecretAndABlobShowNothing() {
        assertThat(Secret.of("hunter2".toCharArray()).toString()).isEqualTo("(secret)");
        assertThat(Blob.of("hunter2".getBytes()).toString()).doesNotContain("hunter2");
    }

    @Test
    void blobsAreEqualWhenTheirBytesAre() {
        assertThat(Blob.of(new byte[] {1, 2})).isEqualTo(Blob.of(new byte[] {1, 2}));
        assertThat(Blob.of(new byte[] {1, 2})).isNotEqualTo(Blob.of(new byte[] {1, 3}));
        assertThat(Blob.of(new byte[0]).sha256())
                .isEqualTo("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    }

    @Test
    void theTextsOfAFailureAreNeutral() {
        Failure f = Failure.unchanged(Failure.Kind.BROKEN, "a\u001b[0m", "b\nc", "");
        assertThat(f.sentence()).isEqualTo("a·[0m: b c");
        assertThat(f.leftBehind()).isEqualTo("nothing was changed");
    }

    @Test
    void equalNumbersAreEqualJson() {
        assertThat(JsonValue.of(1.0)).isEqualTo(JsonValue.of(1));
        assertThat(JsonValue.of(1.0)).hasSameHashCodeAs(JsonValue.of(1));
    }
}

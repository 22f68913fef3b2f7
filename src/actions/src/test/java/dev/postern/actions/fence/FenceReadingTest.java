package dev.postern.actions.fence;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.core.value.JsonValue;
import dev.postern.json.JsonText;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;
import java.util.Set;

class FenceReadingTest {
    private static JsonValue json(String text) {
        return JsonText.parse(text).got().orElseThrow();
    }

    private static final String TABLE =
            "{\"table\": {\"family\": \"inet\", \"name\": \"postern\", \"handle\": 2}}";
    private static final String SHARE =
            "{\"rule\": {\"chain\": \"share0\", \"expr\": [{\"match\": {\"op\": \"<\", \"left\":"
                    + " {\"jhash\": {\"mod\": 10000, \"seed\": 24301, \"expr\": {\"payload\":"
                    + " {\"protocol\": \"ip\", \"field\": \"saddr\"}}}}, \"right\": 450}}]}}";

    @Test
    void aListingWithoutATableIsNoFence() {
        assertThat(FenceReading.parse(json("{\"nftables\": [{\"metainfo\": {}}]}"))).isEmpty();
    }

    @Test
    void readsSharesTimersPrefixesAndRanges() {
        String text =
                "{\"nftables\": ["
                        + TABLE
                        + ", {\"set\": {\"name\": \"hold\", \"elem\": [{\"elem\": {\"val\": 6443,"
                        + " \"timeout\": 900, \"expires\": 3}}]}}, {\"set\": {\"name\": \"lift1\"}},"
                        + " {\"set\": {\"name\": \"door4\", \"elem\": [{\"prefix\": {\"addr\":"
                        + " \"203.0.113.0\", \"len\": 24}}]}}, {\"set\": {\"name\": \"peers4\","
                        + " \"elem\": [{\"range\": [\"10.0.0.11\", \"10.0.0.13\"]}]}}, {\"rule\":"
                        + " {\"chain\": \"input\", \"expr\": [{\"match\": {\"left\": {\"payload\":"
                        + " {\"protocol\": \"tcp\", \"field\": \"dport\"}}, \"right\": 6443}}]}},"
                        + SHARE
                        + "]}";
        assertThat(FenceReading.parse(json(text)))
                .contains(
                        new Fence(
                                6443,
                                true,
                                Duration.ofMinutes(15),
                                false,
                                450,
                                List.of("203.0.113.0/24"),
                                List.of("10.0.0.11", "10.0.0.12", "10.0.0.13"),
                                List.of(),
                                List.of()));
    }

    @Test
    void readsWhoIsLoudWithTheTimeThatIsLeftToIt() {
        String text =
                "{\"nftables\": ["
                        + TABLE
                        + ", {\"counter\": {\"name\": \"rationed\", \"packets\": 7}}, {\"set\": {\"name\":"
                        + " \"loud4\", \"elem\": [{\"elem\": {\"val\": \"10.0.0.9\", \"timeout\": 30,"
                        + " \"expires\": 12}}]}}, {\"set\": {\"name\": \"loud6\", \"elem\": [{\"elem\":"
                        + " {\"val\": \"fd00::9\"}}]}}]}";
        assertThat(FenceReading.noise(json(text)))
                .isEqualTo(new Noise(Set.of("10.0.0.9", "fd00::9"), 7));
    }

    @Test
    void aFenceWhoseTimerRanOutIsNotArmed() {
        String text =
                "{\"nftables\": [" + TABLE + ", {\"set\": {\"name\": \"hold\"}}, " + SHARE + "]}";
        assertThat(FenceReading.parse(json(text)).orElseThrow().armed()).isFalse();
    }
}

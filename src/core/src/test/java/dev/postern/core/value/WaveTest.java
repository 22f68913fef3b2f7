package dev.postern.core.value;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.util.List;

class WaveTest {
    private static List<Wave> waves(String... texts) {
        return java.util.Arrays.stream(texts).map(t -> Wave.parse(t).orElseThrow()).toList();
    }

    @Test
    void theLastEntryRepeatsUntilAllAreDone() {
        assertThat(Wave.resolve(waves("1", "5", "20%"), 48))
                .containsExactly(1, 5, 10, 10, 10, 10, 2);
    }

    @Test
    void noEntriesAreOneWaveWithAll() {
        assertThat(Wave.resolve(List.of(), 7)).containsExactly(7);
        assertThat(Wave.resolve(List.of(), 0)).isEmpty();
    }

    @Test
    void aSmallShareIsNeverNobody() {
        assertThat(Wave.resolve(waves("1%"), 3)).containsExactly(1, 1, 1);
    }

    @Test
    void zeroAndUnitlessSharesAreNoWaves() {
        assertThat(Wave.parse("0")).isEmpty();
        assertThat(Wave.parse("0%")).isEmpty();
        assertThat(Wave.parse("101%")).isEmpty();
        assertThat(Wave.parse("2.5")).isEmpty();
    }
}

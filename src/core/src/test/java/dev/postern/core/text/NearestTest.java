package dev.postern.core.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.util.List;

class NearestTest {
    private static final List<String> KNOWN =
            List.of("block-api", "unblock-api", "raise-apiserver", "readmit", "run");

    @Test
    void aSwapAndAMissingLetterAreNear() {
        assertThat(Nearest.to("blcok-api", KNOWN)).contains("block-api");
        assertThat(Nearest.to("readmt", KNOWN)).contains("readmit");
    }

    @Test
    void aBeginningIsNear() {
        assertThat(Nearest.to("raise", KNOWN)).contains("raise-apiserver");
    }

    @Test
    void somethingElseIsNotNear() {
        assertThat(Nearest.to("kubectl", KNOWN)).isEmpty();
        assertThat(Nearest.to("", KNOWN)).isEmpty();
    }

    @Test
    void aHugeWordIsAnsweredAtOnce() {
        assertThat(Nearest.to("x".repeat(100_000), KNOWN)).isEmpty();
    }
}

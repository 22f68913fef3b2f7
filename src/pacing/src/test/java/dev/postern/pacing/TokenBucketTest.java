package dev.postern.pacing;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Duration;
import java.time.Instant;
import java.util.Random;

class TokenBucketTest {
    private static final Instant START = Instant.parse("2024-12-11T15:11:00Z");

    @ParameterizedTest
    @ValueSource(doubles = {0.1, 0.3, 0.5, 5, 50})
    void whoMerelyLooksMovesNobodysTurn(double perSecond) {
        Random random = new Random(7);
        TokenBucket alone = new TokenBucket(perSecond, 3, 2.2, START);
        TokenBucket watched = new TokenBucket(perSecond, 3, 2.2, START);
        Instant now = START;
        for (int i = 0; i < 2_000; i++) {
            for (int k = 0; k < 5; k++) {
                now = now.plusNanos(random.nextInt(20_000_000));
                watched.untilOne(now);
            }

            Duration wait = alone.untilOne(now);
            assertThat(watched.untilOne(now)).as("turn %d", i).isEqualTo(wait);
            now = now.plus(wait);
            assertThat(watched.untilOne(now)).as("turn %d", i).isZero();
            alone.take(now);
            watched.take(now);
        }
    }

    @Test
    void aRestSavesUpTheBurstAndNoMore() {
        TokenBucket bucket = new TokenBucket(2, 3, 1, START);
        Instant later = START.plusSeconds(3600);

        for (int i = 0; i < 3; i++) {
            assertThat(bucket.untilOne(later)).isZero();
            bucket.take(later);
        }
        assertThat(bucket.untilOne(later)).isEqualTo(Duration.ofMillis(500));
    }

    @Test
    void whatIsTakenInAdvanceIsWaitedFor() {
        TokenBucket bucket = new TokenBucket(2, 3, 1, START);
        bucket.take(START);
        bucket.take(START);
        bucket.take(START);

        assertThat(bucket.untilOne(START)).isEqualTo(Duration.ofMillis(1500));
        assertThat(bucket.untilOne(START.plusMillis(1500))).isZero();
    }

    @Test
    void anotherRateKeepsWhatThereIsAndNoMoreThanItsBurst() {
        TokenBucket slower = new TokenBucket(5, 5, 4, START);
        slower.rate(0.5, 2, START);
        slower.take(START);
        slower.take(START);
        TokenBucket inDebt = new TokenBucket(5, 5, 0.5, START);
        inDebt.rate(0.5, 2, START);

        assertThat(slower.untilOne(START)).isEqualTo(Duration.ofSeconds(2));
        assertThat(inDebt.untilOne(START)).isEqualTo(Duration.ofSeconds(1));
    }
}

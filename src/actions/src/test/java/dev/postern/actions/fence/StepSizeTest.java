package dev.postern.actions.fence;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class StepSizeTest {
    @Test
    void withoutAMeasurementAStepDoublesButAddsNoMoreThanAFifth() {
        StepSize size = new StepSize();
        assertThat(size.next(100, 100, 16)).isEqualTo(100);
        assertThat(size.next(5000, 100, 16)).isEqualTo(2000);
    }

    @Test
    void dearNodesMakeSmallSteps() {
        StepSize size = new StepSize();
        size.learn(100, 128);
        // 8 s of 16 cores are 128 core-seconds, which 100 of 10,000 brought.
        assertThat(size.next(1000, 100, 16)).isEqualTo(100);
    }

    @Test
    void cheapNodesMakeStepsOfFourTimesWhatIsIn() {
        StepSize size = new StepSize();
        size.learn(100, 0.5);
        assertThat(size.next(100, 100, 16)).isEqualTo(400);
        assertThat(size.next(2500, 100, 16)).isEqualTo(10_000);
    }

    @Test
    void whatNodesCostIsLearntAnewByEachStep() {
        StepSize size = new StepSize();
        size.learn(100, 1);
        size.learn(100, 255);
        assertThat(size.next(1000, 100, 16)).isEqualTo(100);
    }

    @Test
    void aFallBackHalvesTheSteps() {
        StepSize size = new StepSize();
        size.tooMuch();
        assertThat(size.next(1000, 100, 16)).isEqualTo(500);
    }
}

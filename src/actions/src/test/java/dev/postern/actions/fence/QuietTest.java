package dev.postern.actions.fence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

import java.time.Instant;
import java.util.Optional;
import java.util.Set;

class QuietTest {
    private static final Instant START = Instant.parse("2024-12-11T15:12:00Z");

    /** One core: a twentieth of it is hardly anything, a hundredth nothing. */
    private final Quiet quiet = new Quiet(1);

    private long second;
    private double cpuSeconds;
    private String container = "a";

    private Optional<Quiet.Look> look(int seconds, double cores, int sources) {
        second += seconds;
        cpuSeconds += seconds * cores;
        return Optional.of(
                new Quiet.Look(
                        new Gates.Work(START.plusSeconds(second), cpuSeconds, Set.of(container)),
                        sources));
    }

    private void calmAt(double cores) {
        quiet.begin(look(0, 0, 0));
        quiet.isOver(look(5, cores, 0), 0);
        assertThat(quiet.isOver(look(5, cores, 0), 0)).isTrue();
        quiet.isCalm();
        quiet.begin(look(0, 0, 0));
    }

    @Test
    void beforeAnyStepItIsCalmWhenTheServersNoLongerGetCalmer() {
        quiet.begin(look(0, 0, 0));
        assertThat(quiet.isOver(look(5, 0.8, 0), 0)).isFalse();
        assertThat(quiet.isOver(look(5, 0.3, 0), 0)).isFalse();
        assertThat(quiet.isOver(look(5, 0.05, 0), 0)).isFalse();
        assertThat(quiet.isOver(look(5, 0.04, 0), 0)).isTrue();
    }

    @Test
    void aStepIsOverWhenTheServersDoHardlyMoreThanBefore() {
        calmAt(0.1);
        assertThat(quiet.isOver(look(5, 0.4, 8), 0)).isFalse();
        assertThat(quiet.isOver(look(5, 0.2, 8), 0)).isFalse();
        assertThat(quiet.isOver(look(5, 0.12, 8), 0)).isFalse();
        assertThat(quiet.isOver(look(5, 0.12, 8), 0)).isTrue();
    }

    @Test
    void itIsNotOverBeforeAWindowHasPassed() {
        calmAt(0.1);
        assertThat(quiet.isOver(look(5, 0.1, 0), 0)).isFalse();
        assertThat(quiet.isOver(look(4, 0.1, 0), 0)).isFalse();
        assertThat(quiet.isOver(look(1, 0.1, 0), 0)).isTrue();
    }

    @Test
    void itIsNotOverWhileSourcesArrive() {
        calmAt(0.1);
        assertThat(quiet.isOver(look(5, 0.1, 10), 1)).isFalse();
        assertThat(quiet.isOver(look(5, 0.1, 20), 1)).isFalse();
        assertThat(quiet.isOver(look(5, 0.1, 21), 1)).isFalse();
        assertThat(quiet.isOver(look(5, 0.1, 21), 1)).isTrue();
    }

    @Test
    void whatMayStillComeIsCountedToTheStep() {
        calmAt(0.1);
        quiet.isOver(look(5, 0.5, 8), 0);
        quiet.isOver(look(5, 0.14, 8), 0);
        quiet.isOver(look(5, 0.14, 8), 0);
        // 2 + 0.2 + 0.2 core-seconds were seen; 0.04 cores may go on for the rest of the minute.
        assertThat(quiet.charge()).hasValueSatisfying(w -> assertThat(w).isEqualTo(4.2, offset()));
    }

    @Test
    void whatGoesOnAfterAStepIsNotChargedToTheNext() {
        calmAt(0.1);
        quiet.isOver(look(5, 0.5, 8), 0);
        quiet.isOver(look(5, 0.3, 8), 0);
        quiet.isOver(look(5, 0.3, 8), 0);
        // 2 + 1 + 1 seen, and 0.2 cores for 45 s more.
        assertThat(quiet.charge()).hasValueSatisfying(w -> assertThat(w).isEqualTo(13.0, offset()));
        quiet.isCalm();
        quiet.begin(look(0, 0, 0));
        quiet.isOver(look(40, 0.35, 9), 0);
        quiet.isOver(look(10, 0.3, 9), 0);
        quiet.isOver(look(10, 0.3, 9), 0);
        // 0.3 cores go on; 0.05 above them for 40 s is what this step brought. The minute is over.
        assertThat(quiet.charge()).hasValueSatisfying(w -> assertThat(w).isEqualTo(2.0, offset()));
    }

    private static Offset<Double> offset() {
        return within(1e-6);
    }

    @Test
    void theClocksOfACalmServerAreTrustedToAHundredthOnly() {
        calmAt(0.1);
        quiet.isOver(look(5, 0.1, 8), 0);
        quiet.isOver(look(5, 0.1, 8), 0);
        assertThat(quiet.charge()).hasValueSatisfying(w -> assertThat(w).isEqualTo(0.5, offset()));
    }

    @Test
    void aServerThatWasRestartedLeavesItUnknown() {
        calmAt(0.1);
        quiet.isOver(look(5, 0.1, 8), 0);
        container = "b";
        assertThat(quiet.isOver(look(5, 0.1, 8), 0)).isFalse();
        assertThat(quiet.isOver(look(5, 0.1, 8), 0)).isFalse();
        assertThat(quiet.isOver(look(5, 0.1, 8), 0)).isTrue();
        assertThat(quiet.charge()).isEmpty();
    }

    @Test
    void serversThatCannotBeReadAreNotQuiet() {
        calmAt(0.1);
        quiet.isOver(look(5, 0.1, 8), 0);
        assertThat(quiet.isOver(Optional.empty(), 0)).isFalse();
        assertThat(quiet.charge()).isEmpty();
    }
}

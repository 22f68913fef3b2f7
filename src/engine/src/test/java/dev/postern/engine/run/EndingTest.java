package dev.postern.engine.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What scripts read: exit codes and their order; and how runs are named. */
class EndingTest {
    @Test
    void the_codes_are_these_and_no_two_are_the_same() {
        assertThat(Stream.of(ExitCode.values()).collect(Collectors.toMap(c -> c, ExitCode::code)))
                .isEqualTo(
                        Map.ofEntries(
                                Map.entry(ExitCode.DONE, 0),
                                Map.entry(ExitCode.FAILED, 1),
                                Map.entry(ExitCode.USAGE, 2),
                                Map.entry(ExitCode.REFUSED, 3),
                                Map.entry(ExitCode.UNREACHABLE, 4),
                                Map.entry(ExitCode.DETACHED, 5),
                                Map.entry(ExitCode.THRESHOLD, 6),
                                Map.entry(ExitCode.ABORTED, 7),
                                Map.entry(ExitCode.UNVERIFIED, 8),
                                Map.entry(ExitCode.OPEN, 9),
                                Map.entry(ExitCode.IN_DOUBT, 10),
                                Map.entry(ExitCode.EVIDENCE_BROKEN, 11)));
        for (ExitCode code : ExitCode.values()) {
            assertThat(ExitCode.of(code.code())).isEqualTo(code);
            assertThat(code.words()).isNotBlank();
        }
        assertThatThrownBy(() -> ExitCode.of(12)).hasMessage("no exit code 12");
    }

    @Test
    void the_gravest_that_applies_wins() {
        assertThat(ExitCode.first(List.of())).isEqualTo(ExitCode.DONE);
        assertThat(ExitCode.first(EnumSet.allOf(ExitCode.class)))
                .isEqualTo(ExitCode.EVIDENCE_BROKEN);
        assertThat(ExitCode.first(List.of(ExitCode.OPEN, ExitCode.THRESHOLD, ExitCode.FAILED)))
                .isEqualTo(ExitCode.THRESHOLD);
        assertThat(ExitCode.first(List.of(ExitCode.OPEN, ExitCode.IN_DOUBT)))
                .isEqualTo(ExitCode.IN_DOUBT);
    }

    @Test
    void runs_are_named_by_their_beginning_and_told_apart_by_chance() {
        Instant now = Instant.parse("2024-12-11T15:12:00Z");
        assertThat(RunId.fresh(now, new Random(1))).matches("20241211-151200-[0-9a-f]{4}");
        assertThat(
                        Stream.generate(() -> RunId.fresh(now, new Random()))
                                .limit(50)
                                .distinct()
                                .count())
                .isGreaterThan(40);
    }
}

package dev.postern.engine.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postern.core.playbook.Step;

import org.junit.jupiter.api.Test;

import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What scripts read: exit codes and their order; and what a limit says when it is crossed. */
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
    void a_limit_that_is_crossed_says_all_three_counts() {
        Tally tally =
                new Tally(
                        new Step.Options(
                                Optional.empty(),
                                Optional.empty(),
                                List.of(),
                                1,
                                2,
                                3,
                                Optional.empty(),
                                Optional.empty(),
                                Step.OnFailure.STOP));
        tally.target("eu-1", "eu-1/cp1", Status.FAILED, "it broke");
        assertThat(tally.isOver()).isFalse();
        tally.target("eu-1", "eu-1/cp2", Status.REFUSED, "not here");
        tally.target("eu-1", "eu-1/cp3", Status.UNREACHABLE, "dark");
        tally.target("eu-1", "eu-1/cp4", Status.UNVERIFIED, "slow");

        assertThat(tally.isOver()).isTrue();
        assertThat(tally.over())
                .isEqualTo(
                        "2 failed of at most 1, 1 unreachable of at most 2, 1 unverified of at most"
                                + " 3");
        assertThat(tally.result().because()).isEqualTo("it broke");
        assertThat(tally.result().status()).isEqualTo(Status.REFUSED);
        assertThat(tally.has("eu-1/cp1")).isTrue();
        assertThat(tally.has("eu-1/cp9")).isFalse();
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

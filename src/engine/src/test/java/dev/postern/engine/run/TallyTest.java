package dev.postern.engine.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.core.playbook.Step;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What a step's limits count, and what of it is counted elsewhere. */
class TallyTest {
    private static final String TWO_UNREACHABLE =
            "0 failed of at most 1, 2 unreachable of at most 2, 0 unverified of at most 3";

    private final Tally tally =
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

    @Test
    void a_limit_that_is_crossed_says_all_three_counts() {
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
    void a_cluster_that_is_left_is_out_of_reach_whatever_was_counted_of_it() {
        tally.target("eu-1", "eu-1/cp1", Status.SETTLED, "");
        tally.target("eu-2", "eu-2/cp1", Status.FAILED, "it broke");

        tally.leave("eu-2", 2);
        tally.leave("eu-2", 2);
        tally.target("eu-2", "eu-2/cp2", Status.SETTLED, "");
        tally.cluster("eu-2", Status.FAILED, "it broke");

        assertThat(tally.targets()).isEqualTo(Map.of("eu-1/cp1", Status.SETTLED));
        assertThat(tally.result().clusters()).containsOnlyKeys("eu-1");
        assertThat(tally.over()).isEqualTo(TWO_UNREACHABLE);
        assertThat(tally.isOver()).isFalse();

        tally.leave("eu-3", 1);
        assertThat(tally.isOver()).isTrue();
    }

    @Test
    void a_cluster_that_is_taken_back_is_counted_again_from_nothing() {
        tally.leave("eu-2", 2);
        tally.leave("eu-3", 1);

        tally.takeBack("eu-3", 1);
        tally.takeBack("eu-9", 7);

        assertThat(tally.over()).isEqualTo(TWO_UNREACHABLE);
        tally.target("eu-3", "eu-3/cp1", Status.UNREACHABLE, "dark");
        assertThat(tally.targets()).isEqualTo(Map.of("eu-3/cp1", Status.UNREACHABLE));
        assertThat(tally.isOver()).isTrue();
    }

    @Test
    void it_goes_on_without_those_with_whom_the_limit_still_holds() {
        tally.target("eu-1", "eu-1/cp1", Status.UNREACHABLE, "dark");
        tally.target("eu-1", "eu-1/cp2", Status.FAILED, "it broke");
        tally.target("eu-1", "eu-1/cp3", Status.FAILED, "it broke");
        tally.target("eu-2", "eu-2/cp1", Status.UNREACHABLE, "dark");
        tally.target("eu-2", "eu-2/cp2", Status.UNREACHABLE, "dark");
        Set<String> others = Set.of("eu-2");

        // Of those who are asked about, all their targets are counted, and none twice.
        assertThat(tally.mayDoWithout(others, 1)).isTrue();
        assertThat(tally.mayDoWithout(others, 2)).isFalse();

        tally.leave("eu-3", 1);
        assertThat(tally.mayDoWithout(others, 1)).isFalse();
        assertThat(tally.mayDoWithout(others, 0)).isTrue();
    }
}

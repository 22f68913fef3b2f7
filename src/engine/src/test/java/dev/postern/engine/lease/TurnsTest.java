package dev.postern.engine.lease;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.core.time.Time;
import dev.postern.engine.VirtualTime;
import dev.postern.engine.bound.SideBySide;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;

class TurnsTest {
    private static final int COUNT = 40;
    private static final int AT_ONCE = 8;

    private final Time time = new VirtualTime();
    private final Turns turns = new Turns(time, COUNT);
    private final List<Integer> made = Collections.synchronizedList(new ArrayList<>());

    /** What one does whose turn has come. */
    private interface Work {
        void with(int number, Turns.One turn) throws InterruptedException;
    }

    /** Each is ready after another while: the later ones of eight earlier. */
    private void all(Work work) throws InterruptedException {
        List<Callable<Boolean>> all = new ArrayList<>();
        for (int i = 0; i < COUNT; i++) {
            int number = i;
            all.add(() -> {
                try (Turns.One turn = turns.of(number)) {
                    time.sleep(Duration.ofSeconds(AT_ONCE - number % AT_ONCE));
                    if (turn.comes()) {
                        made.add(number);
                        work.with(number, turn);
                    }
                    return true;
                }
            });
        }
        try (Time.Scope counted = time.enter()) {
            SideBySide.all(time, "turns", AT_ONCE, all);
        }
    }

    private static List<Integer> upTo(int number) {
        return IntStream.range(0, number).boxed().toList();
    }

    @Test
    void they_come_in_order_and_what_follows_the_making_is_side_by_side()
            throws InterruptedException {
        var begun = time.now();
        all((number, turn) -> {
            turn.made();
            time.sleep(Duration.ofSeconds(10));
        });

        assertThat(made).isEqualTo(upTo(COUNT));
        assertThat(Duration.between(begun, time.now()))
                .isLessThan(Duration.ofSeconds(COUNT * 10 / 2));
    }

    @Test
    void one_that_was_not_made_keeps_its_turn_until_it_is_closed() throws InterruptedException {
        var begun = time.now();
        all((number, turn) -> time.sleep(Duration.ofSeconds(1)));

        assertThat(made).isEqualTo(upTo(COUNT));
        assertThat(Duration.between(begun, time.now()))
                .isGreaterThanOrEqualTo(Duration.ofSeconds(COUNT));
    }

    @Test
    void none_comes_behind_one_that_stops_them() throws InterruptedException {
        all((number, turn) -> {
            if (number == 5) {
                turns.stop();
            } else {
                turn.made();
            }
        });

        assertThat(made).isEqualTo(upTo(6));
    }
}

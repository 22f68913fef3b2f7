package dev.postern.lab.clock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postern.core.time.Time;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

@Timeout(60)
class InProcessTimeTest {
    private static final Instant START = Instant.parse("2024-12-11T15:12:00Z");

    private final VirtualClock clock = new VirtualClock(START, Speed.MAX);
    private final InProcessTime time = new InProcessTime(clock, "test");

    @AfterEach
    void stop() {
        clock.close();
    }

    private Duration passed() {
        return Duration.between(START, time.now());
    }

    @Test
    void an_hour_of_sleep_takes_no_time() throws InterruptedException {
        long real = System.nanoTime();
        time.sleep(Duration.ofHours(1));
        assertThat(passed()).isEqualTo(Duration.ofHours(1));
        assertThat(Duration.ofNanos(System.nanoTime() - real)).isLessThan(Duration.ofSeconds(20));
    }

    @Test
    void time_stands_still_while_a_thread_works() throws InterruptedException {
        List<String> order = Collections.synchronizedList(new ArrayList<>());
        clock.schedule(START.plusMillis(1), () -> order.add("event"));
        try (Time.Scope _ = time.enter()) {
            Time.Task<Integer> task =
                    time.fork(
                            "worker",
                            () -> {
                                spin(Duration.ofMillis(200));
                                order.add("work");
                                return 1;
                            });
            assertThat(time.await(time.signal(), Duration.ofMillis(1))).isFalse();
            order.add("woken");
            task.join();
        }
        assertThat(order).containsExactly("work", "event", "woken");
    }

    private static void spin(Duration real) {
        long until = System.nanoTime() + real.toNanos();
        while (System.nanoTime() < until) {
            Thread.onSpinWait();
        }
    }

    @Test
    void threads_take_turns_whatever_each_of_them_costs() throws Exception {
        List<String> order = Collections.synchronizedList(new ArrayList<>());
        AtomicInteger atWork = new AtomicInteger();
        List<Callable<Integer>> work = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            String name = "abcde".substring(i, i + 1);
            Duration cost = Duration.ofMillis(20 * (5 - i));
            work.add(() -> {
                for (int step = 1; step <= 2; step++) {
                    assertThat(atWork.incrementAndGet()).isEqualTo(1);
                    spin(cost);
                    order.add(name + step);
                    atWork.decrementAndGet();
                    time.sleep(Duration.ofMillis(1));
                }
                return 0;
            });
        }
        time.all("workers", work);
        assertThat(order)
                .containsExactly("a1", "b1", "c1", "d1", "e1", "a2", "b2", "c2", "d2", "e2");
    }

    @Test
    void those_who_wake_by_one_signal_take_turns_in_the_order_in_which_they_waited()
            throws Exception {
        Time.Signal gate = time.signal();
        List<Integer> order = Collections.synchronizedList(new ArrayList<>());
        List<Time.Task<Boolean>> waiters = new ArrayList<>();
        try (Time.Scope _ = time.enter()) {
            for (int i = 0; i < 8; i++) {
                int mine = i;
                waiters.add(
                        time.fork(
                                "waiter " + i,
                                () -> {
                                    boolean set = time.await(gate, Duration.ofHours(1));
                                    spin(Duration.ofMillis(5L * (8 - mine)));
                                    order.add(mine);
                                    return set;
                                }));
            }
            time.sleep(Duration.ofSeconds(1));
            gate.set();
            for (Time.Task<Boolean> w : waiters) {
                assertThat(w.join()).isTrue();
            }
        }
        assertThat(order).containsExactly(0, 1, 2, 3, 4, 5, 6, 7);
    }

    @Test
    void the_next_step_of_an_exchange_has_a_limit_of_its_own() throws Exception {
        CountDownLatch cut = new CountDownLatch(1);
        try (Time.Exchange exchange = time.exchange(Duration.ofSeconds(2), cut::countDown)) {
            exchange.next(Duration.ofSeconds(10));
            // The lab takes the second step up: time may move from here on.
            ModelledWait answer = clock.modelledWait();
            cut.await();
            answer.disconnected();
            assertThat(exchange.wasCut()).isTrue();
        }
        assertThat(passed()).isEqualTo(Duration.ofSeconds(10));
    }

    @Test
    void a_signal_wakes_at_the_instant_at_which_it_was_set() throws InterruptedException {
        Time.Signal signal = time.signal();
        try (Time.Scope _ = time.enter()) {
            Time.Task<Boolean> waiter =
                    time.fork("waiter", () -> time.await(signal, Duration.ofHours(2)));
            time.sleep(Duration.ofSeconds(7));
            signal.set();
            assertThat(waiter.join()).isTrue();
        }
        assertThat(passed()).isEqualTo(Duration.ofSeconds(7));
    }

    @Test
    void a_signal_that_is_set_or_a_wait_of_nothing_does_not_wait() throws InterruptedException {
        Time.Signal signal = time.signal();
        assertThat(time.await(signal, Duration.ZERO)).isFalse();
        signal.set();
        assertThat(time.await(signal, Duration.ofDays(40_000))).isTrue();
        assertThat(passed()).isZero();
    }

    @Test
    void results_come_in_the_order_of_the_work() throws InterruptedException {
        List<Callable<Integer>> work = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            int n = i;
            work.add(() -> {
                time.sleep(Duration.ofSeconds(100 - n));
                return n;
            });
        }
        List<Integer> results = time.all("work", work);
        assertThat(results).isSorted().hasSize(50);
        assertThat(passed()).isEqualTo(Duration.ofSeconds(100));
    }

    @Test
    void ten_thousand_timers_fire_in_their_order() throws InterruptedException {
        List<Integer> fired = Collections.synchronizedList(new ArrayList<>());
        List<Callable<Integer>> work = new ArrayList<>();
        for (int i = 0; i < 10_000; i++) {
            int n = (i * 7919) % 10_000;
            work.add(() -> {
                time.sleep(Duration.ofMillis(n + 1));
                fired.add(n);
                return n;
            });
        }
        time.all("timer", work);
        assertThat(fired).hasSize(10_000).isSorted();
        assertThat(passed()).isEqualTo(Duration.ofSeconds(10));
    }

    @Test
    void an_interrupted_thread_wakes_and_counts() throws InterruptedException {
        try (Time.Scope _ = time.enter()) {
            Time.Task<String> sleeper =
                    time.fork(
                            "sleeper",
                            () -> {
                                try {
                                    time.sleep(Duration.ofHours(1));
                                    return "slept";
                                } catch (InterruptedException e) {
                                    return "interrupted at " + passed();
                                }
                            });
            time.sleep(Duration.ofSeconds(1));
            sleeper.interrupt();
            assertThat(sleeper.join()).isEqualTo("interrupted at PT1S");
        }
    }

    @Test
    void an_interrupt_from_elsewhere_wakes_too() throws Exception {
        CountDownLatch over = new CountDownLatch(1);
        Thread thread =
                Thread.ofPlatform()
                        .start(() -> {
                            try {
                                time.await(time.signal(), Duration.ofDays(99_999));
                            } catch (InterruptedException e) {
                                over.countDown();
                            }
                        });
        while (thread.getState() != Thread.State.WAITING) {
            Thread.onSpinWait();
        }
        thread.interrupt();
        over.await();
        time.sleep(Duration.ofSeconds(5));
        assertThat(passed()).isEqualTo(Duration.ofSeconds(5));
    }

    @Test
    void what_forked_work_threw_is_the_cause() {
        Time.Task<Object> task =
                time.fork(
                        "bad",
                        () -> {
                            throw new IllegalArgumentException("no");
                        });
        assertThatThrownBy(task::join)
                .isInstanceOf(IllegalStateException.class)
                .hasRootCauseMessage("no");
    }

    @Test
    void a_signal_of_another_clock_is_refused() {
        InProcessTime other = new InProcessTime(clock, "other");
        assertThatThrownBy(() -> time.await(other.signal(), Duration.ofSeconds(1)))
                .isInstanceOf(IllegalArgumentException.class);
        other.close();
    }

    // ---- exchanges

    @Test
    void an_exchange_that_the_lab_does_not_hold_back_holds_up_time() throws InterruptedException {
        List<String> order = Collections.synchronizedList(new ArrayList<>());
        clock.schedule(START.plusSeconds(1), () -> order.add("event"));
        try (Time.Scope _ = time.enter()) {
            Time.Exchange exchange = time.exchange(Duration.ofHours(1), () -> order.add("cut"));
            spin(Duration.ofMillis(200));
            exchange.close();
            order.add("answered");
            assertThat(exchange.wasCut()).isFalse();
            assertThat(passed()).isZero();
            time.sleep(Duration.ofSeconds(2));
        }
        assertThat(order).containsExactly("answered", "event");
    }

    @Test
    void a_modelled_wait_lets_time_pass_until_its_end() throws Exception {
        CountDownLatch answer = new CountDownLatch(1);
        clock.modelledWait(START.plusSeconds(30), answer::countDown);
        try (Time.Scope _ = time.enter();
                Time.Exchange exchange = time.exchange(Duration.ofSeconds(60), () -> {})) {
            answer.await();
            assertThat(exchange.wasCut()).isFalse();
        }
        assertThat(passed()).isEqualTo(Duration.ofSeconds(30));
    }

    @Test
    void a_modelled_wait_ends_by_an_event_of_the_model() throws Exception {
        CountDownLatch answer = new CountDownLatch(1);
        ModelledWait wait = clock.modelledWait();
        clock.schedule(
                START.plusSeconds(12),
                () -> {
                    if (wait.end()) {
                        answer.countDown();
                    }
                });
        try (Time.Scope _ = time.enter();
                Time.Exchange _ = time.exchange(Duration.ofSeconds(60), () -> {})) {
            answer.await();
        }
        assertThat(passed()).isEqualTo(Duration.ofSeconds(12));
        assertThat(wait.await()).isEqualTo(ModelledWait.End.EVENT);
        assertThat(wait.end()).isFalse();
    }

    @Test
    void a_cut_is_owed_until_the_handler_has_seen_it() throws Exception {
        AtomicInteger ahead = new AtomicInteger();
        CountDownLatch closed = new CountDownLatch(1);
        CountDownLatch going = new CountDownLatch(1);
        ModelledWait wait = clock.modelledWait(START.plusSeconds(600), ahead::incrementAndGet);
        Thread handler =
                Thread.ofVirtual()
                        .start(() -> {
                            try {
                                closed.await();
                                going.await();
                            } catch (InterruptedException e) {
                                return;
                            }
                            wait.disconnected();
                        });
        try (Time.Scope _ = time.enter()) {
            Time.Exchange cut = time.exchange(Duration.ofSeconds(5), closed::countDown);
            closed.await();
            cut.close();
            assertThat(cut.wasCut()).isTrue();
            assertThat(passed()).isEqualTo(Duration.ofSeconds(5));
            // The next exchange is not held back by the lab; the wait of the cut one must not
            // stand in for it.
            Thread waker =
                    Thread.ofPlatform()
                            .start(() -> {
                                spin(Duration.ofMillis(300));
                                going.countDown();
                            });
            Time.Exchange next = time.exchange(Duration.ofSeconds(60), ahead::incrementAndGet);
            waker.join();
            handler.join();
            next.close();
            assertThat(next.wasCut()).isFalse();
            assertThat(passed()).isEqualTo(Duration.ofSeconds(5));
        }
        assertThat(ahead).hasValue(0);
    }

    @Test
    void a_cut_that_nobody_sees_is_forgiven() throws Exception {
        CountDownLatch cut = new CountDownLatch(1);
        ModelledWait orphan = clock.modelledWait();
        try (Time.Scope _ = time.enter()) {
            Time.Exchange exchange = time.exchange(Duration.ofSeconds(5), cut::countDown);
            cut.await();
            exchange.close();
            time.sleep(Duration.ofSeconds(10));
        }
        assertThat(passed()).isEqualTo(Duration.ofSeconds(15));
        assertThat(orphan.isOver()).isFalse();
    }

    @Test
    void two_exchanges_cut_at_one_instant_are_both_cut() throws InterruptedException {
        AtomicInteger cuts = new AtomicInteger();
        List<Callable<Boolean>> work = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            ModelledWait wait = clock.modelledWait();
            work.add(() -> {
                CountDownLatch closed = new CountDownLatch(1);
                try (Time.Exchange e =
                        time.exchange(
                                Duration.ofSeconds(3),
                                () -> {
                                    cuts.incrementAndGet();
                                    wait.disconnected();
                                    closed.countDown();
                                })) {
                    closed.await();
                    return e.wasCut();
                }
            });
        }
        assertThat(time.all("cut", work)).containsExactly(true, true);
        assertThat(cuts).hasValue(2);
        time.sleep(Duration.ofSeconds(1));
        assertThat(passed()).isEqualTo(Duration.ofSeconds(4));
    }

    @Test
    void a_thread_that_was_never_entered_may_exchange() throws InterruptedException {
        try (Time.Exchange _ = time.exchange(Duration.ofSeconds(3), () -> {})) {
            assertThat(passed()).isZero();
        }
        time.sleep(Duration.ofSeconds(1));
        assertThat(passed()).isEqualTo(Duration.ofSeconds(1));
    }
}

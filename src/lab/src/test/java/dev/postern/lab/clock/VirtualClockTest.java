package dev.postern.lab.clock;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.core.time.Time;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

@Timeout(60)
class VirtualClockTest {
    private static final Instant START = Instant.parse("2024-12-11T15:12:00Z");

    private final List<Throwable> bugs = Collections.synchronizedList(new ArrayList<>());
    private VirtualClock clock = new VirtualClock(START, Speed.MAX, bugs::add);

    @AfterEach
    void stop() {
        clock.close();
    }

    private void at(Speed speed) {
        clock.close();
        clock = new VirtualClock(START, speed, bugs::add);
    }

    @Test
    void events_of_one_instant_run_in_the_order_in_which_they_were_asked_for() throws Exception {
        InProcessTime time = new InProcessTime(clock, "test");
        List<String> order = new ArrayList<>();
        clock.schedule(START.plusSeconds(1), () -> order.add("a"));
        clock.schedule(
                START.plusSeconds(1),
                () -> {
                    order.add("b");
                    clock.schedule(clock.now(), () -> order.add("d"));
                });
        clock.schedule(START.plusSeconds(1), () -> order.add("c"));
        time.sleep(Duration.ofSeconds(1));
        assertThat(order).containsExactly("a", "b", "c", "d");
    }

    @Test
    void an_event_taken_back_does_not_run() throws Exception {
        InProcessTime time = new InProcessTime(clock, "test");
        AtomicInteger ran = new AtomicInteger();
        Runnable takeBack = clock.schedule(START.plusSeconds(1), ran::incrementAndGet);
        takeBack.run();
        takeBack.run();
        time.sleep(Duration.ofSeconds(2));
        assertThat(ran).hasValue(0);
    }

    @Test
    void an_event_of_the_past_runs_now_and_time_never_goes_back() throws Exception {
        InProcessTime time = new InProcessTime(clock, "test");
        time.sleep(Duration.ofSeconds(10));
        AtomicReference<Instant> ran = new AtomicReference<>();
        try (Time.Scope _ = time.enter()) {
            clock.schedule(START, () -> ran.set(clock.now()));
            time.sleep(Duration.ofMillis(1));
        }
        assertThat(ran.get()).isEqualTo(START.plusSeconds(10));
    }

    @Test
    void a_bug_in_an_event_is_told_and_time_goes_on() throws Exception {
        InProcessTime time = new InProcessTime(clock, "test");
        clock.schedule(
                START.plusSeconds(1),
                () -> {
                    throw new IllegalStateException("a bug");
                });
        time.sleep(Duration.ofSeconds(2));
        assertThat(bugs).singleElement().isInstanceOf(IllegalStateException.class);
    }

    @Test
    void two_parties_wait_for_each_other() throws Exception {
        InProcessTime one = new InProcessTime(clock, "one");
        InProcessTime two = new InProcessTime(clock, "two");
        List<String> order = Collections.synchronizedList(new ArrayList<>());
        Thread a = Thread.ofVirtual().start(() -> steps(one, "one", 3, order));
        Thread b = Thread.ofVirtual().start(() -> steps(two, "two", 2, order));
        a.join();
        b.join();
        assertThat(order).containsExactly("two 2", "one 3", "two 4", "one 6", "two 6", "one 9");
    }

    private static void steps(InProcessTime time, String name, int every, List<String> order) {
        try (Time.Scope _ = time.enter()) {
            for (int i = 0; i < 3; i++) {
                time.sleep(Duration.ofSeconds(every));
                order.add(name + " " + Duration.between(START, time.now()).toSeconds());
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        } finally {
            time.close();
        }
    }

    @Test
    void a_party_that_leaves_is_forgotten_with_its_exchanges() throws Exception {
        InProcessTime one = new InProcessTime(clock, "one");
        InProcessTime two = new InProcessTime(clock, "two");
        ModelledWait wait = clock.modelledWait();
        Time.Exchange dangling = two.exchange(Duration.ofHours(9), () -> {});
        assertThat(clock.parties()).containsExactly("one", "two");
        two.close();
        wait.disconnected();
        one.sleep(Duration.ofSeconds(3));
        assertThat(one.now()).isEqualTo(START.plusSeconds(3));
        assertThat(clock.parties()).containsExactly("one");
        assertThat(dangling.wasCut()).isFalse();
    }

    @Test
    void with_nobody_there_the_fastest_world_stands_still() throws Exception {
        AtomicInteger ran = new AtomicInteger();
        clock.schedule(START.plusSeconds(1), ran::incrementAndGet);
        long until = System.nanoTime() + 100_000_000L;
        while (System.nanoTime() < until) {
            assertThat(ran).hasValue(0);
        }
        new InProcessTime(clock, "first").sleep(Duration.ofSeconds(1));
        assertThat(ran).hasValue(1);
    }

    @Test
    void what_the_last_party_left_unanswered_does_not_move_the_fastest_world() throws Exception {
        AtomicInteger ran = new AtomicInteger();
        InProcessTime last = new InProcessTime(clock, "last");
        ModelledWait forgotten = clock.modelledWait(START.plusSeconds(30), ran::incrementAndGet);
        try (Time.Scope _ = last.enter()) {
            last.close();
        }
        long until = System.nanoTime() + 100_000_000L;
        while (System.nanoTime() < until) {
            assertThat(ran).hasValue(0);
        }
        assertThat(clock.now()).isEqualTo(START);
        // Somebody who is no party, and asks now, is waited for all the same.
        clock.modelledWait(START.plusSeconds(1), ran::incrementAndGet).await();
        assertThat(clock.now()).isEqualTo(START.plusSeconds(1));
        forgotten.end();
    }

    @Test
    void a_speed_holds_back_the_jump_and_nothing_else() throws Exception {
        at(new Speed(10));
        InProcessTime time = new InProcessTime(clock, "test");
        long real = System.nanoTime();
        time.sleep(Duration.ofSeconds(5));
        assertThat(Duration.ofNanos(System.nanoTime() - real))
                .isGreaterThan(Duration.ofMillis(490));
        assertThat(time.now()).isEqualTo(START.plusSeconds(5));
    }

    @Test
    void the_speed_does_not_change_what_happens() throws Exception {
        List<String> fast = world();
        at(new Speed(20));
        assertThat(world()).isEqualTo(fast).hasSizeGreaterThan(20);
    }

    /** Exchanges against a small model: a queue of one that answers after a while, or hangs. */
    private List<String> world() throws InterruptedException {
        List<String> story = Collections.synchronizedList(new ArrayList<>());
        InProcessTime time = new InProcessTime(clock, "world");
        Instant from = time.now();
        List<Callable<Integer>> work = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            int n = i;
            work.add(() -> {
                for (int k = 0; k < 6; k++) {
                    CountDownLatch over = new CountDownLatch(1);
                    Instant answer = time.now().plusMillis(37 * (n + 1) + 101 * k);
                    ModelledWait wait = clock.modelledWait(answer, over::countDown);
                    try (Time.Exchange e =
                            time.exchange(
                                    Duration.ofMillis(400),
                                    () -> {
                                        wait.disconnected();
                                        over.countDown();
                                    })) {
                        over.await();
                        story.add(
                                n
                                        + " "
                                        + e.wasCut()
                                        + " "
                                        + Duration.between(from, clock.now()).toMillis());
                    }
                    time.sleep(Duration.ofMillis(13));
                }
                return n;
            });
        }
        time.all("client", work);
        time.close();
        Collections.sort(story);
        return story;
    }

    @Test
    void a_paused_world_stands_still_until_it_goes_on() throws Exception {
        InProcessTime time = new InProcessTime(clock, "test");
        clock.pause(true);
        AtomicInteger woken = new AtomicInteger();
        Thread sleeper =
                Thread.ofVirtual()
                        .start(() -> {
                            try {
                                time.sleep(Duration.ofSeconds(1));
                            } catch (InterruptedException e) {
                                return;
                            }
                            woken.incrementAndGet();
                        });
        long until = System.nanoTime() + 100_000_000L;
        while (System.nanoTime() < until) {
            assertThat(woken).hasValue(0);
        }
        clock.pause(false);
        sleeper.join();
        assertThat(woken).hasValue(1);
    }

    @Test
    void someone_who_types_finds_the_wall_clocks_time() throws Exception {
        at(new Speed(10));
        InProcessTime time = new InProcessTime(clock, "console");
        time.enter().close();
        clock.schedule(START.plusSeconds(3600), () -> {});
        long until = System.nanoTime() + 100_000_000L;
        while (System.nanoTime() < until) {
            Thread.onSpinWait();
        }
        try (Time.Scope _ = time.enter()) {
            assertThat(Duration.between(START, time.now()))
                    .isBetween(Duration.ofMillis(900), Duration.ofSeconds(60));
        }
    }

    /** Random threads, exchanges, answers, cuts and hangs of two parties, answered for real. */
    @Test
    void under_stress_time_is_monotone_and_never_ahead() throws Exception {
        ScheduledExecutorService network = new ScheduledThreadPoolExecutor(2);
        AtomicReference<Instant> latest = new AtomicReference<>(START);
        AtomicInteger wrong = new AtomicInteger();
        AtomicInteger cut = new AtomicInteger();
        try {
            List<Thread> runs = new ArrayList<>();
            for (int p = 0; p < 2; p++) {
                InProcessTime time = new InProcessTime(clock, "party " + p);
                int seed = p;
                runs.add(
                        Thread.ofVirtual()
                                .start(() -> {
                                    try (Time.Scope _ = time.enter()) {
                                        List<Callable<Integer>> work = new ArrayList<>();
                                        for (int t = 0; t < 12; t++) {
                                            Random random = new Random(seed * 100L + t);
                                            work.add(() ->
                                                    client(
                                                            time, random, network, latest, wrong,
                                                            cut));
                                        }
                                        time.all("client", work);
                                    } catch (InterruptedException e) {
                                        wrong.incrementAndGet();
                                    } finally {
                                        time.close();
                                    }
                                }));
            }
            for (Thread run : runs) {
                run.join();
            }
        } finally {
            network.shutdownNow();
        }
        assertThat(wrong).hasValue(0);
        assertThat(cut.get()).isPositive();
        assertThat(bugs).isEmpty();
    }

    private int client(
            InProcessTime time,
            Random random,
            ScheduledExecutorService network,
            AtomicReference<Instant> latest,
            AtomicInteger wrong,
            AtomicInteger cuts)
            throws InterruptedException {
        for (int i = 0; i < 40; i++) {
            Instant asked = time.now();
            Instant before = latest.getAndUpdate(l -> asked.isAfter(l) ? asked : l);
            if (asked.isBefore(before)) {
                wrong.incrementAndGet();
            }
            Duration takes = Duration.ofMillis(random.nextInt(300));
            Duration within = Duration.ofMillis(50 + random.nextInt(300));
            CountDownLatch over = new CountDownLatch(1);
            AtomicReference<ModelledWait> held = new AtomicReference<>();
            // The request needs a moment of real time to arrive; so does the answer.
            network.schedule(
                    () ->
                            held.set(
                                    clock.modelledWait(
                                            asked.plus(takes),
                                            () ->
                                                    network.schedule(
                                                            over::countDown,
                                                            random.nextInt(500),
                                                            TimeUnit.MICROSECONDS))),
                    random.nextInt(500),
                    TimeUnit.MICROSECONDS);
            Time.Exchange exchange =
                    time.exchange(
                            within,
                            () -> {
                                over.countDown();
                                network.schedule(
                                        () -> held.get().disconnected(),
                                        random.nextInt(500),
                                        TimeUnit.MICROSECONDS);
                            });
            over.await();
            exchange.close();
            Duration took = Duration.between(asked, time.now());
            if (exchange.wasCut()) {
                cuts.incrementAndGet();
            }
            Duration expected = exchange.wasCut() ? within : takes;
            // Others may run at the same instants, but nothing lets time pass a due answer.
            if (!took.equals(expected)) {
                wrong.incrementAndGet();
            }
            if (random.nextInt(4) == 0) {
                time.sleep(Duration.ofMillis(random.nextInt(100)));
            }
        }
        return 0;
    }
}

package dev.postern.pacing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.core.fleet.HostId;
import dev.postern.core.pace.Endpoint;
import dev.postern.core.pace.Pacer;
import dev.postern.core.value.Failure;
import dev.postern.core.value.Outcome;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

class PacingPropertyTest {
    private static final Endpoint API = new Endpoint.Api(HostId.parse("eu-1/cp1").orElseThrow());
    private static final Duration HOUR = Duration.ofHours(1);

    /** Ways in which a server can be bad for an hour. */
    enum Bad {
        ANSWERS_429 {
            @Override
            Outcome<String> answer(VirtualTime time) throws InterruptedException {
                time.sleep(Duration.ofMillis(3));
                return Outcome.failed(
                        failure(Failure.Kind.SATURATED).retryAfter(Duration.ofSeconds(1)));
            }
        },
        HANGS {
            @Override
            Outcome<String> answer(VirtualTime time) throws InterruptedException {
                time.sleep(Duration.ofSeconds(10));
                return Outcome.failed(failure(Failure.Kind.SATURATED));
            }
        },
        REFUSES {
            @Override
            Outcome<String> answer(VirtualTime time) {
                return Outcome.failed(failure(Failure.Kind.UNREACHABLE));
            }
        },
        LOSES_ANSWERS {
            @Override
            Outcome<String> answer(VirtualTime time) {
                return Outcome.failed(failure(Failure.Kind.IN_DOUBT));
            }
        },
        ANSWERS_EVERY_THIRD {
            private int asked;

            @Override
            Outcome<String> answer(VirtualTime time) {
                return ++asked % 3 == 0
                        ? Outcome.ok("well")
                        : Outcome.failed(failure(Failure.Kind.SATURATED));
            }
        };

        abstract Outcome<String> answer(VirtualTime time) throws InterruptedException;
    }

    private static Failure failure(Failure.Kind kind) {
        return Failure.unchanged(kind, "a test", "it must fail", "");
    }

    /** What reached the wire, and when. */
    private static final class Wire {
        final List<Instant> requests = new ArrayList<>();
        final List<Instant> handshakes = new ArrayList<>();
    }

    private static Outcome<String> ask(
            VirtualTime time, Pacer.Attempt attempt, Wire wire, Bad bad) {
        if (!attempt.connecting()) {
            return Outcome.failed(failure(Failure.Kind.SATURATED));
        }
        synchronized (wire) {
            wire.handshakes.add(time.now());
            wire.requests.add(time.now());
        }
        try {
            return bad.answer(time);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @ParameterizedTest
    @EnumSource(Bad.class)
    void a_bad_hour_costs_the_server_no_more_than_the_budget_however_many_ask(Bad bad)
            throws InterruptedException {
        VirtualTime time = new VirtualTime();
        FleetPacer pacer = new FleetPacer(time, 7);
        Wire wire = new Wire();
        Instant begun = time.now();
        List<java.util.concurrent.Callable<Integer>> operators = new ArrayList<>();
        for (Pacer.Kind kind :
                List.of(
                        Pacer.Kind.READ,
                        Pacer.Kind.READ,
                        Pacer.Kind.PROBE,
                        Pacer.Kind.PROBE,
                        Pacer.Kind.WRITE,
                        Pacer.Kind.GUARDED_WRITE,
                        Pacer.Kind.BULK)) {
            operators.add(() -> {
                int calls = 0;
                while (time.now().isBefore(begun.plus(HOUR))) {
                    pacer.paced(API, kind, Duration.ofSeconds(20), a -> ask(time, a, wire, bad));
                    calls++;
                    // A person who presses the key again and again.
                    time.sleep(Duration.ofSeconds(1));
                }
                return calls;
            });
        }
        time.all("operator", operators);

        for (Instant t : wire.requests) {
            double seconds = Duration.between(begun, t).toMillis() / 1e3;
            long requests = wire.requests.stream().filter(r -> !r.isAfter(t)).count();
            long handshakes = wire.handshakes.stream().filter(r -> !r.isAfter(t)).count();
            assertThat((double) requests).isLessThanOrEqualTo(0.5 * seconds + 2 + 1e-6);
            assertThat((double) handshakes).isLessThanOrEqualTo(0.1 * seconds + 1 + 1e-6);
        }
        assertThat(wire.requests).as("it is asked all the same").hasSizeGreaterThan(50);
        assertThat(pacer.status(API).requests()).isEqualTo(wire.requests.size());
        assertThat(pacer.status(API).connections()).isEqualTo(wire.handshakes.size());
        assertThat(pacer.status(API).sick()).isTrue();
    }

    @Test
    void on_a_kept_connection_a_bad_hour_stays_within_the_request_budget() {
        List<Duration> sent = console(1, HOUR, at -> Answer.limited(Duration.ofSeconds(1)));
        for (int i = 0; i < sent.size(); i++) {
            double seconds = sent.get(i).toMillis() / 1e3;
            assertThat(i + 1.0).isLessThanOrEqualTo(0.5 * seconds + 2 + 1e-6);
        }
        assertThat(sent).hasSizeGreaterThan(50);
    }

    @Test
    void a_hundred_consoles_that_start_together_on_a_well_server_do_not_tick_together() {
        Duration settled = Duration.ofMinutes(2);
        Duration end = Duration.ofMinutes(12);
        long[] bins = bins(100, settled, end, at -> Answer.good(Duration.ofMillis(20)));
        assertThat((double) Arrays.stream(bins).max().orElseThrow())
                .isLessThanOrEqualTo(3 * Arrays.stream(bins).average().orElseThrow());
    }

    /**
     * One incident sends too little to measure peaks with (that is its point), so twenty of them
     * are laid over each other, each with a hundred consoles that were all well, all lost the
     * server in the same instant, and were all told the same Retry-After.
     */
    @Test
    void what_all_consoles_lose_at_once_does_not_make_them_come_back_at_once() {
        Duration lost = Duration.ofSeconds(70);
        Duration settled = Duration.ofMinutes(3);
        Duration end = Duration.ofMinutes(23);
        long[] bins =
                bins(
                        2000,
                        settled,
                        end,
                        at ->
                                at.compareTo(lost) < 0
                                        ? Answer.good(Duration.ofMillis(20))
                                        : Answer.limited(Duration.ofSeconds(5)));
        assertThat((double) Arrays.stream(bins).max().orElseThrow())
                .isLessThanOrEqualTo(3 * Arrays.stream(bins).average().orElseThrow());
    }

    /** How the server answers a request that comes at a given time since the start. */
    private record Answer(Duration in, Outcome<String> outcome) {
        static Answer good(Duration in) {
            return new Answer(in, Outcome.ok("well"));
        }

        static Answer limited(Duration retryAfter) {
            return new Answer(
                    Duration.ofMillis(3),
                    Outcome.failed(failure(Failure.Kind.SATURATED).retryAfter(retryAfter)));
        }
    }

    /** Requests in each 100 ms between the two times, of all consoles together. */
    private static long[] bins(
            int consoles, Duration from, Duration to, Function<Duration, Answer> server) {
        long[] bins = new long[(int) (to.minus(from).toMillis() / 100)];
        for (int seed = 0; seed < consoles; seed++) {
            for (Duration at : console(seed, to, server)) {
                if (at.compareTo(from) >= 0 && at.compareTo(to) < 0) {
                    bins[(int) (at.minus(from).toMillis() / 100)]++;
                }
            }
        }
        return bins;
    }

    /** When one console sends, that always wants to know. */
    private static List<Duration> console(
            long seed, Duration length, Function<Duration, Answer> server) {
        VirtualTime time = new VirtualTime();
        FleetPacer pacer = new FleetPacer(time, seed);
        List<Duration> sent = new ArrayList<>();
        Instant begun = time.now();
        Instant end = begun.plus(length);
        while (time.now().isBefore(end)) {
            pacer.paced(
                    API,
                    Pacer.Kind.PROBE,
                    Duration.ofMinutes(1),
                    a -> {
                        Duration at = Duration.between(begun, time.now());
                        sent.add(at);
                        Answer answer = server.apply(at);
                        sleep(time, answer.in());
                        return answer.outcome();
                    });
            sleep(time, Duration.ofMillis(1));
        }
        return sent;
    }

    private static void sleep(VirtualTime time, Duration d) {
        try {
            time.sleep(d);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}

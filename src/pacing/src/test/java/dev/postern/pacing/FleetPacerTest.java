package dev.postern.pacing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.core.fleet.HostId;
import dev.postern.core.pace.Endpoint;
import dev.postern.core.pace.Pacer;
import dev.postern.core.pace.Pacer.Circuit;
import dev.postern.core.pace.Pacer.Kind;
import dev.postern.core.time.Time;
import dev.postern.core.value.Failure;
import dev.postern.core.value.Outcome;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;

class FleetPacerTest {
    private static final Endpoint API = new Endpoint.Api(HostId.parse("eu-1/cp1").orElseThrow());
    private static final Duration PATIENT = Duration.ofMinutes(5);

    private final VirtualTime time = new VirtualTime();
    private final FleetPacer pacer = new FleetPacer(time, 7);
    private final Instant begun = time.now();

    private static Outcome<String> fail(Failure.Kind kind) {
        return Outcome.failed(Failure.unchanged(kind, "a test", "it must fail", ""));
    }

    private Outcome<String> good(Pacer.Attempt attempt) {
        sleep(Duration.ofMillis(10));
        return Outcome.ok("well");
    }

    private void sleep(Duration d) {
        try {
            time.sleep(d);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private Duration since() {
        return Duration.between(begun, time.now());
    }

    private void open() {
        for (int i = 0; i < 3; i++) {
            pacer.paced(API, Kind.PROBE, PATIENT, a -> fail(Failure.Kind.UNREACHABLE));
        }
        assertThat(pacer.status(API).circuit()).isEqualTo(Circuit.OPEN);
    }

    private void makeWell() {
        while (pacer.status(API).sick()) {
            pacer.paced(API, Kind.PROBE, PATIENT, this::good);
            sleep(Duration.ofSeconds(5));
        }
    }

    @Test
    void an_endpoint_is_sick_until_it_answered_well_for_a_minute() {
        makeWell();
        assertThat(since()).isBetween(Duration.ofSeconds(60), Duration.ofSeconds(75));
        pacer.paced(API, Kind.PROBE, PATIENT, a -> fail(Failure.Kind.SATURATED));
        assertThat(pacer.status(API).sick()).isTrue();
    }

    private Outcome<String> after(Duration d) {
        sleep(d);
        return Outcome.ok("well");
    }

    /** How many of these answers are to be had in ten seconds, by who waits for nothing else. */
    private int inTenSeconds() {
        Instant until = time.now().plusSeconds(10);
        int made = 0;
        while (time.now().isBefore(until)) {
            pacer.paced(API, Kind.READ, PATIENT, this::good);
            made++;
        }
        return made;
    }

    private void answerAtOnceFor(Duration d) {
        Instant until = time.now().plus(d);
        while (!time.now().isAfter(until)) {
            pacer.paced(API, Kind.PROBE, PATIENT, this::good);
            sleep(Duration.ofSeconds(4));
        }
    }

    @Test
    void a_sick_server_that_answers_at_once_for_a_quarter_of_a_minute_is_asked_more() {
        assertThat(inTenSeconds()).isLessThanOrEqualTo(7);
        answerAtOnceFor(Duration.ofSeconds(8));
        assertThat(pacer.status(API).sick()).isTrue();
        assertThat(inTenSeconds()).isBetween(12, 22);
    }

    @Test
    void one_answer_that_is_slow_or_none_makes_it_spared_again() {
        answerAtOnceFor(Duration.ofSeconds(20));
        pacer.paced(API, Kind.PROBE, PATIENT, a -> after(Duration.ofMillis(600)));
        assertThat(inTenSeconds()).isLessThanOrEqualTo(7);
        sleep(Duration.ofMinutes(1));
        answerAtOnceFor(Duration.ofSeconds(20));
        pacer.paced(API, Kind.PROBE, PATIENT, a -> fail(Failure.Kind.SATURATED));
        assertThat(inTenSeconds()).isLessThanOrEqualTo(7);
    }

    @Test
    void two_good_answers_far_apart_are_no_minute_of_good_answers() {
        pacer.paced(API, Kind.READ, PATIENT, this::good);
        sleep(Duration.ofMinutes(10));
        pacer.paced(API, Kind.READ, PATIENT, this::good);
        assertThat(pacer.status(API).sick()).isTrue();
    }

    @Test
    void three_failures_in_a_row_open_the_circuit_and_requests_are_not_made() {
        open();
        AtomicInteger made = new AtomicInteger();
        Failure failure =
                pacer.paced(
                                API,
                                Kind.READ,
                                PATIENT,
                                a -> {
                                    made.incrementAndGet();
                                    return Outcome.ok("x");
                                })
                        .whyNot()
                        .orElseThrow();
        assertThat(made).hasValue(0);
        assertThat(failure.kind()).isEqualTo(Failure.Kind.SATURATED);
        assertThat(failure.retryAfter()).isPresent();
        assertThat(pacer.status(API).nextAttempt()).isPresent();
    }

    @Test
    void two_failures_and_an_answer_do_not_open_it() {
        for (int i = 0; i < 5; i++) {
            pacer.paced(API, Kind.PROBE, PATIENT, a -> fail(Failure.Kind.UNREACHABLE));
            pacer.paced(API, Kind.PROBE, PATIENT, a -> fail(Failure.Kind.UNREACHABLE));
            pacer.paced(API, Kind.PROBE, PATIENT, this::good);
        }
        assertThat(pacer.status(API).circuit()).isEqualTo(Circuit.CLOSED);
    }

    @Test
    void two_quick_answers_close_it_again_and_a_failure_on_trial_opens_it_at_once() {
        open();
        pacer.paced(API, Kind.PROBE, PATIENT, this::good);
        assertThat(pacer.status(API).circuit()).isEqualTo(Circuit.HALF_OPEN);
        pacer.paced(API, Kind.PROBE, PATIENT, a -> fail(Failure.Kind.SATURATED));
        assertThat(pacer.status(API).circuit()).isEqualTo(Circuit.OPEN);
        pacer.paced(API, Kind.PROBE, PATIENT, this::good);
        pacer.paced(API, Kind.PROBE, PATIENT, this::good);
        assertThat(pacer.status(API).circuit()).isEqualTo(Circuit.CLOSED);
    }

    @Test
    void slow_answers_do_not_close_it() {
        open();
        for (int i = 0; i < 4; i++) {
            pacer.paced(
                    API,
                    Kind.PROBE,
                    PATIENT,
                    a -> {
                        sleep(Duration.ofSeconds(2));
                        return Outcome.ok("slow");
                    });
        }
        assertThat(pacer.status(API).circuit()).isEqualTo(Circuit.HALF_OPEN);
    }

    @Test
    void refusals_of_our_identity_are_answers_and_never_open_it() {
        for (int i = 0; i < 6; i++) {
            pacer.paced(API, Kind.READ, PATIENT, a -> fail(Failure.Kind.REFUSED_IDENTITY));
        }
        assertThat(pacer.status(API).circuit()).isEqualTo(Circuit.CLOSED);
    }

    @Test
    void everyone_who_probes_at_once_shares_one_probe() throws InterruptedException {
        AtomicInteger made = new AtomicInteger();
        List<Callable<Outcome<String>>> work = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            work.add(() ->
                    pacer.paced(
                            API,
                            Kind.PROBE,
                            PATIENT,
                            a -> {
                                sleep(Duration.ofSeconds(2));
                                return Outcome.ok("answer " + made.incrementAndGet());
                            }));
        }
        assertThat(time.all("probe", work)).containsOnly(Outcome.ok("answer 1"));
        assertThat(pacer.status(API).requests()).isEqualTo(1);
    }

    @Test
    void two_are_in_flight_at_most_and_one_of_them_writes() throws InterruptedException {
        AtomicInteger writing = new AtomicInteger();
        AtomicInteger flying = new AtomicInteger();
        AtomicInteger mostWriting = new AtomicInteger();
        AtomicInteger mostFlying = new AtomicInteger();
        List<Callable<Outcome<String>>> work = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            Kind kind = i % 2 == 0 ? Kind.WRITE : Kind.READ;
            work.add(() ->
                    pacer.paced(
                            API,
                            kind,
                            PATIENT,
                            a -> {
                                boolean w = kind == Kind.WRITE;
                                mostFlying.accumulateAndGet(flying.incrementAndGet(), Math::max);
                                if (w) {
                                    mostWriting.accumulateAndGet(
                                            writing.incrementAndGet(), Math::max);
                                }
                                sleep(Duration.ofSeconds(9));
                                flying.decrementAndGet();
                                if (w) {
                                    writing.decrementAndGet();
                                }
                                return Outcome.ok("x");
                            }));
        }
        assertThat(time.all("request", work)).allMatch(Outcome::isOk);
        assertThat(mostFlying).hasValue(2);
        assertThat(mostWriting).hasValue(1);
    }

    @ParameterizedTest
    @CsvSource({
        "READ, UNREACHABLE, true",
        "READ, SATURATED, true",
        "READ, REFUSED_IDENTITY, false",
        "READ, UNTRUSTED, false",
        "READ, BROKEN, false",
        "WRITE, UNREACHABLE, true",
        "WRITE, SATURATED, false",
        "WRITE, IN_DOUBT, false",
        "GUARDED_WRITE, SATURATED, true",
        "GUARDED_WRITE, IN_DOUBT, true",
        "GUARDED_WRITE, BROKEN, false",
        "PROBE, UNREACHABLE, false",
        "BULK, SATURATED, false",
        "ARMED, UNREACHABLE, false",
    })
    void only_what_may_be_repeated_is_repeated(Kind kind, Failure.Kind failure, boolean repeated) {
        AtomicInteger made = new AtomicInteger();
        Outcome<String> outcome =
                pacer.paced(
                        API,
                        kind,
                        PATIENT,
                        a -> made.incrementAndGet() == 1 ? fail(failure) : Outcome.ok("then"));
        assertThat(made).hasValue(repeated ? 2 : 1);
        assertThat(outcome.isOk()).isEqualTo(repeated);
    }

    @ParameterizedTest
    @CsvSource({"10, 1", "1, 2"})
    void a_time_out_that_took_most_of_the_patience_is_not_waited_for_again(
            int seconds, int attempts) {
        AtomicInteger made = new AtomicInteger();
        pacer.paced(
                API,
                Kind.READ,
                Duration.ofSeconds(12),
                a -> {
                    sleep(Duration.ofSeconds(seconds));
                    return made.incrementAndGet() == 1
                            ? fail(Failure.Kind.SATURATED)
                            : Outcome.ok("then");
                });
        assertThat(made).hasValue(attempts);
    }

    @Test
    void a_connection_that_met_nobody_costs_no_turn() {
        Duration patience = Duration.ofSeconds(5);
        Outcome<String> outcome =
                pacer.paced(
                        API,
                        Kind.PROBE,
                        patience,
                        a -> {
                            assertThat(a.connecting()).isTrue();
                            a.nobodyThere();
                            assertThat(a.connecting()).as("the next path, at once").isTrue();
                            assertThat(a.connecting()).as("a turn that is gone").isFalse();
                            return Outcome.ok("well");
                        });
        assertThat(outcome.isOk()).isTrue();
        assertThat(since()).isLessThan(patience);
        assertThat(pacer.status(API).connections()).isEqualTo(1);
    }

    @Test
    void a_change_that_may_have_happened_stays_in_doubt_whatever_the_repeat_says() {
        AtomicInteger made = new AtomicInteger();
        Outcome<String> outcome =
                pacer.paced(
                        API,
                        Kind.GUARDED_WRITE,
                        PATIENT,
                        a ->
                                fail(
                                        made.incrementAndGet() == 1
                                                ? Failure.Kind.IN_DOUBT
                                                : Failure.Kind.UNREACHABLE));
        assertThat(made.get()).isGreaterThan(1);
        assertThat(outcome.whyNot().orElseThrow().kind()).isEqualTo(Failure.Kind.IN_DOUBT);
    }

    @Test
    void repeats_are_a_tenth_of_the_attempts_and_one_in_ten_seconds() {
        RetryBudget budget = new RetryBudget();
        Instant now = begun;
        int repeats = 0;
        for (int second = 0; second < 600; second++) {
            for (int i = 0; i < 5; i++) {
                budget.attempted(now);
                repeats += budget.take(now) ? 1 : 0;
            }
            now = now.plusSeconds(1);
        }
        assertThat(repeats).isBetween(250, 310);

        RetryBudget quiet = new RetryBudget();
        int few = 0;
        for (int second = 0; second < 600; second++) {
            few += quiet.take(now.plusSeconds(second)) ? 1 : 0;
        }
        assertThat(few).isEqualTo(60);
    }

    @Test
    void what_the_server_asks_for_is_waited_for_and_up_to_half_as_much_more() {
        for (int seed = 0; seed < 200; seed++) {
            Backoff backoff = new Backoff(new java.util.SplittableRandom(seed));
            Duration wait = backoff.failed(java.util.Optional.of(Duration.ofSeconds(20)));
            assertThat(wait).isBetween(Duration.ofSeconds(20), Duration.ofMillis(30_001));
        }
    }

    @Test
    void the_wait_after_failures_is_jittered_up_to_thirty_seconds() {
        Backoff backoff = new Backoff(new java.util.SplittableRandom(3));
        Duration longest = Duration.ZERO;
        assertThat(backoff.failed(java.util.Optional.empty()))
                .isLessThanOrEqualTo(Duration.ofSeconds(1));
        for (int i = 0; i < 200; i++) {
            Duration wait = backoff.failed(java.util.Optional.empty());
            longest = wait.compareTo(longest) > 0 ? wait : longest;
        }
        assertThat(longest).isBetween(Duration.ofSeconds(25), Duration.ofSeconds(30));
    }

    @Test
    void bulk_work_finds_its_rate_and_halves_it_at_the_first_sign_of_trouble() {
        makeWell();
        AtomicInteger calls = new AtomicInteger();
        Instant end = time.now().plus(Duration.ofMinutes(5));
        while (time.now().isBefore(end)) {
            pacer.paced(API, Kind.BULK, PATIENT, this::good);
            calls.incrementAndGet();
        }
        // From 0.2/s by 0.1/s every 10 s: about 0.2 + 3.0 after five minutes, 1.65 in the mean.
        assertThat(calls.get()).isBetween(300, 560);

        BulkRate rate = new BulkRate(begun);
        rate.rejected(begun);
        assertThat(rate.rate()).isEqualTo(BulkRate.START / 2);
        rate.answered(Duration.ofSeconds(4), begun.plusSeconds(60));
        assertThat(rate.rate()).isEqualTo(BulkRate.START / 4);
    }

    @Test
    void an_armed_write_knocks_once_a_second_past_the_open_circuit() {
        open();
        Instant armed = time.now();
        List<Instant> knocks = new ArrayList<>();
        while (knocks.size() < 30) {
            pacer.paced(
                    API,
                    Kind.ARMED,
                    PATIENT,
                    a -> {
                        assertThat(a.connecting()).isTrue();
                        knocks.add(time.now());
                        return fail(Failure.Kind.UNREACHABLE);
                    });
        }
        assertThat(Duration.between(armed, knocks.getLast()))
                .isBetween(Duration.ofSeconds(28), Duration.ofSeconds(31));
    }

    @Test
    void a_call_that_gets_no_connection_in_time_says_nothing_of_the_endpoint() {
        pacer.paced(
                API,
                Kind.READ,
                PATIENT,
                a -> a.connecting() ? Outcome.ok("x") : fail(Failure.Kind.BROKEN));
        for (int i = 0; i < 5; i++) {
            Outcome<String> outcome =
                    pacer.paced(
                            API,
                            Kind.READ,
                            Duration.ofSeconds(1),
                            a -> a.connecting() ? Outcome.ok("x") : fail(Failure.Kind.SATURATED));
            assertThat(outcome.isOk()).isFalse();
        }
        assertThat(pacer.status(API).circuit()).isEqualTo(Circuit.CLOSED);
        assertThat(pacer.status(API).connections()).isEqualTo(1);
        assertThat(pacer.status(API).held()).isGreaterThanOrEqualTo(5);
    }

    @Test
    void sessions_to_two_hundred_hosts_are_open_within_a_minute() throws InterruptedException {
        List<Callable<Outcome<String>>> work = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            Endpoint host = new Endpoint.Ssh("eu-1/cp" + i);
            work.add(() ->
                    pacer.paced(
                            host,
                            Kind.READ,
                            PATIENT,
                            a -> {
                                a.connecting();
                                sleep(Duration.ofSeconds(20));
                                return Outcome.ok("in");
                            }));
        }
        assertThat(time.all("session", work)).allMatch(Outcome::isOk);
        assertThat(since()).isLessThan(Duration.ofSeconds(60));
    }

    @Test
    void the_whole_fleet_is_sent_fifty_a_second_at_most() throws InterruptedException {
        List<Callable<Instant>> work = new ArrayList<>();
        for (int i = 0; i < 400; i++) {
            Endpoint host = new Endpoint.Ssh("eu-1/cp" + i);
            work.add(() -> {
                Instant[] at = new Instant[1];
                pacer.paced(
                        host,
                        Kind.READ,
                        PATIENT,
                        a -> {
                            at[0] = time.now();
                            return Outcome.ok("x");
                        });
                return at[0];
            });
        }
        List<Instant> sent = time.all("host", work);
        Instant last = sent.stream().max(Instant::compareTo).orElseThrow();
        assertThat(Duration.between(begun, last))
                .isBetween(Duration.ofMillis(6900), Duration.ofMillis(7200));
    }

    @Test
    void a_call_that_throws_gives_back_what_it_took() {
        for (int i = 0; i < 5; i++) {
            try {
                pacer.paced(
                        API,
                        Kind.WRITE,
                        PATIENT,
                        a -> {
                            throw new IllegalStateException("a bug");
                        });
            } catch (IllegalStateException expected) {
                assertThat(expected).hasMessage("a bug");
            }
        }
        assertThat(pacer.paced(API, Kind.WRITE, PATIENT, this::good).isOk()).isTrue();
    }

    @Test
    void one_who_is_interrupted_while_waiting_stops_waiting() throws InterruptedException {
        open();
        // Time stands still until the end: else the wait may be over before the interrupt comes.
        try (Time.Scope held = time.enter()) {
            Time.Task<Outcome<String>> waiting =
                    time.fork("waiting", () -> pacer.paced(API, Kind.PROBE, PATIENT, this::good));
            waiting.interrupt();
            Failure failure = waiting.join().whyNot().orElseThrow();
            assertThat(failure.kind()).isEqualTo(Failure.Kind.ABORTED);
        }
    }
}

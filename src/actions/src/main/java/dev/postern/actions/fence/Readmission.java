package dev.postern.actions.fence;

import dev.postern.core.fact.Facts;
import dev.postern.core.reach.Done;
import dev.postern.core.reach.Reach;
import dev.postern.core.value.Failure;
import dev.postern.core.value.Outcome;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The way from a closed gate to an open one, by steps.
 *
 * <p>Each step is kept for {@code hold} under the condition before the next one. New clients make a
 * short peak, so a condition that fails is given as long to come back; then the step is taken back,
 * the connections of those whom that shuts out are closed, and when all is calm again a smaller
 * step follows.
 */
final class Readmission {
    private static final Duration LOOK = Duration.ofSeconds(5);

    /** After so many fall-backs in a row a person should look. */
    private static final int MOST_FALLBACKS = 6;

    /** How long calm may take before the first step, and after a fall-back. */
    private static final Duration CALM_WITHIN = Duration.ofMinutes(20);

    private final Gates gates;
    private final Readmit.Parameters p;
    private final int goal;
    private final Reach reach;
    private final StepSize size = new StepSize();
    private Crowd crowd = Crowd.unknown();
    private List<String> named = List.of();
    private int share;
    private Facts.Verdict last = new Facts.Verdict(Facts.Answer.UNKNOWN, "not asked yet");

    Readmission(Gates gates, Readmit.Parameters p, int goal, Reach reach) {
        this.gates = gates;
        this.p = p;
        this.goal = goal;
        this.reach = reach;
    }

    private enum Watched {
        CALM,
        LOST,
        STOPPED
    }

    /** How a stretch of watching ended, and the work that the servers did meanwhile. */
    private record Watch(Watched how, Optional<Double> cpuPerSecond) {}

    Outcome<Done> run() {
        try {
            return steps();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Outcome.failed(Readmit.stopped(gates.cluster(), "interrupted", share));
        }
    }

    private Outcome<Done> steps() throws InterruptedException {
        share = gates.lowestShare();
        int cores = gates.cores();
        Watch calm = watch(CALM_WITHIN);
        if (calm.how() != Watched.CALM) {
            return notCalm(calm);
        }
        double idle = calm.cpuPerSecond().orElse(0.0);
        crowd = Crowd.of(gates.cluster(), reach);
        named = gates.admitted();
        share = Math.max(share, crowd.share(named));
        int first = Math.max(1, (int) Math.round(p.first().value() * Fence.ALL / 100));
        int fallbacks = 0;
        while (share < goal) {
            int before = share;
            int wanted = Math.min(goal, before + step(before, first, cores));
            Outcome<Done> set = admit(wanted);
            if (!set.isOk()) {
                return set;
            }
            Instant began = reach.time().now();
            Watch watch = watch(p.hold().multipliedBy(2));
            switch (watch.how()) {
                case CALM -> {
                    fallbacks = 0;
                    double seconds =
                            Duration.between(began, reach.time().now()).toMillis() / 1000.0;
                    watch.cpuPerSecond()
                            .ifPresent(c ->
                                    size.learn(wanted - before, Math.max(0, c - idle) * seconds));
                    gates.note(
                            "readmitted",
                            "share",
                            Readmit.percent(wanted),
                            "sources connected",
                            gates.connectedSources(),
                            "because",
                            last.because());
                }
                case LOST -> {
                    fallbacks++;
                    size.tooMuch();
                    Outcome<Done> back = admit(before).then(d -> gates.closeShutOut());
                    if (!back.isOk()) {
                        return back;
                    }
                    gates.note(
                            "fell back one step",
                            "share",
                            Readmit.percent(before),
                            "because",
                            last.because());
                    Watch again = watch(CALM_WITHIN);
                    if (again.how() != Watched.CALM || fallbacks >= MOST_FALLBACKS) {
                        return notCalm(again);
                    }
                }
                case STOPPED -> {
                    return notCalm(watch);
                }
            }
        }
        // Once everybody is in, the list has done its work.
        return goal == Fence.ALL ? gates.set(goal, List.of()) : Outcome.ok(Done.DONE);
    }

    private int step(int before, int first, int cores) {
        if (before < first) {
            return first - before;
        }
        return p.added()
                .map(a -> (int) Math.round(a.value() * Fence.ALL / 100))
                .map(a -> Math.max(1, a))
                .orElseGet(() -> size.next(before, first, cores));
    }

    private Outcome<Done> admit(int wanted) {
        Outcome<Done> done =
                crowd.isSmall()
                        ? gates.set(wanted == Fence.ALL ? wanted : 0, crowd.first(wanted))
                        : gates.set(wanted, named);
        if (done.isOk()) {
            share = wanted;
        }
        return done;
    }

    /** Until the condition has held for {@code hold} on end, or was lost for as long as given. */
    private Watch watch(Duration patience) throws InterruptedException {
        Optional<Gates.Work> start = gates.work();
        Instant lostSince = reach.time().now();
        Instant heldSince = lostSince;
        boolean held = false;
        while (true) {
            if (reach.stop().isAsked()) {
                return new Watch(Watched.STOPPED, Optional.empty());
            }
            last = reach.facts().holds(p.condition());
            Instant now = reach.time().now();
            if (last.holds()) {
                heldSince = held ? heldSince : now;
                if (Duration.between(heldSince, now).compareTo(p.hold()) >= 0) {
                    return new Watch(Watched.CALM, rate(start, gates.work()));
                }
            } else {
                lostSince = held ? now : lostSince;
                if (Duration.between(lostSince, now).compareTo(patience) >= 0) {
                    return new Watch(Watched.LOST, Optional.empty());
                }
            }
            held = last.holds();
            reach.time().await(reach.stop().asked(), pause(held, heldSince, now));
        }
    }

    private Duration pause(boolean held, Instant heldSince, Instant now) {
        if (!held) {
            return LOOK;
        }
        Duration left = p.hold().minus(Duration.between(heldSince, now));
        Duration least = Duration.ofMillis(100);
        return left.compareTo(LOOK) > 0 ? LOOK : left.compareTo(least) > 0 ? left : least;
    }

    private static Optional<Double> rate(Optional<Gates.Work> start, Optional<Gates.Work> end) {
        if (start.isEmpty()
                || end.isEmpty()
                || !start.get().containers().equals(end.get().containers())) {
            return Optional.empty();
        }
        double seconds = Duration.between(start.get().at(), end.get().at()).toMillis() / 1000.0;
        return seconds <= 0
                ? Optional.empty()
                : Optional.of((end.get().cpuSeconds() - start.get().cpuSeconds()) / seconds);
    }

    private Outcome<Done> notCalm(Watch watch) {
        if (watch.how() == Watched.STOPPED) {
            return Outcome.failed(
                    Readmit.stopped(gates.cluster(), "the operator asked to stop", share));
        }
        return Outcome.failed(
                new Failure(
                        Failure.Kind.BROKEN,
                        gates.cluster().name() + ": readmission does not get further",
                        "\"" + p.condition() + "\" does not hold: " + last.because(),
                        Readmit.percent(share)
                                + " of the sources are let in and stay so while the fence holds",
                        "postern probe diagnose --cluster " + gates.cluster().name()));
    }
}

package dev.postern.actions.fence;

import dev.postern.core.reach.Done;
import dev.postern.core.reach.Reach;
import dev.postern.core.value.Failure;
import dev.postern.core.value.Outcome;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * The way from a closed gate to an open one, by steps.
 *
 * <p>Each step is kept for {@code hold} under the condition before the next one; where it is
 * measured, only until its work is over. New clients make a short peak, so a condition that fails
 * is given twice as long to come back; then the step is taken back, the connections of those whom
 * that shuts out are closed, and when all is calm again a smaller step follows.
 */
final class Readmission {
    /** After so many fall-backs in a row a person should look. */
    private static final int MOST_FALLBACKS = 6;

    /**
     * Fewer nodes tell nothing: of 200 a hash lets in none at 1 % in one case of seven, and what
     * two cost cannot be told from noise. But never more of them than a twentieth of all.
     */
    private static final int FIRST_NODES = 10;

    private static final int FIRST_AT_MOST = Fence.ALL / 20;

    /** 50 connections a second, about 2 ms of a core each. */
    private static final int LOUD_PER_CORE = 2;

    /** How long calm may take before the first step, and after a fall-back. */
    private static final Duration CALM_WITHIN = Duration.ofMinutes(20);

    private final Gates gates;
    private final Readmit.Parameters p;
    private final int goal;
    private final Reach reach;
    private final int cores;
    private final StepSize size = new StepSize();
    private final StepWatch watch;
    private Crowd crowd = Crowd.unknown();
    private List<String> named = List.of();
    private int share;

    Readmission(Gates gates, Readmit.Parameters p, int goal, Reach reach) {
        this.gates = gates;
        this.p = p;
        this.goal = goal;
        this.reach = reach;
        this.cores = gates.cores();
        this.watch = new StepWatch(gates, p, cores, reach);
    }

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
        List<String> asBefore = gates.admitted();
        named = asBefore;
        StepWatch.End calm = loudFirst();
        if (calm == StepWatch.End.LOST) {
            calm = watch.calm(CALM_WITHIN);
        }
        if (!calm.isCalm()) {
            return notCalm(calm);
        }
        watch.isCalmNow();
        crowd = Crowd.of(gates.cluster(), reach);
        share = Math.max(share, crowd.share(asBefore));
        int first = first();
        int fallbacks = 0;
        while (share < goal) {
            int before = share;
            int wanted = Math.min(goal, before + step(before, first));
            Outcome<Done> set = admit(wanted);
            if (!set.isOk()) {
                return set;
            }
            StepWatch.End watched =
                    watch.step(
                            p.hold().multipliedBy(2),
                            crowd.enough(wanted).orElse(Integer.MAX_VALUE),
                            Math.max(1, crowd.nodesIn(wanted - before) / 20));
            switch (watched) {
                case HELD, OVER -> {
                    fallbacks = 0;
                    learn(wanted - before, watched);
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
                            watch.because());
                    StepWatch.End again = watch.calm(CALM_WITHIN);
                    if (!again.isCalm() || fallbacks >= MOST_FALLBACKS) {
                        return notCalm(again);
                    }
                }
                case STOPPED -> {
                    return notCalm(watched);
                }
            }
        }
        // Once everybody is in, the list has done its work.
        return goal == Fence.ALL ? gates.set(goal, List.of()) : Outcome.ok(Done.DONE);
    }

    /**
     * Those who are loud although they are shut out come in before all others: they are the nodes
     * on which an offender still runs, and only a kubelet that hears of it ends it. The earlier,
     * the less of that the rest have to wait for. What they bring is part of the calm that steps
     * are measured against. No more than their rations are a fifth of the cores.
     *
     * @return how it went, which is as good as any calm; {@code LOST} where nobody was let in, or
     *     the condition does not hold with them, and they are shut out again
     */
    private StepWatch.End loudFirst() throws InterruptedException {
        Set<String> loud = gates.noise().loud();
        if (!p.isMeasured() || loud.isEmpty() || loud.size() > LOUD_PER_CORE * cores) {
            return StepWatch.End.LOST;
        }
        List<String> all = both(named, List.copyOf(loud));
        if (!gates.set(share, all).isOk()) {
            // A host that cannot be changed says so at the first step; some may have let them in.
            return StepWatch.End.LOST;
        }
        gates.note(
                "let in first",
                "sources",
                String.join(", ", new TreeSet<>(loud)),
                "because",
                "they are loud");
        StepWatch.End watched = watch.calm(p.hold().multipliedBy(2));
        if (watched != StepWatch.End.LOST) {
            named = all;
        } else {
            gates.note(
                    "shut out again",
                    "sources",
                    String.join(", ", new TreeSet<>(loud)),
                    "because",
                    watch.because());
            gates.set(share, named).then(d -> gates.closeShutOut());
        }
        return watched;
    }

    /** What the first step lets in; by measurement enough nodes to measure something. */
    private int first() {
        int asked = Math.max(1, (int) Math.round(p.first().value() * Fence.ALL / 100));
        return p.isMeasured()
                ? Math.max(asked, Math.min(FIRST_AT_MOST, crowd.share(FIRST_NODES)))
                : asked;
    }

    private void learn(int added, StepWatch.End how) throws InterruptedException {
        Optional<Double> work = watch.work();
        work.ifPresent(w -> size.learn(added, w));
        watch.isCalmNow();
        gates.note(
                "readmitted",
                "share",
                Readmit.percent(share),
                "sources connected",
                watch.connected(),
                "packets above a source's ration",
                gates.noise().dropped(),
                "core-seconds",
                work.map(w -> String.format(Locale.ROOT, "%.1f", w)).orElse("unknown"),
                "because",
                (how == StepWatch.End.OVER ? "the step's work is over; " : "") + watch.because());
    }

    private int step(int before, int first) {
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
                        ? gates.set(
                                wanted == Fence.ALL ? wanted : 0, both(crowd.first(wanted), named))
                        : gates.set(wanted, named);
        if (done.isOk()) {
            share = wanted;
        }
        return done;
    }

    private static List<String> both(List<String> some, List<String> others) {
        Set<String> all = new TreeSet<>(some);
        all.addAll(others);
        return List.copyOf(all);
    }

    private Outcome<Done> notCalm(StepWatch.End watched) {
        if (watched == StepWatch.End.STOPPED) {
            return Outcome.failed(
                    Readmit.stopped(gates.cluster(), "the operator asked to stop", share));
        }
        return Outcome.failed(
                new Failure(
                        Failure.Kind.BROKEN,
                        gates.cluster().name() + ": readmission does not get further",
                        "\"" + p.condition() + "\" does not hold: " + watch.because(),
                        Readmit.percent(share)
                                + " of the sources are let in and stay so while the fence holds",
                        "postern diagnose " + gates.cluster().name() + " --from hosts"));
    }
}

package dev.postern.engine.run;

import dev.postern.core.action.Action;
import dev.postern.core.action.Target;
import dev.postern.core.fleet.Cluster;
import dev.postern.core.playbook.Step;
import dev.postern.core.value.Durations;
import dev.postern.core.value.Outcome;
import dev.postern.engine.bound.BoundAction;
import dev.postern.engine.plan.Waves;
import dev.postern.journal.Event;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Drives one action on its targets: wave by wave, clusters side by side. */
final class ActStep<P extends Record, S extends Record> {
    private final Ground ground;
    private final Step step;
    private final BoundAction<P, S> bound;
    private final Action<P, S> action;
    private final List<Cluster> clusters;
    private final Scope scope;
    private final Predicate<Target> wanted;
    private final Tally tally;
    private final OneByOne oneByOne;
    private final Optional<Instant> deadline;
    private final Preparing<P, S> preparing;
    private final Set<String> prepared = ConcurrentHashMap.newKeySet();
    private final Set<String> given = ConcurrentHashMap.newKeySet();
    private boolean lastWave;

    ActStep(
            Ground ground,
            Step step,
            BoundAction<P, S> bound,
            List<Cluster> clusters,
            Scope scope,
            Predicate<Target> wanted,
            Tally tally) {
        this.ground = ground;
        this.step = step;
        this.bound = bound;
        this.action = bound.action();
        this.clusters = clusters;
        this.scope = scope;
        this.wanted = wanted;
        this.tally = tally;
        this.deadline = step.options().within().map(w -> ground.time.now().plus(w));
        this.preparing = new Preparing<>(ground, step, bound, deadline, tally);
        this.oneByOne = new OneByOne(ground, step.id(), bound, wanted, tally);
    }

    /** Whether targets were left because a threshold was crossed. */
    boolean run() throws InterruptedException {
        List<Target> targets = oneByOne.isAsked() ? oneByOne() : inFleetOrder();
        List<List<Target>> waves =
                Waves.of(targets, action.traits().coverage(), step.options().waves());
        for (int i = 0; i < waves.size(); i++) {
            if (i > 0 && tally.isOver()) {
                leave(waves.subList(i, waves.size()), Status.STOPPED, tally.over());
                return true;
            }
            List<Target> wave = waves.get(i);
            lastWave = i == waves.size() - 1;
            Optional<String> stopped = begin(i + 1, waves.size(), wave);
            if (stopped.isPresent()) {
                leave(waves.subList(i, waves.size()), Status.STOPPED, stopped.get());
                return false;
            }
            Map<Cluster, Callable<Boolean>> perCluster = new LinkedHashMap<>();
            Waves.byCluster(wave)
                    .forEach((name, mine) -> {
                        Cluster cluster = ground.cluster(name);
                        perCluster.put(cluster, () -> cluster(cluster, mine));
                    });
            leave(ground.behind.each(step.id(), perCluster, this::mayDoWithout));
            watch(wave);
        }
        return false;
    }

    /** What could not be reached in time counts as out of reach, and is followed by itself. */
    private void leave(Behind.Ended<?> ended) {
        ended.left()
                .keySet()
                .forEach(c -> {
                    given.add(c.name().value());
                    tally.leave(c.name().value(), targets(c).size());
                });
        ground.behind.leave(step.id(), ended.left());
    }

    /** Whether the step would go on if no target of these were reached. */
    private boolean mayDoWithout(Set<Cluster> left) {
        return (lastWave && step.options().onFailure() == Step.OnFailure.CONTINUE)
                || tally.mayDoWithout(
                        left.stream().map(c -> c.name().value()).collect(Collectors.toSet()),
                        left.stream().mapToInt(c -> targets(c).size()).sum());
    }

    private List<Target> oneByOne() throws InterruptedException {
        Behind.Ended<List<Target>> ordered = oneByOne.ordered(clusters, this::mayDoWithout);
        leave(ordered);
        return ordered.results().values().stream().flatMap(List::stream).toList();
    }

    private List<Target> targets(Cluster cluster) {
        return bound.targets(cluster).stream().filter(wanted).toList();
    }

    private List<Target> inFleetOrder() {
        return clusters.stream().flatMap(c -> targets(c).stream()).toList();
    }

    /** Begins a wave; why not, where nothing new may begin. */
    private Optional<String> begin(int number, int of, List<Target> wave)
            throws InterruptedException {
        Event.WaveStarted begun =
                new Event.WaveStarted(
                        step.id(), number, of, wave.stream().map(Target::id).toList());
        Optional<String> stopped;
        do {
            stopped = ground.mayNotBegin(deadline);
        } while (stopped.isEmpty() && of > 1 && ground.begins(begun).isEmpty());
        ground.picture.wave(number, of);
        return stopped;
    }

    private void leave(List<List<Target>> waves, Status status, String why) {
        for (List<Target> wave : waves) {
            for (Target t : wave) {
                if (!tally.has(t.id())) {
                    tally.target(t.cluster().value(), t.id(), status, why);
                }
            }
        }
    }

    private boolean cluster(Cluster cluster, List<Target> wave) throws InterruptedException {
        String name = cluster.name().value();
        if (given.contains(name)) {
            return false;
        }
        Optional<String> stopped = ground.mayNotBegin(deadline);
        if (stopped.isPresent()) {
            leave(List.of(wave), Status.STOPPED, stopped.get());
            return false;
        }
        Optional<String> over = scope.over(ground, cluster);
        if (over.isPresent()) {
            given.add(name);
            ground.chronicle.append(new Event.StepSkipped(step.id(), name, over.get()));
            tally.cluster(name, Status.SKIPPED, over.get());
            return false;
        }
        if (prepared.add(name) && !preparing.of(cluster, targets(cluster), wave)) {
            given.add(name);
            return false;
        }
        Optional<String> notBack = oneByOne.notBack(cluster);
        if (notBack.isPresent()) {
            given.add(name);
            leave(List.of(targets(cluster)), Status.STOPPED, notBack.get());
            return false;
        }
        List<Callable<Boolean>> each = new ArrayList<>();
        for (Target target : wave) {
            if (!tally.has(target.id())) {
                each.add(() -> drive(cluster, target));
            }
        }
        ground.all(step.id(), each);
        return true;
    }

    private boolean drive(Cluster cluster, Target target) throws InterruptedException {
        String name = cluster.name().value();
        Optional<String> stopped = ground.mayNotBegin(deadline);
        if (stopped.isPresent()) {
            tally.target(name, target.id(), Status.STOPPED, stopped.get());
            return false;
        }
        Optional<String> over = scope.over(ground, cluster);
        if (over.isPresent()) {
            tally.target(name, target.id(), Status.SKIPPED, over.get());
            return false;
        }
        ChangeWork<P, S> work = new ChangeWork<>(ground, step.id(), bound, target);
        TargetWork.Result result;
        try (Picture.Shown shown = ground.picture.begin(step.id(), target.id(), "looking")) {
            Outcome<S> now =
                    preparing.fresh(target).map(Outcome::ok).orElseGet(() -> work.look(shown));
            result =
                    switch (now) {
                        case Outcome.Failed<S>(var why) ->
                                TargetWork.Result.of(Status.UNREACHABLE, why);
                        case Outcome.Ok<S>(var state) -> work.forward(state, shown, deadline);
                    };
        } catch (InterruptedException e) {
            result = TargetWork.Result.CUT;
        }
        tally.target(name, target.id(), result.status(), result.because());
        return true;
    }

    /** Watches a wave for as long as the step says, and counts what did not last. */
    private void watch(List<Target> wave) throws InterruptedException {
        Optional<Duration> hold = step.options().holdFor();
        if (hold.isEmpty() || ground.control.isAsked()) {
            return;
        }
        try (Picture.Shown shown =
                ground.picture.begin(
                        step.id(), "wave", "watching for " + Durations.text(hold.get()))) {
            ground.time.await(ground.control.asked(), hold.get());
        }
        Map<String, Status> now = new HashMap<>(tally.targets());
        List<Callable<Boolean>> looks = new ArrayList<>();
        for (Target target : wave) {
            if (now.get(target.id()) == Status.SETTLED) {
                looks.add(() -> {
                    var work = new ChangeWork<>(ground, step.id(), bound, target);
                    work.stillSettled()
                            .map(work::lapsed)
                            .ifPresent(r ->
                                    tally.target(
                                            target.cluster().value(),
                                            target.id(),
                                            r.status(),
                                            r.because()));
                    return true;
                });
            }
        }
        ground.all(step.id(), looks);
    }
}

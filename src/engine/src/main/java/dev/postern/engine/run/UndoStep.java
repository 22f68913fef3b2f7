package dev.postern.engine.run;

import dev.postern.core.action.Target;
import dev.postern.core.action.Traits;
import dev.postern.core.fleet.Cluster;
import dev.postern.core.playbook.Step;
import dev.postern.core.time.Time;
import dev.postern.core.value.Durations;
import dev.postern.core.value.Failure;
import dev.postern.core.value.Wave;
import dev.postern.engine.bound.BoundAction;
import dev.postern.engine.plan.Waves;
import dev.postern.journal.ChangeState;
import dev.postern.journal.Event;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;

/**
 * Drives back what steps changed: the last step first, its targets wave by wave.
 *
 * <p>Goes by the journal, not by the playbook: only what was really changed is driven back.
 */
final class UndoStep {
    private final Ground ground;
    private final String step;
    private final Tally tally;
    private final Optional<Instant> deadline;
    private final Optional<Duration> hold;
    private final boolean goOn;
    private final Map<Cluster, Left> left = new LinkedHashMap<>();
    private boolean onceMore;

    private record Left(Time.Task<Boolean> underWay, int changes) {}

    /**
     * @param step who undoes
     * @param hold how long each wave is watched before the next
     * @param goOn whether it goes on past failures, however many
     */
    UndoStep(
            Ground ground,
            String step,
            Tally tally,
            Optional<Instant> deadline,
            Optional<Duration> hold,
            boolean goOn) {
        this.ground = ground;
        this.step = step;
        this.tally = tally;
        this.deadline = deadline;
        this.hold = hold;
        this.goOn = goOn;
    }

    /**
     * Undoes these, in this order, those of one step together. Where it goes on past failures,
     * clusters that gave no answer come once more when all others are done.
     *
     * @param waves of each step that is undone
     * @return whether targets were left because a threshold was crossed
     */
    boolean run(List<ChangeState> changes, java.util.function.Function<String, List<Wave>> waves)
            throws InterruptedException {
        if (through(changes, waves)) {
            return true;
        }
        if (!goOn || left.isEmpty()) {
            return false;
        }
        Set<String> names = new HashSet<>();
        for (Map.Entry<Cluster, Left> each : left.entrySet()) {
            String name = each.getKey().name().value();
            each.getValue().underWay().join();
            tally.takeBack(name, each.getValue().changes());
            names.add(name);
        }
        left.clear();
        onceMore = true;
        List<String> ids = changes.stream().map(ChangeState::id).toList();
        return through(
                ground.chronicle.state().undoable().stream()
                        .filter(c -> names.contains(c.cluster()) && ids.contains(c.id()))
                        .toList(),
                waves);
    }

    private boolean through(
            List<ChangeState> changes, java.util.function.Function<String, List<Wave>> waves)
            throws InterruptedException {
        Map<String, List<ChangeState>> byStep = new LinkedHashMap<>();
        changes.forEach(c -> byStep.computeIfAbsent(c.step(), s -> new ArrayList<>()).add(c));
        for (Map.Entry<String, List<ChangeState>> group : byStep.entrySet()) {
            List<ChangeState> still =
                    group.getValue().stream().filter(c -> !isLeft(c.cluster())).toList();
            if (!still.isEmpty() && group(still, waves.apply(group.getKey()))) {
                return true;
            }
        }
        return false;
    }

    /** Clusters that gave no answer while the others had ended, and what is under way there. */
    Map<Cluster, Time.Task<Boolean>> left() {
        Map<Cluster, Time.Task<Boolean>> underWay = new LinkedHashMap<>();
        left.forEach((cluster, one) -> underWay.put(cluster, one.underWay()));
        return underWay;
    }

    private boolean isLeft(String cluster) {
        return left.keySet().stream().anyMatch(c -> c.name().value().equals(cluster));
    }

    private boolean group(List<ChangeState> changes, List<Wave> waves) throws InterruptedException {
        Map<String, ChangeState> byTarget = new LinkedHashMap<>();
        List<Target> targets = new ArrayList<>();
        // All of one step, so of one action.
        Traits.Coverage coverage =
                ground.setup
                        .catalogue()
                        .action(changes.getFirst().action())
                        .map(a -> a.traits().coverage())
                        .orElse(Traits.Coverage.EACH);
        for (ChangeState c : changes) {
            Optional<Target> target = target(c);
            if (target.isEmpty()) {
                gone(c);
            } else {
                byTarget.put(target.get().id(), c);
                targets.add(target.get());
            }
        }
        List<List<Target>> all = Waves.of(targets, coverage.back(), waves);
        for (int i = 0; i < all.size(); i++) {
            if (!goOn && i > 0 && tally.isOver()) {
                for (List<Target> rest : all.subList(i, all.size())) {
                    rest.forEach(t ->
                            tally.target(
                                    t.cluster().value(),
                                    of(byTarget, t).id(),
                                    Status.STOPPED,
                                    tally.over()));
                }
                return true;
            }
            ground.picture.wave(i + 1, all.size());
            wave(all.get(i), byTarget);
            watch();
        }
        return false;
    }

    private void wave(List<Target> wave, Map<String, ChangeState> byTarget)
            throws InterruptedException {
        Map<Cluster, Callable<Boolean>> work = new LinkedHashMap<>();
        Waves.byCluster(wave)
                .forEach((name, targets) -> {
                    List<Callable<Boolean>> each = new ArrayList<>();
                    for (Target target : targets) {
                        ChangeState change = of(byTarget, target);
                        each.add(() -> one(change, target));
                    }
                    if (!isLeft(name)) {
                        work.put(ground.cluster(name), () -> !ground.all(step, each).isEmpty());
                    }
                });
        Behind.Ended<Boolean> ended =
                ground.behind.each(step, work, c -> mayDoWithout(c, byTarget));
        ended.left()
                .forEach((cluster, underWay) -> {
                    int changes = in(cluster, byTarget);
                    tally.leave(cluster.name().value(), changes);
                    left.put(cluster, new Left(underWay, changes));
                });
    }

    private boolean mayDoWithout(Set<Cluster> clusters, Map<String, ChangeState> byTarget) {
        return (goOn && !onceMore)
                || tally.mayDoWithout(
                        clusters.stream().map(c -> c.name().value()).collect(Collectors.toSet()),
                        clusters.stream().mapToInt(c -> in(c, byTarget)).sum());
    }

    private static int in(Cluster cluster, Map<String, ChangeState> byTarget) {
        return (int)
                byTarget.values().stream()
                        .filter(c -> c.cluster().equals(cluster.name().value()))
                        .count();
    }

    /** Gives each wave the while that the step says, before the next. */
    private void watch() throws InterruptedException {
        if (hold.isPresent() && !ground.control.isAsked()) {
            try (Picture.Shown shown =
                    ground.picture.begin(
                            step, "wave", "watching for " + Durations.text(hold.get()))) {
                ground.time.await(ground.control.asked(), hold.get());
            }
        }
    }

    private static ChangeState of(Map<String, ChangeState> byTarget, Target target) {
        ChangeState change = byTarget.get(target.id());
        if (change == null) {
            throw new IllegalStateException("no change of " + target.id());
        }
        return change;
    }

    private void gone(ChangeState c) {
        Failure why =
                Failure.unchanged(
                        Failure.Kind.BROKEN,
                        c.id() + " cannot be undone from here",
                        "this fleet has no " + c.target() + ", or this version no " + c.action(),
                        "use the fleet file and the version that made the run");
        ground.chronicle.append(new Event.NotUndone(c.id(), Event.Trouble.of(why)));
        tally.target(c.cluster(), c.id(), Status.FAILED, why.sentence());
    }

    private Optional<Target> target(ChangeState c) {
        return Changes.bound(ground, c).flatMap(b -> Changes.target(ground, b, c));
    }

    private boolean one(ChangeState change, Target target) throws InterruptedException {
        Optional<String> stopped = ground.mayNotBegin(deadline);
        if (stopped.isPresent()) {
            tally.target(change.cluster(), change.id(), Status.STOPPED, stopped.get());
            return false;
        }
        BoundAction<?, ?> bound = Changes.bound(ground, change).orElseThrow();
        try (Picture.Shown shown = ground.picture.begin(step, target.id(), "looking")) {
            TargetWork.Result result = uncut(bound, change, target, shown);
            tally.target(change.cluster(), change.id(), result.status(), result.because());
            if (result.status() == Status.UNDONE) {
                supersede(bound, change);
            }
        }
        return true;
    }

    private TargetWork.Result uncut(
            BoundAction<?, ?> bound, ChangeState change, Target target, Picture.Shown shown) {
        try {
            return back(bound, change, target, shown);
        } catch (InterruptedException e) {
            return TargetWork.Result.CUT;
        }
    }

    private <P extends Record, S extends Record> TargetWork.Result back(
            BoundAction<P, S> bound, ChangeState change, Target target, Picture.Shown shown)
            throws InterruptedException {
        return new BackWork<>(ground, change.step(), step, bound, target)
                .back(change, shown, deadline);
    }

    /**
     * Looks at what is in doubt and is not driven back, a removed workload for instance: an undo
     * would leave it in doubt for ever, for what was undone is not resumed.
     *
     * @param driven back by this undo
     */
    void settleDoubts(List<ChangeState> driven) throws InterruptedException {
        Set<String> mine = driven.stream().map(ChangeState::id).collect(Collectors.toSet());
        List<Callable<Boolean>> looks = new ArrayList<>();
        for (ChangeState c : ground.chronicle.state().inDoubt()) {
            Optional<Target> target = target(c);
            if (!mine.contains(c.id()) && target.isPresent()) {
                BoundAction<?, ?> bound = Changes.bound(ground, c).orElseThrow();
                looks.add(() -> settleDoubt(bound, c, target.get()));
            }
        }
        ground.all(step, looks);
    }

    private <P extends Record, S extends Record> boolean settleDoubt(
            BoundAction<P, S> bound, ChangeState left, Target target) {
        TargetWork.Result result;
        try (Picture.Shown shown = ground.picture.begin(step, target.id(), "looking")) {
            result =
                    new ChangeWork<>(ground, left.step(), bound, target)
                            .leftAlone(left, shown, deadline);
            ground.keeper.end(left.id());
        } catch (InterruptedException e) {
            result = TargetWork.Result.CUT;
        }
        tally.target(left.cluster(), left.id(), result.status(), result.because());
        return true;
    }

    /**
     * What the same action did later to the same target went with it: driving that back now would
     * bring back what was just undone.
     */
    private void supersede(BoundAction<?, ?> bound, ChangeState undone)
            throws InterruptedException {
        boolean later = false;
        for (ChangeState c : List.copyOf(ground.chronicle.state().changes().values())) {
            if (later
                    && c.isUndoable()
                    && c.target().equals(undone.target())
                    && c.action().equals(bound.name())) {
                ground.keeper.end(c.id());
                ground.chronicle.append(
                        new Event.Undone(
                                c.id(),
                                Optional.of(step),
                                true,
                                Optional.of("went with " + undone.id())));
            }
            later |= c.id().equals(undone.id());
        }
    }

    /**
     * Whether an undo step has begun to put something back in this cluster. It is finished then,
     * whatever its condition says now: what it has put back is often what that speaks of.
     */
    static boolean isUnderWay(Ground ground, String step, String cluster) {
        return ground.chronicle.state().changes().values().stream()
                .anyMatch(c ->
                        c.cluster().equals(cluster)
                                && c.undoneBy().filter(step::equals).isPresent());
    }

    /** Which of the open changes a playbook's undo step means, last first. */
    static List<ChangeState> named(Ground ground, Step.Work.Undo undo, List<Cluster> clusters) {
        List<String> names = clusters.stream().map(c -> c.name().value()).toList();
        return ground.chronicle.state().undoable().stream()
                .filter(c -> undo.steps().contains(c.step()))
                .filter(c -> names.contains(c.cluster()))
                .toList();
    }
}

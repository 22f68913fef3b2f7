package dev.postern.engine.run;

import dev.postern.core.action.Action;
import dev.postern.core.action.Target;
import dev.postern.core.action.Traits;
import dev.postern.core.fleet.Cluster;
import dev.postern.core.playbook.Step;
import dev.postern.core.time.Time;
import dev.postern.core.value.Durations;
import dev.postern.core.value.Failure;
import dev.postern.core.value.Outcome;
import dev.postern.engine.bound.BoundAction;
import dev.postern.engine.bound.Readiness;
import dev.postern.journal.Event;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;

/** What comes before an action drives anything in a cluster: all of it is looked at there. */
final class Preparing<P extends Record, S extends Record> {
    private final Ground ground;
    private final Step step;
    private final BoundAction<P, S> bound;
    private final Optional<Instant> deadline;
    private final Tally tally;
    // Used once, then it is looked again.
    private final Map<String, Fresh<S>> fresh = new ConcurrentHashMap<>();

    /**
     * @param pauses how often the run had been paused when it was looked at
     */
    private record Fresh<S>(S state, int pauses) {}

    Preparing(
            Ground ground,
            Step step,
            BoundAction<P, S> bound,
            Optional<Instant> deadline,
            Tally tally) {
        this.ground = ground;
        this.step = step;
        this.bound = bound;
        this.deadline = deadline;
        this.tally = tally;
    }

    /** What was just seen of this target; empty where it must be looked at again. */
    Optional<S> fresh(Target target) {
        return Optional.ofNullable(fresh.remove(target.id()))
                .filter(f -> f.pauses() == ground.control.pauses())
                .map(Fresh::state);
    }

    /**
     * Looks at all targets of the cluster, and asks the action whether it may be; what is against
     * it is journaled and counted.
     *
     * @param wave those that are driven now: what was seen of them is kept
     */
    boolean of(Cluster cluster, List<Target> targets, List<Target> wave)
            throws InterruptedException {
        String name = cluster.name().value();
        int pauses = ground.control.pauses();
        List<Callable<Outcome<S>>> looks = new ArrayList<>();
        for (Target target : targets) {
            looks.add(() -> {
                try {
                    return lookInTime(target);
                } catch (InterruptedException e) {
                    return Outcome.failed(
                            Failure.unchanged(
                                    Failure.Kind.ABORTED,
                                    "the look at " + target.id() + " was cut",
                                    "",
                                    ""));
                }
            });
        }
        List<Outcome<S>> seen = ground.all(step.id(), looks);
        List<Action.Observed<S>> observed = new ArrayList<>();
        Map<Target, Failure> missing = new LinkedHashMap<>();
        for (int i = 0; i < targets.size(); i++) {
            Target target = targets.get(i);
            switch (seen.get(i)) {
                case Outcome.Ok<S>(var state) -> observed.add(new Action.Observed<>(target, state));
                case Outcome.Failed<S>(var why) -> {
                    missing.put(target, why);
                    tally.target(name, target.id(), Status.UNREACHABLE, why.sentence());
                }
            }
        }
        List<Failure> refusals =
                Readiness.of(
                                bound,
                                cluster,
                                new Readiness.Sight<>(observed, List.of(), missing),
                                ground.reach(cluster))
                        .refusals();
        boolean covered =
                bound.action().traits().coverage() != Traits.Coverage.ALL || missing.isEmpty();
        if (!refusals.isEmpty() && !(covered && isBegun(name))) {
            refuse(name, targets, refusals, Status.REFUSED);
            return false;
        }
        // What a later wave drives is looked at again, just before.
        observed.stream()
                .filter(o -> wave.contains(o.target()))
                .forEach(o -> fresh.put(o.target().id(), new Fresh<>(o.state(), pauses)));
        return true;
    }

    /** A change that is half done in this cluster is finished: refusing now would leave it so. */
    private boolean isBegun(String cluster) {
        return ground.chronicle.state().changes().values().stream()
                .anyMatch(c ->
                        c.step().equals(step.id())
                                && c.cluster().equals(cluster)
                                && c.isUndoable());
    }

    private void refuse(String cluster, List<Target> targets, List<Failure> why, Status status) {
        ground.chronicle.append(
                new Event.Refused(
                        step.id(), cluster, why.stream().map(Event.Trouble::of).toList()));
        for (Target target : targets) {
            if (!tally.has(target.id())) {
                tally.target(cluster, target.id(), status, why.getFirst().sentence());
            }
        }
    }

    /**
     * A look that is not back when the step's time is over is left to itself: it changes nothing,
     * and ends by its own bound.
     */
    private Outcome<S> lookInTime(Target target) throws InterruptedException {
        ChangeWork<P, S> work = new ChangeWork<>(ground, step.id(), bound, target);
        if (deadline.isEmpty()) {
            try (Picture.Shown shown = ground.picture.begin(step.id(), target.id(), "looking")) {
                return work.look(shown);
            }
        }
        Time.Signal back = ground.time.signal();
        Time.Task<Outcome<S>> task =
                ground.fork(
                        "look " + target.id(),
                        () -> {
                            try (Picture.Shown shown =
                                    ground.picture.begin(step.id(), target.id(), "looking")) {
                                return work.look(shown);
                            } finally {
                                back.set();
                            }
                        });
        Duration left = Duration.between(ground.time.now(), deadline.get());
        if (ground.time.await(back, left.isNegative() ? Duration.ZERO : left)) {
            return task.join();
        }
        return Outcome.failed(
                Failure.unchanged(
                        Failure.Kind.UNREACHABLE,
                        target.id() + " could not be looked at",
                        "no answer within "
                                + Durations.text(step.options().within().orElse(Duration.ZERO)),
                        ""));
    }
}

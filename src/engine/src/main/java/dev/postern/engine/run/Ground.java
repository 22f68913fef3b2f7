package dev.postern.engine.run;

import dev.postern.core.action.Action;
import dev.postern.core.fact.Facts;
import dev.postern.core.fleet.Cluster;
import dev.postern.core.fleet.ClusterName;
import dev.postern.core.playbook.Condition;
import dev.postern.core.playbook.Playbook;
import dev.postern.core.playbook.Step;
import dev.postern.core.reach.Reach;
import dev.postern.core.time.Time;
import dev.postern.engine.bound.RunReach;
import dev.postern.engine.fact.FactBoard;
import dev.postern.journal.ChangeState;
import dev.postern.journal.Event;
import dev.postern.journal.RunState;
import dev.postern.journal.StepState;
import dev.postern.playbook.Bindings;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;

/** What all of a run's work stands on. */
final class Ground {
    final RunSetup setup;
    final Playbook playbook;
    final List<Cluster> clusters;
    final Time time;
    final Chronicle chronicle;
    final RunControl control;
    final Picture picture;
    final FactBoard facts;
    final Keeper keeper;
    final Tenure tenure;
    final Behind behind;
    private final Set<InFlight> inFlight = ConcurrentHashMap.newKeySet();
    private final ReentrantLock pausing = new ReentrantLock();
    private boolean paused;
    private volatile Bindings bindings;

    /** Forked work; the task is there a moment after it was forked. */
    private static final class InFlight {
        private volatile Time.@Nullable Task<?> task;

        void cut() {
            Time.Task<?> forked = task;
            if (forked != null) {
                forked.interrupt();
            }
        }
    }

    Ground(RunSetup setup, Playbook playbook, Bindings bindings, Chronicle chronicle) {
        this.setup = setup;
        this.playbook = playbook;
        this.bindings = bindings;
        this.chronicle = chronicle;
        this.control = setup.control();
        this.time = setup.world().time();
        this.clusters =
                setup.plan().clusters().stream()
                        .map(c -> setup.world().cluster(new ClusterName(c)))
                        .toList();
        this.tenure = new Tenure(this);
        List<String> steps = playbook.allSteps().stream().map(Step::id).toList();
        this.facts =
                new FactBoard(
                        time,
                        setup.catalogue(),
                        steps,
                        this::bindings,
                        this::isSettled,
                        this::reach);
        this.picture =
                new Picture(
                        time,
                        setup.world().pacer(),
                        clusters,
                        () -> Optional.of(facts),
                        chronicle::gap,
                        setup.live());
        this.keeper = new Keeper(this);
        this.behind = new Behind(this, chronicle.state().behind().keySet());
        control.listen(this::heard);
    }

    private void heard(String what) {
        if (what.equals("stop")) {
            chronicle.append(new Event.StopAsked(control.isCut() ? 2 : 1, control.by()));
            if (control.isCut()) {
                inFlight.forEach(InFlight::cut);
            }
        }
    }

    Bindings bindings() {
        return bindings;
    }

    void bindings(Bindings more) {
        bindings = more;
    }

    Action<?, ?> action(String name) {
        return setup.catalogue()
                .action(name)
                .orElseThrow(() -> new IllegalStateException("no action " + name));
    }

    Cluster cluster(String name) {
        return setup.world().cluster(new ClusterName(name));
    }

    Reach reach(Cluster cluster) {
        return reach(cluster, facts.of(cluster));
    }

    private Reach reach(Cluster cluster, Facts view) {
        return new RunReach(
                setup.world(),
                (about, detail) ->
                        chronicle.note(
                                about,
                                detail.field("cluster").isPresent()
                                        ? detail
                                        : detail.with(
                                                "cluster",
                                                dev.postern.core.value.JsonValue.of(
                                                        cluster.name().value()))),
                view,
                control,
                setup.directory().id(),
                setup.settings().operator());
    }

    /** In force: it ended settled there, and nothing of it was driven back since. */
    private boolean isSettled(String step, ClusterName cluster) {
        RunState state = chronicle.state();
        StepState ended = state.steps().get(step);
        return ended != null
                && "settled".equals(ended.clusters().get(cluster.value()))
                && state.changes().values().stream()
                        .filter(c -> c.step().equals(step))
                        .filter(c -> c.cluster().equals(cluster.value()))
                        .noneMatch(c -> c.phase() == ChangeState.Phase.UNDONE);
    }

    /**
     * Whether something new may begin; waits while the run is paused. Says why not.
     *
     * @param deadline of the step, where it has one
     */
    Optional<String> mayNotBegin(Optional<Instant> deadline) throws InterruptedException {
        while (control.isPaused() && !control.isAsked()) {
            noteThatPaused(true);
            time.await(control.goOn(), Duration.ofDays(365));
        }
        noteThatPaused(false);
        if (control.isAsked()) {
            return Optional.of("stopped by " + control.by());
        }
        if (chronicle.isBroken()) {
            return Optional.of("the journal cannot be written, and the policy is strict");
        }
        if (deadline.isPresent() && !time.now().isBefore(deadline.get())) {
            return Optional.of("the step's time is over");
        }
        return Optional.empty();
    }

    /**
     * Writes the first word of something new; none where nothing new may begin just now, and then
     * {@link #mayNotBegin} says why, or that it may go on after a pause.
     *
     * @return the number of its line
     */
    OptionalLong begins(Event first) {
        return chronicle.append(first, () -> control.isAsked() || control.isPaused());
    }

    private void noteThatPaused(boolean now) {
        pausing.lock();
        try {
            if (now != paused) {
                paused = now;
                chronicle.append(
                        now ? new Event.Paused(control.by()) : new Event.Resumed(control.by()));
                picture.show();
            }
        } finally {
            pausing.unlock();
        }
    }

    /** Forked work that a second Ctrl-C cuts. */
    <T> Time.Task<T> fork(String name, java.util.concurrent.Callable<T> work) {
        InFlight mine = new InFlight();
        inFlight.add(mine);
        Time.Task<T> task =
                time.fork(
                        name,
                        () -> {
                            try {
                                return work.call();
                            } finally {
                                inFlight.remove(mine);
                            }
                        });
        mine.task = task;
        if (control.isCut()) {
            task.interrupt();
        }
        return task;
    }

    /** Side by side, each of it work that a second Ctrl-C cuts. */
    <T> List<T> all(String name, List<? extends java.util.concurrent.Callable<T>> work)
            throws InterruptedException {
        List<Time.Task<T>> tasks = work.stream().map(w -> this.<T>fork(name, w)).toList();
        List<T> results = new java.util.ArrayList<>();
        for (Time.Task<T> task : tasks) {
            results.add(task.join());
        }
        return results;
    }

    /** Whether the condition holds for the cluster; true where there is none. */
    Facts.Verdict holds(Cluster cluster, Optional<Condition> condition) {
        return condition
                .map(c -> facts.holds(cluster, c))
                .orElseGet(() -> new Facts.Verdict(Facts.Answer.YES, ""));
    }
}

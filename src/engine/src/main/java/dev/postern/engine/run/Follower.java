package dev.postern.engine.run;

import dev.postern.core.fleet.Cluster;
import dev.postern.core.playbook.Step;
import dev.postern.core.reach.Done;
import dev.postern.core.value.JsonValue;
import dev.postern.journal.Event;
import dev.postern.journal.RunState;
import dev.postern.journal.StepState;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * One cluster that was left behind: once it answers it goes through the steps by itself, from the
 * one in which it was left, and never before the others.
 */
final class Follower implements Group {
    private static final Duration CALLED_EVERY = Duration.ofSeconds(30);

    private final Ground ground;
    private final Ending ending;
    private final Cluster cluster;
    private final Progress others;
    private final String name;

    Follower(Ground ground, Ending ending, Cluster cluster, Progress others) {
        this.ground = ground;
        this.ending = ending;
        this.cluster = cluster;
        this.others = others;
        this.name = cluster.name().value();
    }

    /** Goes through the steps, as far as the others do, once what was at work there has ended. */
    Done follow(List<Step> steps) throws InterruptedException {
        StepLoop loop = new StepLoop(ground, ending, this);
        for (int i = 0; i < steps.size(); i++) {
            Step step = steps.get(i);
            if (isOver(step)) {
                continue;
            }
            boolean passed = others.waitFor(step);
            ground.behind.untilQuiet(cluster);
            boolean begun = passed && answers();
            if (!begun || !loop.run(step, Scope.RUN)) {
                steps.subList(begun ? i + 1 : i, steps.size())
                        .forEach(s -> ending.left(s.id(), List.of(name)));
                return Done.DONE;
            }
        }
        ground.chronicle.append(new Event.CaughtUp(name));
        return Done.DONE;
    }

    /** Waits for an answer of one of its hosts, for as long as the others are at work. */
    private boolean answers() throws InterruptedException {
        while (true) {
            boolean last = others.isOver().isSet();
            if (ground.behind.answers(cluster)) {
                return true;
            }
            if (last) {
                ending.add(ExitCode.UNREACHABLE);
                ground.chronicle.note(
                        "no host answers, and the others have ended",
                        JsonValue.object("cluster", name));
                return false;
            }
            ground.time.await(others.isOver(), CALLED_EVERY);
        }
    }

    @Override
    public List<Cluster> clusters() {
        return List.of(cluster);
    }

    /** It was there when the others ended it, or has gone past it since. */
    @Override
    public boolean isOver(Step step) {
        RunState state = ground.chronicle.state();
        StepState ended = state.steps().get(step.id());
        return state.behind().getOrDefault(name, Set.of()).contains(step.id())
                || (ended != null && ended.isOver() && ended.clusters().containsKey(name));
    }

    @Override
    public Optional<Cluster> alone() {
        return Optional.of(cluster);
    }

    @Override
    public boolean begins(Step step) {
        return true;
    }

    @Override
    public void ended(Step step, StepResult result, boolean tolerated) {
        ground.chronicle.append(
                new Event.FollowedUp(
                        step.id(), name, result.status().word(), tolerated, result.because()));
        ground.chronicle.anchor();
    }
}

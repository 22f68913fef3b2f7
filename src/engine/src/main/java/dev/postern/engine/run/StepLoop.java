package dev.postern.engine.run;

import dev.postern.core.fact.Facts;
import dev.postern.core.fleet.Cluster;
import dev.postern.core.playbook.Step;
import dev.postern.core.value.Durations;
import dev.postern.journal.ChangeState;
import dev.postern.journal.Event;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.function.Consumer;

/**
 * Steps one after the other, the clusters of a group together: a step begins when the one before
 * has ended in each of them. Tracks are loops side by side.
 */
final class StepLoop {
    private final Ground ground;
    private final Ending ending;
    private final Group group;
    private final StepWork work;

    StepLoop(Ground ground, Ending ending, Group group) {
        this.ground = ground;
        this.ending = ending;
        this.group = group;
        this.work = new StepWork(ground, ending, group);
    }

    /** What comes after a step. */
    private enum Next {
        GO_ON,
        AGAIN,
        STOP
    }

    /**
     * Whether all steps were gone through.
     *
     * @param through is told of each
     */
    boolean run(List<Step> steps, Scope scope, Consumer<Step> through) throws InterruptedException {
        for (int i = 0; i < steps.size(); i++) {
            if (!run(steps.get(i), scope)) {
                steps.subList(i + 1, steps.size())
                        .forEach(s -> ending.left(s.id(), StepWork.names(group.clusters())));
                return false;
            }
            through.accept(steps.get(i));
        }
        return true;
    }

    /** Whether it goes on behind this step. */
    boolean run(Step step, Scope scope) throws InterruptedException {
        if (group.isOver(step)) {
            return true;
        }
        while (true) {
            Optional<String> stopped = ground.mayNotBegin(Optional.empty());
            if (stopped.isPresent()) {
                ending.left(step.id(), StepWork.names(group.clusters()));
                ending.add(ExitCode.OPEN);
                return false;
            }
            if (!group.begins(step)) {
                continue;
            }
            StepResult result = once(step, scope);
            Next next = next(step, result);
            group.ended(step, result, next == Next.GO_ON && !result.status().isFine());
            switch (next) {
                case GO_ON -> {
                    return true;
                }
                case STOP -> {
                    return false;
                }
                case AGAIN -> {}
            }
        }
    }

    private StepResult once(Step step, Scope scope) throws InterruptedException {
        List<Cluster> clusters = new ArrayList<>();
        Map<String, Status> skipped = new TreeMap<>();
        String because = "";
        for (Map.Entry<Cluster, Optional<String>> each : not(step, scope).entrySet()) {
            Optional<String> no = each.getValue();
            if (no.isEmpty()) {
                clusters.add(each.getKey());
            } else {
                String name = each.getKey().name().value();
                ground.chronicle.append(new Event.StepSkipped(step.id(), name, no.get()));
                skipped.put(name, Status.SKIPPED);
                because = no.get();
            }
        }
        if (clusters.isEmpty()) {
            return new StepResult(Status.SKIPPED, skipped, because);
        }
        StepResult result =
                switch (step.work()) {
                    case Step.Work.Act act -> work.act(step, act, clusters, scope, target -> true);
                    case Step.Work.Look look -> work.look(step, look, clusters);
                    case Step.Work.Await await -> work.await(step, await, clusters, scope);
                    case Step.Work.Gate gate -> work.gate(step, gate, clusters);
                    case Step.Work.Undo undo -> work.undo(step, undo, clusters);
                    case Step.Work.Tracks tracks ->
                            tracks(tracks, clusters, scope.within(step.options().until()));
                };
        Map<String, Status> all = new TreeMap<>(result.clusters());
        skipped.forEach(all::putIfAbsent);
        // Who was left behind meanwhile ends the step by itself.
        all.keySet().retainAll(StepWork.names(group.clusters()));
        return new StepResult(result.status(), all, result.because());
    }

    /** Why the step is not for a cluster, where it is not; facts are asked for side by side. */
    private Map<Cluster, Optional<String>> not(Step step, Scope scope) throws InterruptedException {
        Map<Cluster, Callable<Optional<String>>> asked = new LinkedHashMap<>();
        group.clusters().forEach(c -> asked.put(c, () -> not(step, scope, c)));
        boolean free = step.options().when().isEmpty() && scope(step, scope).until().isEmpty();
        if (free) {
            Map<Cluster, Optional<String>> all = new LinkedHashMap<>();
            asked.keySet().forEach(c -> all.put(c, Optional.empty()));
            return all;
        }
        Behind.Ended<Optional<String>> ended = ground.behind.each(step.id(), asked, left -> true);
        ground.behind.leave(step.id(), ended.left());
        return ended.results();
    }

    /** Why the step is not for this cluster, where it is not. */
    private Optional<String> not(Step step, Scope scope, Cluster cluster) {
        boolean underWay =
                step.work() instanceof Step.Work.Undo
                        && UndoStep.isUnderWay(ground, step.id(), cluster.name().value());
        if (step.options().when().isPresent() && !underWay) {
            Facts.Verdict when = ground.holds(cluster, step.options().when());
            if (!when.holds()) {
                return Optional.of(
                        "when "
                                + step.options().when().get()
                                + " does not hold"
                                + (when.because().isEmpty() ? "" : ": " + when.because()));
            }
        }
        return scope(step, scope).over(ground, cluster);
    }

    private static Scope scope(Step step, Scope outer) {
        return outer.within(
                step.work() instanceof Step.Work.Tracks
                        ? Optional.empty()
                        : step.options().until());
    }

    private StepResult tracks(Step.Work.Tracks tracks, List<Cluster> clusters, Scope scope)
            throws InterruptedException {
        List<Callable<Boolean>> loops = new ArrayList<>();
        for (Step.Track track : tracks.tracks()) {
            loops.add(() ->
                    new StepLoop(ground, ending, group).run(track.steps(), scope, step -> {}));
        }
        // Not cut as a whole by a second Ctrl-C: its steps' own work is, and says so.
        List<Boolean> through = ground.time.all("track", loops);
        Map<String, Status> status = new TreeMap<>();
        List<String> failed = new ArrayList<>();
        for (int i = 0; i < through.size(); i++) {
            if (!through.get(i)) {
                failed.add(tracks.tracks().get(i).name());
            }
        }
        List<Cluster> still = new ArrayList<>(clusters);
        still.retainAll(group.clusters());
        for (Cluster cluster : still) {
            boolean enough = !scope.until().isEmpty() && scope.over(ground, cluster).isPresent();
            status.put(
                    cluster.name().value(),
                    failed.isEmpty() || enough
                            ? Status.SETTLED
                            : ground.control.isAsked() ? Status.STOPPED : Status.FAILED);
        }
        return new StepResult(
                Status.worst(status.values()),
                status,
                failed.isEmpty() ? "" : "tracks that failed: " + String.join(", ", failed));
    }

    private Next next(Step step, StepResult result) throws InterruptedException {
        if (result.status().isFine()) {
            return Next.GO_ON;
        }
        if (result.status() == Status.STOPPED) {
            ending.add(ground.control.isAsked() ? ExitCode.ABORTED : ExitCode.OPEN);
            return Next.STOP;
        }
        return switch (step.options().onFailure()) {
            case CONTINUE -> Next.GO_ON;
            case STOP -> stop(result);
            case UNDO -> undo(step, result);
            case ASK -> ask(step, result);
        };
    }

    private Next stop(StepResult result) {
        ending.failed(result);
        return Next.STOP;
    }

    private Next undo(Step step, StepResult result) throws InterruptedException {
        List<ChangeState> changes =
                ground.chronicle.state().undoable().stream()
                        .filter(c -> c.step().equals(step.id()))
                        .toList();
        Tally tally = new Tally(step.options());
        new UndoStep(ground, step.id(), tally, Optional.empty(), Optional.empty(), true)
                .run(changes, s -> step.options().waves());
        ending.count(step.id(), tally.targets());
        return stop(result);
    }

    private Next ask(Step step, StepResult result) throws InterruptedException {
        List<String> choices = List.of("continue", "retry", "stop", "undo");
        Asking.Decision decision =
                new Asking(ground)
                        .ask(
                                group.question(step),
                                group.about()
                                        + "step "
                                        + step.id()
                                        + " ended "
                                        + result.status().word()
                                        + " ("
                                        + result.because()
                                        + "): continue, retry, stop or undo? Without an answer in "
                                        + Durations.text(Asking.PATIENCE)
                                        + " it stops",
                                choices,
                                Asking.PATIENCE,
                                "stop",
                                Optional.empty(),
                                v ->
                                        choices.contains(v)
                                                ? Optional.empty()
                                                : Optional.of(
                                                        "one of " + String.join(", ", choices)));
        return switch (decision.value().orElse("stop")) {
            case "continue" -> Next.GO_ON;
            case "retry" -> given(step) ? stop(result) : Next.AGAIN;
            case "undo" -> undo(step, result);
            default -> {
                if (decision.value().isPresent()) {
                    ending.abort();
                }
                yield stop(result);
            }
        };
    }

    /** An answer that was given ahead would be given for ever. */
    private boolean given(Step step) {
        return ground.setup.settings().answers().containsKey(step.id());
    }
}

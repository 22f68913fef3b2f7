package dev.postern.engine.run;

import dev.postern.core.action.Probe;
import dev.postern.core.action.Target;
import dev.postern.core.fact.Facts;
import dev.postern.core.fleet.Cluster;
import dev.postern.core.playbook.Step;
import dev.postern.core.text.Neutral;
import dev.postern.core.value.Durations;
import dev.postern.core.value.Failure;
import dev.postern.core.value.Outcome;
import dev.postern.engine.bound.BoundAction;
import dev.postern.engine.bound.Guarded;
import dev.postern.journal.ChangeState;
import dev.postern.journal.Event;
import dev.postern.json.Records;
import dev.postern.playbook.Arguments;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.function.Predicate;

/** What a step does, by its kind; tracks are the business of {@link StepLoop}. */
final class StepWork {
    /** How often a condition is asked while somebody waits for it; facts keep their own windows. */
    private static final Duration ASK_EVERY = Duration.ofSeconds(2);

    private final Ground ground;
    private final Ending ending;
    private final Group group;

    StepWork(Ground ground, Ending ending, Group group) {
        this.ground = ground;
        this.ending = ending;
        this.group = group;
    }

    /**
     * @param wanted which of the action's targets
     */
    StepResult act(
            Step step,
            Step.Work.Act act,
            List<Cluster> clusters,
            Scope scope,
            Predicate<Target> wanted)
            throws InterruptedException {
        return switch (BoundAction.bind(
                ground.action(act.action()), act.arguments(), ground.bindings())) {
            case Outcome.Failed<BoundAction<?, ?>>(var why) ->
                    StepResult.all(Status.REFUSED, names(clusters), why.sentence());
            case Outcome.Ok<BoundAction<?, ?>>(var bound) ->
                    act(step, bound, clusters, scope, wanted);
        };
    }

    private <P extends Record, S extends Record> StepResult act(
            Step step,
            BoundAction<P, S> bound,
            List<Cluster> clusters,
            Scope scope,
            Predicate<Target> wanted)
            throws InterruptedException {
        Tally tally = new Tally(step.options());
        boolean cut = new ActStep<>(ground, step, bound, clusters, scope, wanted, tally).run();
        return ended(step.id(), tally, cut);
    }

    StepResult undo(Step step, Step.Work.Undo undo, List<Cluster> clusters)
            throws InterruptedException {
        List<ChangeState> changes = UndoStep.named(ground, undo, clusters);
        if (changes.isEmpty()) {
            return StepResult.all(Status.UNDONE, names(clusters), "nothing of it is open");
        }
        Tally tally = new Tally(step.options());
        clusters.forEach(c -> tally.cluster(c.name().value(), Status.UNDONE, ""));
        Optional<Instant> deadline = step.options().within().map(w -> ground.time.now().plus(w));
        UndoStep back =
                new UndoStep(ground, step.id(), tally, deadline, step.options().holdFor(), false);
        boolean cut = back.run(changes, s -> step.options().waves());
        ground.behind.leave(step.id(), back.left());
        return ended(step.id(), tally, cut);
    }

    private StepResult ended(String step, Tally tally, boolean cut) {
        ending.count(step, tally.targets());
        if (cut) {
            ending.threshold();
        }
        return tally.result();
    }

    StepResult look(Step step, Step.Work.Look look, List<Cluster> clusters)
            throws InterruptedException {
        Probe<?, ?> probe =
                ground.setup
                        .catalogue()
                        .probe(look.probe())
                        .orElseThrow(() -> new IllegalStateException("no probe " + look.probe()));
        return look(step, probe, look, clusters);
    }

    private <P extends Record, R extends Record> StepResult look(
            Step step, Probe<P, R> probe, Step.Work.Look look, List<Cluster> clusters)
            throws InterruptedException {
        Outcome<P> parameters =
                Arguments.decode(probe.parameters(), look.arguments(), ground.bindings());
        if (parameters.whyNot().isPresent()) {
            return StepResult.all(
                    Status.REFUSED, names(clusters), parameters.whyNot().get().sentence());
        }
        return each(
                step,
                clusters,
                cluster -> {
                    try (Picture.Shown shown =
                            ground.picture.begin(step.id(), cluster.name().value(), "looking")) {
                        Outcome<R> found =
                                Guarded.call(
                                        probe.name(),
                                        Failure.Kind.BROKEN,
                                        ground.chronicle,
                                        () ->
                                                probe.look(
                                                        cluster,
                                                        parameters.got().orElseThrow(),
                                                        ground.reach(cluster)));
                        return switch (found) {
                            case Outcome.Failed<R>(var why) ->
                                    TargetWork.Result.of(Status.UNREACHABLE, why);
                            case Outcome.Ok<R>(var result) -> {
                                ground.chronicle.append(
                                        new Event.Looked(
                                                step.id(),
                                                cluster.name().value(),
                                                probe.name(),
                                                Records.encode(result),
                                                probe.lines(result)));
                                yield new TargetWork.Result(Status.SETTLED, "");
                            }
                        };
                    }
                });
    }

    StepResult await(Step step, Step.Work.Await await, List<Cluster> clusters, Scope scope)
            throws InterruptedException {
        return each(
                step,
                clusters,
                cluster -> {
                    try (Picture.Shown shown =
                            ground.picture.begin(step.id(), cluster.name().value(), "waiting")) {
                        return await(await, cluster, scope, shown);
                    }
                });
    }

    private TargetWork.Result await(
            Step.Work.Await await, Cluster cluster, Scope scope, Picture.Shown shown)
            throws InterruptedException {
        Instant end = ground.time.now().plus(await.within());
        Optional<Instant> since = Optional.empty();
        while (true) {
            Facts.Verdict verdict = ground.facts.holds(cluster, await.that());
            Instant now = ground.time.now();
            since = verdict.holds() ? Optional.of(since.orElse(now)) : Optional.empty();
            if (since.isPresent() && !now.isBefore(since.get().plus(await.holdFor()))) {
                return new TargetWork.Result(Status.SETTLED, "");
            }
            Optional<String> over = scope.over(ground, cluster);
            if (over.isPresent()) {
                return new TargetWork.Result(Status.SKIPPED, over.get());
            }
            if (ground.control.isAsked()) {
                return new TargetWork.Result(Status.STOPPED, "stopped by " + ground.control.by());
            }
            // What holds when the time is over gets the while that it must hold.
            if (since.isEmpty() && !now.isBefore(end)) {
                return new TargetWork.Result(
                        Status.FAILED,
                        "not within " + Durations.text(await.within()) + ": " + verdict.because());
            }
            shown.doing(
                    since.isPresent()
                            ? "holds, watched for " + Durations.text(await.holdFor())
                            : "waiting: " + verdict.because());
            ground.time.await(ground.control.asked(), ASK_EVERY);
        }
    }

    StepResult gate(Step step, Step.Work.Gate gate, List<Cluster> clusters)
            throws InterruptedException {
        boolean binds = gate.set().isPresent();
        if (group.alone().isPresent() && gate.set().flatMap(ground.bindings()::value).isPresent()) {
            // It was bound for all.
            return StepResult.all(Status.SETTLED, names(clusters), "");
        }
        List<String> choices = binds ? List.of() : List.of("yes", "no", "stop");
        Asking.Decision decision =
                new Asking(ground)
                        .ask(
                                group.question(step),
                                group.about()
                                        + Neutral.line(ground.bindings().apply(gate.ask()), 300),
                                choices,
                                gate.within(),
                                gate.otherwise() == Step.Otherwise.STOP ? "stop" : "no",
                                gate.set(),
                                value -> wrong(gate, value));
        boolean stops = gate.otherwise() == Step.Otherwise.STOP;
        Optional<String> value = decision.value();
        if (value.isPresent() && value.get().equals("stop")) {
            ending.abort();
            return StepResult.all(Status.STOPPED, names(clusters), decision.by() + " said stop");
        }
        if (ground.control.isAsked() && value.isEmpty()) {
            return StepResult.all(Status.STOPPED, names(clusters), "stopped by " + decision.by());
        }
        if (value.isEmpty() || (!binds && value.get().equals("no"))) {
            String said = value.isEmpty() ? "no answer: " : "the answer was no: ";
            return stops
                    ? StepResult.all(Status.STOPPED, names(clusters), said + decision.by())
                    : StepResult.all(Status.SKIPPED, names(clusters), said + decision.by());
        }
        if (binds) {
            ground.bindings()
                    .with(gate.set().orElseThrow(), value.get())
                    .got()
                    .ifPresent(ground::bindings);
        }
        return StepResult.all(Status.SETTLED, names(clusters), "");
    }

    private Optional<String> wrong(Step.Work.Gate gate, String value) {
        if (value.equals("stop")) {
            return Optional.empty();
        }
        if (gate.set().isPresent()) {
            return ground.bindings().with(gate.set().get(), value).whyNot().map(f -> f.sentence());
        }
        return value.equals("yes") || value.equals("no")
                ? Optional.empty()
                : Optional.of("yes, no or stop");
    }

    private interface One {
        TargetWork.Result in(Cluster cluster) throws InterruptedException;
    }

    /** Clusters side by side. */
    private StepResult each(Step step, List<Cluster> clusters, One work)
            throws InterruptedException {
        Map<Cluster, Callable<TargetWork.Result>> all = new LinkedHashMap<>();
        for (Cluster cluster : clusters) {
            Callable<TargetWork.Result> uncut =
                    () -> {
                        try {
                            return work.in(cluster);
                        } catch (InterruptedException e) {
                            return TargetWork.Result.CUT;
                        }
                    };
            all.put(cluster, () -> ground.all(step.id(), List.of(uncut)).getFirst());
        }
        Behind.Ended<TargetWork.Result> ended =
                ground.behind.each(
                        step.id(),
                        all,
                        left -> step.options().onFailure() == Step.OnFailure.CONTINUE);
        ground.behind.leave(step.id(), ended.left());
        Map<String, Status> status = new TreeMap<>();
        String because = "";
        for (Map.Entry<Cluster, TargetWork.Result> each : ended.results().entrySet()) {
            status.put(each.getKey().name().value(), each.getValue().status());
            if (because.isEmpty()) {
                because = each.getValue().because();
            }
        }
        ending.count(step.id(), status);
        return new StepResult(Status.worst(status.values()), status, because);
    }

    static List<String> names(List<Cluster> clusters) {
        return clusters.stream().map(c -> c.name().value()).toList();
    }
}

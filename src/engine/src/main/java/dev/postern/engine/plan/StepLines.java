package dev.postern.engine.plan;

import dev.postern.core.action.Catalogue;
import dev.postern.core.action.Target;
import dev.postern.core.action.Traits.Coverage;
import dev.postern.core.playbook.Condition;
import dev.postern.core.playbook.Playbook;
import dev.postern.core.playbook.Step;
import dev.postern.core.value.Durations;
import dev.postern.core.value.JsonValue;
import dev.postern.core.value.Wave;
import dev.postern.engine.plan.Plan.PlannedStep;
import dev.postern.json.JsonText;
import dev.postern.playbook.Bindings;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The steps of a playbook as a plan shows them: one line each, rules with whole numbers. */
final class StepLines {
    private final Playbook playbook;
    private final Catalogue catalogue;
    private final Map<String, List<Target>> targets;
    private final Map<String, String> leftOut;
    private final Bindings bindings;

    StepLines(
            Playbook playbook,
            Catalogue catalogue,
            Map<String, List<Target>> targets,
            Map<String, String> leftOut,
            Bindings bindings) {
        this.playbook = playbook;
        this.catalogue = catalogue;
        this.targets = targets;
        this.leftOut = leftOut;
        this.bindings = bindings;
    }

    List<PlannedStep> lines() {
        List<PlannedStep> lines = new ArrayList<>();
        playbook.steps().forEach(s -> add(s, Optional.empty(), lines));
        return lines;
    }

    private void add(Step step, Optional<String> track, List<PlannedStep> lines) {
        lines.add(
                new PlannedStep(
                        step.id(),
                        track,
                        kind(step),
                        work(step)
                                + Optional.ofNullable(leftOut.get(step.id()))
                                        .map(why -> " (not in this plan: " + why + ")")
                                        .orElse(""),
                        step.options().when().map(Condition::text),
                        step.options().until().map(Condition::text),
                        rules(step),
                        step.options().onFailure().name().toLowerCase(Locale.ROOT)));
        if (step.work() instanceof Step.Work.Tracks tracks) {
            for (Step.Track t : tracks.tracks()) {
                t.steps().forEach(s -> add(s, Optional.of(step.id() + "/" + t.name()), lines));
            }
        }
    }

    private static String kind(Step step) {
        return switch (step.work()) {
            case Step.Work.Act a -> "act";
            case Step.Work.Look l -> "look";
            case Step.Work.Await a -> "await";
            case Step.Work.Gate g -> "gate";
            case Step.Work.Tracks t -> "tracks";
            case Step.Work.Undo u -> "undo";
        };
    }

    private String work(Step step) {
        return switch (step.work()) {
            case Step.Work.Act a -> a.action() + arguments(a.arguments());
            case Step.Work.Look l -> l.probe() + arguments(l.arguments());
            case Step.Work.Await a ->
                    "wait until "
                            + a.that()
                            + " for "
                            + Durations.text(a.holdFor())
                            + ", at most "
                            + Durations.text(a.within());
            case Step.Work.Gate g ->
                    "ask: "
                            + bindings.apply(g.ask())
                            + " (without an answer in "
                            + Durations.text(g.within())
                            + ": "
                            + g.otherwise().name().toLowerCase(Locale.ROOT)
                            + ")";
            case Step.Work.Tracks t ->
                    "side by side: "
                            + t.tracks().stream()
                                    .map(Step.Track::name)
                                    .collect(Collectors.joining(", "));
            case Step.Work.Undo u -> "undo " + String.join(", ", u.steps());
        };
    }

    private String arguments(JsonValue.Obj arguments) {
        return arguments.fields().isEmpty()
                ? ""
                : " "
                        + arguments.fields().entrySet().stream()
                                .map(e -> e.getKey() + "=" + text(e.getValue()))
                                .collect(Collectors.joining(" "));
    }

    private String text(JsonValue value) {
        // What a gate binds later stays as it is written.
        if (!bindings.missingIn(value).isEmpty()) {
            return value instanceof JsonValue.Text(var t) ? t : JsonText.line(value);
        }
        JsonValue bound = bindings.apply(value);
        return bound instanceof JsonValue.Text(var t) ? t : JsonText.line(bound);
    }

    /**
     * A step's options in words, whole numbers only: "waves of eu-1: 1, 1, 1 hosts of each cluster;
     * stops after 0 failed, 0 unreachable, 0 unverified; within 10m".
     */
    private String rules(Step step) {
        Step.Options options = step.options();
        List<String> rules = new ArrayList<>(waves(step));
        rules.add(
                "stops after "
                        + options.maxFailed()
                        + " failed, "
                        + options.maxUnreachable()
                        + " unreachable, "
                        + options.maxUnverified()
                        + " unverified");
        options.within().ifPresent(w -> rules.add("within " + Durations.text(w)));
        options.holdFor().ifPresent(h -> rules.add("each wave watched for " + Durations.text(h)));
        return String.join("; ", rules);
    }

    private List<String> waves(Step step) {
        List<Wave> asked = step.options().waves();
        return switch (step.work()) {
            case Step.Work.Act act ->
                    Waves.sizes(of(step.id()), coverage(act), asked).stream().toList();
            // Each of the steps goes back by itself.
            case Step.Work.Undo undo ->
                    undo.steps().stream()
                            .flatMap(s -> Waves.sizes(of(s), coverage(s).back(), asked).stream())
                            .distinct()
                            .toList();
            case Step.Work.Look l -> List.of();
            case Step.Work.Await a -> List.of();
            case Step.Work.Gate g -> List.of();
            case Step.Work.Tracks t -> List.of();
        };
    }

    private List<Target> of(String step) {
        return targets.getOrDefault(step, List.of());
    }

    private Coverage coverage(String step) {
        return playbook.allSteps().stream()
                .filter(s -> s.id().equals(step))
                .flatMap(s -> s.work() instanceof Step.Work.Act a ? Stream.of(a) : Stream.empty())
                .map(this::coverage)
                .findFirst()
                .orElse(Coverage.EACH);
    }

    private Coverage coverage(Step.Work.Act act) {
        return catalogue.action(act.action()).map(a -> a.traits().coverage()).orElse(Coverage.EACH);
    }
}

package dev.postern.core.playbook;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A playbook after parsing: sound in itself.
 *
 * @param sha256 of the file's bytes
 * @param file where it came from, for messages
 */
public record Playbook(
        String name,
        String title,
        List<Parameter> parameters,
        List<Guard> guards,
        List<Step> steps,
        String sha256,
        String file) {
    public Playbook {
        parameters = List.copyOf(parameters);
        guards = List.copyOf(guards);
        steps = List.copyOf(steps);
    }

    public Optional<Parameter> parameter(String parameterName) {
        return parameters.stream().filter(p -> p.name().equals(parameterName)).findFirst();
    }

    /** Every step, those inside tracks after the step that holds them. */
    public List<Step> allSteps() {
        return steps.stream().flatMap(Playbook::withInner).toList();
    }

    private static Stream<Step> withInner(Step step) {
        return switch (step.work()) {
            case Step.Work.Tracks t ->
                    Stream.concat(
                            Stream.of(step),
                            t.tracks().stream()
                                    .flatMap(k -> k.steps().stream())
                                    .flatMap(Playbook::withInner));
            case Step.Work.Act a -> Stream.of(step);
            case Step.Work.Look l -> Stream.of(step);
            case Step.Work.Await a -> Stream.of(step);
            case Step.Work.Gate g -> Stream.of(step);
            case Step.Work.Undo u -> Stream.of(step);
        };
    }
}

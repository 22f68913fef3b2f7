package dev.postern.playbook;

import dev.postern.core.playbook.Condition;
import dev.postern.core.playbook.Step;
import dev.postern.core.value.Wave;
import dev.postern.document.Fields;
import dev.postern.document.Reading;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The options of a step, besides its conditions. */
record StepOptions(
        List<Wave> waves,
        int maxFailed,
        int maxUnreachable,
        int maxUnverified,
        Optional<Duration> within,
        Optional<Duration> holdFor,
        Step.OnFailure onFailure) {
    static final List<String> KEYS =
            List.of(
                    "when",
                    "until",
                    "waves",
                    "max-failed",
                    "max-unreachable",
                    "max-unverified",
                    "within",
                    "for",
                    "on-failure");
    static final Map<String, Step.OnFailure> ON_FAILURE =
            new TreeMap<>(
                    Map.of(
                            "stop", Step.OnFailure.STOP,
                            "continue", Step.OnFailure.CONTINUE,
                            "ask", Step.OnFailure.ASK,
                            "undo", Step.OnFailure.UNDO));

    private static final int MOST_TARGETS = 1_000_000;

    static StepOptions read(Fields fields, Reading reading) {
        List<Wave> waves = new ArrayList<>();
        fields.optional("waves")
                .ifPresent(n ->
                        reading.oneOrMore(n)
                                .forEach(w ->
                                        reading.value(
                                                        w,
                                                        "waves",
                                                        "counts and percents, like"
                                                                + " [1, 5, 20%]",
                                                        Wave::parse)
                                                .ifPresent(waves::add)));
        return new StepOptions(
                waves,
                count(fields, reading, "max-failed"),
                count(fields, reading, "max-unreachable"),
                count(fields, reading, "max-unverified"),
                fields.optional("within").flatMap(n -> reading.duration(n, "within")),
                fields.optional("for").flatMap(n -> reading.duration(n, "for")),
                fields.optional("on-failure")
                        .flatMap(n -> reading.choice(n, "on-failure", ON_FAILURE))
                        .orElse(Step.OnFailure.STOP));
    }

    private static int count(Fields fields, Reading reading, String key) {
        return fields.optional(key)
                .flatMap(n -> reading.integer(n, key, 0, MOST_TARGETS))
                .orElse(0);
    }

    Step.Options with(Optional<Condition> when, Optional<Condition> until) {
        return new Step.Options(
                when,
                until,
                waves,
                maxFailed,
                maxUnreachable,
                maxUnverified,
                within,
                holdFor,
                onFailure);
    }

    /** Reports options that this kind of step cannot have. */
    static void misplaced(String work, Fields fields, Reading reading) {
        List<String> wrong =
                switch (work) {
                    case "gate" ->
                            List.of(
                                    "until",
                                    "waves",
                                    "max-failed",
                                    "max-unreachable",
                                    "max-unverified",
                                    "for",
                                    "on-failure");
                    case "await" ->
                            List.of(
                                    "until",
                                    "waves",
                                    "max-failed",
                                    "max-unreachable",
                                    "max-unverified");
                    case "tracks" ->
                            List.of(
                                    "waves",
                                    "max-failed",
                                    "max-unreachable",
                                    "max-unverified",
                                    "for");
                    default -> List.of();
                };
        for (String key : wrong) {
            if (fields.has(key)) {
                reading.problem(
                        fields.node(),
                        fields.positionOf(key),
                        work + " takes no " + key,
                        "this option on the step of an action");
            }
        }
    }
}

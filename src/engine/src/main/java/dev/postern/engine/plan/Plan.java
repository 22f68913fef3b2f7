package dev.postern.engine.plan;

import dev.postern.core.action.Check;
import dev.postern.core.action.Danger;
import dev.postern.core.value.Blob;
import dev.postern.core.value.JsonValue;
import dev.postern.json.JsonText;
import dev.postern.json.Records;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A playbook resolved against a fleet.
 *
 * @param id random; also part of the digest, so that an approval holds for one plan
 * @param fleet what people call the fleet
 * @param parameters as text, defaults included; what a gate binds later is missing
 * @param pins what each target is, so that the plan means the same hosts when it is run
 * @param guards with their verdict at plan time
 * @param steps in order, those inside tracks after the step that holds them
 * @param changes in the order in which they would be made
 * @param warnings what a person should read first
 * @param checks what the steps need, probed at plan time; a run probes again
 * @param refusals why a run of this plan would be refused as things are; empty where it would not
 */
public record Plan(
        String id,
        Instant made,
        Instant validUntil,
        String fleet,
        Source playbook,
        Map<String, String> parameters,
        List<String> clusters,
        List<Pin> pins,
        List<GuardVerdict> guards,
        List<PlannedStep> steps,
        List<PlannedChange> changes,
        List<String> warnings,
        List<PlannedCheck> checks,
        List<String> refusals) {
    /** How long a plan may wait to be run. */
    public static final Duration VALID_FOR = Duration.ofHours(24);

    public Plan {
        parameters = Map.copyOf(parameters);
        clusters = List.copyOf(clusters);
        pins = List.copyOf(pins);
        guards = List.copyOf(guards);
        steps = List.copyOf(steps);
        changes = List.copyOf(changes);
        warnings = List.copyOf(warnings);
        checks = List.copyOf(checks);
        refusals = List.copyOf(refusals);
    }

    /** The playbook itself, so that a plan can be run where its file is not. */
    public record Source(String name, String title, String file, String sha256, String text) {}

    /**
     * What a target is.
     *
     * @param address a host's addresses and SSH host keys, or a node group's provider, as text
     */
    public record Pin(String target, String address) {}

    /**
     * @param answer {@code yes, no, unknown}
     */
    public record GuardVerdict(
            String cluster, String that, String answer, String because, String otherwise) {
        /** A guard that is not known to hold refuses. */
        public boolean holds() {
            return answer.equals("yes");
        }
    }

    /**
     * What a step needs in a cluster, and how it was found.
     *
     * @param stops whether it would end the run: it is not so, and nothing forgives that
     */
    public record PlannedCheck(String step, String cluster, Check check, boolean stops) {}

    /**
     * One step.
     *
     * @param track the track that it is part of, and the step that holds the tracks: {@code
     *     TRACKS/TRACK}
     * @param kind {@code act, look, await, gate, tracks, undo}
     * @param work one line: what it does
     * @param rules the options in words: "waves of 1, 1, 1; stops after 0 failed"
     */
    public record PlannedStep(
            String id,
            Optional<String> track,
            String kind,
            String work,
            Optional<String> when,
            Optional<String> until,
            String rules,
            String onFailure) {}

    /** How much is known of a change. */
    public enum Known {
        /** Looked at just now. */
        OBSERVED,
        /** Follows from an observed thing. */
        PREDICTED,
        /** Cannot be seen until the API is back, or until a gate is answered. */
        UNKNOWN
    }

    /**
     * One change.
     *
     * @param noop whether the target is already as wanted
     * @param before null where unknown
     * @param after null where unknown
     * @param undo {@code exact, best-effort, impossible}
     * @param because why it is unknown
     */
    public record PlannedChange(
            String step,
            String action,
            String cluster,
            String target,
            Known known,
            boolean noop,
            JsonValue before,
            JsonValue after,
            String undo,
            Optional<String> undoWhy,
            Danger danger,
            List<String> commands,
            List<String> undoCommands,
            Optional<String> because) {
        public PlannedChange {
            commands = List.copyOf(commands);
            undoCommands = List.copyOf(undoCommands);
        }
    }

    /**
     * SHA-256 over the canonical JSON of id, validity, playbook hash, parameters, clusters, pins
     * and rules. Observations and what follows from them are outside: they are compared as drift.
     */
    public String digest() {
        Map<String, JsonValue> fields = new LinkedHashMap<>();
        fields.put("id", JsonValue.of(id));
        fields.put("validUntil", JsonValue.of(validUntil.toString()));
        fields.put("playbook", JsonValue.of(playbook.sha256()));
        Map<String, JsonValue> values = new LinkedHashMap<>();
        parameters.forEach((k, v) -> values.put(k, JsonValue.of(v)));
        fields.put("parameters", new JsonValue.Obj(values));
        fields.put("clusters", JsonValue.array(clusters.stream().map(JsonValue::of).toList()));
        fields.put("pins", JsonValue.array(pins.stream().map(Records::encode).toList()));
        fields.put(
                "rules",
                JsonValue.array(
                        steps.stream()
                                .map(s -> JsonValue.object("id", s.id(), "rules", s.rules()))
                                .toList()));
        return Blob.hash(
                JsonText.canonical(new JsonValue.Obj(fields))
                        .getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }

    /**
     * The same plan, for its digest leaves out what was seen, with what another one of the same
     * playbook and targets has seen.
     */
    Plan seenNow(Plan now) {
        return new Plan(
                id,
                made,
                validUntil,
                fleet,
                playbook,
                parameters,
                clusters,
                pins,
                now.guards(),
                steps,
                now.changes(),
                now.warnings(),
                now.checks(),
                now.refusals());
    }

    /** Whether a run of it would be refused, as things were when it was made. */
    public boolean isRefused() {
        return !refusals.isEmpty() || guards.stream().anyMatch(g -> !g.holds());
    }

    /** The most dangerous of its changes; mild where there are none. */
    public Danger danger() {
        return changes.stream()
                .map(PlannedChange::danger)
                .max(java.util.Comparator.naturalOrder())
                .orElse(Danger.MILD);
    }
}

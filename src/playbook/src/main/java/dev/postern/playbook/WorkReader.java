package dev.postern.playbook;

import dev.postern.core.playbook.Condition;
import dev.postern.core.playbook.Step;
import dev.postern.document.Fields;
import dev.postern.document.Node;
import dev.postern.document.Reading;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Takes waits, tracks and undos out of a playbook. */
final class WorkReader {
    private final Scope scope;
    private final Reading reading;
    private final ConditionReader conditions;

    WorkReader(Scope scope) {
        this.scope = scope;
        this.reading = scope.reading;
        this.conditions = new ConditionReader(scope);
    }

    Optional<Step.Work> await(Node node, Fields step, StepOptions options) {
        Optional<Fields> found = reading.map(node, "await");
        if (found.isEmpty()) {
            return Optional.empty();
        }
        Fields fields = found.get();
        Optional<Condition> that = fields.required("that").flatMap(n -> conditions.read(n, "that"));
        Optional<Duration> holdFor = both(fields, step, "for", options.holdFor());
        Optional<Duration> within = both(fields, step, "within", options.within());
        boolean missing = !fields.has("within") && !step.has("within");
        fields.end();
        if (missing) {
            reading.problem(fields.node(), "await has no \"within\"", "within: 10m");
        }
        return that.isPresent() && within.isPresent()
                ? Optional.of(
                        new Step.Work.Await(
                                that.get(), holdFor.orElse(Duration.ZERO), within.get()))
                : Optional.empty();
    }

    /** A duration that may stand inside await or beside it, not both. */
    private Optional<Duration> both(
            Fields fields, Fields step, String key, Optional<Duration> beside) {
        Optional<Duration> inside = fields.optional(key).flatMap(n -> reading.duration(n, key));
        if (fields.has(key) && step.has(key)) {
            reading.problem(
                    fields.node(),
                    fields.positionOf(key),
                    key + " stands inside await and beside it",
                    "one of the two");
        }
        return inside.or(() -> beside);
    }

    Optional<Step.Work> tracks(Node node, boolean insideTrack) {
        if (insideTrack) {
            reading.problem(node, "tracks inside a track", "all tracks side by side");
        }
        Optional<Fields> found =
                node instanceof Node.MapNode ? reading.map(node, "tracks") : Optional.empty();
        if (found.isEmpty()) {
            reading.problem(node, "tracks is " + Reading.shown(node), "a map: NAME: [STEP, …]");
            return Optional.empty();
        }
        List<Step.Track> tracks = new ArrayList<>();
        List<Scope> scopes = new ArrayList<>();
        for (Node.Entry e : found.get().node().entries()) {
            if (!e.key().matches("[a-z][a-zA-Z0-9_-]{0,39}")) {
                reading.problem(
                        node,
                        e.keyPosition(),
                        "a track named " + Reading.quoted(e.key()),
                        "a word of letters, digits, _ and -");
            }
            Scope inner = scope.track();
            scopes.add(inner);
            tracks.add(
                    new Step.Track(
                            e.key(), StepReader.all(e.value(), "track " + e.key(), inner, true)));
        }
        if (tracks.size() < 2) {
            reading.problem(node, "fewer than two tracks", "at least two, side by side");
        }
        scopes.forEach(scope::join);
        return Optional.of(new Step.Work.Tracks(tracks));
    }

    Optional<Step.Work> undo(Node node) {
        List<String> ids = new ArrayList<>();
        for (Node item : reading.oneOrMore(node)) {
            Optional<String> id = reading.text(item, "undo");
            if (id.isEmpty() || !(item instanceof Node.ScalarNode scalar)) {
                continue;
            }
            Scope.Earlier earlier = scope.earlier.get(id.get());
            if (earlier == null) {
                scope.unknownStep(scalar, 0, id.get(), "a step before it");
            } else if (earlier == Scope.Earlier.LOOKS) {
                reading.problem(
                        item,
                        "step " + Reading.quoted(id.get()) + " changes nothing",
                        "a step with an action");
            } else {
                ids.add(id.get());
            }
        }
        if (node instanceof Node.ListNode l && l.items().isEmpty()) {
            reading.problem(node, "undo is empty", "the ids of steps before it");
        }
        return ids.isEmpty() ? Optional.empty() : Optional.of(new Step.Work.Undo(ids));
    }
}

package dev.postern.playbook;

import dev.postern.core.action.Action;
import dev.postern.core.action.Probe;
import dev.postern.core.playbook.Condition;
import dev.postern.core.playbook.Step;
import dev.postern.core.value.Wave;
import dev.postern.document.Fields;
import dev.postern.document.Node;
import dev.postern.document.Reading;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Takes one step out of a playbook. */
final class StepReader {
    static final List<String> OPTIONS =
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
    static final List<String> WORDS = List.of("await", "gate", "tracks", "undo");
    static final Map<String, Step.OnFailure> ON_FAILURE =
            ordered(
                    "stop", Step.OnFailure.STOP,
                    "continue", Step.OnFailure.CONTINUE,
                    "ask", Step.OnFailure.ASK,
                    "undo", Step.OnFailure.UNDO);

    /** Words that CEL keeps for itself; {@code in.settled} would be no condition. */
    private static final Set<String> RESERVED =
            Set.of(
                    "true",
                    "false",
                    "null",
                    "in",
                    "as",
                    "break",
                    "const",
                    "continue",
                    "else",
                    "for",
                    "function",
                    "if",
                    "import",
                    "let",
                    "loop",
                    "package",
                    "namespace",
                    "return",
                    "var",
                    "void",
                    "while");

    private static final int MOST_TARGETS = 1_000_000;

    private final Scope scope;
    private final Reading reading;
    private final ConditionReader conditions;
    private final boolean insideTrack;

    StepReader(Scope scope, boolean insideTrack) {
        this.scope = scope;
        this.reading = scope.reading;
        this.conditions = new ConditionReader(scope);
        this.insideTrack = insideTrack;
    }

    /** Steps in their order; those that cannot be read are problems. */
    static List<Step> all(Node node, String what, Scope scope, boolean insideTrack) {
        List<Step> steps = new ArrayList<>();
        List<Node> items = scope.reading.list(node, what);
        if (node instanceof Node.ListNode && items.isEmpty()) {
            scope.reading.problem(node, what + " is empty", "at least one step");
        }
        items.forEach(i -> new StepReader(scope, insideTrack).read(i).ifPresent(steps::add));
        return steps;
    }

    Optional<Step> read(Node node) {
        Optional<Fields> found = reading.map(node, "a step");
        if (found.isEmpty()) {
            return Optional.empty();
        }
        Fields fields = found.get();
        Optional<String> id = fields.required("id").flatMap(this::id);
        Optional<Node.Entry> work = work(fields);
        Set<String> whenNames = new LinkedHashSet<>();
        Optional<Condition> when = fields.optional("when").flatMap(n -> conditions.read(n, "when"));
        when.ifPresent(w -> whenNames.addAll(Template.of(w.text()).names()));
        Options options = options(fields);
        Optional<Step.Work> done = work.flatMap(w -> work(w, fields, options, whenNames));
        // Inside the tracks their steps are known, so until is read after them.
        Optional<Condition> until =
                fields.optional("until").flatMap(n -> conditions.read(n, "until"));
        fields.end();
        work.ifPresent(w -> misplaced(w.key(), fields));
        id.ifPresent(i ->
                scope.earlier.put(
                        i,
                        done.filter(d -> d instanceof Step.Work.Act).isPresent() || done.isEmpty()
                                ? Scope.Earlier.CHANGES
                                : Scope.Earlier.LOOKS));
        if (id.isEmpty() || done.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(
                new Step(
                        id.get(),
                        done.get(),
                        new Step.Options(
                                when,
                                until,
                                options.waves,
                                options.maxFailed,
                                options.maxUnreachable,
                                options.maxUnverified,
                                options.within,
                                options.holdFor,
                                options.onFailure),
                        node.position()));
    }

    static boolean isId(String text) {
        return text.matches("[a-z][a-zA-Z0-9_]{0,39}") && !RESERVED.contains(text);
    }

    private Optional<String> id(Node node) {
        Optional<String> id =
                reading.value(
                        node,
                        "id",
                        "a word of letters, digits and _ that begins with a small letter: "
                                + "conditions speak of it as ID.settled",
                        t -> isId(t) ? Optional.of(t) : Optional.empty());
        if (id.isPresent() && !scope.usedIds.add(id.get())) {
            reading.problem(
                    node,
                    "a second step " + Reading.quoted(id.get()),
                    "each id once in a playbook");
            return Optional.empty();
        }
        return id;
    }

    /** The one key that says what the step does; every other unknown key is reported. */
    private Optional<Node.Entry> work(Fields fields) {
        Set<String> kinds = new TreeSet<>(WORDS);
        scope.catalogue.actions().forEach(a -> kinds.add(a.traits().name()));
        scope.catalogue.probes().forEach(p -> kinds.add(p.name()));
        Set<String> options = new TreeSet<>(OPTIONS);
        options.add("id");
        fields.know(OPTIONS);
        List<Node.Entry> known = new ArrayList<>();
        List<Node.Entry> unknown = new ArrayList<>();
        for (Node.Entry e : fields.node().entries()) {
            if (kinds.contains(e.key())) {
                known.add(e);
            } else if (!options.contains(e.key())) {
                unknown.add(e);
            }
            fields.know(List.of(e.key()));
        }
        Set<String> meant = new TreeSet<>(known.isEmpty() ? kinds : options);
        if (known.isEmpty()) {
            meant.addAll(options);
        }
        for (Node.Entry e : unknown) {
            String what = known.isEmpty() ? "unknown action, probe or option " : "unknown option ";
            reading.add(
                    fields.node()
                            .source()
                            .unknown(
                                    e.keyPosition(),
                                    what + Reading.quoted(e.key()),
                                    e.key(),
                                    meant));
        }
        if (known.isEmpty() && unknown.isEmpty()) {
            reading.problem(
                    fields.node(),
                    "a step that does nothing",
                    "one of " + String.join(", ", kinds));
        }
        for (Node.Entry e : known.stream().skip(1).toList()) {
            reading.problem(
                    fields.node(),
                    e.keyPosition(),
                    "a step with both " + known.getFirst().key() + " and " + e.key(),
                    "a step of its own for each");
        }
        return known.stream().findFirst();
    }

    private Optional<Step.Work> work(
            Node.Entry entry, Fields fields, Options options, Set<String> whenNames) {
        return switch (entry.key()) {
            case "await" -> await(entry.value(), fields, options);
            case "gate" -> new GateReader(scope).read(entry.value(), options.within);
            case "tracks" -> tracks(entry.value());
            case "undo" -> undo(entry.value());
            default -> {
                Optional<Action<?, ?>> action = scope.catalogue.action(entry.key());
                Optional<Probe<?, ?>> probe = scope.catalogue.probe(entry.key());
                Class<? extends Record> type =
                        action.<Class<? extends Record>>map(Action::parameters)
                                .orElseGet(() -> probe.orElseThrow().parameters());
                var arguments =
                        new ArgumentReader(scope, entry.key(), type, whenNames)
                                .read(entry.value(), fields.node(), entry.keyPosition());
                yield Optional.of(
                        action.isPresent()
                                ? new Step.Work.Act(entry.key(), arguments)
                                : new Step.Work.Look(entry.key(), arguments));
            }
        };
    }

    private Optional<Step.Work> await(Node node, Fields step, Options options) {
        Optional<Fields> found = reading.map(node, "await");
        if (found.isEmpty()) {
            return Optional.empty();
        }
        Fields fields = found.get();
        Optional<Condition> that = fields.required("that").flatMap(n -> conditions.read(n, "that"));
        Optional<Duration> holdFor = both(fields, step, "for", options.holdFor);
        Optional<Duration> within = both(fields, step, "within", options.within);
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

    private Optional<Step.Work> tracks(Node node) {
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
            tracks.add(new Step.Track(e.key(), all(e.value(), "track " + e.key(), inner, true)));
        }
        if (tracks.size() < 2) {
            reading.problem(node, "fewer than two tracks", "at least two, side by side");
        }
        scopes.forEach(scope::join);
        return Optional.of(new Step.Work.Tracks(tracks));
    }

    private Optional<Step.Work> undo(Node node) {
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

    private void misplaced(String work, Fields fields) {
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

    private record Options(
            List<Wave> waves,
            int maxFailed,
            int maxUnreachable,
            int maxUnverified,
            Optional<Duration> within,
            Optional<Duration> holdFor,
            Step.OnFailure onFailure) {}

    private Options options(Fields fields) {
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
        return new Options(
                waves,
                count(fields, "max-failed"),
                count(fields, "max-unreachable"),
                count(fields, "max-unverified"),
                fields.optional("within").flatMap(n -> reading.duration(n, "within")),
                fields.optional("for").flatMap(n -> reading.duration(n, "for")),
                fields.optional("on-failure")
                        .flatMap(n -> reading.choice(n, "on-failure", ON_FAILURE))
                        .orElse(Step.OnFailure.STOP));
    }

    private int count(Fields fields, String key) {
        return fields.optional(key)
                .flatMap(n -> reading.integer(n, key, 0, MOST_TARGETS))
                .orElse(0);
    }

    private static Map<String, Step.OnFailure> ordered(Object... pairs) {
        Map<String, Step.OnFailure> map = new LinkedHashMap<>();
        for (int i = 0; i < pairs.length; i += 2) {
            map.put((String) pairs[i], (Step.OnFailure) pairs[i + 1]);
        }
        return map;
    }
}

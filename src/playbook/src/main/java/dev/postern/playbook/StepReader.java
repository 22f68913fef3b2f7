package dev.postern.playbook;

import dev.postern.core.action.Action;
import dev.postern.core.action.Probe;
import dev.postern.core.playbook.Condition;
import dev.postern.core.playbook.Step;
import dev.postern.document.Fields;
import dev.postern.document.Node;
import dev.postern.document.Reading;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Takes one step out of a playbook. */
final class StepReader {
    static final List<String> WORDS = List.of("await", "gate", "tracks", "undo");

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

    private final Scope scope;
    private final Reading reading;
    private final ConditionReader conditions;
    private final WorkReader works;
    private final boolean insideTrack;

    StepReader(Scope scope, boolean insideTrack) {
        this.scope = scope;
        this.reading = scope.reading;
        this.conditions = new ConditionReader(scope);
        this.works = new WorkReader(scope);
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
        StepOptions options = StepOptions.read(fields, reading);
        Optional<Step.Work> done = work.flatMap(w -> work(w, fields, options, whenNames));
        // Inside the tracks their steps are known, so until is read after them.
        Optional<Condition> until =
                fields.optional("until").flatMap(n -> conditions.read(n, "until"));
        fields.end();
        work.ifPresent(w -> StepOptions.misplaced(w.key(), fields, reading));
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
                new Step(id.get(), done.get(), options.with(when, until), node.position()));
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
        Set<String> options = new TreeSet<>(StepOptions.KEYS);
        options.add("id");
        fields.know(StepOptions.KEYS);
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
            Node.Entry entry, Fields fields, StepOptions options, Set<String> whenNames) {
        return switch (entry.key()) {
            case "await" -> works.await(entry.value(), fields, options);
            case "gate" -> new GateReader(scope).read(entry.value(), options.within());
            case "tracks" -> works.tracks(entry.value(), insideTrack);
            case "undo" -> works.undo(entry.value());
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
}

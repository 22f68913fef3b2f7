package dev.postern.playbook;

import dev.postern.core.playbook.Condition;
import dev.postern.core.problem.Position;
import dev.postern.core.text.Nearest;
import dev.postern.core.value.JsonValue;
import dev.postern.core.value.Outcome;
import dev.postern.document.Node;
import dev.postern.document.Reading;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Takes the arguments of one action or probe out of a playbook and checks each. */
final class ArgumentReader {
    private final Scope scope;
    private final String word;
    private final Class<? extends Record> type;
    private final Set<String> whenNames;
    private boolean sound = true;
    private boolean plain = true;

    /**
     * @param whenNames the parameters that the step's {@code when} speaks of: it may skip the step
     *     while they have no value
     */
    ArgumentReader(Scope scope, String word, Class<? extends Record> type, Set<String> whenNames) {
        this.scope = scope;
        this.word = word;
        this.type = type;
        this.whenNames = whenNames;
    }

    /** What could be read, as written; problems are recorded. */
    JsonValue.Obj read(Node node, Node.MapNode step, Position key) {
        Map<String, JsonValue> fields = new LinkedHashMap<>();
        Map<String, Argument.Component> known = new LinkedHashMap<>();
        Argument.of(type).forEach(c -> known.put(c.argument().key(), c));
        switch (node) {
            case Node.NullNode n -> {}
            case Node.ScalarNode s -> notAMap(node);
            case Node.ListNode l -> notAMap(node);
            case Node.MapNode m -> {
                for (Node.Entry e : m.entries()) {
                    Argument.Component c = known.get(e.key());
                    if (c == null) {
                        sound = false;
                        unknown(e, m, known);
                    } else if (!(e.value() instanceof Node.NullNode)) {
                        fields.put(e.key(), argument(c, e.value()));
                    }
                }
            }
        }
        for (Argument.Component c : known.values()) {
            if (c.argument().required() && sound && !fields.containsKey(c.argument().key())) {
                sound = false;
                scope.reading.problem(
                        step,
                        key,
                        word + " has no " + Reading.quoted(c.argument().key()),
                        c.argument().key() + ": " + c.argument().expected());
            }
        }
        JsonValue.Obj arguments = new JsonValue.Obj(fields);
        if (sound && plain) {
            together(arguments, step, key);
        }
        return arguments;
    }

    private void notAMap(Node node) {
        sound = false;
        scope.reading.problem(
                node,
                "the arguments of " + word + " are " + Reading.shown(node),
                word + ": {ARGUMENT: VALUE}");
    }

    private void unknown(Node.Entry e, Node.MapNode m, Map<String, Argument.Component> known) {
        String message = word + " has no argument " + Reading.quoted(e.key());
        if (known.isEmpty()) {
            scope.reading.problem(m, e.keyPosition(), message, "no arguments");
        } else {
            scope.reading.add(
                    m.source().unknown(e.keyPosition(), message, e.key(), known.keySet()));
        }
    }

    /** What only all values together can be wrong about, the record's constructor says. */
    private void together(JsonValue.Obj arguments, Node.MapNode step, Position key) {
        if (Arguments.decode(type, arguments) instanceof Outcome.Failed<?>(var failure)) {
            scope.reading.add(step.source().problem(key, word + ": " + failure.sentence()));
        }
    }

    private JsonValue argument(Argument.Component c, Node node) {
        if (node instanceof Node.ListNode list && c.argument().list()) {
            List<JsonValue> items = new ArrayList<>();
            list.items().forEach(i -> items.add(one(c, i, false)));
            return JsonValue.array(items);
        }
        return one(c, node, c.argument().list());
    }

    private JsonValue one(Argument.Component c, Node node, boolean mayHaveCommas) {
        Argument a = c.argument();
        if (!(node instanceof Node.ScalarNode scalar)) {
            sound = false;
            scope.reading.problem(node, a.key() + " is " + node.kind(), a.expected());
            return JsonValue.nothing();
        }
        String text = scalar.text();
        Template template = Template.of(text);
        if (a.condition()) {
            Optional<Condition> condition = new ConditionReader(scope).read(scalar, a.key());
            sound &= condition.isPresent();
        } else if (!template.isPlain()) {
            plain = false;
            if (scope.references(scalar, template)) {
                references(c, scalar, template);
            } else {
                sound = false;
            }
        } else {
            List<String> parts = mayHaveCommas ? Arguments.split(a, text) : List.of(text);
            for (String part : parts) {
                if (c.form().parse().apply(part).isEmpty()) {
                    sound = false;
                    scope.reading.add(
                            scalar.source()
                                    .problem(
                                            scalar.position(),
                                            a.key() + " is " + Reading.quoted(part),
                                            Optional.of(a.expected()),
                                            Nearest.to(part, a.words())));
                }
            }
        }
        plain &= template.isPlain();
        return JsonValue.of(text);
    }

    private void references(Argument.Component c, Node.ScalarNode node, Template template) {
        for (Template.Piece.Reference r : template.references()) {
            Form form =
                    Form.of(
                            Optional.ofNullable(scope.parameters.get(r.name()))
                                    .orElseThrow()
                                    .type());
            if (template.isWhole() && !c.argument().list() && !c.form().accepts(form)) {
                sound = false;
                scope.reading.problem(
                        node,
                        "${" + r.name() + "} is " + form.word(),
                        c.argument().key() + " as " + c.argument().expected());
            }
            boolean mayBeAbsent = template.isWhole() && !c.argument().required();
            if (!scope.bound.contains(r.name()) && !whenNames.contains(r.name()) && !mayBeAbsent) {
                sound = false;
                scope.reading.problem(
                        node,
                        node.at(r.offset()),
                        "${" + r.name() + "} may have no value here",
                        "a gate before it with set: "
                                + r.name()
                                + ", or a when that speaks of ${"
                                + r.name()
                                + "}");
            }
        }
    }
}

package dev.postern.playbook;

import dev.postern.core.playbook.Parameter;
import dev.postern.core.playbook.Step;
import dev.postern.document.Fields;
import dev.postern.document.Node;
import dev.postern.document.Reading;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** Takes a gate out of a playbook. */
final class GateReader {
    static final Duration USUAL = Duration.ofMinutes(30);
    static final Map<String, Step.Otherwise> OTHERWISE =
            new java.util.TreeMap<>(Map.of("stop", Step.Otherwise.STOP, "no", Step.Otherwise.NO));

    private final Scope scope;
    private final Reading reading;

    GateReader(Scope scope) {
        this.scope = scope;
        this.reading = scope.reading;
    }

    Optional<Step.Work> read(Node node, Optional<Duration> beside) {
        Optional<Fields> found = reading.map(node, "gate");
        if (found.isEmpty()) {
            return Optional.empty();
        }
        Fields fields = found.get();
        Optional<String> ask = fields.required("ask").flatMap(n -> reading.text(n, "ask"));
        fields.optional("ask")
                .ifPresent(n -> {
                    if (n instanceof Node.ScalarNode s) {
                        scope.references(s, Template.of(s.text()));
                    }
                });
        Optional<Node> setNode = fields.optional("set");
        Optional<String> set = setNode.flatMap(this::set);
        Duration within =
                fields.optional("within")
                        .flatMap(n -> reading.duration(n, "within"))
                        .or(() -> beside)
                        .orElse(USUAL);
        Step.Otherwise otherwise =
                fields.optional("otherwise")
                        .flatMap(n -> reading.choice(n, "otherwise", OTHERWISE))
                        .orElse(Step.Otherwise.STOP);
        if (setNode.isPresent() && otherwise == Step.Otherwise.NO) {
            reading.problem(
                    node,
                    fields.positionOf("otherwise"),
                    "a gate with set cannot go on without an answer",
                    "otherwise: stop");
        }
        fields.end();
        set.ifPresent(scope.bound::add);
        return ask.map(a -> new Step.Work.Gate(a, set, within, otherwise));
    }

    private Optional<String> set(Node node) {
        Optional<String> name = reading.text(node, "set");
        if (name.isEmpty()) {
            return name;
        }
        Parameter parameter = scope.parameters.get(name.get());
        if (parameter == null) {
            reading.unknown(node, "parameter", name.get(), scope.parameters.keySet());
            return Optional.empty();
        }
        if (parameter.required() || parameter.defaultText().isPresent()) {
            reading.problem(
                    node,
                    name.get() + " always has a value; nothing is left to ask",
                    "a parameter with required: false and no default");
            return Optional.empty();
        }
        return name;
    }
}

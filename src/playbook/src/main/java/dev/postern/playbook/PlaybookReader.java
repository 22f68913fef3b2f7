package dev.postern.playbook;

import dev.postern.core.action.Catalogue;
import dev.postern.core.playbook.Guard;
import dev.postern.core.playbook.Parameter;
import dev.postern.core.playbook.Playbook;
import dev.postern.core.playbook.Step;
import dev.postern.core.problem.Checked;
import dev.postern.core.value.Blob;
import dev.postern.document.Fields;
import dev.postern.document.Node;
import dev.postern.document.Reading;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Takes a playbook out of its document; goes on after each mistake. */
final class PlaybookReader {
    private final Node root;
    private final Catalogue catalogue;
    private final Reading reading = new Reading();

    PlaybookReader(Node root, Catalogue catalogue) {
        this.root = root;
        this.catalogue = catalogue;
    }

    Checked<Playbook> read(byte[] bytes) {
        Optional<Fields> found = reading.root(root, "a playbook", "playbook: NAME");
        if (found.isEmpty()) {
            return reading.result(() -> {
                throw new IllegalStateException("no map, and no problem");
            });
        }
        Fields fields = found.get();
        Optional<String> name =
                fields.required("playbook")
                        .flatMap(n ->
                                reading.value(
                                        n,
                                        "playbook",
                                        "a name of small letters, digits and dashes",
                                        t ->
                                                t.matches("[a-z0-9][a-z0-9-]{0,62}")
                                                        ? Optional.of(t)
                                                        : Optional.empty()));
        Optional<String> title = fields.requiredText("title");
        Map<String, Parameter> parameters = new LinkedHashMap<>();
        fields.optional("parameters")
                .flatMap(n -> reading.map(n, "parameters"))
                .ifPresent(p ->
                        new ParameterReader(reading)
                                .read(p)
                                .forEach(x -> parameters.put(x.name(), x)));
        Set<String> ids = new HashSet<>();
        fields.optional("steps").ifPresent(n -> ids(n, ids));
        Scope scope = new Scope(reading, catalogue, parameters, ids);
        List<Guard> guards = new ArrayList<>();
        fields.optional("guards")
                .ifPresent(n ->
                        reading.list(n, "guards")
                                .forEach(g -> guard(g, scope).ifPresent(guards::add)));
        List<Step> steps =
                fields.required("steps")
                        .map(n -> StepReader.all(n, "steps", scope, false))
                        .orElse(List.of());
        fields.end();
        return reading.result(() ->
                new Playbook(
                        name.orElseThrow(),
                        title.orElseThrow(),
                        List.copyOf(parameters.values()),
                        guards,
                        steps,
                        Blob.hash(bytes),
                        root.source().file()));
    }

    private Optional<Guard> guard(Node node, Scope scope) {
        return reading.map(node, "a guard")
                .flatMap(fields -> {
                    var that =
                            fields.required("that")
                                    .flatMap(n -> new ConditionReader(scope).read(n, "that"));
                    Optional<String> otherwise = fields.requiredText("else");
                    fields.end();
                    return that.flatMap(t -> otherwise.map(o -> new Guard(t, o)));
                });
    }

    /** Every id that any step has, before any step is read. */
    private static void ids(Node node, Set<String> ids) {
        switch (node) {
            case Node.ListNode l -> l.items().forEach(i -> ids(i, ids));
            case Node.MapNode m ->
                    m.entries()
                            .forEach(e -> {
                                if (e.key().equals("id")
                                        && e.value() instanceof Node.ScalarNode s) {
                                    ids.add(s.text());
                                } else {
                                    ids(e.value(), ids);
                                }
                            });
            case Node.ScalarNode s -> {}
            case Node.NullNode n -> {}
        }
    }
}

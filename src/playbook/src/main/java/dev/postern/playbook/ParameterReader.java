package dev.postern.playbook;

import dev.postern.core.playbook.Parameter;
import dev.postern.core.text.Nearest;
import dev.postern.document.Fields;
import dev.postern.document.Node;
import dev.postern.document.Reading;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Takes the parameters out of a playbook. */
final class ParameterReader {
    private final Reading reading;

    ParameterReader(Reading reading) {
        this.reading = reading;
    }

    List<Parameter> read(Fields parameters) {
        List<Parameter> read = new ArrayList<>();
        for (Node.Entry e : parameters.node().entries()) {
            parameters.know(List.of(e.key()));
            if (!e.key().matches("[a-z][a-z0-9-]{0,39}")) {
                reading.problem(
                        parameters.node(),
                        e.keyPosition(),
                        "a parameter named " + Reading.quoted(e.key()),
                        "small letters, digits and dashes");
                continue;
            }
            reading.map(e.value(), "parameter " + e.key()).ifPresent(f -> read.add(one(e, f)));
        }
        return read;
    }

    private Parameter one(Node.Entry entry, Fields fields) {
        // A parameter whose type is wrong is still a parameter: what refers to it is not wrong too.
        Parameter.Type type =
                fields.required("type").flatMap(this::type).orElse(Parameter.Type.Plain.TEXT);
        Optional<Node> byDefault = fields.optional("default");
        Optional<String> text = byDefault.flatMap(n -> reading.text(n, "default"));
        Optional<Boolean> required =
                fields.optional("required")
                        .flatMap(n ->
                                reading.choice(
                                        n,
                                        "required",
                                        Map.of(
                                                "true", true, "false", false, "yes", true, "no",
                                                false)));
        String description =
                fields.optional("description")
                        .flatMap(n -> reading.text(n, "description"))
                        .orElse("");
        fields.end();
        if (byDefault.isPresent() && required.orElse(false)) {
            reading.problem(
                    fields.node(),
                    fields.positionOf("required"),
                    entry.key() + " is required and has a default",
                    "one of the two");
        }
        Form form = Form.of(type);
        if (text.isPresent() && form.parse().apply(text.get()).isEmpty()) {
            Node at = byDefault.orElseThrow();
            reading.add(
                    at.source()
                            .problem(
                                    at.position(),
                                    "default is " + Reading.quoted(text.get()),
                                    Optional.of(form.expected()),
                                    Nearest.to(text.get(), form.words())));
        }
        return new Parameter(
                entry.key(),
                type,
                required.orElse(text.isEmpty()),
                text,
                description,
                entry.keyPosition());
    }

    private Optional<Parameter.Type> type(Node node) {
        Optional<String> text = reading.text(node, "type");
        if (text.isEmpty()) {
            return Optional.empty();
        }
        String word = text.get();
        if (word.startsWith("choice[") && word.endsWith("]")) {
            List<String> words =
                    Arrays.stream(word.substring("choice[".length(), word.length() - 1).split(","))
                            .map(String::strip)
                            .toList();
            if (words.stream().allMatch(w -> w.matches("[a-zA-Z0-9][-a-zA-Z0-9_.]{0,59}"))
                    && words.size() > 1
                    && words.stream().distinct().count() == words.size()) {
                return Optional.of(new Parameter.Type.Choice(words));
            }
            reading.problem(
                    node, "type is " + Reading.quoted(word), "different words: choice[ask, now]");
            return Optional.empty();
        }
        for (Parameter.Type.Plain plain : Parameter.Type.Plain.values()) {
            if (plain.word().equals(word)) {
                return Optional.of(plain);
            }
        }
        reading.unknown(
                node,
                "type",
                word,
                Stream.concat(
                                Arrays.stream(Parameter.Type.Plain.values())
                                        .map(Parameter.Type.Plain::word),
                                Stream.of("choice[A, B]"))
                        .toList());
        return Optional.empty();
    }
}

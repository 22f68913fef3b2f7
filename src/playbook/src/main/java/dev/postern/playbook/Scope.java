package dev.postern.playbook;

import dev.postern.core.action.Catalogue;
import dev.postern.core.playbook.Parameter;
import dev.postern.core.text.Nearest;
import dev.postern.document.Node;
import dev.postern.document.Reading;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a place in a playbook may refer to. A track has a copy: it does not see the steps beside it.
 */
final class Scope {
    /** What a step that was read already is: whether there is anything to undo. */
    enum Earlier {
        CHANGES,
        LOOKS
    }

    final Reading reading;
    final Catalogue catalogue;

    /** Facts, and {@code STEP.settled} of every step; which come earlier is checked apart. */
    final Vocabulary vocabulary;

    final Map<String, Parameter> parameters;

    /** Every id in the file, so that "no such step" and "not yet" can be told apart. */
    final Set<String> allIds;

    /** Every id that was read, so that none is there twice. */
    final Set<String> usedIds;

    final Map<String, Earlier> earlier;

    /** Parameters that have a value here: required, with a default, or set by a gate before. */
    final Set<String> bound;

    Scope(
            Reading reading,
            Catalogue catalogue,
            Map<String, Parameter> parameters,
            Set<String> allIds) {
        this(
                reading,
                catalogue,
                Vocabulary.of(catalogue)
                        .withSteps(allIds.stream().filter(StepReader::isId).sorted().toList()),
                parameters,
                allIds,
                new HashSet<>(),
                new LinkedHashMap<>(),
                new HashSet<>());
        parameters.values().stream()
                .filter(p -> p.required() || p.defaultText().isPresent())
                .forEach(p -> bound.add(p.name()));
    }

    private Scope(
            Reading reading,
            Catalogue catalogue,
            Vocabulary vocabulary,
            Map<String, Parameter> parameters,
            Set<String> allIds,
            Set<String> usedIds,
            Map<String, Earlier> earlier,
            Set<String> bound) {
        this.reading = reading;
        this.catalogue = catalogue;
        this.vocabulary = vocabulary;
        this.parameters = parameters;
        this.allIds = allIds;
        this.usedIds = usedIds;
        this.earlier = earlier;
        this.bound = bound;
    }

    Scope track() {
        return new Scope(
                reading,
                catalogue,
                vocabulary,
                parameters,
                allIds,
                usedIds,
                new LinkedHashMap<>(earlier),
                new HashSet<>(bound));
    }

    /** What a track has done is known to what follows all tracks. */
    void join(Scope track) {
        earlier.putAll(track.earlier);
        bound.addAll(track.bound);
    }

    /** Reports a step's name that cannot be used here. */
    void unknownStep(Node.ScalarNode at, int offset, String id, String does) {
        if (allIds.contains(id)) {
            reading.problem(
                    at,
                    at.at(offset),
                    "step " + Reading.quoted(id) + " does not come before this one",
                    does);
        } else {
            Set<String> known = new LinkedHashSet<>(earlier.keySet());
            reading.add(
                    at.source()
                            .problem(
                                    at.at(offset),
                                    "unknown step " + Reading.quoted(id),
                                    known.isEmpty()
                                            ? Optional.of("no step at all: none comes before")
                                            : Optional.of(
                                                    "one of "
                                                            + String.join(
                                                                    ", ",
                                                                    known.stream()
                                                                            .sorted()
                                                                            .toList())),
                                    Nearest.to(id, known)));
        }
    }

    /** Reports every reference that is none; true when all are parameters of the playbook. */
    boolean references(Node.ScalarNode node, Template template) {
        boolean sound = true;
        for (Template.Piece piece : template.pieces()) {
            switch (piece) {
                case Template.Piece.Literal l -> {}
                case Template.Piece.Broken b -> {
                    sound = false;
                    reading.problem(
                            node,
                            node.at(b.offset()),
                            Reading.quoted(b.text()) + " is no parameter",
                            "${NAME}, nothing else between the braces");
                }
                case Template.Piece.Reference r -> {
                    if (!parameters.containsKey(r.name())) {
                        sound = false;
                        reading.add(
                                node.source()
                                        .unknown(
                                                node.at(r.offset()),
                                                "unknown parameter " + Reading.quoted(r.name()),
                                                r.name(),
                                                parameters.keySet()));
                    }
                }
            }
        }
        return sound;
    }
}

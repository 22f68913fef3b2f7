package dev.postern.playbook;

import dev.postern.core.action.Catalogue;
import dev.postern.core.action.FactSource;

import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** The facts that a condition may speak of, by dotted name, and what each is. */
public record Vocabulary(Map<String, Kind> facts) {
    /** What a fact can be used as. */
    public enum Kind {
        BOOL,
        NUMBER,
        TEXT,
        /** Of anything: the clusters of a drill, as objects with fields. */
        LIST
    }

    public Vocabulary {
        facts = Collections.unmodifiableMap(new LinkedHashMap<>(facts));
    }

    /** The facts of a catalogue. */
    public static Vocabulary of(Catalogue catalogue) {
        Map<String, Kind> facts = new LinkedHashMap<>();
        for (FactSource f : catalogue.facts()) {
            facts.put(
                    f.name(),
                    switch (f.type()) {
                        case BOOL -> Kind.BOOL;
                        case NUMBER -> Kind.NUMBER;
                    });
        }
        return new Vocabulary(facts);
    }

    /** With {@code STEP.settled} for each step. */
    public Vocabulary withSteps(Collection<String> stepIds) {
        Map<String, Kind> more = new LinkedHashMap<>(facts);
        stepIds.forEach(s -> more.put(s + ".settled", Kind.BOOL));
        return new Vocabulary(more);
    }

    /** With one more fact. */
    public Vocabulary with(String name, Kind kind) {
        Map<String, Kind> more = new LinkedHashMap<>(facts);
        more.put(name, kind);
        return new Vocabulary(more);
    }
}

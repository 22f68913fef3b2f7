package dev.postern.core.action;

import java.util.List;
import java.util.Optional;

/** All actions, probes and facts that playbooks may name. */
public record Catalogue(
        List<Action<?, ?>> actions, List<Probe<?, ?>> probes, List<FactSource> facts) {
    public Catalogue {
        actions = List.copyOf(actions);
        probes = List.copyOf(probes);
        facts = List.copyOf(facts);
    }

    public Optional<Action<?, ?>> action(String name) {
        return actions.stream().filter(a -> a.traits().name().equals(name)).findFirst();
    }

    public Optional<Probe<?, ?>> probe(String name) {
        return probes.stream().filter(p -> p.name().equals(name)).findFirst();
    }

    public Optional<FactSource> fact(String name) {
        return facts.stream().filter(f -> f.name().equals(name)).findFirst();
    }
}

package dev.postern.engine.run;

import dev.postern.core.fleet.Cluster;
import dev.postern.core.playbook.Condition;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What a step is inside of: the conditions under which nothing new is begun any more. */
record Scope(List<Condition> until) {
    static final Scope RUN = new Scope(List.of());

    Scope {
        until = List.copyOf(until);
    }

    Scope within(Optional<Condition> more) {
        if (more.isEmpty()) {
            return this;
        }
        List<Condition> all = new ArrayList<>(until);
        all.add(more.get());
        return new Scope(all);
    }

    /** The first that holds for the cluster, with what decided it. */
    Optional<String> over(Ground ground, Cluster cluster) {
        for (Condition c : until) {
            var verdict = ground.facts.holds(cluster, c);
            if (verdict.holds()) {
                return Optional.of("no longer needed: " + verdict.because());
            }
        }
        return Optional.empty();
    }
}

package dev.postern.actions.facts;

import dev.postern.core.action.FactSource;
import dev.postern.core.fact.FactValue;
import dev.postern.core.fleet.Cluster;
import dev.postern.core.reach.Reach;
import dev.postern.core.value.JsonValue;

import java.time.Duration;

/** A fact that is named and not read yet. */
record NotYet(String name, Type type, String source, Duration window, String cost)
        implements FactSource {
    @Override
    public FactValue read(Cluster cluster, JsonValue.Obj bindings, Reach reach) {
        return FactValue.unknown("not read yet");
    }
}

package dev.postern.core.action;

import dev.postern.core.fact.FactValue;
import dev.postern.core.fleet.Cluster;
import dev.postern.core.reach.Reach;
import dev.postern.core.value.JsonValue;

import java.time.Duration;

/** One documented fact, and how it is read. Reading changes nothing and is bounded. */
public interface FactSource {
    /** The dotted name in conditions: {@code api.ready}. */
    String name();

    Type type();

    /** Where it comes from, in one sentence. */
    String source();

    /** How long one reading serves; a condition asked again within it costs nothing. */
    Duration window();

    /** What one reading costs the cluster: "one exec per host", "one request per API server". */
    String cost();

    /**
     * Reads it for one cluster.
     *
     * @param bindings the run's parameters by name, for facts about the offender; a missing one has
     *     no entry
     */
    FactValue read(Cluster cluster, JsonValue.Obj bindings, Reach reach);

    /** The types a condition may use a fact as. */
    enum Type {
        BOOL,
        NUMBER
    }
}

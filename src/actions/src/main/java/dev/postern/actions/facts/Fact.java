package dev.postern.actions.facts;

import dev.postern.core.action.FactSource;
import dev.postern.core.fact.FactValue;
import dev.postern.core.fleet.Cluster;
import dev.postern.core.reach.Reach;
import dev.postern.core.value.JsonValue;

import java.time.Duration;

/** A fact with its documentation, and how it is read. */
record Fact(String name, Type type, String source, Duration window, String cost, Reading reading)
        implements FactSource {
    /** Reads it for one cluster. */
    @FunctionalInterface
    interface Reading {
        FactValue read(Cluster cluster, JsonValue.Obj bindings, Reach reach)
                throws InterruptedException;
    }

    @Override
    public FactValue read(Cluster cluster, JsonValue.Obj bindings, Reach reach) {
        try {
            return reading.read(cluster, bindings, reach);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return FactValue.unknown("interrupted");
        }
    }
}

package dev.postern.engine;

import dev.postern.core.action.About;
import dev.postern.core.action.Probe;
import dev.postern.core.fleet.Cluster;
import dev.postern.core.reach.Reach;
import dev.postern.core.value.Failure;
import dev.postern.core.value.Outcome;

import java.util.List;

/** A probe of the plainest kind: what one dial shows on the first host, or that it is dark. */
public final class Glance implements Probe<Glance.Parameters, Glance.Found> {
    /** How much of it. */
    public record Parameters(@About(value = "How many times as much", byDefault = "1") int times) {}

    /** The number. */
    public record Found(int value) {}

    private final Panel panel;

    Glance(Panel panel) {
        this.panel = panel;
    }

    @Override
    public String name() {
        return "glance";
    }

    @Override
    public String title() {
        return "Glance at a dial";
    }

    @Override
    public Class<Parameters> parameters() {
        return Parameters.class;
    }

    @Override
    public Class<Found> result() {
        return Found.class;
    }

    @Override
    public Outcome<Found> look(Cluster cluster, Parameters parameters, Reach reach) {
        String host = cluster.hosts().getFirst().id().toString();
        if (panel.isBroken("bug", host)) {
            throw new IllegalStateException("a bug in a probe");
        }
        return panel.isBroken("look", host)
                ? Outcome.failed(
                        Failure.unchanged(Failure.Kind.UNREACHABLE, host + " is dark", "", ""))
                : Outcome.ok(new Found(panel.get("turn", host) * parameters.times()));
    }

    @Override
    public List<String> lines(Found result) {
        return List.of("the dial shows " + result.value());
    }
}

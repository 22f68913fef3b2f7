package dev.postern.actions.look;

import dev.postern.core.action.About;
import dev.postern.core.action.Probe;
import dev.postern.core.fleet.Cluster;
import dev.postern.core.reach.Reach;
import dev.postern.core.value.Failure;
import dev.postern.core.value.Outcome;

import java.util.List;

/** Who hammers the API. */
public final class Diagnose implements Probe<Diagnose.Parameters, Diagnose.Found> {
    /** What it takes. */
    public record Parameters(
            @About(
                            value = "Where to look: on the hosts, through the API, or both",
                            byDefault = "both")
                    From from) {}

    /** Where to look. */
    public enum From {
        HOSTS,
        API,
        BOTH
    }

    /** What it found. */
    public record Found() {}

    @Override
    public String name() {
        return "diagnose";
    }

    @Override
    public String title() {
        return "Who hammers the API: sources, users, costs";
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
        return Outcome.failed(
                Failure.unchanged(Failure.Kind.BROKEN, "diagnose cannot look yet", "", ""));
    }

    @Override
    public List<String> lines(Found found) {
        return List.of();
    }
}

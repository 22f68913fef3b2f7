package dev.postern.actions.look;

import dev.postern.core.action.Probe;
import dev.postern.core.fleet.Cluster;
import dev.postern.core.reach.Reach;
import dev.postern.core.value.Failure;
import dev.postern.core.value.Outcome;

import java.util.List;

/** Who we are to the API servers, and how long certificates last. */
public final class Credentials implements Probe<Credentials.Parameters, Credentials.Found> {
    /** What it takes. */
    public record Parameters() {}

    /** What it found. */
    public record Found() {}

    @Override
    public String name() {
        return "credentials";
    }

    @Override
    public String title() {
        return "Who we are to the API servers, and how many days certificates have left";
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
                Failure.unchanged(Failure.Kind.BROKEN, "credentials cannot look yet", "", ""));
    }

    @Override
    public List<String> lines(Found found) {
        return List.of();
    }
}

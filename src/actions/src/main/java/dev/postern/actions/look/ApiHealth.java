package dev.postern.actions.look;

import dev.postern.core.action.Probe;
import dev.postern.core.fleet.Cluster;
import dev.postern.core.reach.Reach;
import dev.postern.core.value.Failure;
import dev.postern.core.value.Outcome;

import java.util.List;

/** The probe ladder, per host. */
public final class ApiHealth implements Probe<ApiHealth.Parameters, ApiHealth.Found> {
    /** What it takes. */
    public record Parameters() {}

    /** What it found. */
    public record Found() {}

    @Override
    public String name() {
        return "api-health";
    }

    @Override
    public String title() {
        return "How each API server answers: TCP, TLS, readiness";
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
                Failure.unchanged(Failure.Kind.BROKEN, "api-health cannot look yet", "", ""));
    }

    @Override
    public List<String> lines(Found found) {
        return List.of();
    }
}

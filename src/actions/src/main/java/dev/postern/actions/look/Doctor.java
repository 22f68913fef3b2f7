package dev.postern.actions.look;

import dev.postern.core.action.Probe;
import dev.postern.core.fleet.Cluster;
import dev.postern.core.reach.Reach;
import dev.postern.core.value.Failure;
import dev.postern.core.value.Outcome;

import java.util.List;

/** Whether everything that a fight needs would work now. */
public final class Doctor implements Probe<Doctor.Parameters, Doctor.Found> {
    /** What it takes. */
    public record Parameters() {}

    /** What it found. */
    public record Found() {}

    @Override
    public String name() {
        return "doctor";
    }

    @Override
    public String title() {
        return "Whether paths, sudo, tools and identities would work tonight";
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
                Failure.unchanged(Failure.Kind.BROKEN, "doctor cannot look yet", "", ""));
    }

    @Override
    public List<String> lines(Found found) {
        return List.of();
    }
}

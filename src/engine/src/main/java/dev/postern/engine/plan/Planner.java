package dev.postern.engine.plan;

import dev.postern.core.action.Catalogue;
import dev.postern.core.fleet.ClusterName;
import dev.postern.core.playbook.Playbook;
import dev.postern.core.reach.World;
import dev.postern.core.value.Outcome;

import java.util.List;
import java.util.Map;

/** Resolves a playbook against a fleet. Reads only. */
public final class Planner {
    private final World world;
    private final Catalogue catalogue;

    public Planner(World world, Catalogue catalogue) {
        this.world = world;
        this.catalogue = catalogue;
    }

    /**
     * What a plan is made of.
     *
     * @param text the bytes of the playbook's file, as text
     * @param parameters checked values as text, defaults included; those that a gate binds are
     *     missing
     * @param clusters in any order; the plan has them in the fleet's
     */
    public record Request(
            Playbook playbook,
            String text,
            Map<String, String> parameters,
            List<ClusterName> clusters,
            String operator) {
        public Request {
            parameters = Map.copyOf(parameters);
            clusters = List.copyOf(clusters);
        }
    }

    /** Plans. Failed where an argument does not fit its action. */
    public Outcome<Plan> plan(Request request) {
        return Outcome.failed(
                dev.postern.core.value.Failure.unchanged(
                        dev.postern.core.value.Failure.Kind.BROKEN,
                        "not yet",
                        "" + request + world.fleet().name() + catalogue.actions().size(),
                        ""));
    }
}

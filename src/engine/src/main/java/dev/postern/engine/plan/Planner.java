package dev.postern.engine.plan;

import dev.postern.core.action.Catalogue;
import dev.postern.core.fleet.Cluster;
import dev.postern.core.fleet.ClusterName;
import dev.postern.core.playbook.Playbook;
import dev.postern.core.problem.Checked;
import dev.postern.core.reach.World;
import dev.postern.core.time.Time;
import dev.postern.core.value.Failure;
import dev.postern.core.value.Outcome;
import dev.postern.playbook.Bindings;
import dev.postern.playbook.Parameters;

import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.random.RandomGenerator;

/** Resolves a playbook against a fleet. Reads only. */
public final class Planner {
    private final World world;
    private final Catalogue catalogue;
    private final RandomGenerator random;

    public Planner(World world, Catalogue catalogue) {
        this(world, catalogue, new SecureRandom());
    }

    /**
     * @param random for the plan's id
     */
    public Planner(World world, Catalogue catalogue, RandomGenerator random) {
        this.world = world;
        this.catalogue = catalogue;
        this.random = random;
    }

    /**
     * What a plan is made of.
     *
     * @param text the bytes of the playbook's file, as text
     * @param parameters values as text; defaults are filled in, those that a gate binds are missing
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

    /**
     * Plans: looks at every target, side by side, and predicts what follows.
     *
     * @return failed where a name or an argument does not fit; what cannot be seen is part of the
     *     plan, as unknown
     */
    public Outcome<Plan> plan(Request request) {
        Set<ClusterName> names = new TreeSet<>(request.clusters());
        List<Cluster> clusters =
                world.fleet().clusters().stream().filter(c -> names.contains(c.name())).toList();
        clusters.stream().map(Cluster::name).forEach(names::remove);
        if (!names.isEmpty()) {
            return refused(
                    "no cluster " + names.iterator().next(), "the fleet has none of that name");
        }
        if (clusters.isEmpty()) {
            return refused("a plan needs a cluster", "none was named");
        }
        return switch (Parameters.bind(request.playbook(), request.parameters())) {
            case Checked.Faulty<Bindings>(var problems) ->
                    refused(problems.getFirst().message(), problems.getFirst().line());
            case Checked.Sound<Bindings>(var bindings) -> {
                try (Time.Scope counted = world.time().enter()) {
                    yield new Planning(world, catalogue, random, request, clusters, bindings)
                            .plan();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    yield Outcome.failed(
                            Failure.unchanged(
                                    Failure.Kind.ABORTED, "planning was interrupted", "", ""));
                }
            }
        };
    }

    private static <T> Outcome<T> refused(String what, String why) {
        return Outcome.failed(Failure.unchanged(Failure.Kind.REFUSED, what, why, ""));
    }
}

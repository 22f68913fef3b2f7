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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;

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
        return planning(request, (planning, plan) -> plan);
    }

    /**
     * A plan made earlier, looked at again.
     *
     * @param plan the same plan (its digest is), with what is seen now
     * @param moved what differs from what it had seen: "a on eu-1/cp1: value 2 -> 4"
     */
    public record Again(Plan plan, List<String> moved) {
        public Again {
            moved = List.copyOf(moved);
        }
    }

    /**
     * Looks again at what a plan has seen: the world may have moved since it was made.
     *
     * @param playbook the one that it was made of
     * @return {@code REFUSED} where its targets are not what they were; it needs a new plan then
     */
    public Outcome<Again> again(Plan then, Playbook playbook, String operator) {
        List<String> others = Pins.drift(then, world.fleet());
        if (!others.isEmpty()) {
            return Outcome.failed(Pins.refusal(others));
        }
        Request request =
                new Request(
                        playbook,
                        then.playbook().text(),
                        then.parameters(),
                        then.clusters().stream().map(ClusterName::new).toList(),
                        operator);
        return planning(
                request, (planning, now) -> new Again(then.seenNow(now), planning.moved(then)));
    }

    private <T> Outcome<T> planning(Request request, BiFunction<Planning, Plan, T> result) {
        Map<ClusterName, Cluster> known =
                world.fleet().clusters().stream()
                        .collect(Collectors.toMap(Cluster::name, Function.identity()));
        List<Cluster> clusters = new ArrayList<>();
        for (ClusterName name : new TreeSet<>(request.clusters())) {
            Cluster cluster = known.get(name);
            if (cluster == null) {
                return refused("no cluster " + name, "the fleet has none of that name");
            }
            clusters.add(cluster);
        }
        if (clusters.isEmpty()) {
            return refused("a plan needs a cluster", "none was named");
        }
        return switch (Parameters.bind(request.playbook(), request.parameters())) {
            case Checked.Faulty<Bindings>(var problems) ->
                    refused(problems.getFirst().message(), problems.getFirst().line());
            case Checked.Sound<Bindings>(var bindings) -> {
                try (Time.Scope counted = world.time().enter()) {
                    Planning planning =
                            new Planning(
                                    world,
                                    Silence.among(world, clusters),
                                    catalogue,
                                    random,
                                    request,
                                    clusters,
                                    bindings);
                    yield planning.plan().map(plan -> result.apply(planning, plan));
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

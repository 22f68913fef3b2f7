package dev.postern.engine.plan;

import dev.postern.core.action.Target;
import dev.postern.core.action.Traits.Coverage;
import dev.postern.core.value.Wave;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Which targets of a step go together.
 *
 * <p>A wave counts targets. Hosts are counted in each cluster by itself, and clusters go side by
 * side: what a wave spares is the other hosts of the same cluster. Targets that are a whole cluster
 * or a node group are counted over the whole plan, in the fleet's order. What covers all hosts of a
 * cluster or none is not split: a wave of it counts clusters. What takes a host's API server away
 * goes one host of each cluster at a time, whatever a playbook says.
 */
public final class Waves {
    private Waves() {}

    /** What is counted. */
    public enum Unit {
        HOST_IN_ITS_CLUSTER("hosts of each cluster"),
        TARGET("targets"),
        CLUSTER("clusters");

        private final String word;

        Unit(String word) {
            this.word = word;
        }
    }

    /**
     * What a step's waves count.
     *
     * @param coverage of the action that is driven, or its {@link Coverage#back} in an undo
     */
    public static Unit unit(List<Target> targets, Coverage coverage) {
        return switch (coverage) {
            case ALL -> Unit.CLUSTER;
            case SINGLY -> Unit.HOST_IN_ITS_CLUSTER;
            case EACH ->
                    !targets.isEmpty() && targets.stream().allMatch(t -> t instanceof Target.OfHost)
                            ? Unit.HOST_IN_ITS_CLUSTER
                            : Unit.TARGET;
        };
    }

    /** A playbook may ask for smaller waves than an action allows, never for larger ones. */
    private static List<Wave> capped(Coverage coverage, List<Wave> waves) {
        return coverage == Coverage.SINGLY ? List.of(new Wave.Count(1)) : waves;
    }

    /** All targets, in their order, as waves. */
    public static List<List<Target>> of(List<Target> targets, Coverage coverage, List<Wave> asked) {
        List<Wave> waves = capped(coverage, asked);
        return switch (unit(targets, coverage)) {
            case TARGET -> cut(targets.stream().map(List::of).toList(), waves);
            case CLUSTER -> cut(List.copyOf(byCluster(targets).values()), waves);
            case HOST_IN_ITS_CLUSTER -> {
                List<List<Target>> together = new ArrayList<>();
                for (List<Target> hosts : byCluster(targets).values()) {
                    List<List<Target>> own = cut(hosts.stream().map(List::of).toList(), waves);
                    for (int i = 0; i < own.size(); i++) {
                        if (together.size() <= i) {
                            together.add(new ArrayList<>());
                        }
                        together.get(i).addAll(own.get(i));
                    }
                }
                yield together.stream().map(List::copyOf).toList();
            }
        };
    }

    /** The same, by cluster, in their order. */
    public static Map<String, List<Target>> byCluster(List<Target> targets) {
        return targets.stream()
                .collect(
                        Collectors.groupingBy(
                                t -> t.cluster().value(), LinkedHashMap::new, Collectors.toList()));
    }

    private static List<List<Target>> cut(List<List<Target>> units, List<Wave> waves) {
        List<List<Target>> result = new ArrayList<>();
        int from = 0;
        for (int size : Wave.resolve(waves, units.size())) {
            result.add(units.subList(from, from + size).stream().flatMap(List::stream).toList());
            from += size;
        }
        return List.copyOf(result);
    }

    /**
     * The waves of a step in whole numbers: "waves of eu-1: 1, 1, 1 hosts of each cluster"; empty
     * where all go at once. Of targets that are not known yet only what the action itself says.
     */
    public static Optional<String> sizes(
            List<Target> targets, Coverage coverage, List<Wave> asked) {
        List<Wave> waves = capped(coverage, asked);
        if (targets.isEmpty() && coverage == Coverage.SINGLY) {
            return Optional.of("waves of one host of each cluster");
        }
        if (waves.isEmpty() || targets.isEmpty()) {
            return Optional.empty();
        }
        Unit unit = unit(targets, coverage);
        List<String> sizes =
                switch (unit) {
                    case HOST_IN_ITS_CLUSTER ->
                            byCluster(targets).entrySet().stream()
                                    .map(e -> e.getKey() + ": " + sizes(waves, e.getValue().size()))
                                    .toList();
                    case CLUSTER -> List.of(sizes(waves, byCluster(targets).size()));
                    case TARGET -> List.of(sizes(waves, targets.size()));
                };
        return Optional.of("waves of " + String.join("; ", sizes) + " " + unit.word);
    }

    private static String sizes(List<Wave> waves, int total) {
        return Wave.resolve(waves, total).stream()
                .map(String::valueOf)
                .collect(Collectors.joining(", "));
    }
}

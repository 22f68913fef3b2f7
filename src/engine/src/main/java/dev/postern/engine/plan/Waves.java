package dev.postern.engine.plan;

import dev.postern.core.action.Target;
import dev.postern.core.playbook.Step;
import dev.postern.core.value.Durations;
import dev.postern.core.value.Wave;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Which targets of a step go together.
 *
 * <p>A wave counts targets. Hosts are counted in each cluster by itself, and clusters go side by
 * side: what a wave spares is the other hosts of the same cluster. Targets that are a whole cluster
 * or a node group are counted over the whole plan, in the fleet's order. What covers all hosts of a
 * cluster or none is not split: a wave of it counts clusters.
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
     * @param whole whether all targets of a cluster go together or not at all
     */
    public static Unit unit(List<Target> targets, boolean whole) {
        if (whole) {
            return Unit.CLUSTER;
        }
        return !targets.isEmpty() && targets.stream().allMatch(t -> t instanceof Target.OfHost)
                ? Unit.HOST_IN_ITS_CLUSTER
                : Unit.TARGET;
    }

    /** All targets, in their order, as waves. */
    public static List<List<Target>> of(List<Target> targets, boolean whole, List<Wave> waves) {
        return switch (unit(targets, whole)) {
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
     * A step's options in words, whole numbers only: "waves of 1, 1, 1 hosts of each cluster; stops
     * after 0 failed, 0 unreachable, 0 unverified; within 10m".
     */
    public static String rules(Step.Options options, List<Target> targets, boolean whole) {
        StringBuilder out = new StringBuilder();
        if (!options.waves().isEmpty() && !targets.isEmpty()) {
            Unit unit = unit(targets, whole);
            List<String> sizes =
                    unit == Unit.HOST_IN_ITS_CLUSTER
                            ? byCluster(targets).entrySet().stream()
                                    .map(e ->
                                            e.getKey()
                                                    + ": "
                                                    + sizes(options.waves(), e.getValue().size()))
                                    .toList()
                            : List.of(
                                    sizes(
                                            options.waves(),
                                            unit == Unit.CLUSTER
                                                    ? byCluster(targets).size()
                                                    : targets.size()));
            out.append("waves of ")
                    .append(String.join("; ", sizes))
                    .append(" ")
                    .append(unit.word)
                    .append("; ");
        }
        out.append("stops after ")
                .append(options.maxFailed())
                .append(" failed, ")
                .append(options.maxUnreachable())
                .append(" unreachable, ")
                .append(options.maxUnverified())
                .append(" unverified");
        options.within().ifPresent(w -> out.append("; within ").append(Durations.text(w)));
        options.holdFor()
                .ifPresent(h -> out.append("; each wave watched for ").append(Durations.text(h)));
        return out.toString();
    }

    private static String sizes(List<Wave> waves, int total) {
        return Wave.resolve(waves, total).stream()
                .map(String::valueOf)
                .collect(Collectors.joining(", "));
    }
}

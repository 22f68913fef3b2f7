package dev.postern.engine.run;

import dev.postern.core.action.Target;
import dev.postern.core.action.Traits;
import dev.postern.core.fleet.Cluster;
import dev.postern.core.value.Failure;
import dev.postern.core.value.Outcome;
import dev.postern.engine.bound.BoundAction;
import dev.postern.engine.bound.Guarded;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Predicate;

/**
 * What holds of a step whose hosts go one at a time: those that still serve go last, and the next
 * of a cluster is not touched while one that was taken before is not back.
 */
final class OneByOne {
    private final Ground ground;
    private final String step;
    private final BoundAction<?, ?> bound;
    private final Predicate<Target> wanted;
    private final Tally tally;

    OneByOne(
            Ground ground,
            String step,
            BoundAction<?, ?> bound,
            Predicate<Target> wanted,
            Tally tally) {
        this.ground = ground;
        this.step = step;
        this.bound = bound;
        this.wanted = wanted;
        this.tally = tally;
    }

    /** Whether the action asks for it. */
    boolean isAsked() {
        return bound.action().traits().coverage() == Traits.Coverage.SINGLY;
    }

    /** In the fleet's order but for those of a cluster that still serve; they are asked now. */
    Behind.Ended<List<Target>> ordered(List<Cluster> clusters, Predicate<Set<Cluster>> mayDoWithout)
            throws InterruptedException {
        Map<Cluster, Callable<List<Target>>> orders = new LinkedHashMap<>();
        clusters.forEach(c -> orders.put(c, () -> ordered(c)));
        return ground.behind.each(step, orders, mayDoWithout);
    }

    private List<Target> ordered(Cluster cluster) {
        List<Target> targets = targets(cluster);
        if (targets.size() < 2) {
            return targets;
        }
        Set<Target> last = last(bound, cluster);
        return targets.stream().sorted(Comparator.comparing(last::contains)).toList();
    }

    private <P extends Record> Set<Target> last(BoundAction<P, ?> act, Cluster cluster) {
        return Guarded.call(
                        step + " order",
                        Failure.Kind.BROKEN,
                        ground.chronicle,
                        () ->
                                Outcome.ok(
                                        act.action()
                                                .last(
                                                        cluster,
                                                        act.parameters(),
                                                        ground.reach(cluster))))
                .got()
                .orElse(Set.of());
    }

    private List<Target> targets(Cluster cluster) {
        return bound.targets(cluster).stream().filter(wanted).toList();
    }

    /** Who of this cluster was taken before and is not back, whatever the thresholds forgive. */
    Optional<String> notBack(Cluster cluster) {
        if (!isAsked()) {
            return Optional.empty();
        }
        Map<String, Status> now = tally.targets();
        return targets(cluster).stream()
                .map(Target::id)
                .filter(t ->
                        now.get(t) == Status.FAILED
                                || now.get(t) == Status.UNVERIFIED
                                || now.get(t) == Status.STOPPED)
                .findFirst()
                .map(t -> t + " was taken before and is not back");
    }
}

package dev.postern.engine.bound;

import dev.postern.core.action.Action;
import dev.postern.core.action.Check;
import dev.postern.core.action.Target;
import dev.postern.core.action.Traits;
import dev.postern.core.fleet.Cluster;
import dev.postern.core.reach.Reach;
import dev.postern.core.value.Failure;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Whether an action may begin in a cluster. The plan and the run ask here and nowhere else, so what
 * a plan found to be so is not what a run refuses, unless it has changed since.
 *
 * @param checks everything that was probed, good or not
 * @param refusals why it may not begin; empty where it may
 */
public record Readiness(List<Check> checks, List<Failure> refusals) {
    public Readiness {
        checks = List.copyOf(checks);
        refusals = List.copyOf(refusals);
    }

    /**
     * What was seen of an action's targets in one cluster.
     *
     * @param observed just now, with their state, in order
     * @param foreseen seen, but their state is what earlier steps are going to leave
     * @param missing could not be seen, with why
     */
    public record Sight<S>(
            List<Action.Observed<S>> observed,
            List<Target> foreseen,
            Map<Target, Failure> missing) {
        public Sight {
            observed = List.copyOf(observed);
            foreseen = List.copyOf(foreseen);
            missing = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(missing));
        }

        private List<Target> reached() {
            List<Target> all = new ArrayList<>(foreseen);
            observed.forEach(o -> all.add(o.target()));
            return all;
        }
    }

    /** Asks the action's coverage, its checks, and what it says itself of what was observed. */
    public static <P extends Record, S extends Record> Readiness of(
            BoundAction<P, S> bound, Cluster cluster, Sight<S> sight, Reach reach) {
        Action<P, S> action = bound.action();
        boolean whole = action.traits().coverage() == Traits.Coverage.ALL;
        List<Check> checks = new ArrayList<>();
        List<Failure> refusals = new ArrayList<>();
        String seen =
                switch (action.traits().path()) {
                    case SSH -> "ssh lets us in and sudo makes us root";
                    case API -> "its API answers us";
                    case CLOUD -> "its cloud answers us";
                };
        sight.reached().forEach(t -> checks.add(Check.good(t.id(), seen)));
        sight.missing()
                .forEach((target, why) ->
                        checks.add(
                                new Check(
                                        target.id(),
                                        seen,
                                        whole ? Check.Verdict.FAILED : Check.Verdict.UNKNOWN,
                                        why.sentence(),
                                        why.next())));
        if (whole && !sight.missing().isEmpty()) {
            refusals.add(notCovered(bound.name(), cluster, sight.missing()));
        }
        List<Check> probed =
                sight.reached().isEmpty()
                        ? List.of()
                        : action.checks(cluster, sight.reached(), bound.parameters(), reach);
        checks.addAll(probed);
        probed.stream().filter(Check::isFailed).map(Check::refusal).forEach(refusals::add);
        // What it says of some of its hosts is of no use where it needs all.
        if (!sight.observed().isEmpty() && !(whole && !sight.missing().isEmpty())) {
            for (Failure no :
                    action.refusals(cluster, sight.observed(), bound.parameters(), reach)) {
                checks.add(Check.failed(cluster.name().value(), no));
                refusals.add(no);
            }
        }
        return new Readiness(checks, refusals);
    }

    private static Failure notCovered(
            String action, Cluster cluster, Map<Target, Failure> missing) {
        List<String> each = new ArrayList<>();
        missing.forEach((target, why) -> each.add(target.id() + ": " + why.sentence()));
        return Failure.unchanged(
                Failure.Kind.REFUSED,
                action + " covers all of " + cluster.name() + " or nothing",
                String.join("; ", each),
                "restore the access path: postern doctor --cluster "
                        + cluster.name()
                        + "; a host that is down for good: postern fleet without CLUSTER/HOST");
    }
}

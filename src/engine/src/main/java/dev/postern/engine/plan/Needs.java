package dev.postern.engine.plan;

import dev.postern.core.action.Check;
import dev.postern.core.fleet.Cluster;
import dev.postern.core.fleet.ClusterName;
import dev.postern.core.playbook.Condition;
import dev.postern.core.playbook.Playbook;
import dev.postern.core.playbook.Step;
import dev.postern.core.reach.Reach;
import dev.postern.core.time.Time;
import dev.postern.core.value.Failure;
import dev.postern.engine.bound.Readiness;
import dev.postern.engine.bound.SideBySide;
import dev.postern.engine.fact.FactBoard;
import dev.postern.engine.plan.Plan.PlannedCheck;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Function;

/**
 * What the steps of a plan need, probed; and whether a run would end over what is not so.
 *
 * <p>It would end where a step is refused that comes about as things are, on more targets than its
 * threshold forgives, and neither {@code on-failure} nor tracks beside it let the run go on. Only
 * then is the condition of a step asked: readings cost something.
 */
final class Needs {
    private static final int AT_ONCE = 16;

    private final Playbook playbook;
    private final List<Looks<?, ?>> looks;
    private final FactBoard facts;
    private final Time time;
    private final Map<Looks<?, ?>, Readiness> found = new LinkedHashMap<>();

    /**
     * @param looks filled before anything is probed
     */
    Needs(Playbook playbook, List<Looks<?, ?>> looks, FactBoard facts, Time time) {
        this.playbook = playbook;
        this.looks = looks;
        this.facts = facts;
        this.time = time;
    }

    void probe(Function<Cluster, Reach> reach) throws InterruptedException {
        List<Callable<Readiness>> all = new ArrayList<>();
        looks.forEach(look -> all.add(() -> look.readiness(reach.apply(look.cluster()))));
        List<Readiness> said = SideBySide.all(time, "needs", AT_ONCE, all);
        for (int i = 0; i < said.size(); i++) {
            found.put(looks.get(i), said.get(i));
        }
    }

    List<PlannedCheck> checks() {
        List<PlannedCheck> all = new ArrayList<>();
        found.forEach((look, readiness) -> {
            boolean stops = stops(look);
            for (Check c : readiness.checks()) {
                all.add(
                        new PlannedCheck(
                                look.step().id(),
                                look.cluster().name().value(),
                                c,
                                stops && c.isFailed()));
            }
        });
        return all;
    }

    /** "fence in eu-1: block-api covers all of eu-1 or nothing: ...". */
    List<String> refusals() {
        List<String> all = new ArrayList<>();
        found.forEach((look, readiness) -> {
            if (stops(look)) {
                for (Failure f : readiness.refusals()) {
                    all.add(
                            look.step().id()
                                    + " in "
                                    + look.cluster().name()
                                    + ": "
                                    + f.sentence());
                }
            }
        });
        return all;
    }

    private boolean stops(Looks<?, ?> look) {
        Step step = look.step();
        boolean forgiven =
                switch (step.options().onFailure()) {
                    case CONTINUE, ASK -> true;
                    case STOP, UNDO -> false;
                };
        if (!isRefused(look) || forgiven || !playbook.steps().contains(step) || !comes(look)) {
            return false;
        }
        long refused =
                found.keySet().stream()
                        .filter(l -> l.step().equals(step) && isRefused(l))
                        .mapToLong(l -> l.targets().size())
                        .sum();
        return refused > step.options().maxFailed();
    }

    private boolean isRefused(Looks<?, ?> look) {
        Readiness readiness = found.get(look);
        return readiness != null && !readiness.refusals().isEmpty();
    }

    /** Whether its condition holds as things are, and as the steps before it will leave them. */
    private boolean comes(Looks<?, ?> look) {
        Optional<Condition> when = look.step().options().when();
        return when.isEmpty() || facts.holds(look.cluster(), when.get()).holds();
    }

    /**
     * Whether a step will be settled when those after it are asked, for all that can be said: it
     * comes about, and nothing refuses it. Before anything was probed none is. A condition speaks
     * of earlier steps only (the playbook is checked for that), so this ends.
     */
    boolean isForeseenSettled(String step, ClusterName cluster) {
        return found.keySet().stream()
                .filter(l -> l.step().id().equals(step) && l.cluster().name().equals(cluster))
                .anyMatch(l -> !isRefused(l) && comes(l));
    }
}

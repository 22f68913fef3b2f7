package dev.postern.engine.run;

import dev.postern.core.action.Target;
import dev.postern.core.fleet.Cluster;
import dev.postern.core.playbook.Step;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** Those who could not be reached when a step was done for the others. */
final class Stragglers {
    private final Ground ground;
    private final Ending ending;
    private final Group group;

    Stragglers(Ground ground, Ending ending, Group group) {
        this.ground = ground;
        this.ending = ending;
        this.group = group;
    }

    /**
     * Does for them what these steps did for the others. Each step's own limits hold; one that goes
     * wrong does not keep the next from its own.
     */
    void finish(List<Step> steps) throws InterruptedException {
        List<Cluster> clusters = group.clusters();
        Set<String> left = new HashSet<>(ground.chronicle.state().stragglers());
        left.removeIf(l -> clusters.stream().noneMatch(c -> isIn(c, l)));
        for (Step step : steps) {
            Predicate<Target> wanted = t -> left.contains(step.id() + "@" + t.id());
            if (!(step.work() instanceof Step.Work.Act act)
                    || left.stream().noneMatch(l -> l.startsWith(step.id() + "@"))) {
                continue;
            }
            do {
                if (ground.mayNotBegin(Optional.empty()).isPresent()) {
                    ending.add(ExitCode.OPEN);
                    return;
                }
            } while (!group.begins(step));
            StepResult result =
                    new StepWork(ground, ending, group).act(step, act, clusters, Scope.RUN, wanted);
            group.ended(step, result, !result.status().isFine());
            if (!result.status().isFine()) {
                ending.failed(result);
            }
        }
    }

    private static boolean isIn(Cluster cluster, String straggler) {
        String target = straggler.substring(straggler.indexOf('@') + 1);
        return target.split("/", 2)[0].equals(cluster.name().value());
    }
}

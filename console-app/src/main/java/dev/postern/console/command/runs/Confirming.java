package dev.postern.console.command.runs;

import dev.postern.console.command.Desk;
import dev.postern.console.command.Found;
import dev.postern.console.command.Session;
import dev.postern.console.exit.ExitCode;
import dev.postern.console.view.Answer;
import dev.postern.console.view.Page;
import dev.postern.core.action.Danger;
import dev.postern.core.fleet.Cluster;
import dev.postern.core.fleet.Fleet;
import dev.postern.core.text.Neutral;
import dev.postern.core.value.Failure;
import dev.postern.engine.plan.Plan;

import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Severe changes are confirmed by the cluster's name, typed or given; nothing else confirms. */
public final class Confirming {
    private final Desk desk;

    public Confirming(Desk desk) {
        this.desk = desk;
    }

    /**
     * Asks for the name of each cluster with severe changes that was not given.
     *
     * @param given with {@code --confirm}: one that the plan does not touch confirms nothing at all
     */
    Found<Boolean> confirmed(Plan plan, List<String> given, Session session) {
        List<String> touched =
                plan.changes().stream().map(Plan.PlannedChange::cluster).distinct().toList();
        NavigableSet<String> others = new TreeSet<>(given);
        touched.forEach(others::remove);
        plan.clusters().forEach(others::remove);
        if (!others.isEmpty()) {
            return refused(
                    "--confirm names " + Neutral.line(String.join(", ", others), 200),
                    "this plan is for " + String.join(", ", plan.clusters()),
                    "look at the plan, and confirm the clusters that you mean");
        }
        NavigableSet<String> severe = new TreeSet<>();
        plan.changes().stream()
                .filter(c -> c.danger() == Danger.SEVERE && !c.noop())
                .forEach(c -> severe.add(c.cluster()));
        severe.removeAll(given);
        for (String cluster : severe) {
            String reach = reach(plan, cluster, session);
            Optional<String> typed =
                    session.asker()
                            .flatMap(a -> {
                                session.output().show(changes(plan, cluster, reach, session));
                                return a.ask("Type " + cluster + " to go on, anything else stops:");
                            });
            if (!typed.equals(Optional.of(cluster))) {
                return refused(
                        plan.playbook().name()
                                + " has severe changes on "
                                + cluster
                                + " ("
                                + reach
                                + ")",
                        typed.isPresent()
                                ? "what was typed is not its name"
                                : "nobody confirmed them",
                        "--confirm " + cluster);
            }
        }
        return Found.here(true);
    }

    private static Found<Boolean> refused(String what, String why, String next) {
        return Found.not(
                new Answer.Failed(
                        List.of(Failure.unchanged(Failure.Kind.REFUSED, what, why, next)),
                        ExitCode.REFUSED));
    }

    /** {@code 3 of its 3 hosts are changed}. */
    private String reach(Plan plan, String cluster, Session session) {
        Set<String> hosts =
                desk.fleet(session) instanceof Found.Here<Fleet>(Fleet fleet)
                        ? fleet.clusters().stream()
                                .filter(c -> c.name().value().equals(cluster))
                                .map(Cluster::hosts)
                                .flatMap(List::stream)
                                .map(h -> h.id().toString())
                                .collect(Collectors.toSet())
                        : Set.of();
        long changed =
                plan.changes().stream()
                        .filter(c -> !c.noop() && hosts.contains(c.target()))
                        .map(Plan.PlannedChange::target)
                        .distinct()
                        .count();
        return changed == 0
                ? "no host of it is changed, only what its API holds"
                : changed
                        + " of its "
                        + hosts.size()
                        + (hosts.size() == 1 ? " host is changed" : " hosts are changed");
    }

    private static Page changes(Plan plan, String cluster, String reach, Session session) {
        Page page = new Page(session.output().screen());
        page.line("Severe changes on " + cluster + ", " + reach + ":");
        plan.changes().stream()
                .filter(c -> c.danger() == Danger.SEVERE && c.cluster().equals(cluster))
                .forEach(c ->
                        page.item(
                                c.action()
                                        + " on "
                                        + c.target()
                                        + ", undo "
                                        + c.undo()
                                        + c.undoWhy().map(w -> ": " + w).orElse("")));
        return page;
    }
}

package dev.postern.console.command;

import dev.postern.console.grammar.Globals;
import dev.postern.console.view.Answer;
import dev.postern.console.wiring.Fleets;
import dev.postern.console.wiring.Home;
import dev.postern.console.wiring.Homes;
import dev.postern.console.wiring.Playbooks;
import dev.postern.core.fleet.Cluster;
import dev.postern.core.fleet.ClusterName;
import dev.postern.core.fleet.Fleet;
import dev.postern.core.fleet.Host;
import dev.postern.core.fleet.HostId;
import dev.postern.core.value.Failure;
import dev.postern.core.value.Outcome;
import dev.postern.journal.RunDirectory;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Finds what people name on the command line: clusters, playbooks, runs. Local data only. */
public final class Desk {
    private final Homes homes;
    private final Fleets fleets;
    private final Playbooks playbooks;

    public Desk(Homes homes, Fleets fleets, Playbooks playbooks) {
        this.homes = homes;
        this.fleets = fleets;
        this.playbooks = playbooks;
    }

    public Home home(Session session) {
        return homes.of(session.globals());
    }

    /** The fleet of this session. */
    public Found<Fleet> fleet(Session session) {
        return fleet(session.globals());
    }

    /** The fleet that these options mean. */
    public Found<Fleet> fleet(Globals globals) {
        return Found.of(fleets.load(homes.of(globals)));
    }

    /** One cluster by name. */
    public Found<Cluster> cluster(Fleet fleet, String typed) {
        return clusters(fleet, List.of(typed)).then(c -> Found.here(c.getFirst()));
    }

    /** Clusters by name; every wrong one is said, and none at all is wrong too. */
    public Found<List<Cluster>> clusters(Fleet fleet, List<String> typed) {
        List<String> known = fleet.clusters().stream().map(c -> c.name().value()).toList();
        Set<Cluster> found = new LinkedHashSet<>();
        List<String> mistakes = new ArrayList<>();
        for (String t : typed) {
            Optional<Cluster> c =
                    ClusterName.isSound(t) ? fleet.cluster(new ClusterName(t)) : Optional.empty();
            if (c.isPresent()) {
                found.add(c.get());
            } else {
                mistakes.add(Answer.unknownText("cluster", t, "fleet " + fleet.name(), known));
            }
        }
        if (typed.isEmpty()) {
            mistakes.add("name a cluster: --cluster " + String.join("|", known));
        }
        return mistakes.isEmpty()
                ? Found.here(List.copyOf(found))
                : Found.not(new Answer.Misused(mistakes));
    }

    /** One host by its name, {@code eu-1/cp1}. */
    public Found<HostId> host(Fleet fleet, String typed) {
        List<HostId> known =
                fleet.clusters().stream().flatMap(c -> c.hosts().stream()).map(Host::id).toList();
        return known.stream()
                .filter(h -> h.toString().equals(typed))
                .findFirst()
                .map(Found::here)
                .orElseGet(() ->
                        Found.not(
                                Answer.unknown(
                                        "host",
                                        typed,
                                        "fleet " + fleet.name(),
                                        known.stream().map(HostId::toString).toList())));
    }

    /** A playbook by name or path, checked whole. */
    public Found<Playbooks.Loaded> playbook(String typed, Session session) {
        Home home = home(session);
        return playbooks
                .find(typed, home)
                .map(s -> Found.of(playbooks.load(s)))
                .orElseGet(() ->
                        Found.not(
                                Answer.unknown(
                                        "playbook", typed, "", playbooks.all(home).keySet())));
    }

    /** {@code name=value} given with {@code --set} or {@code --answer}. */
    public Found<Map<String, String>> pairs(String option, List<String> given) {
        Map<String, String> pairs = new LinkedHashMap<>();
        List<String> mistakes = new ArrayList<>();
        for (String g : given) {
            int equals = g.indexOf('=');
            if (equals <= 0) {
                mistakes.add(option + " is NAME=VALUE, not \"" + clean(g) + "\"");
            } else if (pairs.put(g.substring(0, equals), g.substring(equals + 1)) != null) {
                mistakes.add(option + " " + clean(g.substring(0, equals)) + " is given twice");
            }
        }
        return mistakes.isEmpty() ? Found.here(pairs) : Found.not(new Answer.Misused(mistakes));
    }

    private static String clean(String foreign) {
        return dev.postern.core.text.Neutral.line(foreign, 80);
    }

    /** A run by its id; {@code last} is the youngest. */
    public Found<RunDirectory> run(String typed, Session session) {
        List<RunDirectory> all = RunDirectory.list(home(session).runs());
        if (typed.equals("last") && !all.isEmpty()) {
            return Found.here(all.getLast());
        }
        Outcome<RunDirectory> run = RunDirectory.open(home(session).runs(), typed);
        return run.isOk()
                ? Found.of(run)
                : Found.not(
                        Answer.unknown(
                                "run",
                                typed,
                                "",
                                all.reversed().stream().map(RunDirectory::id).toList()));
    }

    /** A failure of the console's own files. */
    public static Failure broken(String what, String why, String next) {
        return Failure.unchanged(Failure.Kind.BROKEN, what, why, next);
    }
}

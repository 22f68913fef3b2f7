package dev.postern.console.command.look;

import dev.postern.console.command.Desk;
import dev.postern.console.command.Prompting;
import dev.postern.console.command.Session;
import dev.postern.console.wiring.OpenWorld;
import dev.postern.console.wiring.Operator;
import dev.postern.console.wiring.Worlds;
import dev.postern.core.action.Catalogue;
import dev.postern.core.action.Probe;
import dev.postern.core.fact.Facts;
import dev.postern.core.fleet.Cluster;
import dev.postern.core.fleet.Fleet;
import dev.postern.core.reach.Reach;
import dev.postern.core.reach.World;
import dev.postern.core.time.Time;
import dev.postern.core.value.Failure;
import dev.postern.core.value.JsonValue;
import dev.postern.core.value.Outcome;
import dev.postern.engine.bound.RunReach;
import dev.postern.json.Records;
import dev.postern.playbook.Arguments;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;

/** Looks through probes, outside any run: several clusters side by side. */
public final class Looking {
    private static final Facts NO_FACTS =
            condition ->
                    new Facts.Verdict(Facts.Answer.UNKNOWN, "facts are read within a run only");

    private final Desk desk;
    private final Worlds worlds;
    private final Catalogue catalogue;

    public Looking(Desk desk, Worlds worlds, Catalogue catalogue) {
        this.desk = desk;
        this.worlds = worlds;
        this.catalogue = catalogue;
    }

    /**
     * What a probe saw of one cluster.
     *
     * @param lines for people
     */
    public record Seen(JsonValue.Obj result, List<String> lines) {}

    /** What else is looked at, of one cluster, beside a probe. */
    @FunctionalInterface
    public interface Beside {
        /** What was seen, with what the probe saw. */
        Seen with(Seen seen, Cluster cluster, World world);
    }

    /** Looks at each of the clusters; failed only where the outside cannot be opened at all. */
    public Outcome<Map<String, Outcome<Seen>>> look(
            String probe,
            JsonValue.Obj arguments,
            Fleet fleet,
            List<Cluster> clusters,
            Session session) {
        return look(probe, arguments, (seen, cluster, world) -> seen, fleet, clusters, session);
    }

    /** The same, with something else beside the probe. */
    public Outcome<Map<String, Outcome<Seen>>> look(
            String probe,
            JsonValue.Obj arguments,
            Beside beside,
            Fleet fleet,
            List<Cluster> clusters,
            Session session) {
        Probe<?, ?> found =
                catalogue
                        .probe(probe)
                        .orElseThrow(() -> new IllegalStateException("no probe " + probe));
        session.working(
                "looking at "
                        + clusters.stream()
                                .map(c -> c.name().value())
                                .collect(Collectors.joining(", ")));
        return worlds.open(
                        desk.home(session),
                        fleet,
                        "look",
                        Prompting.of(session),
                        session.output()::note)
                .map(world -> {
                    try (world;
                            var working = world.time().enter()) {
                        return each(found, arguments, beside, clusters, world);
                    }
                });
    }

    private static Map<String, Outcome<Seen>> each(
            Probe<?, ?> probe,
            JsonValue.Obj arguments,
            Beside beside,
            List<Cluster> clusters,
            OpenWorld world) {
        Reach reach = RunReach.look(world, NO_FACTS, Operator.here());
        List<Callable<Outcome<Seen>>> work = new ArrayList<>();
        clusters.forEach(c ->
                work.add(() -> one(probe, arguments, c, reach).map(s -> beside.with(s, c, world))));
        Map<String, Outcome<Seen>> seen = new LinkedHashMap<>();
        try {
            Time time = world.time();
            List<Outcome<Seen>> results = time.all("look", work);
            for (int i = 0; i < results.size(); i++) {
                seen.put(clusters.get(i).name().value(), results.get(i));
            }
        } catch (InterruptedException e) {
            clusters.forEach(c ->
                    seen.put(
                            c.name().value(),
                            Outcome.failed(
                                    Failure.unchanged(
                                            Failure.Kind.ABORTED,
                                            "the look was interrupted",
                                            "",
                                            ""))));
        }
        return seen;
    }

    private static <P extends Record, R extends Record> Outcome<Seen> one(
            Probe<P, R> probe, JsonValue.Obj arguments, Cluster cluster, Reach reach) {
        return Arguments.decode(probe.parameters(), arguments)
                .then(p -> probe.look(cluster, p, reach))
                .map(r -> new Seen(Records.encode(r), probe.lines(r)));
    }
}

package dev.postern.console.command.run;

import dev.postern.console.command.Desk;
import dev.postern.console.command.Found;
import dev.postern.console.command.Prompting;
import dev.postern.console.command.Session;
import dev.postern.console.view.Answer;
import dev.postern.console.wiring.OpenWorld;
import dev.postern.console.wiring.Operator;
import dev.postern.console.wiring.Playbooks;
import dev.postern.console.wiring.SmallFile;
import dev.postern.console.wiring.Still;
import dev.postern.console.wiring.Worlds;
import dev.postern.core.action.Catalogue;
import dev.postern.core.fleet.Cluster;
import dev.postern.core.fleet.Fleet;
import dev.postern.core.playbook.Playbook;
import dev.postern.core.problem.Checked;
import dev.postern.core.problem.Position;
import dev.postern.core.problem.Problem;
import dev.postern.core.text.Neutral;
import dev.postern.core.value.Failure;
import dev.postern.core.value.JsonValue;
import dev.postern.core.value.Outcome;
import dev.postern.engine.plan.Plan;
import dev.postern.engine.plan.PlanJson;
import dev.postern.engine.plan.Planner;
import dev.postern.json.JsonText;
import dev.postern.playbook.Bindings;
import dev.postern.playbook.Parameters;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Makes plans, or reads the one that a file holds. */
public final class Planning {
    private final Desk desk;
    private final Worlds worlds;
    private final Catalogue catalogue;

    public Planning(Desk desk, Worlds worlds, Catalogue catalogue) {
        this.desk = desk;
        this.worlds = worlds;
        this.catalogue = catalogue;
    }

    /**
     * Plans the playbook for these clusters: reads the fleet, changes nothing.
     *
     * @param still holds a lab's time before and after
     */
    public Found<Plan> make(String playbook, PlanOptions options, Session session, Still still) {
        return desk.playbook(playbook, session)
                .then(loaded ->
                        bind(loaded, options)
                                .then(values ->
                                        targets(options, session)
                                                .then(targets ->
                                                        plan(
                                                                loaded, values, targets, session,
                                                                still))));
    }

    private record Targets(Fleet fleet, List<Cluster> clusters) {}

    private Found<Targets> targets(PlanOptions options, Session session) {
        return desk.fleet(session)
                .then(fleet ->
                        desk.clusters(fleet, options.cluster())
                                .then(c -> Found.here(new Targets(fleet, c))));
    }

    private Found<Bindings> bind(Playbooks.Loaded loaded, PlanOptions options) {
        return desk.pairs("--set", options.set())
                .then(set ->
                        switch (Parameters.bind(loaded.playbook(), set)) {
                            case Checked.Sound<Bindings>(var bindings) -> Found.here(bindings);
                            case Checked.Faulty<Bindings>(var problems) ->
                                    Found.not(
                                            new Answer.Misused(
                                                    problems.stream()
                                                            .map(Planning::sentence)
                                                            .toList()));
                        });
    }

    /** What is wrong with a value on the command line, which is no file with lines. */
    private static String sentence(Problem problem) {
        return problem.message()
                + problem.expected().map(e -> "; expected " + e).orElse("")
                + problem.nearest().map(n -> "; did you mean \"" + n + "\"?").orElse("");
    }

    private Found<Plan> plan(
            Playbooks.Loaded loaded,
            Bindings bindings,
            Targets targets,
            Session session,
            Still still) {
        Planner.Request request =
                new Planner.Request(
                        loaded.playbook(),
                        loaded.text(),
                        texts(bindings),
                        targets.clusters().stream().map(Cluster::name).toList(),
                        Operator.here());
        session.working(
                "planning "
                        + loaded.playbook().name()
                        + ": looking at "
                        + targets.clusters().stream()
                                .map(c -> c.name().value())
                                .collect(Collectors.joining(", ")));
        return looking(
                targets.fleet(),
                session,
                still,
                world -> new Planner(world, catalogue).plan(request));
    }

    private <T> Found<T> looking(
            Fleet fleet, Session session, Still still, Function<OpenWorld, Outcome<T>> look) {
        Outcome<OpenWorld> opened =
                worlds.open(
                        desk.home(session),
                        fleet,
                        "plan",
                        Prompting.of(session),
                        session.output()::note);
        return Found.of(
                opened.then(world -> {
                    try (world;
                            var working = world.time().enter()) {
                        still.release();
                        Outcome<T> seen = look.apply(world);
                        still.hold();
                        return seen;
                    }
                }));
    }

    /** Looks again at what the plan of a file has seen. */
    Found<Planner.Again> again(Plan then, Playbook playbook, Session session, Still still) {
        return desk.fleet(session)
                .then(fleet -> {
                    session.working("looking again at " + String.join(", ", then.clusters()));
                    return looking(
                            fleet,
                            session,
                            still,
                            world ->
                                    new Planner(world, catalogue)
                                            .again(then, playbook, Operator.here()));
                });
    }

    private static Map<String, String> texts(Bindings bindings) {
        Map<String, String> texts = new LinkedHashMap<>();
        bindings.asJson()
                .fields()
                .forEach((name, value) -> {
                    if (value instanceof JsonValue.Text(String text)) {
                        texts.put(name, text);
                    }
                });
        return texts;
    }

    /** The plan of a file, as {@code plan --out} wrote it. */
    public Found<Plan> read(Path file) {
        return switch (SmallFile.read(file)) {
            case SmallFile.Content.Unreadable(var problem) ->
                    Found.not(new Answer.Faulty(List.of(problem)));
            case SmallFile.Content.Bytes content ->
                    switch (JsonText.parse(content.bytes()).then(PlanJson::read)) {
                        case Outcome.Ok<Plan>(var plan) -> Found.here(plan);
                        case Outcome.Failed<Plan>(var why) ->
                                Found.not(new Answer.Faulty(List.of(noPlan(file, why))));
                    };
        };
    }

    /** A file that is wrong, like any other: it is named, and the exit code is 2. */
    private static Problem noPlan(Path file, Failure why) {
        return new Problem(
                new Position(Neutral.line(file.toString(), 300), 1, 1),
                why.sentence(),
                Optional.of("a plan, as plan --out FILE writes it"),
                Optional.empty(),
                Optional.empty());
    }
}

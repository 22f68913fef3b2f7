package dev.postern.engine;

import dev.postern.core.action.Action;
import dev.postern.core.action.Catalogue;
import dev.postern.core.action.FactSource;
import dev.postern.core.action.Traits;
import dev.postern.core.fact.FactValue;
import dev.postern.core.fleet.Cluster;
import dev.postern.core.playbook.Playbook;
import dev.postern.core.problem.Checked;
import dev.postern.core.reach.Reach;
import dev.postern.core.time.Time;
import dev.postern.core.value.JsonValue;
import dev.postern.core.value.Outcome;
import dev.postern.engine.plan.Plan;
import dev.postern.engine.plan.PlanJson;
import dev.postern.engine.plan.Planner;
import dev.postern.engine.run.Live;
import dev.postern.engine.run.Resumer;
import dev.postern.engine.run.RunControl;
import dev.postern.engine.run.RunReport;
import dev.postern.engine.run.RunSettings;
import dev.postern.engine.run.RunSetup;
import dev.postern.engine.run.Runner;
import dev.postern.engine.run.Undoer;
import dev.postern.journal.Entry;
import dev.postern.journal.Event;
import dev.postern.journal.JournalFile;
import dev.postern.journal.RunDirectory;
import dev.postern.playbook.PlaybookFile;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.Function;

/** Everything that a run needs, in memory but for its directory. */
public final class Bench {
    public final Panel panel;
    public final Time time;
    public final MemoryWorld world;
    public final Catalogue catalogue;
    public final RunControl control;
    public RunSettings settings = RunSettings.of("ann@laptop", "a test");
    public Live live = Live.none();
    private final Path runs;

    public Bench(Path runs, Map<String, Integer> hostsByCluster) {
        this(runs, hostsByCluster, new VirtualTime(), new Panel());
    }

    public Bench(Path runs, Map<String, Integer> hostsByCluster, Time time, Panel panel) {
        this.runs = runs;
        this.time = time;
        this.panel = panel;
        this.world = new MemoryWorld(time, hostsByCluster);
        this.catalogue = catalogue(panel);
        this.control = new RunControl(time);
    }

    private Bench(Path runs, Bench other, String operator) {
        this.runs = runs;
        this.time = other.time;
        this.panel = other.panel;
        this.world = other.world;
        this.catalogue = other.catalogue;
        this.control = new RunControl(time);
        this.settings = RunSettings.of(operator, "a test");
    }

    /** Another laptop, with runs of its own, before the same hosts. */
    public Bench another(Path otherRuns, String operator) {
        return new Bench(otherRuns, this, operator);
    }

    public static Catalogue catalogue(Panel panel) {
        List<Action<?, ?>> actions =
                List.of(
                        new Dial("turn", panel),
                        new Dial("strict", panel),
                        new Sheet(panel),
                        new Dial("scratch", panel),
                        new Dial("burn", panel),
                        new Dial(
                                "switch-all",
                                panel,
                                Traits.Repeat.SAFE,
                                Traits.Coverage.ALL,
                                true,
                                Optional.empty(),
                                false),
                        new Dial(
                                "fire-once",
                                panel,
                                Traits.Repeat.ONCE,
                                Traits.Coverage.EACH,
                                true,
                                Optional.empty(),
                                false),
                        new Dial(
                                "one-by-one",
                                panel,
                                Traits.Repeat.SAFE,
                                Traits.Coverage.SINGLY,
                                true,
                                Optional.empty(),
                                false),
                        new Dial(
                                "hold",
                                panel,
                                Traits.Repeat.SAFE,
                                Traits.Coverage.EACH,
                                true,
                                Optional.of(Duration.ofSeconds(10)),
                                false),
                        new Dial(
                                "wide",
                                panel,
                                Traits.Repeat.SAFE,
                                Traits.Coverage.EACH,
                                false,
                                Optional.empty(),
                                false),
                        new Dial(
                                "remove",
                                panel,
                                Traits.Repeat.SAFE,
                                Traits.Coverage.EACH,
                                true,
                                Optional.empty(),
                                true));
        return new Catalogue(
                actions,
                List.of(new Glance(panel)),
                List.of(fact("api.ready", panel), fact("etcd.quorum", panel)));
    }

    /** Known where the panel has a value for its cluster: 1 true, 2 false. */
    private static FactSource fact(String name, Panel panel) {
        return new FactSource() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public Type type() {
                return Type.BOOL;
            }

            @Override
            public String source() {
                return "the panel";
            }

            @Override
            public Duration window() {
                return Duration.ofSeconds(1);
            }

            @Override
            public String cost() {
                return "nothing";
            }

            @Override
            public FactValue read(Cluster cluster, JsonValue.Obj bindings, Reach reach) {
                return switch (panel.get(name, cluster.name().value())) {
                    case 1 -> FactValue.of(true);
                    case 2 -> FactValue.of(false);
                    default -> FactValue.unknown("nobody knows");
                };
            }
        };
    }

    public Playbook playbook(String text) {
        return switch (PlaybookFile.read(
                "test.yaml", text.getBytes(StandardCharsets.UTF_8), catalogue)) {
            case Checked.Sound<Playbook>(var p) -> p;
            case Checked.Faulty<Playbook>(var problems) ->
                    throw new AssertionError(problems.toString());
        };
    }

    public Plan plan(String text, Map<String, String> parameters) {
        Outcome<Plan> plan =
                new Planner(world, catalogue, new Random(7))
                        .plan(
                                new Planner.Request(
                                        playbook(text),
                                        text,
                                        parameters,
                                        world.fleet().clusters().stream()
                                                .map(Cluster::name)
                                                .toList(),
                                        "ann@laptop"));
        return plan.got().orElseThrow(() -> new AssertionError(plan.whyNot().toString()));
    }

    public Plan plan(String text) {
        return plan(text, Map.of());
    }

    public RunDirectory directory(String id, Plan plan) {
        return RunDirectory.create(runs, id, PlanJson.write(plan)).got().orElseThrow();
    }

    public RunDirectory directory(String id) {
        return RunDirectory.open(runs, id).got().orElseThrow();
    }

    /** Plans and runs it as run {@code r1}. */
    public RunReport run(String text) {
        return run("r1", plan(text));
    }

    public RunReport run(String id, Plan plan) {
        directory(id, plan);
        return with(id, control, Runner::run);
    }

    /** Begins it; it may be refused. */
    public Outcome<RunReport> begun(String id) {
        return tried(id, control, Runner::run);
    }

    public RunReport resume(String id) {
        return with(id, new RunControl(time), Resumer::resume);
    }

    public Outcome<RunReport> resumed(String id) {
        return tried(id, new RunControl(time), Resumer::resume);
    }

    public RunReport undo(String id, String... include) {
        return undo(id, new RunControl(time), include);
    }

    public RunReport undo(String id, RunControl hand, String... include) {
        return with(id, hand, s -> Undoer.undo(s, Set.of(include)));
    }

    public Outcome<RunReport> undone(String id) {
        return tried(id, new RunControl(time), s -> Undoer.undo(s, Set.of()));
    }

    public Outcome<RunReport> stragglers(String id) {
        return tried(id, new RunControl(time), Resumer::stragglers);
    }

    private RunReport with(
            String id, RunControl hand, Function<RunSetup, Outcome<RunReport>> work) {
        Outcome<RunReport> report = tried(id, hand, work);
        return report.got().orElseThrow(() -> new AssertionError(report.whyNot().toString()));
    }

    private Outcome<RunReport> tried(
            String id, RunControl hand, Function<RunSetup, Outcome<RunReport>> work) {
        RunDirectory directory = directory(id);
        Plan plan = PlanJson.read(directory.plan().got().orElseThrow()).got().orElseThrow();
        try (JournalFile journal =
                directory.open(settings.evidence(), time::now).got().orElseThrow()) {
            return work.apply(
                    new RunSetup(directory, journal, plan, world, catalogue, settings, hand, live));
        }
    }

    public List<Event> events(String id) {
        return directory(id).entries().got().orElseThrow().stream().map(Entry::event).toList();
    }

    public <E extends Event> List<E> events(String id, Class<E> type) {
        return events(id).stream().filter(type::isInstance).map(type::cast).toList();
    }
}

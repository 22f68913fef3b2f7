package dev.postern.engine.plan;

import dev.postern.core.action.Catalogue;
import dev.postern.core.action.Danger;
import dev.postern.core.action.Target;
import dev.postern.core.action.Traits;
import dev.postern.core.fact.Facts;
import dev.postern.core.fleet.Cluster;
import dev.postern.core.fleet.ClusterName;
import dev.postern.core.playbook.Guard;
import dev.postern.core.playbook.Step;
import dev.postern.core.reach.Reach;
import dev.postern.core.reach.World;
import dev.postern.core.value.Failure;
import dev.postern.core.value.JsonValue;
import dev.postern.core.value.Outcome;
import dev.postern.engine.bound.BoundAction;
import dev.postern.engine.bound.RunReach;
import dev.postern.engine.bound.SideBySide;
import dev.postern.engine.fact.FactBoard;
import dev.postern.engine.plan.Plan.GuardVerdict;
import dev.postern.engine.plan.Plan.Known;
import dev.postern.engine.plan.Plan.PlannedChange;
import dev.postern.playbook.Bindings;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** One planning: looks at what there is, and predicts what follows. */
final class Planning {
    private final World world;
    private final Silence silence;
    private final Catalogue catalogue;
    private final RandomGenerator random;
    private final Planner.Request request;
    private final List<Cluster> clusters;
    private final Bindings bindings;
    private final FactBoard facts;
    private final Needs needs;
    private final List<String> warnings = new ArrayList<>();
    private final List<Looks<?, ?>> looks = new ArrayList<>();
    private final Map<String, List<Target>> targets = new HashMap<>();
    private final Map<String, String> leftOut = new HashMap<>();
    private final List<PlannedChange> unbound = new ArrayList<>();

    Planning(
            World world,
            Silence silence,
            Catalogue catalogue,
            RandomGenerator random,
            Planner.Request request,
            List<Cluster> clusters,
            Bindings bindings) {
        this.world = world;
        this.silence = silence;
        this.catalogue = catalogue;
        this.random = random;
        this.request = request;
        this.clusters = clusters;
        this.bindings = bindings;
        this.facts =
                new FactBoard(
                        world.time(),
                        catalogue,
                        request.playbook().allSteps().stream().map(Step::id).toList(),
                        () -> bindings,
                        this::isForeseenSettled,
                        this::reach);
        this.needs = new Needs(request.playbook(), looks, facts, world.time());
    }

    private boolean isForeseenSettled(String step, ClusterName cluster) {
        return needs.isForeseenSettled(step, cluster);
    }

    private Reach reach(Cluster cluster) {
        return reach(cluster, facts.of(cluster));
    }

    private Reach reach(Cluster cluster, Facts view) {
        return RunReach.look(silence.around(cluster), view, request.operator());
    }

    Outcome<Plan> plan() throws InterruptedException {
        Set<String> later = new HashSet<>();
        for (Step step : request.playbook().allSteps()) {
            if (step.work() instanceof Step.Work.Act act) {
                Optional<Failure> wrong = act(step, act, later);
                if (wrong.isPresent()) {
                    return Outcome.failed(wrong.get());
                }
            } else if (step.work() instanceof Step.Work.Gate gate) {
                gate.set().ifPresent(later::add);
            }
        }
        List<GuardVerdict> guards = look();
        List<PlannedChange> changes = changes();
        needs.probe(this::reach);
        warn(changes);
        Instant now = world.time().now().truncatedTo(ChronoUnit.MILLIS);
        Map<String, String> values = new LinkedHashMap<>();
        bindings.asJson()
                .fields()
                .forEach((k, v) -> values.put(k, v instanceof JsonValue.Text(var t) ? t : ""));
        return Outcome.ok(
                new Plan(
                        String.format("plan-%012x", random.nextLong() & 0xffffffffffffL),
                        now,
                        now.plus(Plan.VALID_FOR),
                        world.fleet().name(),
                        new Plan.Source(
                                request.playbook().name(),
                                request.playbook().title(),
                                request.playbook().file(),
                                request.playbook().sha256(),
                                request.text()),
                        values,
                        clusters.stream().map(c -> c.name().value()).toList(),
                        Pins.of(clusters),
                        guards,
                        new StepLines(request.playbook(), catalogue, targets, leftOut, bindings)
                                .lines(),
                        changes,
                        warnings,
                        needs.checks(),
                        needs.refusals()));
    }

    /** What has moved since then, of what both have: "a on eu-1/cp1: value 2 -> 4". */
    List<String> moved(Plan then) {
        Map<String, PlannedChange> changes = new HashMap<>();
        then.changes().forEach(c -> changes.put(c.step() + "@" + c.target(), c));
        List<String> moved = new ArrayList<>();
        for (Looks<?, ?> look : looks) {
            for (Target target : look.targets()) {
                String step = look.step().id();
                Optional.ofNullable(changes.get(step + "@" + target.id()))
                        .flatMap(c -> look.moved(target, c))
                        .ifPresent(m -> moved.add(step + " on " + target.id() + ": " + m));
            }
        }
        return moved;
    }

    private Optional<Failure> act(Step step, Step.Work.Act act, Set<String> later) {
        var action = catalogue.action(act.action());
        if (action.isEmpty()) {
            return Optional.of(
                    Failure.unchanged(
                            Failure.Kind.REFUSED,
                            "step " + step.id() + ": no action " + act.action(),
                            "",
                            ""));
        }
        Optional<String> never = never(step, later);
        if (never.isPresent()) {
            leftOut.put(step.id(), never.get());
            return Optional.empty();
        }
        // What no gate asks for stays absent, in the run as here.
        Set<String> missing = new TreeSet<>(bindings.missingIn(act.arguments()));
        missing.retainAll(asked());
        if (!missing.isEmpty()) {
            for (Cluster cluster : clusters) {
                unbound.add(notBound(step, action.get().traits(), cluster, missing));
            }
            return Optional.empty();
        }
        return switch (BoundAction.bind(action.get(), act.arguments(), bindings)) {
            case Outcome.Failed<BoundAction<?, ?>>(var why) ->
                    Optional.of(
                            Failure.unchanged(
                                    why.kind(),
                                    "step " + step.id() + ": " + why.what(),
                                    why.why(),
                                    why.next()));
            case Outcome.Ok<BoundAction<?, ?>>(var bound) -> {
                for (Cluster cluster : clusters) {
                    Looks<?, ?> look = Looks.of(step, bound, cluster);
                    looks.add(look);
                    targets.computeIfAbsent(step.id(), s -> new ArrayList<>())
                            .addAll(look.targets());
                }
                yield Optional.empty();
            }
        };
    }

    /** What gates set. */
    private Set<String> asked() {
        return request.playbook().allSteps().stream()
                .flatMap(s ->
                        s.work() instanceof Step.Work.Gate g
                                ? g.set().stream()
                                : Stream.<String>empty())
                .collect(Collectors.toSet());
    }

    /** Why a step is not for this plan: its condition needs no fact, and does not hold. */
    private Optional<String> never(Step step, Set<String> later) {
        if (step.options().when().isEmpty()) {
            return Optional.empty();
        }
        var when = step.options().when().get();
        if (bindings.missingIn(when.text()).stream().anyMatch(later::contains)) {
            return Optional.empty();
        }
        return facts.withoutReading(clusters.getFirst(), when)
                .filter(v -> v.answer() == Facts.Answer.NO)
                .map(v -> "when " + bindings.condition(when.text()) + " does not hold");
    }

    private PlannedChange notBound(Step step, Traits traits, Cluster cluster, Set<String> missing) {
        return new PlannedChange(
                step.id(),
                traits.name(),
                cluster.name().value(),
                cluster.name().value(),
                Known.UNKNOWN,
                false,
                JsonValue.nothing(),
                JsonValue.nothing(),
                "best-effort",
                Optional.of("not known before it is observed"),
                traits.danger(),
                List.of(),
                List.of(),
                Optional.of(
                        "not yet set: "
                                + String.join(", ", missing)
                                + "; a gate asks for it during the run"));
    }

    /**
     * Looks at all targets, and at what the guards ask meanwhile: a dead API is waited for once.
     */
    private List<GuardVerdict> look() throws InterruptedException {
        return SideBySide.all(
                        world.time(),
                        "look",
                        2,
                        List.<Callable<List<GuardVerdict>>>of(
                                this::guards,
                                () -> {
                                    new Chains(world, looks).look(this::reach);
                                    return List.of();
                                }))
                .getFirst();
    }

    private List<GuardVerdict> guards() throws InterruptedException {
        List<Callable<GuardVerdict>> all = new ArrayList<>();
        for (Guard guard : request.playbook().guards()) {
            for (Cluster cluster : clusters) {
                all.add(() -> {
                    Facts.Verdict v = facts.holds(cluster, guard.that());
                    return new GuardVerdict(
                            cluster.name().value(),
                            guard.that().text(),
                            v.answer().name().toLowerCase(Locale.ROOT),
                            v.because(),
                            guard.otherwise());
                });
            }
        }
        return SideBySide.all(world.time(), "guards", 16, all);
    }

    /** In the order of the playbook, then of the fleet. */
    private List<PlannedChange> changes() {
        Map<String, List<PlannedChange>> byStep = new HashMap<>();
        for (Looks<?, ?> look : looks) {
            byStep.computeIfAbsent(look.step().id(), s -> new ArrayList<>()).addAll(look.changes());
        }
        for (PlannedChange change : unbound) {
            byStep.computeIfAbsent(change.step(), s -> new ArrayList<>()).add(change);
        }
        return request.playbook().allSteps().stream()
                .flatMap(s -> byStep.getOrDefault(s.id(), List.of()).stream())
                .toList();
    }

    private void warn(List<PlannedChange> changes) {
        Map<String, String> blind = new LinkedHashMap<>();
        for (PlannedChange c : changes) {
            if (c.known() == Known.UNKNOWN && targets.containsKey(c.step())) {
                blind.putIfAbsent(c.target(), c.because().orElse("it could not be looked at"));
            }
            if (c.undo().equals("impossible")) {
                warnings.add(
                        c.step()
                                + " on "
                                + c.target()
                                + " cannot be undone: "
                                + c.undoWhy().orElse(""));
            }
        }
        blind.forEach((target, why) -> warnings.add(target + " is unknown: " + why));
        long severe = changes.stream().filter(c -> c.danger() == Danger.SEVERE).count();
        if (severe > 0) {
            warnings.add(severe + " severe changes: they kill or remove something");
        }
    }
}

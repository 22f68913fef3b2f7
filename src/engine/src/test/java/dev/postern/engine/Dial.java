package dev.postern.engine;

import dev.postern.core.action.About;
import dev.postern.core.action.Action;
import dev.postern.core.action.Check;
import dev.postern.core.action.Danger;
import dev.postern.core.action.Target;
import dev.postern.core.action.Traits;
import dev.postern.core.action.UndoClass;
import dev.postern.core.fleet.Cluster;
import dev.postern.core.fleet.ClusterName;
import dev.postern.core.fleet.HostId;
import dev.postern.core.reach.Command;
import dev.postern.core.reach.Done;
import dev.postern.core.reach.Executed;
import dev.postern.core.reach.Reach;
import dev.postern.core.value.Failure;
import dev.postern.core.value.Outcome;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Sets or multiplies a number: an action of the plainest kind, over a panel that can be broken. */
public final class Dial implements Action<Dial.Parameters, Dial.State> {
    /** Exactly one of the two counts: a factor above 1 wins. */
    public record Parameters(
            @About(value = "The number wanted", byDefault = "1") int to,
            @About(value = "How many times as much", byDefault = "1") int times) {}

    /** The number. */
    public record State(int value) {}

    private final Traits traits;
    private final Panel panel;
    private final boolean ofHosts;
    private final Optional<Duration> kept;

    public Dial(
            String name,
            Panel panel,
            Traits.Repeat repeat,
            Traits.Coverage coverage,
            boolean ofHosts,
            Optional<Duration> kept,
            boolean onlyNamed) {
        this.traits =
                new Traits(
                        name,
                        "Turn a dial",
                        Danger.MODERATE,
                        repeat,
                        coverage,
                        Traits.Path.SSH,
                        onlyNamed);
        this.panel = panel;
        this.ofHosts = ofHosts;
        this.kept = kept;
    }

    /** A plain one, per host. */
    public Dial(String name, Panel panel) {
        this(name, panel, Traits.Repeat.SAFE, Traits.Coverage.EACH, true, Optional.empty(), false);
    }

    @Override
    public Traits traits() {
        return traits;
    }

    @Override
    public Class<Parameters> parameters() {
        return Parameters.class;
    }

    @Override
    public Class<State> state() {
        return State.class;
    }

    @Override
    public List<Target> targets(Parameters parameters, Cluster cluster) {
        if (panel.isBroken("strays", traits.name())) {
            return List.of(new Target.OfHost(new HostId(new ClusterName("us-1"), "cp1")));
        }
        return ofHosts
                ? cluster.hosts().stream()
                        .<Target>map(h -> new Target.OfHost(h.id()))
                        .filter(t -> !panel.isBroken("gone", t.id()))
                        .toList()
                : List.of(new Target.OfCluster(cluster.name()));
    }

    @Override
    public Outcome<State> observe(Target target, Parameters parameters, Reach reach) {
        panel.looked(target.id());
        if (panel.areAsked && target instanceof Target.OfHost(var host)) {
            Outcome<Executed> answer = reach.shell(host).run(Command.of("true"));
            if (answer instanceof Outcome.Failed<Executed>(var why)) {
                return Outcome.failed(why);
            }
        }
        return panel.isBroken("look", target.id())
                ? Outcome.failed(
                        Failure.unchanged(
                                Failure.Kind.UNREACHABLE, target.id() + " is dark", "", ""))
                : Outcome.ok(new State(panel.get(traits.name(), target.id())));
    }

    @Override
    public State desire(State before, Parameters parameters) {
        return new State(
                parameters.times() > 1 ? before.value() * parameters.times() : parameters.to());
    }

    /** Where dials are removed, none is found turned afterwards. */
    @Override
    public Optional<State> foreseen(State now, Set<String> earlier) {
        return earlier.contains("remove") ? Optional.of(new State(0)) : Optional.empty();
    }

    @Override
    public List<Failure> refusals(
            Cluster cluster, List<Observed<State>> observed, Parameters parameters, Reach reach) {
        if (traits.name().equals("strict") && panel.isBroken("strictly", cluster.name().value())) {
            return List.of(
                    Failure.unchanged(
                            Failure.Kind.REFUSED, "strictly not on " + cluster.name(), "", ""));
        }
        return panel.isBroken("refuse", cluster.name().value())
                ? List.of(
                        Failure.unchanged(Failure.Kind.REFUSED, "not on " + cluster.name(), "", ""))
                : List.of();
    }

    /** Each host must have oil, which can be missing, and of which it may be unknown. */
    @Override
    public List<Check> checks(
            Cluster cluster, List<Target> reached, Parameters parameters, Reach reach) {
        return reached.stream()
                .map(t ->
                        new Check(
                                t.id(),
                                "there is oil",
                                panel.isBroken("dry", t.id())
                                        ? Check.Verdict.FAILED
                                        : panel.isBroken("fogged", t.id())
                                                ? Check.Verdict.UNKNOWN
                                                : Check.Verdict.GOOD,
                                "",
                                "pour some"))
                .toList();
    }

    @Override
    public Set<Target> last(Cluster cluster, Parameters parameters, Reach reach) {
        return targets(parameters, cluster).stream()
                .filter(t -> panel.isBroken("serves", t.id()))
                .collect(java.util.stream.Collectors.toSet());
    }

    @Override
    public Outcome<Done> drive(
            Target target, State from, State to, Parameters parameters, Reach reach) {
        panel.drove(traits.name(), target.id(), to.value());
        if (panel.isBroken("drive", target.id())) {
            return Outcome.failed(
                    Failure.unchanged(Failure.Kind.BROKEN, target.id() + " does not turn", "", ""));
        }
        if (panel.isBroken("cut-off", target.id())) {
            return Outcome.failed(
                    Failure.unchanged(
                            Failure.Kind.UNREACHABLE, target.id() + " went dark", "", ""));
        }
        if (panel.isBroken("denied", target.id())) {
            return Outcome.failed(
                    Failure.unchanged(Failure.Kind.REFUSED, target.id() + " says no", "", ""));
        }
        if (panel.isBroken("stuck", target.id())) {
            return Outcome.ok(Done.DONE);
        }
        panel.set(traits.name(), target.id(), to.value());
        return Outcome.ok(Done.DONE);
    }

    @Override
    public UndoClass undo(State before, State wanted) {
        return switch (traits.name()) {
            case "scratch" -> new UndoClass.BestEffort("the scratch stays");
            case "burn" -> new UndoClass.Impossible("it is burnt");
            default -> new UndoClass.Exact();
        };
    }

    @Override
    public List<String> commands(
            Target target, State from, State to, Parameters parameters, Cluster cluster) {
        return List.of("dial " + traits.name() + " " + to.value());
    }

    @Override
    public Duration settlesWithin() {
        return Duration.ofSeconds(2);
    }

    @Override
    public Duration looksEvery() {
        return Duration.ofMillis(200);
    }

    @Override
    public Optional<Keeping<Parameters, State>> keeping() {
        return kept.map(every ->
                new Keeping<>() {
                    @Override
                    public Duration every(Parameters parameters) {
                        return every;
                    }

                    @Override
                    public Outcome<Done> keep(
                            Target target, State wanted, Parameters parameters, Reach reach) {
                        panel.kept(target.id());
                        return panel.isBroken("keep", target.id())
                                ? Outcome.failed(
                                        Failure.unchanged(
                                                Failure.Kind.BROKEN, "it is gone", "", ""))
                                : Outcome.ok(Done.DONE);
                    }
                });
    }
}

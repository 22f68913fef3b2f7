package dev.postern.actions.capacity;

import dev.postern.actions.host.Measured;
import dev.postern.core.action.About;
import dev.postern.core.action.Action;
import dev.postern.core.action.Danger;
import dev.postern.core.action.Target;
import dev.postern.core.action.Traits;
import dev.postern.core.action.UndoClass;
import dev.postern.core.fleet.Cluster;
import dev.postern.core.fleet.NodeGroup;
import dev.postern.core.reach.Done;
import dev.postern.core.reach.NodeGroups;
import dev.postern.core.reach.Reach;
import dev.postern.core.value.Failure;
import dev.postern.core.value.JsonValue;
import dev.postern.core.value.Outcome;
import dev.postern.core.value.Wave;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/**
 * Scales node groups down through the cloud's own API, with the processes suspended that would
 * fight it. Kills what runs on the nodes, without regard to disruption budgets.
 */
public final class ScaleDown implements Action<ScaleDown.Parameters, ScaleDown.State> {
    /** What would launch nodes again while we scale down. */
    private static final List<String> FIGHTING =
            List.of("AZRebalance", "Launch", "ReplaceUnhealthy");

    /** What it takes. */
    public record Parameters(
            @About("The node groups, by name") List<String> groups,
            @About("The size wanted: a share of the size now (20%), or a number of nodes")
                    String to) {
        public Parameters {
            groups = List.copyOf(groups);
            if (!to.equals("0") && Wave.parse(to).isEmpty()) {
                throw new IllegalArgumentException(
                        "to is a percent above 0 or a number of nodes: " + to);
            }
        }

        /** Never more than now: this scales down. */
        int wanted(int now) {
            int size =
                    Wave.parse(to)
                            .map(w ->
                                    switch (w) {
                                        case Wave.Count c -> c.targets();
                                        case Wave.Share s -> s.percent().of(now);
                                    })
                            .orElse(0);
            return Math.min(now, size);
        }
    }

    /**
     * One group.
     *
     * @param suspended processes that are suspended, sorted
     * @param inService nodes that serve; of a wanted state, how many at most
     */
    public record State(
            int least, int desired, int most, List<String> suspended, Measured inService) {
        public State {
            suspended = List.copyOf(suspended);
        }

        private NodeGroups.Size size() {
            return new NodeGroups.Size(least, desired, most);
        }
    }

    @Override
    public Traits traits() {
        return new Traits(
                "scale-down",
                "Scale node groups down, so that fewer nodes call the API",
                Danger.SEVERE,
                Traits.Repeat.SAFE,
                Traits.Coverage.EACH,
                Traits.Path.CLOUD,
                false);
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
        return parameters.groups().stream()
                .filter(g -> cluster.nodeGroup(g).isPresent())
                .<Target>map(g -> new Target.OfNodeGroup(cluster.name(), g))
                .toList();
    }

    @Override
    public Outcome<State> observe(Target target, Parameters parameters, Reach reach) {
        return group(target, reach)
                .then(g ->
                        reach.nodeGroups()
                                .size(g)
                                .then(size ->
                                        reach.nodeGroups()
                                                .suspended(g)
                                                .then(suspended ->
                                                        reach.nodeGroups()
                                                                .inService(g)
                                                                .map(n ->
                                                                        new State(
                                                                                size.least(),
                                                                                size.desired(),
                                                                                size.most(),
                                                                                suspended,
                                                                                new Measured(
                                                                                        n))))));
    }

    private static Outcome<NodeGroup> group(Target target, Reach reach) {
        Optional<NodeGroup> found =
                target instanceof Target.OfNodeGroup g
                        ? reach.cluster(g.cluster()).nodeGroup(g.group())
                        : Optional.empty();
        return found.map(Outcome::ok)
                .orElseGet(() ->
                        Outcome.failed(
                                Failure.unchanged(
                                        Failure.Kind.REFUSED,
                                        "no node group " + target.id(),
                                        "the fleet does not have it",
                                        "postern fleet show")));
    }

    @Override
    public State desire(State before, Parameters p) {
        int wanted = p.wanted(before.desired());
        TreeSet<String> suspended = new TreeSet<>(before.suspended());
        suspended.addAll(FIGHTING);
        return new State(
                Math.min(before.least(), wanted),
                wanted,
                before.most(),
                List.copyOf(suspended),
                new Measured(wanted));
    }

    @Override
    public List<Failure> refusals(
            Cluster cluster, List<Observed<State>> observed, Parameters p, Reach reach) {
        return p.groups().stream()
                .filter(g -> cluster.nodeGroup(g).isEmpty())
                .map(g ->
                        Failure.unchanged(
                                Failure.Kind.REFUSED,
                                cluster.name() + ": no node group " + g,
                                "the fleet has "
                                        + cluster.nodeGroups().stream()
                                                .map(NodeGroup::name)
                                                .toList(),
                                "postern fleet show"))
                .toList();
    }

    @Override
    public Outcome<Done> drive(Target target, State from, State to, Parameters p, Reach reach) {
        return group(target, reach)
                .then(g -> {
                    // Suspended first, so that nothing is launched in place of what ends; resumed
                    // last, for the same reason.
                    boolean down = to.suspended().size() >= from.suspended().size();
                    Outcome<Done> first =
                            down ? suspend(g, from, to, reach) : resize(g, from, to, reach);
                    return first.then(
                            d -> down ? resize(g, from, to, reach) : suspend(g, from, to, reach));
                });
    }

    private static Outcome<Done> suspend(NodeGroup g, State from, State to, Reach reach) {
        return from.suspended().equals(to.suspended())
                ? Outcome.ok(Done.DONE)
                : reach.nodeGroups().suspend(g, to.suspended());
    }

    private static Outcome<Done> resize(NodeGroup g, State from, State to, Reach reach) {
        if (from.size().equals(to.size())) {
            return Outcome.ok(Done.DONE);
        }
        reach.evidence()
                .note(
                        "node group resized",
                        JsonValue.object(
                                "group", g.id(), "from", from.desired(), "to", to.desired()));
        return reach.nodeGroups().resize(g, to.size());
    }

    @Override
    public boolean settled(State now, State wanted) {
        return now.equals(wanted)
                && now.inService().value()
                        <= Math.max(wanted.desired(), wanted.inService().value());
    }

    @Override
    public UndoClass undo(State before, State wanted) {
        return before.desired() == wanted.desired()
                ? new UndoClass.Exact()
                : new UndoClass.BestEffort(
                        "the sizes come back, the nodes are new ones, and what ran on the old is"
                                + " gone");
    }

    @Override
    public List<String> commands(
            Target target, State from, State to, Parameters p, Cluster cluster) {
        String name = target instanceof Target.OfNodeGroup g ? g.group() : target.id();
        List<String> lines = new ArrayList<>();
        if (!from.suspended().equals(to.suspended())) {
            lines.add(
                    "aws autoscaling suspend-processes --auto-scaling-group-name "
                            + name
                            + " --scaling-processes "
                            + String.join(" ", to.suspended()));
        }
        if (!from.size().equals(to.size())) {
            lines.add(
                    "aws autoscaling update-auto-scaling-group --auto-scaling-group-name "
                            + name
                            + " --min-size "
                            + to.least()
                            + " --desired-capacity "
                            + to.desired()
                            + " --max-size "
                            + to.most());
        }
        return lines;
    }

    @Override
    public Duration settlesWithin() {
        return Duration.ofMinutes(10);
    }

    @Override
    public Duration looksEvery() {
        return Duration.ofSeconds(10);
    }
}

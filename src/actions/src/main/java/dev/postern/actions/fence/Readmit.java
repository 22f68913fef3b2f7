package dev.postern.actions.fence;

import dev.postern.actions.host.HostChecks;
import dev.postern.actions.host.OnHost;
import dev.postern.actions.host.ServerClocks;
import dev.postern.core.action.About;
import dev.postern.core.action.Action;
import dev.postern.core.action.Check;
import dev.postern.core.action.Danger;
import dev.postern.core.action.Target;
import dev.postern.core.action.Traits;
import dev.postern.core.action.UndoClass;
import dev.postern.core.fleet.Cluster;
import dev.postern.core.fleet.Host;
import dev.postern.core.reach.Done;
import dev.postern.core.reach.Reach;
import dev.postern.core.value.Failure;
import dev.postern.core.value.Outcome;
import dev.postern.core.value.Percent;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Lets clients back in through the fences that are there, by steps, each held only while the API
 * stays healthy.
 *
 * <p>The hash of a source's address decides, with the same seed on all hosts, so the set that is
 * let in only grows. With few nodes they are let in by name instead; and by measurement sources
 * that are loud, where they are few, before all others ({@link Noise}). Without a fence there is
 * nothing to do, and it says so.
 */
public final class Readmit implements Action<Readmit.Parameters, Readmit.State> {
    /** What it takes. */
    public record Parameters(
            @About(
                            value =
                                    "The share that the first step lets in; by measurement ten nodes"
                                            + " at least, of which a twentieth of all at most",
                            byDefault = "1%")
                    Percent first,
            @About(
                            value =
                                    "How the next step is sized: measured (by the work that each"
                                            + " node brings), or a percent that is added",
                            byDefault = "measured")
                    String grow,
            @About(value = "The share at the end", byDefault = "100%") Percent to,
            @About(
                            value =
                                    "How long the condition must hold before the next step; by"
                                            + " measurement only until the step's work is over",
                            byDefault = "30s")
                    Duration hold,
            @About(
                            value = "Falls back one step when this does not hold",
                            key = "while",
                            condition = true,
                            byDefault = "api.ready && server.cpu < 0.6 && server.restarts == 0")
                    String condition) {
        /** The word for steps by measurement. */
        public static final String MEASURED = "measured";

        public Parameters {
            if (!grow.equals(MEASURED)
                    && Percent.parse(grow).filter(p -> p.value() > 0).isEmpty()) {
                throw new IllegalArgumentException(
                        "grow is measured or a percent above 0: " + grow);
            }
            if (first.value() == 0) {
                throw new IllegalArgumentException("the first step lets somebody in");
            }
        }

        /** Whether steps are sized, and ended, by the work that they bring. */
        boolean isMeasured() {
            return grow.equals(MEASURED);
        }

        /** The percent that is added by each step; empty where it is measured. */
        Optional<Percent> added() {
            return Percent.parse(grow);
        }
    }

    /** The gates of a cluster's hosts, in the fleet's order. */
    public record State(List<Gate> gates) {
        public State {
            gates = List.copyOf(gates);
        }
    }

    /**
     * One host's gate.
     *
     * @param fenced whether a fence holds there; without one everybody is let in
     * @param share of 10,000 sources
     * @param admitted sources that are let in by name
     */
    public record Gate(String host, boolean fenced, int share, List<String> admitted) {
        public Gate {
            admitted = List.copyOf(admitted);
        }
    }

    private final ServerClocks clocks;

    /** Reads what the servers do from these clocks, as the facts do. */
    public Readmit(ServerClocks clocks) {
        this.clocks = clocks;
    }

    @Override
    public Traits traits() {
        return new Traits(
                "readmit",
                "Let clients back in, step by step, while the API stays healthy",
                Danger.MODERATE,
                Traits.Repeat.SAFE,
                Traits.Coverage.ALL,
                Traits.Path.SSH,
                // A plain undo of a run must not shut out again whom it let in.
                true);
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
        return List.of(new Target.OfCluster(cluster.name()));
    }

    @Override
    public Outcome<State> observe(Target target, Parameters parameters, Reach reach) {
        List<Gate> gates = new ArrayList<>();
        for (Host h : reach.cluster(target.cluster()).hosts()) {
            Outcome<Optional<Fence>> seen = FenceReading.on(new OnHost(h.id(), reach));
            if (seen instanceof Outcome.Failed<Optional<Fence>>(var f)) {
                return Outcome.failed(f);
            }
            // A fence that the kernel has lifted lets everybody in.
            gates.add(
                    seen.got()
                            .flatMap(o -> o)
                            .filter(Fence::armed)
                            .map(f -> new Gate(h.id().host(), true, f.share(), f.admitted()))
                            .orElseGet(() -> new Gate(h.id().host(), false, Fence.ALL, List.of())));
        }
        return Outcome.ok(new State(gates));
    }

    @Override
    public State desire(State before, Parameters p) {
        int share = (int) Math.round(p.to().value() * Fence.ALL / 100);
        return new State(
                before.gates().stream()
                        .map(g ->
                                g.fenced()
                                        ? new Gate(
                                                g.host(),
                                                true,
                                                Math.max(share, g.share()),
                                                g.admitted())
                                        : g)
                        .toList());
    }

    /** Behind a block that is still to come, nobody is let in. */
    @Override
    public Optional<State> foreseen(State now, Set<String> earlier) {
        return earlier.contains(BlockApi.NAME) && now.gates().stream().noneMatch(Gate::fenced)
                ? Optional.of(
                        new State(
                                now.gates().stream()
                                        .map(g -> new Gate(g.host(), true, 0, List.of()))
                                        .toList()))
                : Optional.empty();
    }

    @Override
    public List<Check> checks(
            Cluster cluster, List<Target> reached, Parameters parameters, Reach reach) {
        return HostChecks.each(
                cluster, reached, reach, List.of(on -> HostChecks.tools(on, FenceText.TOOLS)));
    }

    @Override
    public Outcome<Done> drive(Target target, State from, State to, Parameters p, Reach reach) {
        if (from.gates().stream().noneMatch(Gate::fenced)) {
            reach.evidence()
                    .note(
                            "nobody is shut out",
                            dev.postern.core.value.JsonValue.object(
                                    "cluster", target.cluster().value()));
            return Outcome.ok(Done.DONE);
        }
        Gates gates = new Gates(reach.cluster(target.cluster()), reach, clocks);
        boolean down =
                to.gates().stream()
                        .anyMatch(w -> now(from, w).filter(n -> n.share() > w.share()).isPresent());
        if (down) {
            // The way back: straight to what was, and what that shuts out is closed.
            int share =
                    to.gates().stream().filter(Gate::fenced).mapToInt(Gate::share).min().orElse(0);
            List<String> named =
                    to.gates().stream()
                            .flatMap(g -> g.admitted().stream())
                            .distinct()
                            .sorted()
                            .toList();
            return gates.set(share, named).then(d -> gates.closeShutOut());
        }
        int goal =
                to.gates().stream()
                        .filter(Gate::fenced)
                        .mapToInt(Gate::share)
                        .max()
                        .orElse(Fence.ALL);
        return new Readmission(gates, p, goal, reach).run();
    }

    private static Optional<Gate> now(State state, Gate like) {
        return state.gates().stream()
                .filter(g -> g.fenced() && g.host().equals(like.host()))
                .findFirst();
    }

    @Override
    public boolean settled(State now, State wanted) {
        return now.gates().stream()
                .filter(Gate::fenced)
                .allMatch(g -> now(wanted, g).filter(w -> w.share() == g.share()).isPresent());
    }

    @Override
    public UndoClass undo(State before, State wanted) {
        return new UndoClass.BestEffort(
                "shuts out again whom it let in; their connections are closed once more");
    }

    @Override
    public List<String> commands(
            Target target, State from, State to, Parameters p, Cluster cluster) {
        List<String> lines = new ArrayList<>();
        for (Gate g : to.gates()) {
            if (g.fenced() && !now(from, g).filter(g::equals).isPresent()) {
                lines.add(
                        "# "
                                + target.cluster()
                                + "/"
                                + g.host()
                                + ": the same table with \"< <SHARE>\" in the chain share0, from "
                                + now(from, g).map(Gate::share).orElse(0)
                                + " to "
                                + g.share()
                                + " of 10000, a step "
                                + (p.isMeasured()
                                        ? "when the one before has done its work, or every "
                                        : "every ")
                                + p.hold().toSeconds()
                                + " s or more, while "
                                + p.condition());
                lines.add("sudo nft -f - < <TABLE>");
            }
        }
        return lines;
    }

    @Override
    public Duration settlesWithin() {
        return Duration.ofSeconds(30);
    }

    /** Nothing was let in by this failure's time beyond what it says. */
    static Failure stopped(Cluster cluster, String why, int share) {
        return new Failure(
                Failure.Kind.ABORTED,
                cluster.name() + ": readmission stopped",
                why,
                percent(share) + " of the sources are let in and stay so while the fence holds",
                "postern runs resume");
    }

    static String percent(int share) {
        return new Percent(share * 100.0 / Fence.ALL).toString();
    }
}

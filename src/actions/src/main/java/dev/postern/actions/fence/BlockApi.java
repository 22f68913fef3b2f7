package dev.postern.actions.fence;

import dev.postern.actions.host.Addresses;
import dev.postern.actions.host.HostChecks;
import dev.postern.actions.host.Measured;
import dev.postern.actions.host.OnHost;
import dev.postern.actions.host.ServerFlags;
import dev.postern.actions.host.Sources;
import dev.postern.core.action.About;
import dev.postern.core.action.Action;
import dev.postern.core.action.Check;
import dev.postern.core.action.Danger;
import dev.postern.core.action.Target;
import dev.postern.core.action.Traits;
import dev.postern.core.action.UndoClass;
import dev.postern.core.fleet.Cluster;
import dev.postern.core.fleet.HostId;
import dev.postern.core.fleet.Network;
import dev.postern.core.reach.Command;
import dev.postern.core.reach.Done;
import dev.postern.core.reach.Executed;
import dev.postern.core.reach.Reach;
import dev.postern.core.value.Durations;
import dev.postern.core.value.Failure;
import dev.postern.core.value.JsonValue;
import dev.postern.core.value.Outcome;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * Shuts everyone but the operator and the control plane out of the API servers, by a table of our
 * own in nftables on every host.
 *
 * <p>All others are rejected with a TCP reset, so that client-go watches again without a new list;
 * packets of the offender's own addresses are dropped. Who is let in later may open 50 connections
 * a second; what is above is dropped. Established connections are closed with {@code ss -K}. The
 * kernel lifts the block when no heartbeat came for {@code expires}, in stages and not on all hosts
 * at once.
 */
public final class BlockApi implements Action<BlockApi.Parameters, BlockApi.State> {
    static final String NAME = "block-api";

    private static final Duration LONGEST = Duration.ofMinutes(45);
    private static final Duration STAGGER = Duration.ofSeconds(20);

    /** What it takes. */
    public record Parameters(
            @About(
                            value = "Who stays let in, besides SSH and loopback",
                            byDefault = "[operator, control-plane]")
                    List<Allow> allow,
            @About(
                            value = "How long the block holds after our last heartbeat; 1m to 45m",
                            byDefault = "15m")
                    Duration expires,
            @About(value = "How it opens when it has not heard from us", byDefault = "staged")
                    Lift lift,
            @About(
                            value =
                                    "Addresses or prefixes of the offender itself: dropped, not"
                                            + " rejected",
                            byDefault = "[]")
                    List<String> offenders) {
        public Parameters {
            allow = List.copyOf(allow);
            offenders = List.copyOf(offenders);
            if (expires.compareTo(Duration.ofMinutes(1)) < 0 || expires.compareTo(LONGEST) > 0) {
                throw new IllegalArgumentException(
                        "expires is between 1m and 45m: " + Durations.text(expires));
            }
            for (String o : offenders) {
                if (Network.parse(o).isEmpty()) {
                    throw new IllegalArgumentException("not a literal address or prefix: " + o);
                }
            }
        }
    }

    /** Who stays let in. */
    public enum Allow {
        OPERATOR,
        CONTROL_PLANE
    }

    /** How an orphaned block opens. */
    public enum Lift {
        /** To 1, 5, 20 % of the sources, a minute each, then to all. */
        STAGED,
        AT_ONCE
    }

    /**
     * One host.
     *
     * @param place which of the cluster's hosts it is, from 0: hosts lift one after the other
     * @param port what its API server listens on
     * @param door the operator's sources, as the fleet and the host's own sshd say
     * @param peers addresses of all hosts of the control plane
     * @param others connections from anybody else; of a wanted state, how many may be left
     * @param fence our table; absent where there is none
     */
    public record State(
            int place,
            int port,
            List<String> door,
            List<String> peers,
            Measured others,
            Optional<Fence> fence) {
        public State {
            door = List.copyOf(door);
            peers = List.copyOf(peers);
        }
    }

    @Override
    public Traits traits() {
        return new Traits(
                NAME,
                "Block the API for everyone but the operator and the control plane",
                Danger.MODERATE,
                Traits.Repeat.SAFE,
                Traits.Coverage.ALL,
                Traits.Path.SSH,
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
        return cluster.hosts().stream().<Target>map(h -> new Target.OfHost(h.id())).toList();
    }

    @Override
    public Outcome<State> observe(Target target, Parameters parameters, Reach reach) {
        HostId id = host(target);
        OnHost on = new OnHost(id, reach);
        Cluster cluster = reach.cluster(id.cluster());
        int place = cluster.hosts().stream().map(h -> h.id()).toList().indexOf(id);
        return ServerFlags.at(on)
                .then(flags ->
                        FenceReading.on(on)
                                .then(fence ->
                                        OperatorDoor.of(id, reach)
                                                .then(door ->
                                                        look(
                                                                on, cluster, reach, place, flags,
                                                                door, fence))));
    }

    private static Outcome<State> look(
            OnHost on,
            Cluster cluster,
            Reach reach,
            int place,
            ServerFlags flags,
            List<Network> door,
            Optional<Fence> fence) {
        int port = flags.port(cluster);
        List<Network> peers =
                Addresses.ofAllHosts(cluster, reach).stream().map(Addresses::network).toList();
        List<Network> spared = new ArrayList<>(door);
        spared.addAll(peers);
        return Sources.at(on, port)
                .map(s ->
                        new State(
                                place,
                                port,
                                Addresses.list(door),
                                Addresses.list(peers),
                                new Measured(s.others(spared).count()),
                                fence));
    }

    @Override
    public State desire(State before, Parameters p) {
        Fence fence =
                new Fence(
                        before.port(),
                        true,
                        // Not all hosts lift at the same moment, or the herd would come at once.
                        p.expires().plus(STAGGER.multipliedBy(Math.max(0, before.place()))),
                        p.lift() == Lift.STAGED,
                        0,
                        p.allow().contains(Allow.OPERATOR) ? before.door() : List.of(),
                        p.allow().contains(Allow.CONTROL_PLANE) ? before.peers() : List.of(),
                        Addresses.list(networks(p.offenders())),
                        List.of());
        return new State(
                before.place(),
                before.port(),
                before.door(),
                before.peers(),
                new Measured(before.others().value() / 20),
                Optional.of(fence));
    }

    @Override
    public List<Failure> refusals(
            Cluster cluster, List<Observed<State>> observed, Parameters parameters, Reach reach) {
        List<Failure> why = new ArrayList<>();
        if (observed.size() < cluster.hosts().size()) {
            why.add(
                    Failure.unchanged(
                            Failure.Kind.REFUSED,
                            cluster.name() + ": not every API server can be fenced",
                            "the herd would move to the "
                                    + (cluster.hosts().size() - observed.size())
                                    + " that we cannot reach",
                            "postern doctor --cluster " + cluster.name()));
        }
        Herd.of(cluster, reach).hidden(cluster).ifPresent(why::add);
        return why;
    }

    @Override
    public List<Check> checks(
            Cluster cluster, List<Target> reached, Parameters parameters, Reach reach) {
        return HostChecks.each(
                cluster, reached, reach, List.of(on -> HostChecks.tools(on, FenceText.TOOLS)));
    }

    @Override
    public Outcome<Done> drive(
            Target target, State from, State to, Parameters parameters, Reach reach) {
        OnHost on = new OnHost(host(target), reach);
        if (to.fence().isEmpty()) {
            return remove(on);
        }
        Fence fence = to.fence().get();
        if (!from.fence().equals(to.fence())) {
            Outcome<Done> applied = new FenceDrive(on, reach).apply(fence);
            if (!applied.isOk()) {
                return applied;
            }
        }
        return new FenceDrive(on, reach).closeOthers(fence, to.others().value());
    }

    /** A table that is gone already is fine. */
    static Outcome<Done> remove(OnHost on) {
        return on.run(FenceText.DELETE)
                .then(e ->
                        e.succeeded() || FenceReading.isMissing(e)
                                ? Outcome.ok(Done.DONE)
                                : Outcome.failed(on.broken(FenceText.DELETE, e)));
    }

    @Override
    public boolean settled(State now, State wanted) {
        if (wanted.fence().isEmpty()) {
            return now.fence().isEmpty();
        }
        Fence w = wanted.fence().get();
        // Whom a readmission let in since then does not unsettle the fence.
        return now.fence()
                .filter(n ->
                        n.sameButForShare(w)
                                && n.share() >= w.share()
                                && (n.share() > w.share()
                                        || !n.admitted().equals(w.admitted())
                                        || now.others().value() <= wanted.others().value()))
                .isPresent();
    }

    @Override
    public UndoClass undo(State before, State wanted) {
        return new UndoClass.Exact();
    }

    @Override
    public List<String> commands(
            Target target, State from, State to, Parameters parameters, Cluster cluster) {
        if (to.fence().isEmpty()) {
            return from.fence().isEmpty() ? List.of() : List.of(FenceText.DELETE.pasteable());
        }
        Fence fence = to.fence().get();
        List<String> lines = new ArrayList<>();
        if (!from.fence().equals(to.fence())) {
            lines.add(heredoc(FenceText.apply(fence)));
        }
        lines.add(FenceDrive.closing(fence).pasteable());
        lines.add(Sources.listing(fence.port()).pasteable());
        return lines;
    }

    private static String heredoc(Command command) {
        return command.pasteable()
                + " <<'POSTERN'\n"
                + new String(command.input(), java.nio.charset.StandardCharsets.UTF_8)
                + "POSTERN";
    }

    @Override
    public Optional<Keeping<Parameters, State>> keeping() {
        return Optional.of(new Heartbeat());
    }

    /** Renews the kernel's timers, and notices when somebody took the table away. */
    private static final class Heartbeat implements Keeping<Parameters, State> {
        @Override
        public Duration every(Parameters parameters) {
            Duration fifth = parameters.expires().dividedBy(5);
            Duration most = Duration.ofSeconds(60);
            return fifth.compareTo(most) < 0 ? fifth : most;
        }

        @Override
        public Outcome<Done> keep(Target target, State wanted, Parameters p, Reach reach) {
            if (wanted.fence().isEmpty()) {
                return Outcome.ok(Done.DONE);
            }
            OnHost on = new OnHost(host(target), reach);
            Command beat = FenceText.heartbeat(wanted.fence().get());
            return on.run(beat)
                    .then(e -> e.succeeded() ? Outcome.ok(Done.DONE) : lost(on, beat, e));
        }

        private static Outcome<Done> lost(OnHost on, Command beat, Executed e) {
            return FenceReading.isMissing(e)
                    ? Outcome.failed(
                            new Failure(
                                    Failure.Kind.BROKEN,
                                    on.id() + ": the block is gone",
                                    "the table inet postern was removed by somebody else",
                                    "this API server is open to everyone",
                                    "run block-api again, or undo it on the other hosts"))
                    : Outcome.failed(on.broken(beat, e));
        }
    }

    private static Collection<Network> networks(List<String> texts) {
        return texts.stream().flatMap(t -> Network.parse(t).stream()).toList();
    }

    private static HostId host(Target target) {
        return switch (target) {
            case Target.OfHost h -> h.host();
            case Target.OfCluster c -> throw new IllegalArgumentException("not a host: " + c.id());
            case Target.OfNodeGroup g ->
                    throw new IllegalArgumentException("not a host: " + g.id());
        };
    }

    /** A note for the journal. */
    static JsonValue.Obj about(OnHost on, Object... more) {
        JsonValue.Obj note = JsonValue.object("host", on.id().toString());
        for (var f : JsonValue.object(more).fields().entrySet()) {
            note = note.with(f.getKey(), f.getValue());
        }
        return note;
    }
}

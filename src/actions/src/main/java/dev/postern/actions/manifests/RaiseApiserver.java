package dev.postern.actions.manifests;

import dev.postern.actions.host.ApiServerContainer;
import dev.postern.actions.host.Containers;
import dev.postern.actions.host.HostChecks;
import dev.postern.actions.host.HostMemory;
import dev.postern.actions.host.Kubelet;
import dev.postern.actions.host.Momentary;
import dev.postern.actions.host.OnHost;
import dev.postern.actions.host.ReadyServers;
import dev.postern.actions.host.ServerFlags;
import dev.postern.core.action.About;
import dev.postern.core.action.Action;
import dev.postern.core.action.Check;
import dev.postern.core.action.Danger;
import dev.postern.core.action.Target;
import dev.postern.core.action.Traits;
import dev.postern.core.action.UndoClass;
import dev.postern.core.fleet.Cluster;
import dev.postern.core.fleet.HostId;
import dev.postern.core.reach.Command;
import dev.postern.core.reach.Done;
import dev.postern.core.reach.Files;
import dev.postern.core.reach.Reach;
import dev.postern.core.value.Blob;
import dev.postern.core.value.Factor;
import dev.postern.core.value.Failure;
import dev.postern.core.value.Outcome;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Edits the API server's manifest so that it survives its backlog: probes that forgive, a fresh
 * crash back-off, more resources.
 *
 * <p>One host of a cluster at a time, whatever a playbook says, and so on the way back: a new
 * manifest restarts the server. Settled: the file is as wanted, the kubelet runs a pod made from
 * it, and {@code /readyz} says 200, so that the next server is not touched before this one serves.
 * The way back is settled without the last: where it was broken before, it may be so again.
 */
public final class RaiseApiserver
        implements Action<RaiseApiserver.Parameters, RaiseApiserver.State> {
    /** What it takes. */
    public record Parameters(
            @About(
                            value =
                                    "Whether the liveness probe forgives a slow etcd and a long"
                                            + " start",
                            byDefault = "relaxed")
                    Probes probes,
            @About(
                            value = "Whether the kubelet shall forget its crash back-off",
                            byDefault = "true")
                    boolean freshBackoff,
            @About("Multiplies the CPU request; never above what the host has")
                    Optional<Factor> cpu,
            @About("The memory request: 8Gi; never above what the host has")
                    Optional<String> memory,
            @About(
                            "Sets --max-requests-inflight, and half of it for"
                                    + " --max-mutating-requests-inflight")
                    Optional<Integer> inflight,
            @About("Sets GOMEMLIMIT: 12Gi") Optional<String> gomemlimit) {
        public Parameters {
            if (memory.isPresent() && Quantity.parse(memory.get()).isEmpty()) {
                throw new IllegalArgumentException("memory is a quantity, 8Gi: " + memory.get());
            }
            if (gomemlimit.isPresent() && !gomemlimit.get().matches("[1-9]\\d{0,8}[KMGT]i")) {
                throw new IllegalArgumentException(
                        "gomemlimit is a quantity, 12Gi: " + gomemlimit.get());
            }
            if (inflight.isPresent() && inflight.get() < 2) {
                throw new IllegalArgumentException("inflight is at least 2: " + inflight.get());
            }
        }
    }

    /** What becomes of the probes. */
    public enum Probes {
        RELAXED,
        UNCHANGED
    }

    /**
     * One host's API server.
     *
     * @param mode of the manifest, with owner and group
     * @param pod the uid of the newest pod: of a static pod a hash of its manifest; empty where
     *     there is none, and in a wanted state that nobody has seen
     * @param replaces of a wanted state, the pod that must be gone; else empty
     * @param cores of the host
     * @param memory of the host, bytes
     * @param ready whether it says that it serves; false, unasked, before its file is as wanted
     */
    public record State(
            Blob manifest,
            String mode,
            String pod,
            String replaces,
            long cores,
            long memory,
            Momentary running,
            Momentary ready) {}

    @Override
    public Traits traits() {
        return new Traits(
                "raise-apiserver",
                "Relax the probes of the API server and raise its resources",
                Danger.MODERATE,
                Traits.Repeat.SAFE,
                Traits.Coverage.SINGLY,
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
        OnHost on = new OnHost(host(target), reach);
        return on.files()
                .read(ServerFlags.MANIFEST)
                .then(file ->
                        file.isEmpty()
                                ? Outcome.failed(missing(on))
                                : Manifest.parse(file.get().bytes())
                                        .then(m -> look(on, file.get(), m, parameters, reach)));
    }

    private static Failure missing(OnHost on) {
        return Failure.unchanged(
                Failure.Kind.BROKEN,
                on.id() + ": there is no " + ServerFlags.MANIFEST,
                "not a kubeadm host, or somebody moved it away",
                "put it back by hand: " + ServerFlags.MANIFEST);
    }

    private static Outcome<State> look(
            OnHost on, Files.Content file, Manifest manifest, Parameters p, Reach reach) {
        return ApiServerContainer.cores(on)
                .then(cores ->
                        HostMemory.total(on)
                                .then(memory ->
                                        Containers.named(on, ApiServerContainer.NAME)
                                                .map(all -> {
                                                    Optional<Containers.Container> newest =
                                                            all.stream().findFirst();
                                                    boolean runs =
                                                            newest.filter(
                                                                            Containers.Container
                                                                                    ::running)
                                                                    .isPresent();
                                                    boolean raised =
                                                            Raising.mayBeDone(manifest, p, memory);
                                                    return new State(
                                                            file.bytes(),
                                                            FileMode.text(file.mode()),
                                                            newest.map(Containers.Container::pod)
                                                                    .orElse(""),
                                                            "",
                                                            cores,
                                                            memory,
                                                            new Momentary(runs),
                                                            new Momentary(
                                                                    runs
                                                                            && raised
                                                                            && isReady(on, reach)));
                                                })));
    }

    /**
     * Asked of a server with the raised file only: of the one before it nobody wants to know, and
     * in a lockout it takes the whole of a time-out to say nothing.
     */
    private static boolean isReady(OnHost on, Reach reach) {
        return ReadyServers.isReady(on, reach);
    }

    @Override
    public State desire(State before, Parameters p) {
        Optional<Manifest> now = Manifest.parse(before.manifest()).got();
        if (now.isEmpty()) {
            return before;
        }
        Manifest wanted = Raising.of(now.get(), p, before.cores(), before.memory());
        if (wanted.sameAs(now.get())) {
            return before;
        }
        return new State(
                wanted.bytes(),
                before.mode(),
                "",
                before.pod(),
                before.cores(),
                before.memory(),
                new Momentary(true),
                new Momentary(true));
    }

    @Override
    public List<Check> checks(
            Cluster cluster, List<Target> reached, Parameters parameters, Reach reach) {
        return HostChecks.each(
                cluster,
                reached,
                reach,
                List.of(
                        on -> HostChecks.tools(on, StaticPods.TOOLS),
                        on -> HostChecks.room(on, StaticPods.DIRECTORY)));
    }

    /**
     * The servers that still answer: each of the others is raised and serves before one of these is
     * restarted, so that the last one that answers is never the first that goes.
     */
    @Override
    public Set<Target> last(Cluster cluster, Parameters parameters, Reach reach) {
        return ReadyServers.of(cluster, reach);
    }

    @Override
    public Outcome<Done> drive(Target target, State from, State to, Parameters p, Reach reach) {
        if (from.manifest().equals(to.manifest()) && from.mode().equals(to.mode())) {
            return Outcome.ok(Done.DONE);
        }
        OnHost on = new OnHost(host(target), reach);
        return on.files()
                .replace(
                        ServerFlags.MANIFEST,
                        to.manifest(),
                        FileMode.of(to.mode()),
                        StaticPods.STAGING)
                .then(d -> {
                    NewPod.hasten(on, from.pod(), reach);
                    return NewPod.isTakenUp(on, from.pod(), to.pod(), reach);
                })
                .map(d -> {
                    if (to.replaces().isEmpty()) {
                        // On the way back nothing but one host at a time keeps the others serving.
                        new Kubelet(on, reach).waitsForReadiness();
                    }
                    return d;
                });
    }

    @Override
    public boolean settled(State now, State wanted) {
        boolean file = now.manifest().equals(wanted.manifest()) && now.mode().equals(wanted.mode());
        if (!file || !now.running().value()) {
            return false;
        }
        // The drive itself waited until the kubelet had taken up the file.
        return wanted.replaces().isEmpty()
                || (!now.pod().equals(wanted.replaces()) && now.ready().value());
    }

    @Override
    public UndoClass undo(State before, State wanted) {
        return new UndoClass.Exact();
    }

    @Override
    public List<String> commands(
            Target target, State from, State to, Parameters p, Cluster cluster) {
        if (from.manifest().equals(to.manifest())) {
            return List.of();
        }

        Files.Mode mode = FileMode.of(to.mode());
        String temporary = StaticPods.STAGING + "/.kube-apiserver.yaml.new";
        return List.of(
                Command.asRoot("install", "-d", "-m", "700", "--", StaticPods.STAGING).pasteable(),
                Command.asRoot("dd", "of=" + temporary, "conv=fsync", "status=none").pasteable()
                        + " < <MANIFEST sha256 "
                        + to.manifest().sha256()
                        + ">",
                Command.asRoot("chmod", mode.bits(), "--", temporary).pasteable(),
                Command.asRoot("chown", mode.owner() + ":" + mode.group(), "--", temporary)
                        .pasteable(),
                Command.asRoot("mv", "-fT", "--", temporary, ServerFlags.MANIFEST).pasteable(),
                Command.asRoot("sync", "--", StaticPods.DIRECTORY).pasteable(),
                "# where a fence is shut: " + NewPod.stop("<ID OF THE FORMER>").pasteable());
    }

    @Override
    public Duration settlesWithin() {
        return Duration.ofMinutes(5);
    }

    private static HostId host(Target target) {
        return switch (target) {
            case Target.OfHost h -> h.host();
            case Target.OfCluster c -> throw new IllegalArgumentException("not a host: " + c.id());
            case Target.OfNodeGroup g ->
                    throw new IllegalArgumentException("not a host: " + g.id());
        };
    }
}

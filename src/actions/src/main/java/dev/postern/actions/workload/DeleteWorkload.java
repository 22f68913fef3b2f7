package dev.postern.actions.workload;

import dev.postern.actions.host.Measured;
import dev.postern.core.action.About;
import dev.postern.core.action.Action;
import dev.postern.core.action.Check;
import dev.postern.core.action.Danger;
import dev.postern.core.action.Target;
import dev.postern.core.action.Traits;
import dev.postern.core.action.UndoClass;
import dev.postern.core.fleet.Cluster;
import dev.postern.core.reach.Command;
import dev.postern.core.reach.Done;
import dev.postern.core.reach.KubernetesApi;
import dev.postern.core.reach.ObjectPath;
import dev.postern.core.reach.Reach;
import dev.postern.core.value.Blob;
import dev.postern.core.value.JsonValue;
import dev.postern.core.value.Outcome;
import dev.postern.core.value.Workload;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Removes the offender: three separate answers, for its object, its pods, and its processes on the
 * hosts that we reach. What runs on nodes is not among them, and it says so: their kubelets end it.
 *
 * <p>The object goes by its uid and with background propagation, for foreground would wait for
 * controllers that are frozen. Its pods go by one request, without waiting for kubelets. A plain
 * undo does not bring it back.
 */
public final class DeleteWorkload
        implements Action<DeleteWorkload.Parameters, DeleteWorkload.State> {
    /** What it takes. */
    public record Parameters(
            @About("The workload: namespace/kind/name") Workload workload,
            @About(value = "How its dependents are removed", byDefault = "background")
                    Cascade cascade,
            @About(
                            value = "Whether its pods are removed without waiting for the kubelets",
                            byDefault = "force")
                    Pods pods) {}

    /** How dependents are removed. */
    public enum Cascade {
        /** The garbage collector removes them, once its controller runs. */
        BACKGROUND,
        /** They stay. */
        ORPHAN
    }

    /** What becomes of the pods. */
    public enum Pods {
        FORCE,
        LEAVE
    }

    /** Whether something is there. */
    public enum Presence {
        PRESENT,
        ABSENT,
        /** It was not looked for, or the look had to stop; of a wanted state: either is fine. */
        UNKNOWN
    }

    /**
     * @param object what it is re-created from; absent where it is gone
     * @param uid of the object that is there
     * @param selector labels by which its pods are found; empty where nothing tells them
     * @param pods whether the API still has pods of it
     * @param processes whether hosts of the control plane still run some
     * @param count how many of those
     */
    public record State(
            Optional<Blob> object,
            Optional<String> uid,
            String selector,
            Presence pods,
            Presence processes,
            Measured count) {}

    @Override
    public Traits traits() {
        return new Traits(
                "delete-workload",
                "Delete the workload: its object, its pods, its processes on the hosts",
                Danger.SEVERE,
                Traits.Repeat.SAFE,
                Traits.Coverage.EACH,
                Traits.Path.API,
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
    public Outcome<State> observe(Target target, Parameters p, Reach reach) {
        Workload w = p.workload();
        Api api = new Api(target.cluster(), reach);
        return api.get(Offender.path(w))
                .then(object ->
                        PodsInApi.of(w, object, api)
                                .map(pods -> {
                                    Outcome<Integer> running =
                                            HostProcesses.count(
                                                    reach.cluster(target.cluster()), w, reach);
                                    return new State(
                                            object.map(Api::saved),
                                            object.flatMap(o -> o.text("metadata", "uid")),
                                            pods.selector(),
                                            pods.presence(),
                                            running.got()
                                                    .map(n ->
                                                            n > 0
                                                                    ? Presence.PRESENT
                                                                    : Presence.ABSENT)
                                                    .orElse(Presence.UNKNOWN),
                                            new Measured(running.got().orElse(0)));
                                }));
    }

    @Override
    public State desire(State before, Parameters p) {
        Presence rest = p.pods() == Pods.FORCE ? Presence.ABSENT : Presence.UNKNOWN;
        return new State(
                Optional.empty(), Optional.empty(), before.selector(), rest, rest, new Measured(0));
    }

    @Override
    public List<Check> checks(Cluster cluster, List<Target> reached, Parameters p, Reach reach) {
        List<Rights.Right> rights = new ArrayList<>(Rights.Right.both(Offender.path(p.workload())));
        if (p.pods() == Pods.FORCE) {
            rights.add(new Rights.Right("deletecollection", Offender.pods(p.workload())));
        }
        return Rights.checks(cluster, rights, reach);
    }

    @Override
    public Outcome<Done> drive(Target target, State from, State to, Parameters p, Reach reach) {
        Workload w = p.workload();
        Api api = new Api(target.cluster(), reach);
        if (to.object().isPresent()) {
            return from.object().isPresent()
                    ? Outcome.ok(Done.DONE)
                    : api.create(Offender.path(w), Api.object(to.object().get()));
        }
        if (w.namespace().equals("kube-system")) {
            reach.evidence()
                    .note(
                            "a workload of the system",
                            JsonValue.object(
                                    "workload", w.toString(), "so", "the cluster may need it"));
        }
        return object(api, w, from, p)
                .then(d -> pods(api, w, from, to, p))
                .map(d -> sayOfNodes(w, from, reach))
                .then(d ->
                        p.pods() == Pods.FORCE && from.processes() != Presence.ABSENT
                                ? HostProcesses.end(reach.cluster(target.cluster()), w, reach)
                                : Outcome.ok(Done.DONE));
    }

    /** Settled is what we can see, and nodes we do not; nobody shall take it for more. */
    private static Done sayOfNodes(Workload w, State from, Reach reach) {
        if (from.object().isPresent() || from.pods() != Presence.ABSENT) {
            reach.evidence()
                    .note(
                            "processes on nodes are not seen from here",
                            JsonValue.object(
                                    "workload",
                                    w.toString(),
                                    "so",
                                    "each ends when its kubelet hears of it, at the earliest when"
                                            + " its node is let in again; until then it may ask on",
                                    "told by",
                                    "offender.silent"));
        }
        return Done.DONE;
    }

    private static Outcome<Done> object(Api api, Workload w, State from, Parameters p) {
        return from.object().isEmpty()
                ? Outcome.ok(Done.DONE)
                : api.write(deletion(w, from, p), Offender.path(w), 404);
    }

    private static KubernetesApi.Request deletion(Workload w, State from, Parameters p) {
        return KubernetesApi.Request.delete(
                Offender.path(w),
                from.uid(),
                p.cascade() == Cascade.BACKGROUND ? "Background" : "Orphan",
                Optional.empty());
    }

    /** One request; the server goes through them. Never without a selector: that would be all. */
    private static Outcome<Done> pods(Api api, Workload w, State from, State to, Parameters p) {
        String selector = from.selector().isEmpty() ? to.selector() : from.selector();
        if (p.pods() == Pods.LEAVE || from.pods() == Presence.ABSENT || selector.isEmpty()) {
            return Outcome.ok(Done.DONE);
        }
        ObjectPath pods = Offender.pods(w);
        KubernetesApi.Request r =
                KubernetesApi.Request.delete(pods, Optional.empty(), "Background", Optional.of(0))
                        .query("labelSelector", selector)
                        .within(Duration.ofSeconds(60));
        return api.write(r, pods, 404);
    }

    @Override
    public boolean settled(State now, State wanted) {
        if (wanted.object().isPresent()) {
            return now.object().isPresent();
        }
        return now.object().isEmpty()
                && gone(now.pods(), wanted.pods())
                && gone(now.processes(), wanted.processes());
    }

    private static boolean gone(Presence now, Presence wanted) {
        return wanted == Presence.UNKNOWN || now == Presence.ABSENT;
    }

    @Override
    public UndoClass undo(State before, State wanted) {
        return new UndoClass.BestEffort(
                "the object is created again from the copy; it and its pods get new uids");
    }

    @Override
    public List<String> commands(
            Target target, State from, State to, Parameters p, Cluster cluster) {
        Workload w = p.workload();
        List<String> lines = new ArrayList<>();
        if (to.object().isPresent()) {
            if (from.object().isEmpty()) {
                lines.add(
                        "POST "
                                + Offender.path(w).collection()
                                + " <OBJECT sha256 "
                                + to.object().get().sha256()
                                + ">");
            }
            return lines;
        }
        if (from.object().isPresent()) {
            lines.add(
                    "DELETE "
                            + Offender.path(w)
                            + " (propagation "
                            + p.cascade()
                            + ", precondition uid "
                            + from.uid().orElse("<UID>")
                            + ")");
        }
        if (p.pods() == Pods.FORCE) {
            if (!from.selector().isEmpty()) {
                lines.add(
                        "DELETE "
                                + Offender.pods(w)
                                + "?labelSelector="
                                + from.selector()
                                + " (grace 0)");
            }
            lines.add(HostProcesses.listing(w).pasteable());
            lines.add(Command.asRoot("crictl", "stopp", "<ID>").pasteable());
            lines.add(Command.asRoot("crictl", "rmp", "<ID>").pasteable());
        }
        return lines;
    }
}

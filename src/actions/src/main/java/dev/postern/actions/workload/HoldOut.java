package dev.postern.actions.workload;

import dev.postern.core.action.About;
import dev.postern.core.action.Action;
import dev.postern.core.action.Check;
import dev.postern.core.action.Danger;
import dev.postern.core.action.Target;
import dev.postern.core.action.Traits;
import dev.postern.core.action.UndoClass;
import dev.postern.core.fleet.Cluster;
import dev.postern.core.reach.Done;
import dev.postern.core.reach.ObjectPath;
import dev.postern.core.reach.Reach;
import dev.postern.core.value.Failure;
import dev.postern.core.value.JsonValue;
import dev.postern.core.value.Outcome;
import dev.postern.core.value.Workload;
import dev.postern.json.JsonText;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Keeps the offender from being created again, by a ValidatingAdmissionPolicy of ours (Kubernetes
 * 1.30 and later): else GitOps puts back what was removed.
 */
public final class HoldOut implements Action<HoldOut.Parameters, HoldOut.State> {
    private static final String API = "admissionregistration.k8s.io/v1";

    /** What it takes. */
    public record Parameters(@About("The workload: namespace/kind/name") Workload workload) {}

    /**
     * @param condition which creations our policy denies; empty where there is none of ours
     * @param bound whether it is in force
     */
    public record State(Optional<String> condition, boolean bound) {}

    @Override
    public Traits traits() {
        return new Traits(
                "hold-out",
                "Keep the workload from being created again",
                Danger.MODERATE,
                Traits.Repeat.SAFE,
                Traits.Coverage.EACH,
                Traits.Path.API,
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
        return List.of(new Target.OfCluster(cluster.name()));
    }

    private static ObjectPath policy(Workload w) {
        return ObjectPath.clusterWide(API, "validatingadmissionpolicies", Offender.ours("hold", w));
    }

    private static ObjectPath binding(Workload w) {
        return ObjectPath.clusterWide(
                API, "validatingadmissionpolicybindings", Offender.ours("hold", w));
    }

    private static String condition(Workload w) {
        return "request.namespace == '"
                + w.namespace()
                + "' && object.metadata.name == '"
                + w.name()
                + "'";
    }

    @Override
    public Outcome<State> observe(Target target, Parameters p, Reach reach) {
        Api api = new Api(target.cluster(), reach);
        return api.get(policy(p.workload()))
                .then(policy ->
                        api.get(binding(p.workload()))
                                .map(binding ->
                                        new State(
                                                policy.map(HoldOut::denied),
                                                binding.filter(HoldOut::denies).isPresent())));
    }

    private static String denied(JsonValue policy) {
        return policy.items("spec", "matchConditions").stream()
                .flatMap(c -> c.text("expression").stream())
                .findFirst()
                .orElse("");
    }

    private static boolean denies(JsonValue binding) {
        return binding.items("spec", "validationActions").contains(JsonValue.of("Deny"));
    }

    @Override
    public State desire(State before, Parameters p) {
        return new State(Optional.of(condition(p.workload())), true);
    }

    @Override
    public List<Failure> refusals(
            Cluster cluster, List<Observed<State>> observed, Parameters p, Reach reach) {
        return cluster.minor().filter(m -> m < 30).isPresent()
                ? List.of(
                        Failure.unchanged(
                                Failure.Kind.REFUSED,
                                cluster.name()
                                        + ": Kubernetes "
                                        + cluster.kubernetes()
                                        + " has no ValidatingAdmissionPolicy",
                                "it came with 1.30",
                                "suspend what would create it again: Argo CD"
                                        + " spec.syncPolicy.automated: null, Flux spec.suspend: true"))
                : List.of();
    }

    @Override
    public List<Check> checks(Cluster cluster, List<Target> reached, Parameters p, Reach reach) {
        List<Rights.Right> rights = new ArrayList<>(Rights.Right.both(policy(p.workload())));
        rights.addAll(Rights.Right.both(binding(p.workload())));
        return Rights.checks(cluster, rights, reach);
    }

    @Override
    public Outcome<Done> drive(Target target, State from, State to, Parameters p, Reach reach) {
        if (from.equals(to)) {
            return Outcome.ok(Done.DONE);
        }
        Workload w = p.workload();
        Api api = new Api(target.cluster(), reach);
        Outcome<Done> gone = Outcome.ok(Done.DONE);
        if (from.bound() || from.condition().isPresent() || to.condition().isEmpty()) {
            gone = api.deleteOurs(binding(w)).then(d -> api.deleteOurs(policy(w)));
        }
        return to.condition().isEmpty()
                ? gone
                : gone.then(d -> api.create(policy(w), policyBody(w, to.condition().get())))
                        .then(d ->
                                to.bound()
                                        ? api.create(binding(w), bindingBody(w))
                                        : Outcome.ok(Done.DONE));
    }

    /** CREATE alone: an update may be what removes a finalizer. */
    private static JsonValue.Obj policyBody(Workload w, String condition) {
        String api = Offender.api(w);
        return JsonValue.object(
                "apiVersion",
                API,
                "kind",
                "ValidatingAdmissionPolicy",
                "metadata",
                JsonValue.object("name", Offender.ours("hold", w)),
                "spec",
                JsonValue.object(
                        "failurePolicy",
                        "Fail",
                        "matchConstraints",
                        JsonValue.object(
                                "resourceRules",
                                JsonValue.array(
                                        JsonValue.object(
                                                "apiGroups",
                                                words(api.substring(0, api.indexOf('/'))),
                                                "apiVersions",
                                                words("*"),
                                                "operations",
                                                words("CREATE"),
                                                "resources",
                                                words(w.kind() + "s")))),
                        "matchConditions",
                        JsonValue.array(
                                JsonValue.object("name", "the-workload", "expression", condition)),
                        "validations",
                        JsonValue.array(
                                JsonValue.object(
                                        "expression",
                                        "false",
                                        "message",
                                        w + " is held out by Postern while an incident is open"))));
    }

    private static JsonValue words(String word) {
        return JsonValue.array(JsonValue.of(word));
    }

    private static JsonValue.Obj bindingBody(Workload w) {
        return JsonValue.object(
                "apiVersion",
                API,
                "kind",
                "ValidatingAdmissionPolicyBinding",
                "metadata",
                JsonValue.object("name", Offender.ours("hold", w)),
                "spec",
                JsonValue.object(
                        "policyName",
                        Offender.ours("hold", w),
                        "validationActions",
                        words("Deny")));
    }

    @Override
    public UndoClass undo(State before, State wanted) {
        return new UndoClass.Exact();
    }

    @Override
    public List<String> commands(
            Target target, State from, State to, Parameters p, Cluster cluster) {
        Workload w = p.workload();
        if (from.equals(to)) {
            return List.of();
        }
        return to.condition()
                .map(c ->
                        List.of(
                                "POST "
                                        + policy(w).collection()
                                        + " "
                                        + JsonText.line(policyBody(w, c)),
                                "POST "
                                        + binding(w).collection()
                                        + " "
                                        + JsonText.line(bindingBody(w))))
                .orElseGet(() -> List.of("DELETE " + binding(w), "DELETE " + policy(w)));
    }
}

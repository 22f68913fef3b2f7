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
 * Gives the offender's identity no seat in the API servers: a FlowSchema of ours sends its requests
 * to a priority level with no shares, so they are answered 429 at once.
 *
 * <p>TLS, authentication and audit still cost, and watches that are open stay. Takes one write each
 * from an identity that the herd cannot crowd out. While a level without shares executes nothing,
 * Kubernetes lets one request in ({@code canAccommodateSeatsLocked} in {@code queueset.go}): a
 * jailed crowd is refused but for one, a client that asks one thing at a time is not refused.
 */
public final class JailClient implements Action<JailClient.Parameters, JailClient.State> {
    private static final String GROUP = "flowcontrol.apiserver.k8s.io/";

    /** Before every suggested schema (100 and more), after {@code exempt} and {@code probes}. */
    private static final int PRECEDENCE = 90;

    /** What it takes. */
    public record Parameters(@About("The workload: namespace/kind/name") Workload workload) {}

    /**
     * @param version of the API group that the cluster speaks: {@code v1}, before 1.29 {@code
     *     v1beta3}
     * @param account {@code namespace:name}; empty where the workload is gone and no jail tells
     */
    public record State(String version, Optional<String> account, Optional<Jail> jail) {}

    /**
     * @param account whom it holds
     * @param shares of the priority level
     */
    public record Jail(String account, int precedence, int shares) {}

    @Override
    public Traits traits() {
        return new Traits(
                "jail-client",
                "Give the workload's identity no seat in the API servers",
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

    private static ObjectPath schema(String version, Workload w) {
        return ObjectPath.clusterWide(GROUP + version, "flowschemas", Offender.ours("jail", w));
    }

    private static ObjectPath level(String version, Workload w) {
        return ObjectPath.clusterWide(
                GROUP + version, "prioritylevelconfigurations", Offender.ours("jail", w));
    }

    private static String version(Cluster cluster) {
        return cluster.minor().filter(m -> m < 29).isPresent() ? "v1beta3" : "v1";
    }

    @Override
    public Outcome<State> observe(Target target, Parameters p, Reach reach) {
        Workload w = p.workload();
        String version = version(reach.cluster(target.cluster()));
        Api api = new Api(target.cluster(), reach);
        return api.get(schema(version, w))
                .then(s ->
                        api.get(level(version, w))
                                .then(l -> {
                                    Optional<Jail> jail = s.flatMap(x -> l.map(y -> jail(x, y)));
                                    return Offender.account(w, api)
                                            .map(account ->
                                                    new State(
                                                            version,
                                                            account.or(
                                                                    () -> jail.map(Jail::account)),
                                                            jail));
                                }));
    }

    private static Jail jail(JsonValue schema, JsonValue level) {
        String account =
                schema.items("spec", "rules").stream()
                        .flatMap(r -> r.items("subjects").stream())
                        .map(s ->
                                s.text("serviceAccount", "namespace").orElse("")
                                        + ":"
                                        + s.text("serviceAccount", "name").orElse(""))
                        .findFirst()
                        .orElse("");
        return new Jail(
                account,
                schema.whole("spec", "matchingPrecedence").orElse(0L).intValue(),
                level.whole("spec", "limited", "nominalConcurrencyShares").orElse(0L).intValue());
    }

    @Override
    public State desire(State before, Parameters p) {
        return before.account()
                .map(a ->
                        new State(
                                before.version(),
                                before.account(),
                                Optional.of(new Jail(a, PRECEDENCE, shares(before.version())))))
                .orElse(before);
    }

    /** No shares at all is allowed since v1; before, 0 meant the default of 30. */
    private static int shares(String version) {
        return version.equals("v1") ? 0 : 1;
    }

    @Override
    public List<Failure> refusals(
            Cluster cluster, List<Observed<State>> observed, Parameters p, Reach reach) {
        List<Failure> why = new ArrayList<>();
        for (Observed<State> o : observed) {
            if (o.state().account().isEmpty()) {
                why.add(
                        Failure.unchanged(
                                Failure.Kind.REFUSED,
                                cluster.name() + ": whom to jail is not known",
                                "there is no " + p.workload() + " that would tell its account",
                                "check the name: postern diagnose "
                                        + cluster.name()
                                        + " --from hosts"));
            } else if (o.state().account().get().equals("kube-system:default")) {
                why.add(
                        Failure.unchanged(
                                Failure.Kind.REFUSED,
                                cluster.name()
                                        + ": the account kube-system:default is shared by the system",
                                "a jail for it would hold more than " + p.workload(),
                                "block-api, then delete-workload"));
            }
        }
        return why;
    }

    @Override
    public List<Check> checks(Cluster cluster, List<Target> reached, Parameters p, Reach reach) {
        String version = version(cluster);
        List<Rights.Right> rights =
                new ArrayList<>(Rights.Right.both(level(version, p.workload())));
        rights.addAll(Rights.Right.both(schema(version, p.workload())));
        return Rights.checks(cluster, rights, reach);
    }

    @Override
    public Outcome<Done> drive(Target target, State from, State to, Parameters p, Reach reach) {
        if (from.jail().equals(to.jail())) {
            return Outcome.ok(Done.DONE);
        }
        Workload w = p.workload();
        Api api = new Api(target.cluster(), reach);
        api.noteIdentity();
        String v = to.version();
        // The schema first: a level without a schema holds nobody, a schema without a level nothing
        // but a warning. Both of ours are named for the workload, so nobody else's is touched.
        Outcome<Done> gone = Outcome.ok(Done.DONE);
        if (from.jail().isPresent() || to.jail().isEmpty()) {
            gone = api.deleteOurs(schema(v, w)).then(d -> api.deleteOurs(level(v, w)));
        }
        return to.jail().isEmpty()
                ? gone
                : gone.then(d -> api.create(level(v, w), levelBody(v, w, to.jail().get())))
                        .then(d -> api.create(schema(v, w), schemaBody(v, w, to.jail().get())));
    }

    private static JsonValue.Obj levelBody(String version, Workload w, Jail jail) {
        return JsonValue.object(
                "apiVersion",
                GROUP + version,
                "kind",
                "PriorityLevelConfiguration",
                "metadata",
                JsonValue.object("name", Offender.ours("jail", w)),
                "spec",
                JsonValue.object(
                        "type",
                        "Limited",
                        "limited",
                        JsonValue.object(
                                "nominalConcurrencyShares",
                                jail.shares(),
                                "lendablePercent",
                                0,
                                "borrowingLimitPercent",
                                0,
                                "limitResponse",
                                JsonValue.object("type", "Reject"))));
    }

    private static JsonValue.Obj schemaBody(String version, Workload w, Jail jail) {
        String[] account = jail.account().split(":", 2);
        JsonValue all = JsonValue.array(JsonValue.of("*"));
        return JsonValue.object(
                "apiVersion",
                GROUP + version,
                "kind",
                "FlowSchema",
                "metadata",
                JsonValue.object("name", Offender.ours("jail", w)),
                "spec",
                JsonValue.object(
                        "matchingPrecedence",
                        jail.precedence(),
                        "priorityLevelConfiguration",
                        JsonValue.object("name", Offender.ours("jail", w)),
                        "distinguisherMethod",
                        JsonValue.object("type", "ByUser"),
                        "rules",
                        JsonValue.array(
                                JsonValue.object(
                                        "subjects",
                                        JsonValue.array(
                                                JsonValue.object(
                                                        "kind",
                                                        "ServiceAccount",
                                                        "serviceAccount",
                                                        JsonValue.object(
                                                                "namespace",
                                                                account[0],
                                                                "name",
                                                                account.length > 1
                                                                        ? account[1]
                                                                        : ""))),
                                        "resourceRules",
                                        JsonValue.array(
                                                JsonValue.object(
                                                        "verbs",
                                                        all,
                                                        "apiGroups",
                                                        all,
                                                        "resources",
                                                        all,
                                                        "namespaces",
                                                        all,
                                                        "clusterScope",
                                                        true)),
                                        "nonResourceRules",
                                        JsonValue.array(
                                                JsonValue.object(
                                                        "verbs", all, "nonResourceURLs", all))))));
    }

    @Override
    public boolean settled(State now, State wanted) {
        return now.jail().equals(wanted.jail());
    }

    @Override
    public UndoClass undo(State before, State wanted) {
        return new UndoClass.Exact();
    }

    @Override
    public List<String> commands(
            Target target, State from, State to, Parameters p, Cluster cluster) {
        if (from.jail().equals(to.jail())) {
            return List.of();
        }
        Workload w = p.workload();
        String v = to.version();
        return to.jail()
                .map(j ->
                        List.of(
                                "POST "
                                        + level(v, w).collection()
                                        + " "
                                        + JsonText.line(levelBody(v, w, j)),
                                "POST "
                                        + schema(v, w).collection()
                                        + " "
                                        + JsonText.line(schemaBody(v, w, j))))
                .orElseGet(() -> List.of("DELETE " + schema(v, w), "DELETE " + level(v, w)));
    }
}

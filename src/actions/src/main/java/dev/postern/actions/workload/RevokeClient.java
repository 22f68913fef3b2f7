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
import dev.postern.core.reach.Reach;
import dev.postern.core.value.Blob;
import dev.postern.core.value.Failure;
import dev.postern.core.value.Outcome;
import dev.postern.core.value.Workload;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Removes the ClusterRoleBindings of the offender's service account: the single write that silences
 * a DaemonSet without any kubelet or controller. Its requests are then answered 403.
 */
public final class RevokeClient implements Action<RevokeClient.Parameters, RevokeClient.State> {
    /** What it takes. */
    public record Parameters(
            @About("The workload: namespace/kind/name") Workload workload,
            @About(value = "Refuse where the binding has other subjects", byDefault = "true")
                    boolean onlySubject) {}

    /**
     * @param account {@code namespace:name}; empty where the workload is gone
     * @param bindings those that name the account; where it is not known, those that name any
     *     account of the workload's namespace
     */
    public record State(Optional<String> account, List<Bound> bindings) {
        public State {
            bindings = List.copyOf(bindings);
        }

        private List<Bound> of(String someAccount) {
            return bindings.stream().filter(b -> b.accounts().contains(someAccount)).toList();
        }
    }

    /**
     * @param subjects how many it names in all
     * @param object what it is re-created from
     */
    public record Bound(String name, List<String> accounts, int subjects, Blob object) {
        public Bound {
            accounts = List.copyOf(accounts);
        }
    }

    @Override
    public Traits traits() {
        return new Traits(
                "revoke-client",
                "Remove the ClusterRoleBinding of the workload's service account",
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

    @Override
    public Outcome<State> observe(Target target, Parameters p, Reach reach) {
        Api api = new Api(target.cluster(), reach);
        return Offender.account(p.workload(), api)
                .then(account ->
                        Bindings.ofNamespace(p.workload().namespace(), api)
                                .map(all ->
                                        new State(
                                                account,
                                                all.stream()
                                                        .filter(b ->
                                                                account.isEmpty()
                                                                        || b.accounts()
                                                                                .contains(
                                                                                        account
                                                                                                .get()))
                                                        .map(b ->
                                                                new Bound(
                                                                        b.name(),
                                                                        b.accounts(),
                                                                        b.subjects(),
                                                                        b.object()))
                                                        .toList())));
    }

    @Override
    public State desire(State before, Parameters p) {
        return before.account().isPresent() ? new State(before.account(), List.of()) : before;
    }

    @Override
    public List<Failure> refusals(
            Cluster cluster, List<Observed<State>> observed, Parameters p, Reach reach) {
        List<Failure> why = new ArrayList<>();
        for (Observed<State> o : observed) {
            for (Bound b : o.state().bindings()) {
                if (p.onlySubject() && o.state().account().isPresent() && b.subjects() > 1) {
                    why.add(
                            Failure.unchanged(
                                    Failure.Kind.REFUSED,
                                    cluster.name()
                                            + ": ClusterRoleBinding "
                                            + b.name()
                                            + " has "
                                            + (b.subjects() - 1)
                                            + " other subjects",
                                    "they would lose their rights too",
                                    "jail-client, which holds the account alone"));
                }
            }
        }
        return why;
    }

    @Override
    public List<Check> checks(Cluster cluster, List<Target> reached, Parameters p, Reach reach) {
        return Rights.checks(
                cluster,
                List.of(
                        new Rights.Right("create", Bindings.path("x").collection()),
                        new Rights.Right("delete", Bindings.path("x").collection())),
                reach);
    }

    @Override
    public Outcome<Done> drive(Target target, State from, State to, Parameters p, Reach reach) {
        Api api = new Api(target.cluster(), reach);
        for (Bound b : from.bindings()) {
            boolean goes =
                    to.account().filter(b.accounts()::contains).isPresent()
                            && to.bindings().stream().noneMatch(w -> w.name().equals(b.name()));
            if (goes) {
                Outcome<Done> done =
                        api.get(Bindings.path(b.name()))
                                .then(now ->
                                        now.isEmpty()
                                                ? Outcome.ok(Done.DONE)
                                                : api.delete(
                                                        Bindings.path(b.name()),
                                                        now.get().text("metadata", "uid")));
                if (!done.isOk()) {
                    return done;
                }
            }
        }
        for (Bound b : to.bindings()) {
            if (from.bindings().stream().noneMatch(n -> n.name().equals(b.name()))) {
                Outcome<Done> done = api.create(Bindings.path(b.name()), Api.object(b.object()));
                if (!done.isOk()) {
                    return done;
                }
            }
        }
        return Outcome.ok(Done.DONE);
    }

    @Override
    public boolean settled(State now, State wanted) {
        return wanted.account()
                .map(a -> now.of(a).equals(wanted.of(a)))
                .orElseGet(() -> now.bindings().equals(wanted.bindings()));
    }

    @Override
    public UndoClass undo(State before, State wanted) {
        return new UndoClass.Exact();
    }

    @Override
    public List<String> commands(
            Target target, State from, State to, Parameters p, Cluster cluster) {
        List<String> lines = new ArrayList<>();
        for (Bound b : from.bindings()) {
            if (!to.bindings().contains(b)) {
                lines.add("DELETE " + Bindings.path(b.name()) + " (precondition: its uid)");
            }
        }
        for (Bound b : to.bindings()) {
            if (!from.bindings().contains(b)) {
                lines.add(
                        "POST "
                                + Bindings.path(b.name()).collection()
                                + " <OBJECT sha256 "
                                + b.object().sha256()
                                + ">");
            }
        }
        return lines;
    }
}

package dev.postern.actions.workload;

import dev.postern.core.action.About;
import dev.postern.core.action.Action;
import dev.postern.core.action.Check;
import dev.postern.core.action.Danger;
import dev.postern.core.action.Target;
import dev.postern.core.action.Traits;
import dev.postern.core.action.UndoClass;
import dev.postern.core.fleet.Cluster;
import dev.postern.core.fleet.ClusterName;
import dev.postern.core.reach.Done;
import dev.postern.core.reach.KubernetesApi;
import dev.postern.core.reach.ObjectPath;
import dev.postern.core.reach.Reach;
import dev.postern.core.text.Neutral;
import dev.postern.core.value.Blob;
import dev.postern.core.value.JsonValue;
import dev.postern.core.value.Outcome;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Takes an admission webhook out of the way that fails, and with it every write: its configurations
 * are removed, or only told to let requests pass while it fails. Until that is undone, what it
 * would have refused is let in.
 *
 * <p>What makes the configuration again (its own controller, GitOps) must be stopped first, or the
 * change does not stay, which is then said.
 */
public final class RemoveWebhook implements Action<RemoveWebhook.Parameters, RemoveWebhook.State> {
    /** How it is taken out of the way. */
    public enum How {
        /** Its configurations are removed. */
        REMOVE,
        /** They stay, and all of their webhooks get {@code failurePolicy: Ignore}. */
        IGNORE
    }

    /** What it takes. */
    public record Parameters(
            @About("The webhook as a refusal names it, or its configuration") String webhook,
            @About(
                            value = "Whether it is removed, or its failures are let pass",
                            byDefault = "remove")
                    How how) {}

    /** The configurations that the name means, validating ones first. */
    public record State(List<Configuration> configurations) {
        public State {
            configurations = List.copyOf(configurations);
        }
    }

    /**
     * @param kind {@code validating, mutating}
     * @param object what it is re-created from; it may hold a URL with a credential
     */
    public record Configuration(String kind, String name, List<String> webhooks, Blob object) {
        public Configuration {
            webhooks = List.copyOf(webhooks);
        }

        private ObjectPath path() {
            return Webhooks.Kind.valueOf(kind.toUpperCase(Locale.ROOT)).path(name);
        }

        private boolean isSame(Configuration other) {
            return kind.equals(other.kind()) && name.equals(other.name());
        }
    }

    @Override
    public Traits traits() {
        return new Traits(
                "remove-webhook",
                "Take an admission webhook that fails every write out of the way",
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
        return Webhooks.called(p.webhook(), new Api(target.cluster(), reach))
                .map(found ->
                        new State(
                                found.stream()
                                        .map(c ->
                                                new Configuration(
                                                        c.kind().name().toLowerCase(Locale.ROOT),
                                                        c.name(),
                                                        c.webhooks(),
                                                        c.object()))
                                        .toList()));
    }

    @Override
    public State desire(State before, Parameters p) {
        return switch (p.how()) {
            case REMOVE -> new State(List.of());
            case IGNORE ->
                    new State(
                            before.configurations().stream()
                                    .map(RemoveWebhook::forgiving)
                                    .toList());
        };
    }

    private static Configuration forgiving(Configuration c) {
        JsonValue object = Api.object(c.object());
        List<JsonValue> webhooks =
                object.items("webhooks").stream()
                        .map(w ->
                                w instanceof JsonValue.Obj o
                                        ? o.with("failurePolicy", JsonValue.of("Ignore"))
                                        : w)
                        .toList();
        return object instanceof JsonValue.Obj o
                ? new Configuration(
                        c.kind(),
                        c.name(),
                        c.webhooks(),
                        Api.saved(o.with("webhooks", JsonValue.array(webhooks))))
                : c;
    }

    @Override
    public List<Check> checks(Cluster cluster, List<Target> reached, Parameters p, Reach reach) {
        List<Rights.Right> rights = new ArrayList<>();
        for (Webhooks.Kind kind : Webhooks.Kind.values()) {
            ObjectPath all = kind.path("x").collection();
            for (String verb :
                    p.how() == How.REMOVE ? List.of("create", "delete") : List.of("patch")) {
                rights.add(new Rights.Right(verb, all));
            }
        }
        List<Check> checks = new ArrayList<>(Rights.checks(cluster, rights, reach));
        checks.add(there(cluster.name(), p.webhook(), reach));
        return checks;
    }

    /** A name that means nothing refuses nothing: what is gone already is as wanted. */
    private static Check there(ClusterName cluster, String webhook, Reach reach) {
        String what = "there is a webhook or a configuration of that name";
        return switch (Webhooks.called(webhook, new Api(cluster, reach))) {
            case Outcome.Ok<List<Webhooks.Configuration>>(var found) ->
                    found.isEmpty()
                            ? new Check(
                                    cluster.value(),
                                    what,
                                    Check.Verdict.UNKNOWN,
                                    "none here is called " + Neutral.line(webhook, 253),
                                    "take the name out of the refusal: failed calling webhook"
                                            + " \"NAME\"")
                            : Check.good(cluster.value(), what);
            case Outcome.Failed<List<Webhooks.Configuration>>(var why) ->
                    new Check(
                            cluster.value(),
                            what,
                            Check.Verdict.UNKNOWN,
                            why.sentence(),
                            why.next());
        };
    }

    @Override
    public Outcome<Done> drive(Target target, State from, State to, Parameters p, Reach reach) {
        Api api = new Api(target.cluster(), reach);
        for (Configuration c : from.configurations()) {
            if (to.configurations().stream().noneMatch(c::isSame)) {
                Outcome<Done> done = remove(c, api);
                if (!done.isOk()) {
                    return done;
                }
            }
        }
        for (Configuration c : to.configurations()) {
            if (!from.configurations().contains(c)) {
                Outcome<Done> done =
                        from.configurations().stream().anyMatch(c::isSame)
                                ? change(c, api)
                                : api.create(c.path(), Api.object(c.object()));
                if (!done.isOk()) {
                    return done;
                }
            }
        }
        return Outcome.ok(Done.DONE);
    }

    private static Outcome<Done> remove(Configuration c, Api api) {
        return api.get(c.path())
                .then(now ->
                        now.isEmpty()
                                ? Outcome.ok(Done.DONE)
                                : api.delete(c.path(), now.get().text("metadata", "uid")));
    }

    /** Its webhooks become these; one that is gone meanwhile is what observing finds. */
    private static Outcome<Done> change(Configuration c, Api api) {
        return api.get(c.path())
                .then(now ->
                        now.isEmpty()
                                ? Outcome.ok(Done.DONE)
                                : api.write(
                                        KubernetesApi.Request.mergePatch(
                                                c.path(), patch(c, now.get())),
                                        c.path(),
                                        404));
    }

    private static JsonValue.Obj patch(Configuration c, JsonValue now) {
        Optional<String> version = now.text("metadata", "resourceVersion");
        JsonValue.Obj webhooks =
                JsonValue.object(
                        "webhooks", JsonValue.array(Api.object(c.object()).items("webhooks")));
        return version.map(v -> webhooks.with("metadata", JsonValue.object("resourceVersion", v)))
                .orElse(webhooks);
    }

    @Override
    public UndoClass undo(State before, State wanted) {
        return new UndoClass.Exact();
    }

    @Override
    public List<String> commands(
            Target target, State from, State to, Parameters p, Cluster cluster) {
        List<String> lines = new ArrayList<>();
        for (Configuration c : from.configurations()) {
            if (to.configurations().stream().noneMatch(c::isSame)) {
                lines.add("DELETE " + c.path() + " (precondition: its uid)");
            }
        }
        for (Configuration c : to.configurations()) {
            if (!from.configurations().contains(c)) {
                lines.add(
                        (from.configurations().stream().anyMatch(c::isSame)
                                        ? "PATCH " + c.path() + " webhooks"
                                        : "POST " + c.path().collection())
                                + " <OBJECT sha256 "
                                + c.object().sha256()
                                + ">");
            }
        }
        return lines;
    }
}

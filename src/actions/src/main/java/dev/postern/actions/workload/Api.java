package dev.postern.actions.workload;

import dev.postern.core.fleet.ClusterName;
import dev.postern.core.reach.Done;
import dev.postern.core.reach.KubernetesApi;
import dev.postern.core.reach.ObjectPath;
import dev.postern.core.reach.Reach;
import dev.postern.core.value.Blob;
import dev.postern.core.value.Failure;
import dev.postern.core.value.JsonValue;
import dev.postern.core.value.Outcome;
import dev.postern.json.JsonText;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A cluster's API as these actions use it: GET by name, preconditioned writes, armed if need be.
 */
final class Api {
    /** How long an armed write waits for a server that comes up for seconds between crashes. */
    private static final Duration ARMED = Duration.ofSeconds(60);

    private static final int PAGE = 50;
    private static final int PAGES = 10;

    private static final Pattern WEBHOOK =
            Pattern.compile(
                    "(?:admission webhook|failed calling webhook) \\\\?\"([A-Za-z0-9.-]{1,253})\\\\?\"");

    private static final String FULL = "database space exceeded";

    /** What the server makes of itself and would not take back. */
    private static final List<String> SERVERS_OWN =
            List.of(
                    "uid",
                    "resourceVersion",
                    "creationTimestamp",
                    "generation",
                    "managedFields",
                    "selfLink",
                    "deletionTimestamp",
                    "deletionGracePeriodSeconds");

    private final ClusterName cluster;
    private final Reach reach;

    Api(ClusterName cluster, Reach reach) {
        this.cluster = cluster;
        this.reach = reach;
    }

    /** The object, or empty where there is none. */
    Outcome<Optional<JsonValue>> get(ObjectPath path) {
        return send(KubernetesApi.Request.get(path))
                .then(a ->
                        a.isMissing()
                                ? Outcome.ok(Optional.empty())
                                : a.succeeded()
                                        ? Outcome.ok(Optional.of(a.body()))
                                        : Outcome.failed(refused("GET " + path, a)));
    }

    /**
     * All objects of a collection, in pages of 50, ten at most. Items come without their kind.
     *
     * @param otherwise what a person does where there are more
     */
    Outcome<List<JsonValue>> all(ObjectPath collection, String otherwise) {
        List<JsonValue> all = new ArrayList<>();
        Optional<String> more = Optional.empty();
        for (int page = 0; page < PAGES; page++) {
            KubernetesApi.Request list =
                    KubernetesApi.Request.get(collection.path())
                            .query("limit", String.valueOf(PAGE));
            if (more.isPresent()) {
                list = list.query("continue", more.get());
            }
            Outcome<KubernetesApi.Answer> answer = send(list);
            if (answer instanceof Outcome.Failed<KubernetesApi.Answer>(var f)) {
                return Outcome.failed(f);
            }
            JsonValue body = answer.got().orElseThrow().body();
            if (!answer.got().orElseThrow().succeeded()) {
                return Outcome.failed(
                        Failure.unchanged(
                                Failure.Kind.BROKEN,
                                "the " + collection.resource() + " cannot be listed",
                                "status " + answer.got().orElseThrow().status(),
                                ""));
            }
            all.addAll(body.items("items"));
            more = body.text("metadata", "continue").filter(c -> !c.isEmpty());
            if (more.isEmpty()) {
                return Outcome.ok(all);
            }
        }
        return Outcome.failed(
                Failure.unchanged(
                        Failure.Kind.REFUSED,
                        "more than " + PAGES * PAGE + " " + collection.resource(),
                        "a sick API is not asked for more",
                        otherwise));
    }

    Outcome<KubernetesApi.Answer> send(KubernetesApi.Request request) {
        return reach.api(cluster).send(request);
    }

    /** Creates it; one that is there already is fine, for its name is ours. */
    Outcome<Done> create(ObjectPath path, JsonValue object) {
        return write(KubernetesApi.Request.create(path.collection(), object), path, 409);
    }

    /** Deletes it, where it still is the one with this uid; a missing one is fine. */
    Outcome<Done> delete(ObjectPath path, Optional<String> uid) {
        return write(
                KubernetesApi.Request.delete(path, uid, "Background", Optional.empty()), path, 404);
    }

    /** Deletes what only we make, by a name of ours, so that a repeat is harmless. */
    Outcome<Done> deleteOurs(ObjectPath path) {
        KubernetesApi.Request r =
                KubernetesApi.Request.delete(
                        path, Optional.empty(), "Background", Optional.empty());
        return write(
                new KubernetesApi.Request(
                        r.verb(),
                        r.target(),
                        r.query(),
                        r.body(),
                        r.contentType(),
                        true,
                        r.within()),
                path,
                404);
    }

    /**
     * Sends a write. Where the servers do not serve just now, it waits as an armed write for the
     * first that accepts a connection.
     *
     * @param fine a status that means that it was done already
     */
    Outcome<Done> write(KubernetesApi.Request request, ObjectPath path, int fine) {
        Outcome<KubernetesApi.Answer> answer = send(request);
        boolean armed =
                request.preconditioned()
                        && answer.whyNot()
                                .filter(f ->
                                        f.kind() == Failure.Kind.UNREACHABLE
                                                || f.kind() == Failure.Kind.SATURATED)
                                .isPresent();
        if (armed) {
            reach.evidence()
                    .note(
                            "armed write",
                            JsonValue.object(
                                    "cluster",
                                    cluster.value(),
                                    "request",
                                    request.verb() + " " + path));
            answer = reach.api(cluster).sendArmed(request, ARMED);
        }
        String what = request.verb() + " " + path;
        return switch (answer) {
            case Outcome.Ok<KubernetesApi.Answer>(var a) ->
                    a.succeeded() || a.status() == fine
                            ? Outcome.ok(Done.DONE)
                            : Outcome.failed(refused(what, a));
            case Outcome.Failed<KubernetesApi.Answer>(var f) -> Outcome.failed(withHelp(f));
        };
    }

    private Failure refused(String what, KubernetesApi.Answer a) {
        return withHelp(
                Failure.unchanged(
                        Failure.Kind.BROKEN,
                        cluster + ": " + what + " was answered with " + a.status(),
                        a.body().text("message").orElse(""),
                        "look at the message; nothing was sent twice"));
    }

    /** Names the action that takes away what the server refused a write for. */
    private Failure withHelp(Failure f) {
        if (f.why().contains(FULL)) {
            return next(
                    f, "postern clear-etcd-alarm --cluster " + cluster + " makes room; then go on");
        }
        // Webhook configurations are exempt from webhooks: removing one always works.
        var m = WEBHOOK.matcher(f.why());
        return m.find()
                ? next(
                        f,
                        "postern remove-webhook --webhook "
                                + m.group(1)
                                + " --cluster "
                                + cluster
                                + " takes it out of the way; then go on")
                : f;
    }

    private static Failure next(Failure f, String next) {
        return new Failure(f.kind(), f.what(), f.why(), f.leftBehind(), next, f.retryAfter());
    }

    /** Says when our requests wait in line with everybody's. */
    void noteIdentity() {
        reach.api(cluster)
                .identity()
                .got()
                .filter(i -> !i.exempt())
                .ifPresent(i ->
                        reach.evidence()
                                .note(
                                        "our identity is not exempt",
                                        JsonValue.object(
                                                "cluster",
                                                cluster.value(),
                                                "user",
                                                i.user(),
                                                "so",
                                                "our writes wait in line with everybody's; an exempt"
                                                        + " one is in super-admin.conf")));
    }

    /**
     * The object without what belongs to the server: what a re-creation sends, and what is kept.
     */
    static Blob saved(JsonValue object) {
        return Blob.of(JsonText.canonical(bare(object)).getBytes(StandardCharsets.UTF_8));
    }

    private static JsonValue bare(JsonValue object) {
        if (!(object instanceof JsonValue.Obj o)) {
            return object;
        }
        JsonValue.Obj out = o.without("status");
        if (out.field("metadata").orElse(null) instanceof JsonValue.Obj metadata) {
            JsonValue.Obj m = metadata;
            for (String field : SERVERS_OWN) {
                m = m.without(field);
            }
            out = out.with("metadata", m);
        }
        return out;
    }

    /** What {@link #saved} kept. */
    static JsonValue object(Blob saved) {
        return JsonText.parse(saved.bytes()).got().orElseGet(JsonValue::nothing);
    }
}

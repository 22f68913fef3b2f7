package dev.postern.actions.workload;

import dev.postern.core.action.Check;
import dev.postern.core.action.Check.Verdict;
import dev.postern.core.fleet.Cluster;
import dev.postern.core.reach.KubernetesApi;
import dev.postern.core.reach.ObjectPath;
import dev.postern.core.reach.Reach;
import dev.postern.core.value.JsonValue;
import dev.postern.core.value.Outcome;

import java.util.List;
import java.util.Optional;

/**
 * Whether our identity may do what an action is going to do: asked of the API server itself, which
 * keeps nothing of it. A member of {@code system:masters} may do everything and is not asked about.
 */
final class Rights {
    private static final ObjectPath REVIEWS =
            new ObjectPath(
                    "authorization.k8s.io/v1",
                    Optional.empty(),
                    "selfsubjectaccessreviews",
                    Optional.empty());

    private Rights() {}

    /**
     * One thing to be done to an object, or to all of a collection.
     *
     * @param verb as RBAC has it: {@code create, delete, deletecollection}
     */
    record Right(String verb, ObjectPath of) {
        /** Making it, and taking it away again. */
        static List<Right> both(ObjectPath of) {
            return List.of(new Right("create", of.collection()), new Right("delete", of));
        }

        private JsonValue.Obj review() {
            int slash = of.api().indexOf('/');
            JsonValue.Obj asked =
                    JsonValue.object(
                            "verb",
                            verb,
                            "group",
                            slash < 0 ? "" : of.api().substring(0, slash),
                            "resource",
                            of.resource());
            if (of.namespace().isPresent()) {
                asked = asked.with("namespace", JsonValue.of(of.namespace().get()));
            }
            if (of.name().isPresent()) {
                asked = asked.with("name", JsonValue.of(of.name().get()));
            }
            return JsonValue.object(
                    "kind",
                    "SelfSubjectAccessReview",
                    "apiVersion",
                    REVIEWS.api(),
                    "spec",
                    JsonValue.object("resourceAttributes", asked));
        }

        private String what() {
            return "our identity may " + verb + " " + of.resource();
        }
    }

    static List<Check> checks(Cluster cluster, List<Right> rights, Reach reach) {
        KubernetesApi api = reach.api(cluster.name());
        String where = cluster.name().value();
        Optional<KubernetesApi.Identity> us = api.identity().got();
        return us.filter(KubernetesApi.Identity::exempt).isPresent()
                ? List.of(Check.good(where, "our identity may do everything"))
                : rights.stream().map(r -> check(where, r, api, us)).toList();
    }

    private static Check check(
            String where, Right right, KubernetesApi api, Optional<KubernetesApi.Identity> us) {
        Outcome<KubernetesApi.Answer> said =
                api.send(KubernetesApi.Request.create(REVIEWS, right.review()));
        return switch (said) {
            case Outcome.Failed<KubernetesApi.Answer>(var f) ->
                    new Check(where, right.what(), Verdict.UNKNOWN, f.sentence(), "");
            case Outcome.Ok<KubernetesApi.Answer>(var a) ->
                    a.body()
                            .truth("status", "allowed")
                            .map(allowed ->
                                    allowed
                                            ? Check.good(where, right.what())
                                            : new Check(
                                                    where,
                                                    right.what(),
                                                    Verdict.FAILED,
                                                    us.map(KubernetesApi.Identity::user)
                                                                    .orElse("ours")
                                                            + " may not",
                                                    "name an identity with more rights in"
                                                            + " fleet.yaml"))
                            .orElseGet(() ->
                                    new Check(
                                            where,
                                            right.what(),
                                            Verdict.UNKNOWN,
                                            "the server answered with " + a.status(),
                                            ""));
        };
    }
}

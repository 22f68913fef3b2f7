package dev.postern.actions.workload;

import dev.postern.core.reach.KubernetesApi;
import dev.postern.core.value.Failure;
import dev.postern.core.value.JsonValue;
import dev.postern.core.value.Outcome;
import dev.postern.core.value.Workload;

import java.util.Optional;

/**
 * What the API knows of the workload's pods, by bounded LISTs.
 *
 * @param selector labels by which they are found
 */
record PodsInApi(DeleteWorkload.Presence presence, String selector) {
    private static final int PAGES = 4;

    /**
     * With the object its own selector tells; without, pods of the namespace are looked through by
     * their owners, at most 200.
     */
    static Outcome<PodsInApi> of(Workload w, Optional<JsonValue> object, Api api) {
        String selector = object.map(Offender::selector).orElse("");
        if (!selector.isEmpty()) {
            return list(w, api, Optional.of(selector), Optional.empty(), "1")
                    .map(l ->
                            new PodsInApi(
                                    l.items("items").isEmpty()
                                            ? DeleteWorkload.Presence.ABSENT
                                            : DeleteWorkload.Presence.PRESENT,
                                    selector));
        }
        return owned(w, api)
                .map(found ->
                        found.pod()
                                .map(pod ->
                                        new PodsInApi(
                                                DeleteWorkload.Presence.PRESENT,
                                                pod.at("metadata", "labels")
                                                        .map(Offender::labels)
                                                        .orElse("")))
                                .orElseGet(() ->
                                        new PodsInApi(
                                                found.whole()
                                                        ? DeleteWorkload.Presence.ABSENT
                                                        : DeleteWorkload.Presence.UNKNOWN,
                                                "")));
    }

    /**
     * A pod of the workload, by its owner, whose object may be gone.
     *
     * @param whole whether all pods of the namespace were looked through
     */
    record Owned(Optional<JsonValue> pod, boolean whole) {}

    /** At most 200 pods are looked through. */
    static Outcome<Owned> owned(Workload w, Api api) {
        Optional<String> more = Optional.empty();
        for (int page = 0; page < PAGES; page++) {
            Outcome<JsonValue> listed = list(w, api, Optional.empty(), more, "50");
            if (listed instanceof Outcome.Failed<JsonValue>(var f)) {
                return Outcome.failed(f);
            }
            JsonValue body = listed.got().orElseThrow();
            Optional<JsonValue> pod =
                    body.items("items").stream().filter(i -> Offender.owns(w, i)).findFirst();
            more = body.text("metadata", "continue").filter(c -> !c.isEmpty());
            if (pod.isPresent() || more.isEmpty()) {
                return Outcome.ok(new Owned(pod, more.isEmpty()));
            }
        }
        return Outcome.ok(new Owned(Optional.empty(), false));
    }

    private static Outcome<JsonValue> list(
            Workload w, Api api, Optional<String> selector, Optional<String> more, String limit) {
        KubernetesApi.Request r =
                KubernetesApi.Request.get(Offender.pods(w).path()).query("limit", limit);
        if (selector.isPresent()) {
            r = r.query("labelSelector", selector.get());
        }
        if (more.isPresent()) {
            r = r.query("continue", more.get());
        }
        return api.send(r)
                .then(a ->
                        a.succeeded()
                                ? Outcome.ok(a.body())
                                : a.isMissing()
                                        // The namespace is gone, and all in it.
                                        ? Outcome.ok(JsonValue.object())
                                        : Outcome.failed(
                                                Failure.unchanged(
                                                        Failure.Kind.BROKEN,
                                                        "the pods of " + w + " cannot be listed",
                                                        "status " + a.status(),
                                                        "")));
    }
}

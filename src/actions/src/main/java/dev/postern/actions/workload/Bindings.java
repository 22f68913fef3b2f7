package dev.postern.actions.workload;

import dev.postern.core.reach.KubernetesApi;
import dev.postern.core.reach.ObjectPath;
import dev.postern.core.value.Blob;
import dev.postern.core.value.Failure;
import dev.postern.core.value.JsonValue;
import dev.postern.core.value.Outcome;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * ClusterRoleBindings that name service accounts of one namespace, found by bounded LISTs: pages of
 * 50, ten at most; kubeadm itself brings about 70.
 */
final class Bindings {
    static final String API = "rbac.authorization.k8s.io/v1";
    private static final int PAGES = 10;

    private Bindings() {}

    /**
     * @param accounts {@code namespace:name} of the service accounts that it names
     * @param subjects how many subjects it has in all
     * @param object to re-create it from
     */
    record Binding(String name, List<String> accounts, int subjects, Blob object) {
        Binding {
            accounts = List.copyOf(accounts);
        }
    }

    static ObjectPath path(String name) {
        return ObjectPath.clusterWide(API, "clusterrolebindings", name);
    }

    static Outcome<List<Binding>> ofNamespace(String namespace, Api api) {
        List<Binding> found = new ArrayList<>();
        Optional<String> more = Optional.empty();
        for (int page = 0; page < PAGES; page++) {
            KubernetesApi.Request list =
                    KubernetesApi.Request.get(path("x").collection().path()).query("limit", "50");
            if (more.isPresent()) {
                list = list.query("continue", more.get());
            }
            Outcome<KubernetesApi.Answer> answer = api.send(list);
            if (answer instanceof Outcome.Failed<KubernetesApi.Answer>(var f)) {
                return Outcome.failed(f);
            }
            JsonValue body = answer.got().orElseThrow().body();
            if (!answer.got().orElseThrow().succeeded()) {
                return Outcome.failed(
                        Failure.unchanged(
                                Failure.Kind.BROKEN,
                                "the ClusterRoleBindings cannot be listed",
                                "status " + answer.got().orElseThrow().status(),
                                ""));
            }
            for (JsonValue item : body.items("items")) {
                binding(item)
                        .filter(b ->
                                b.accounts().stream().anyMatch(a -> a.startsWith(namespace + ":")))
                        .ifPresent(found::add);
            }
            more = body.text("metadata", "continue").filter(c -> !c.isEmpty());
            if (more.isEmpty()) {
                return Outcome.ok(
                        found.stream()
                                .sorted(java.util.Comparator.comparing(Binding::name))
                                .toList());
            }
        }
        return Outcome.failed(
                Failure.unchanged(
                        Failure.Kind.REFUSED,
                        "more than 500 ClusterRoleBindings",
                        "a sick API is not asked for more",
                        "find the one of the workload and delete it by hand"));
    }

    private static Optional<Binding> binding(JsonValue item) {
        List<JsonValue> subjects = item.items("subjects");
        List<String> accounts =
                subjects.stream()
                        .filter(s -> s.text("kind").filter("ServiceAccount"::equals).isPresent())
                        .map(s -> s.text("namespace").orElse("") + ":" + s.text("name").orElse(""))
                        .toList();
        JsonValue.Obj whole = item instanceof JsonValue.Obj o ? o : JsonValue.object();
        // Items of a list come without their kind, and a creation needs it.
        Blob saved =
                Api.saved(
                        whole.with("apiVersion", JsonValue.of(API))
                                .with("kind", JsonValue.of("ClusterRoleBinding")));
        return item.text("metadata", "name")
                .filter(n -> n.matches("[A-Za-z0-9][A-Za-z0-9._:-]{0,252}"))
                .map(n -> new Binding(n, accounts, subjects.size(), saved));
    }
}

package dev.postern.actions.workload;

import dev.postern.core.reach.ObjectPath;
import dev.postern.core.value.Blob;
import dev.postern.core.value.JsonValue;
import dev.postern.core.value.Outcome;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * ClusterRoleBindings that name service accounts of one namespace, found by bounded LISTs; kubeadm
 * itself brings about 70.
 */
final class Bindings {
    static final String API = "rbac.authorization.k8s.io/v1";

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
        return api.all(path("x").collection(), "find the one of the workload and delete it by hand")
                .map(all ->
                        all.stream()
                                .flatMap(item -> binding(item).stream())
                                .filter(b ->
                                        b.accounts().stream()
                                                .anyMatch(a -> a.startsWith(namespace + ":")))
                                .sorted(Comparator.comparing(Binding::name))
                                .toList());
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

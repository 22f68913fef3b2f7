package dev.postern.lab.api;

import java.util.List;
import java.util.Optional;

/**
 * An API path taken apart.
 *
 * @param namespace empty for cluster-wide resources, and for a list over all namespaces
 * @param name empty for a collection
 */
record Route(Kind kind, String namespace, String name, String subresource) {
    /** Empty where no resource of this version has such a path. */
    static Optional<Route> of(String path, int minor) {
        List<String> p = List.of(path.split("/", -1));
        // "", "api", "v1", … or "", "apis", group, version, …
        int at;
        String group;
        if (p.size() >= 4 && p.get(1).equals("api")) {
            group = "";
            at = 2;
        } else if (p.size() >= 5 && p.get(1).equals("apis")) {
            group = p.get(2);
            at = 3;
        } else {
            return Optional.empty();
        }
        String version = p.get(at);
        List<String> rest = p.subList(at + 1, p.size());
        String namespace = "";
        if (rest.size() >= 3 && rest.get(0).equals("namespaces")) {
            namespace = rest.get(1);
            rest = rest.subList(2, rest.size());
        }
        if (rest.isEmpty() || rest.size() > 3) {
            return Optional.empty();
        }
        String ns = namespace;
        List<String> parts = rest;
        return Kind.find(group, version, parts.getFirst(), minor)
                .filter(k -> k.namespaced() || ns.isEmpty())
                .filter(k -> !k.namespaced() || !ns.isEmpty() || parts.size() == 1)
                .map(k ->
                        new Route(
                                k,
                                ns,
                                parts.size() > 1 ? parts.get(1) : "",
                                parts.size() > 2 ? parts.get(2) : ""));
    }

    boolean isCollection() {
        return name.isEmpty();
    }

    String storagePath() {
        return kind.storage(namespace) + "/" + name;
    }
}

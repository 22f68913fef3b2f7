package dev.postern.core.reach;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The path of an object or a collection in the Kubernetes API; no discovery is ever needed.
 *
 * @param api {@code v1} or {@code apps/v1}
 * @param resource the plural, with a subresource after a slash where one is meant
 */
public record ObjectPath(
        String api, Optional<String> namespace, String resource, Optional<String> name) {
    private static final Pattern PART =
            Pattern.compile("[A-Za-z0-9]([-A-Za-z0-9._:]{0,252}[A-Za-z0-9])?");

    public ObjectPath {
        check(api, 2);
        namespace.ifPresent(n -> check(n, 1));
        name.ifPresent(n -> check(n, 1));
        check(resource, 2);
    }

    public static ObjectPath clusterWide(String api, String resource, String name) {
        return new ObjectPath(api, Optional.empty(), resource, Optional.of(name));
    }

    public static ObjectPath namespaced(
            String api, String namespace, String resource, String name) {
        return new ObjectPath(api, Optional.of(namespace), resource, Optional.of(name));
    }

    /** The collection, for a create or a bounded list. */
    public ObjectPath collection() {
        return new ObjectPath(api, namespace, resource, Optional.empty());
    }

    /** The URL path: {@code /apis/apps/v1/namespaces/telemetry/daemonsets/agent}. */
    public String path() {
        StringBuilder out =
                new StringBuilder(api.indexOf('/') < 0 ? "/api/" : "/apis/").append(api);
        namespace.ifPresent(n -> out.append("/namespaces/").append(n));
        int slash = resource.indexOf('/');
        out.append('/').append(slash < 0 ? resource : resource.substring(0, slash));
        name.ifPresent(n -> out.append('/').append(n));
        if (slash >= 0) {
            out.append(resource.substring(slash));
        }
        return out.toString();
    }

    private static void check(String text, int most) {
        String[] parts = text.split("/", -1);
        boolean sound = parts.length <= most;
        for (String p : parts) {
            sound &= PART.matcher(p).matches();
        }
        if (!sound) {
            throw new IllegalArgumentException("not part of an API path: " + text);
        }
    }

    @Override
    public String toString() {
        return path();
    }
}

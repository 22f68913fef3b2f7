package dev.postern.core.value;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A Kubernetes workload by name: {@code telemetry/daemonset/agent}. The kind is lower case and
 * singular.
 */
public record Workload(String namespace, String kind, String name) {
    /** The kinds that Postern knows how to jail, hold out and delete. */
    public static final List<String> KINDS =
            List.of("daemonset", "deployment", "statefulset", "job", "cronjob", "replicaset");

    private static final Pattern LABEL = Pattern.compile("[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?");

    public Workload {
        if (!LABEL.matcher(namespace).matches()
                || !LABEL.matcher(name).matches()
                || !KINDS.contains(kind)) {
            throw new IllegalArgumentException(
                    "not a workload: " + namespace + "/" + kind + "/" + name);
        }
    }

    /**
     * Empty where the text is not {@code namespace/kind/name} with a known kind and valid names.
     */
    public static Optional<Workload> parse(String text) {
        String[] parts = text.split("/", -1);
        if (parts.length != 3) {
            return Optional.empty();
        }
        String kind = parts[1].toLowerCase(Locale.ROOT);
        boolean sound =
                LABEL.matcher(parts[0]).matches()
                        && LABEL.matcher(parts[2]).matches()
                        && KINDS.contains(kind);
        return sound ? Optional.of(new Workload(parts[0], kind, parts[2])) : Optional.empty();
    }

    @Override
    public String toString() {
        return namespace + "/" + kind + "/" + name;
    }
}

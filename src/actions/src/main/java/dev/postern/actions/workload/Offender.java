package dev.postern.actions.workload;

import dev.postern.core.reach.ObjectPath;
import dev.postern.core.value.JsonValue;
import dev.postern.core.value.Outcome;
import dev.postern.core.value.Workload;

import java.util.List;
import java.util.Optional;

/** What follows from a workload's name and object: paths, its service account, its pods. */
final class Offender {
    private Offender() {}

    static ObjectPath path(Workload w) {
        return ObjectPath.namespaced(api(w), w.namespace(), w.kind() + "s", w.name());
    }

    static String api(Workload w) {
        return switch (w.kind()) {
            case "job", "cronjob" -> "batch/v1";
            default -> "apps/v1";
        };
    }

    static ObjectPath pods(Workload w) {
        return ObjectPath.namespaced("v1", w.namespace(), "pods", "x").collection();
    }

    /** A name for an object of ours about this workload, the same on every run. */
    static String ours(String what, Workload w) {
        String name = "postern-" + what + "-" + w.namespace() + "-" + w.kind() + "-" + w.name();
        return name.length() <= 253 ? name : name.substring(0, 240) + "-" + w.hashCode();
    }

    private static Optional<JsonValue> podSpec(Workload w, JsonValue object) {
        return w.kind().equals("cronjob")
                ? object.at("spec", "jobTemplate", "spec", "template", "spec")
                : object.at("spec", "template", "spec");
    }

    private static String account(Workload w, Optional<JsonValue> podSpec) {
        String name =
                podSpec.flatMap(s ->
                                s.text("serviceAccountName").or(() -> s.text("serviceAccount")))
                        .filter(n -> n.matches("[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?"))
                        .orElse("default");
        return w.namespace() + ":" + name;
    }

    /** {@code namespace:name} of the account that its pods act as. */
    static String account(Workload w, JsonValue object) {
        return account(w, podSpec(w, object));
    }

    /**
     * The account that it acts as: where somebody has deleted the object, its pods go on until
     * their kubelets hear of it, and tell. Empty where both are gone.
     */
    static Outcome<Optional<String>> account(Workload w, Api api) {
        return api.get(path(w))
                .then(found ->
                        found.isPresent()
                                ? Outcome.ok(found.map(o -> account(w, o)))
                                : PodsInApi.owned(w, api)
                                        .map(o -> o.pod().map(p -> account(w, p.at("spec")))));
    }

    /** A label selector for its pods, from {@code spec.selector.matchLabels}; may be empty. */
    static String selector(JsonValue object) {
        return object.at("spec", "selector", "matchLabels").map(Offender::labels).orElse("");
    }

    /**
     * Labels as a selector, without those that differ from pod to pod or from rollout to rollout.
     */
    static String labels(JsonValue labels) {
        if (!(labels instanceof JsonValue.Obj o)) {
            return "";
        }
        List<String> changing =
                List.of(
                        "controller-revision-hash",
                        "pod-template-generation",
                        "pod-template-hash",
                        "statefulset.kubernetes.io/pod-name",
                        "apps.kubernetes.io/pod-index");
        return String.join(
                ",",
                o.fields().entrySet().stream()
                        .filter(e -> !changing.contains(e.getKey()))
                        .flatMap(e ->
                                e.getValue() instanceof JsonValue.Text(var v)
                                        ? java.util.stream.Stream.of(e.getKey() + "=" + v)
                                        : java.util.stream.Stream.<String>of())
                        .sorted()
                        .toList());
    }

    /** Whether a pod is one of the workload's, by its owner. */
    static boolean owns(Workload w, JsonValue pod) {
        for (JsonValue owner : pod.items("metadata", "ownerReferences")) {
            String kind = owner.text("kind").orElse("").toLowerCase(java.util.Locale.ROOT);
            String name = owner.text("name").orElse("");
            boolean direct = kind.equals(w.kind()) && name.equals(w.name());
            boolean through =
                    ((w.kind().equals("deployment") && kind.equals("replicaset"))
                                    || (w.kind().equals("cronjob") && kind.equals("job")))
                            && name.matches(java.util.regex.Pattern.quote(w.name()) + "-[a-z0-9]+");
            if (direct || through) {
                return true;
            }
        }
        return false;
    }

    /** A pattern for names of its pods on a host, as its controller makes them. */
    static String podNames(Workload w) {
        String name = w.name().replace(".", "[.]");
        return "^"
                + name
                + switch (w.kind()) {
                    case "deployment" -> "-[a-z0-9]{1,10}-[a-z0-9]{5}";
                    case "statefulset" -> "-[0-9]+";
                    case "cronjob" -> "-[0-9]+-[a-z0-9]{5}";
                    default -> "-[a-z0-9]{5}";
                }
                + "$";
    }
}

package dev.postern.lab.api;

import dev.postern.core.value.JsonValue;
import dev.postern.lab.model.Objects;

import java.util.List;
import java.util.Optional;

/**
 * Admission webhooks that nobody serves: the lab has no Services, so each call fails, and what its
 * {@code failurePolicy} says is done. Only requests of parties are asked about; what the model's
 * own nodes and controllers write is not.
 *
 * <p>Which requests: {@code rules} by operation, group and resource. Selectors and match conditions
 * are not known here, and a configuration that has some is refused.
 */
final class FailingWebhooks {
    private static final String GROUP = "admissionregistration.k8s.io";
    private static final String BASE = "/apis/" + GROUP + "/v1/";
    private static final List<String> UNKNOWN =
            List.of("namespaceSelector", "objectSelector", "matchConditions");

    private FailingWebhooks() {}

    /**
     * The refusal, where a webhook is asked about this request; mutating ones first.
     *
     * @param operation {@code CREATE, UPDATE, DELETE}
     */
    static Optional<Answer> deny(Objects objects, Route r, String operation) {
        // What admission itself is made of is exempt (webhook/predicates/rules).
        if (r.kind().group().equals(GROUP)) {
            return Optional.empty();
        }
        for (String kind :
                List.of("mutatingwebhookconfigurations", "validatingwebhookconfigurations")) {
            for (JsonValue.Obj configuration : objects.below(BASE + kind)) {
                for (JsonValue hook : configuration.items("webhooks")) {
                    if (isFatal(hook) && isAsked(hook, r, operation)) {
                        return Optional.of(failed(hook));
                    }
                }
            }
        }
        return Optional.empty();
    }

    private static boolean isFatal(JsonValue hook) {
        return !hook.text("failurePolicy").orElse("Fail").equals("Ignore");
    }

    private static boolean isAsked(JsonValue hook, Route r, String operation) {
        return hook.items("rules").stream()
                .anyMatch(rule ->
                        has(rule, "operations", operation)
                                && has(rule, "apiGroups", r.kind().group())
                                && has(rule, "apiVersions", r.kind().version())
                                && has(rule, "resources", r.kind().plural()));
    }

    private static boolean has(JsonValue rule, String list, String word) {
        List<JsonValue> words = rule.items(list);
        return words.contains(JsonValue.of(word))
                || words.contains(JsonValue.of("*"))
                || (list.equals("resources") && words.contains(JsonValue.of("*/*")));
    }

    private static Answer failed(JsonValue hook) {
        String service = hook.text("clientConfig", "service", "name").orElse("webhook");
        String url =
                "https://"
                        + service
                        + "."
                        + hook.text("clientConfig", "service", "namespace").orElse("default")
                        + ".svc:443"
                        + hook.text("clientConfig", "service", "path").orElse("/")
                        + "?timeout="
                        + hook.whole("timeoutSeconds").orElse(10L)
                        + "s";
        return Answer.status(
                500,
                "InternalError",
                "Internal error occurred: failed calling webhook \""
                        + hook.text("name").orElse("")
                        + "\": failed to call webhook: Post \""
                        + url
                        + "\": service \""
                        + service
                        + "\" not found",
                JsonValue.object());
    }

    /** What of a configuration the lab does not know; empty where it knows it, or is none. */
    static Optional<String> unknown(Kind kind, JsonValue.Obj object) {
        if (!kind.plural().endsWith("webhookconfigurations")) {
            return Optional.empty();
        }
        return object.items("webhooks").stream()
                .flatMap(hook ->
                        UNKNOWN.stream()
                                .filter(f ->
                                        hook.at(f)
                                                .filter(v -> !v.equals(JsonValue.object()))
                                                .filter(v -> !v.equals(JsonValue.array()))
                                                .isPresent()))
                .map(f -> "webhooks." + f + ": this API server knows none")
                .findFirst();
    }
}

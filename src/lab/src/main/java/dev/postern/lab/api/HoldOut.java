package dev.postern.lab.api;

import dev.postern.core.value.JsonValue;
import dev.postern.json.JsonText;
import dev.postern.lab.model.Objects;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Admission policies that keep a workload out. The lab does not evaluate CEL: a bound, denying
 * policy that names both the namespace and the name holds out that workload.
 */
final class HoldOut {
    private static final String BASE = "/apis/admissionregistration.k8s.io/v1/";

    private HoldOut() {}

    static Optional<Answer> denies(Objects objects, Route r) {
        boolean workload = r.kind().group().equals("apps") || r.kind().group().equals("batch");
        if (!workload) {
            return Optional.empty();
        }
        for (JsonValue.Obj binding : objects.below(BASE + "validatingadmissionpolicybindings")) {
            String policyName = binding.text("spec", "policyName").orElse("");
            boolean deny =
                    binding.items("spec", "validationActions").contains(JsonValue.of("Deny"));
            Optional<JsonValue.Obj> policy =
                    objects.get(BASE + "validatingadmissionpolicies/" + policyName);
            if (deny && policy.filter(p -> names(p, r)).isPresent()) {
                String why =
                        policy.get().items("spec", "validations").stream()
                                .flatMap(v -> v.text("message").stream())
                                .findFirst()
                                .orElse("failed expression");
                return Optional.of(
                        Answer.status(
                                422,
                                "Invalid",
                                r.kind().qualified()
                                        + " \""
                                        + r.name()
                                        + "\" is forbidden: ValidatingAdmissionPolicy '"
                                        + policyName
                                        + "' with binding '"
                                        + binding.text("metadata", "name").orElse("")
                                        + "' denied request: "
                                        + why,
                                Answer.details(r.kind(), r.name())));
            }
        }
        return Optional.empty();
    }

    private static boolean names(JsonValue.Obj policy, Route r) {
        String spec = JsonText.line(policy.field("spec").orElse(JsonValue.nothing()));
        return mentions(spec, r.namespace()) && mentions(spec, r.name());
    }

    private static boolean mentions(String text, String word) {
        return Pattern.compile("(?<![-a-z0-9])" + Pattern.quote(word) + "(?![-a-z0-9])")
                .matcher(text)
                .find();
    }
}

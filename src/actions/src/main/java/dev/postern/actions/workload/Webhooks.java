package dev.postern.actions.workload;

import dev.postern.core.reach.ObjectPath;
import dev.postern.core.value.Blob;
import dev.postern.core.value.JsonValue;
import dev.postern.core.value.Outcome;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Configurations of admission webhooks, found by bounded LISTs. The API server asks no webhook
 * about these objects themselves (admission/plugin/webhook/predicates/rules: "exempt resources"),
 * so they can be changed whatever a webhook says.
 */
final class Webhooks {
    private static final String API = "admissionregistration.k8s.io/v1";

    private Webhooks() {}

    /** Which requests a configuration's webhooks are asked about: all that change something. */
    enum Kind {
        VALIDATING("validatingwebhookconfigurations", "ValidatingWebhookConfiguration"),
        MUTATING("mutatingwebhookconfigurations", "MutatingWebhookConfiguration");

        private final String resource;
        private final String kind;

        Kind(String resource, String kind) {
            this.resource = resource;
            this.kind = kind;
        }

        ObjectPath path(String name) {
            return ObjectPath.clusterWide(API, resource, name);
        }
    }

    /**
     * One configuration.
     *
     * @param webhooks their names, in order
     * @param object to re-create it from
     */
    record Configuration(Kind kind, String name, List<String> webhooks, Blob object) {
        Configuration {
            webhooks = List.copyOf(webhooks);
        }

        /** Whether it is meant by its own name, or by that of a webhook in it. */
        boolean isCalled(String wanted) {
            return name.equals(wanted) || webhooks.contains(wanted);
        }
    }

    /** Those that a name means, of both kinds: what a refusal calls the webhook may be in two. */
    static Outcome<List<Configuration>> called(String wanted, Api api) {
        List<Configuration> found = new ArrayList<>();
        for (Kind kind : Kind.values()) {
            Outcome<List<JsonValue>> all =
                    api.all(
                            kind.path("x").collection(),
                            "remove the one that stands in the way by hand");
            if (all instanceof Outcome.Failed<List<JsonValue>>(var why)) {
                return Outcome.failed(why);
            }
            all.got().orElseThrow().stream()
                    .flatMap(item -> configuration(kind, item).stream())
                    .filter(c -> c.isCalled(wanted))
                    .forEach(found::add);
        }
        return Outcome.ok(found);
    }

    private static Optional<Configuration> configuration(Kind kind, JsonValue item) {
        JsonValue.Obj whole = item instanceof JsonValue.Obj o ? o : JsonValue.object();
        // Items of a list come without their kind, and a creation needs it.
        Blob saved =
                Api.saved(
                        whole.with("apiVersion", JsonValue.of(API))
                                .with("kind", JsonValue.of(kind.kind)));
        return item.text("metadata", "name")
                .filter(n -> n.matches("[a-z0-9][a-z0-9.-]{0,252}"))
                .map(n ->
                        new Configuration(
                                kind,
                                n,
                                item.items("webhooks").stream()
                                        .flatMap(w -> w.text("name").stream())
                                        .toList(),
                                saved));
    }
}

package dev.postern.actions.workload;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.core.action.Action;
import dev.postern.core.action.Check;
import dev.postern.core.action.Target;
import dev.postern.core.reach.Done;
import dev.postern.core.reach.KubernetesApi;
import dev.postern.core.reach.ObjectPath;
import dev.postern.core.value.Failure;
import dev.postern.core.value.JsonValue;
import dev.postern.core.value.Outcome;
import dev.postern.testkit.ActionContract;
import dev.postern.testkit.LabWorld;
import dev.postern.testkit.TestReach;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Optional;

/**
 * The one of a configuration that fails all writes of one kind; beside it one that is not meant.
 */
class RemoveWebhookContractTest
        extends ActionContract<RemoveWebhook.Parameters, RemoveWebhook.State> {
    private static final String NAME = "policy.example.com";

    private static final ObjectPath CONFIG_MAP =
            ObjectPath.namespaced("v1", "default", "configmaps", "probe");

    @Override
    protected Action<RemoveWebhook.Parameters, RemoveWebhook.State> action() {
        return new RemoveWebhook();
    }

    @Override
    protected RemoveWebhook.Parameters parameters() {
        return new RemoveWebhook.Parameters(NAME, RemoveWebhook.How.REMOVE);
    }

    private static JsonValue words(String... words) {
        return JsonValue.array(List.of(words).stream().map(JsonValue::of).toList());
    }

    private static JsonValue.Obj webhook(String name, String resource, String secret) {
        return JsonValue.object(
                "name",
                name,
                "failurePolicy",
                "Fail",
                "sideEffects",
                "None",
                "admissionReviewVersions",
                words("v1"),
                "clientConfig",
                JsonValue.object(
                        "service",
                        JsonValue.object("namespace", "policy", "name", "nobody"),
                        "caBundle",
                        secret),
                "rules",
                JsonValue.array(
                        JsonValue.object(
                                "operations",
                                words("*"),
                                "apiGroups",
                                words("*"),
                                "apiVersions",
                                words("*"),
                                "resources",
                                words(resource))));
    }

    private static void create(
            LabWorld open,
            TestReach through,
            Webhooks.Kind kind,
            String name,
            JsonValue.Obj... hooks) {
        String word =
                kind == Webhooks.Kind.VALIDATING
                        ? "ValidatingWebhookConfiguration"
                        : "MutatingWebhookConfiguration";
        Storm.send(
                open,
                through,
                KubernetesApi.Request.create(
                        kind.path(name).collection(),
                        Storm.named("admissionregistration.k8s.io/v1", word, name)
                                .with("webhooks", JsonValue.array(List.of(hooks)))));
    }

    @Override
    protected void prepare(LabWorld open) {
        TestReach through = new TestReach(open);
        create(
                open,
                through,
                Webhooks.Kind.VALIDATING,
                "policy",
                webhook("other.example.com", "nothings", ""),
                webhook(NAME, "configmaps", SECRET));
        create(
                open,
                through,
                Webhooks.Kind.VALIDATING,
                "bystander",
                webhook("third.example.com", "nothings", ""));
    }

    @Override
    protected void disturb(LabWorld open, TestReach through) {
        create(open, through, Webhooks.Kind.MUTATING, "again", webhook(NAME, "nothings", ""));
    }

    @Override
    protected void calm(LabWorld open, TestReach through) {
        Storm.send(
                open,
                through,
                KubernetesApi.Request.delete(
                        Webhooks.Kind.MUTATING.path("again"),
                        Optional.empty(),
                        "Background",
                        Optional.empty()));
    }

    private Target target() {
        return new Target.OfCluster(world().cluster().name());
    }

    private RemoveWebhook.State seen(RemoveWebhook.Parameters p) {
        return action().observe(target(), p, reach()).got().orElseThrow();
    }

    private Outcome<Done> write() {
        Api api = new Api(world().cluster().name(), reach());
        return api.create(
                CONFIG_MAP,
                JsonValue.object(
                        "kind",
                        "ConfigMap",
                        "apiVersion",
                        "v1",
                        "metadata",
                        JsonValue.object("name", "probe")));
    }

    private void drives(RemoveWebhook.Parameters p, Runnable then) {
        RemoveWebhook.State before = seen(p);
        RemoveWebhook.State wanted = action().desire(before, p);
        assertThat(action().drive(target(), before, wanted, p, reach()).whyNot()).isEmpty();
        try {
            assertThat(seen(p)).isEqualTo(wanted);
            then.run();
        } finally {
            assertThat(action().drive(target(), seen(p), before, p, reach()).whyNot()).isEmpty();
        }
        assertThat(seen(p)).isEqualTo(before);
    }

    @Test
    void whatAWebhookFailsSaysWhichAndWithWhatItIsTakenOutOfTheWay() {
        Failure why = write().whyNot().orElseThrow();

        assertThat(why.leftBehind()).isEqualTo("nothing was changed");
        assertThat(why.why()).contains("failed calling webhook \"" + NAME + "\"");
        assertThat(why.next())
                .isEqualTo(
                        "postern remove-webhook --webhook "
                                + NAME
                                + " --cluster "
                                + world().cluster().name()
                                + " takes it out of the way; then go on");
    }

    @Test
    void onceItIsOutOfTheWayWritesGoThrough() {
        for (RemoveWebhook.How how : RemoveWebhook.How.values()) {
            drives(
                    new RemoveWebhook.Parameters(NAME, how),
                    () -> {
                        assertThat(write().whyNot()).isEmpty();
                        Api api = new Api(world().cluster().name(), reach());
                        assertThat(api.delete(CONFIG_MAP, Optional.empty()).whyNot()).isEmpty();
                    });
            assertThat(write().whyNot()).isPresent();
        }
    }

    @Test
    void itIsFoundByItsConfigurationTooAndNothingElseIs() {
        assertThat(seen(new RemoveWebhook.Parameters("policy", RemoveWebhook.How.REMOVE)))
                .isEqualTo(seen(parameters()));
        assertThat(seen(parameters()).configurations())
                .singleElement()
                .matches(c -> c.name().equals("policy") && c.kind().equals("validating"));
        assertThat(
                        seen(new RemoveWebhook.Parameters("polic", RemoveWebhook.How.REMOVE))
                                .configurations())
                .isEmpty();
    }

    @Test
    void aNameThatMeansNothingIsSaid() {
        RemoveWebhook.Parameters wrong =
                new RemoveWebhook.Parameters("polciy.example.com", RemoveWebhook.How.REMOVE);

        assertThat(action().checks(world().cluster(), List.of(target()), wrong, reach()))
                .filteredOn(c -> c.verdict() != Check.Verdict.GOOD)
                .singleElement()
                .matches(c -> c.verdict() == Check.Verdict.UNKNOWN)
                .matches(c -> c.detail().equals("none here is called polciy.example.com"));
    }

    @Test
    void thePlanSaysWhatIsSent() {
        RemoveWebhook.Parameters ignore =
                new RemoveWebhook.Parameters(NAME, RemoveWebhook.How.IGNORE);
        RemoveWebhook.State before = seen(ignore);
        String path = "/apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations";

        assertThat(commands(before, action().desire(before, parameters())))
                .containsExactly("DELETE " + path + "/policy (precondition: its uid)");
        assertThat(commands(new RemoveWebhook.State(List.of()), before))
                .singleElement()
                .asString()
                .startsWith("POST " + path + " <OBJECT sha256 ");
        assertThat(commands(before, action().desire(before, ignore)))
                .singleElement()
                .asString()
                .startsWith("PATCH " + path + "/policy webhooks <OBJECT sha256 ");
    }

    private List<String> commands(RemoveWebhook.State from, RemoveWebhook.State to) {
        return action().commands(target(), from, to, parameters(), world().cluster());
    }
}

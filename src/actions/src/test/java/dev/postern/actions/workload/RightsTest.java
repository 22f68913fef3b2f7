package dev.postern.actions.workload;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.core.action.Check;
import dev.postern.core.action.Check.Verdict;
import dev.postern.core.fleet.ClusterName;
import dev.postern.core.reach.KubernetesApi;
import dev.postern.core.reach.ObjectPath;
import dev.postern.core.reach.World;
import dev.postern.core.reach.WorldThrough;
import dev.postern.core.value.Failure;
import dev.postern.core.value.JsonValue;
import dev.postern.core.value.Outcome;
import dev.postern.testkit.LabWorld;
import dev.postern.testkit.TestReach;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Whether we may, as the API server says it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RightsTest {
    private static final List<Rights.Right> ONE =
            List.of(
                    new Rights.Right(
                            "delete",
                            ObjectPath.namespaced("apps/v1", "telemetry", "daemonsets", "agent")));

    private LabWorld lab;
    private final List<KubernetesApi.Request> sent = new ArrayList<>();

    @BeforeAll
    void open() throws IOException {
        lab = LabWorld.calm(3);
    }

    @AfterAll
    void close() {
        lab.close();
    }

    /** The lab's API, as somebody who is exempt or not, with its answers or others. */
    private List<Check> checks(
            boolean exempt,
            Function<KubernetesApi.Request, Outcome<KubernetesApi.Answer>> answers) {
        sent.clear();
        WorldThrough world =
                new WorldThrough() {
                    @Override
                    public World world() {
                        return lab;
                    }

                    @Override
                    public KubernetesApi api(ClusterName cluster) {
                        return new Asked(exempt, answers);
                    }
                };
        return Rights.checks(lab.cluster(), ONE, new TestReach(world));
    }

    private static Outcome<KubernetesApi.Answer> answer(int status, JsonValue body) {
        return Outcome.ok(new KubernetesApi.Answer(status, body, Map.of(), Duration.ZERO));
    }

    @Test
    void aMemberOfSystemMastersMayDoEverythingAndIsNotAskedAbout() {
        List<Check> checks = checks(true, r -> answer(500, JsonValue.nothing()));

        assertThat(checks).containsExactly(Check.good("eu-1", "our identity may do everything"));
        assertThat(sent).isEmpty();
    }

    @Test
    void theServerItselfIsAskedAndKeepsNothing() {
        List<Check> checks = checks(false, r -> lab.api(lab.cluster().name()).send(r));

        assertThat(checks)
                .containsExactly(Check.good("eu-1", "our identity may delete daemonsets"));
        assertThat(sent).hasSize(1);
        KubernetesApi.Request asked = sent.getFirst();
        assertThat(asked.target())
                .isEqualTo("/apis/authorization.k8s.io/v1/selfsubjectaccessreviews");
        assertThat(asked.body().orElseThrow().at("spec", "resourceAttributes"))
                .contains(
                        JsonValue.object(
                                "verb",
                                "delete",
                                "group",
                                "apps",
                                "resource",
                                "daemonsets",
                                "namespace",
                                "telemetry",
                                "name",
                                "agent"));
    }

    @Test
    void whatWeMayNotIsSaidWithOurName() {
        List<Check> checks =
                checks(
                        false,
                        r ->
                                answer(
                                        201,
                                        JsonValue.object(
                                                "status", JsonValue.object("allowed", false))));

        assertThat(checks.getFirst().verdict()).isEqualTo(Verdict.FAILED);
        assertThat(checks.getFirst().detail()).isEqualTo("ann may not");
    }

    @Test
    void whatTheServerDoesNotSayIsUnknown() {
        Failure dark = Failure.unchanged(Failure.Kind.SATURATED, "no answer", "", "");

        assertThat(checks(false, r -> Outcome.failed(dark)).getFirst().verdict())
                .isEqualTo(Verdict.UNKNOWN);
        assertThat(checks(false, r -> answer(404, JsonValue.nothing())).getFirst().verdict())
                .isEqualTo(Verdict.UNKNOWN);
    }

    private final class Asked implements KubernetesApi {
        private final boolean exempt;
        private final Function<Request, Outcome<Answer>> answers;

        Asked(boolean exempt, Function<Request, Outcome<Answer>> answers) {
            this.exempt = exempt;
            this.answers = answers;
        }

        @Override
        public Outcome<Answer> send(Request request) {
            sent.add(request);
            return answers.apply(request);
        }

        @Override
        public Outcome<Health> health() {
            throw new AssertionError("nobody asks that");
        }

        @Override
        public Outcome<Answer> sendArmed(Request request, Duration within) {
            throw new AssertionError("a look is not armed");
        }

        @Override
        public Outcome<Identity> identity() {
            return Outcome.ok(new Identity("ann", exempt, "a test", Optional.empty()));
        }
    }
}

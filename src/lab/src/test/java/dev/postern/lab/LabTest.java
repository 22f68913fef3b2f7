package dev.postern.lab;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.core.fleet.HostId;
import dev.postern.core.time.Time;
import dev.postern.core.value.JsonValue;
import dev.postern.core.value.Workload;
import dev.postern.lab.LabSpec.ClusterSpec;
import dev.postern.lab.host.nft.PacketFilter;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** The lab as a real HTTPS client sees it. */
class LabTest {
    private static final Workload AGENT = new Workload("telemetry", "daemonset", "agent");
    private static final String DAEMONSET = "/apis/apps/v1/namespaces/telemetry/daemonsets/agent";
    private static final String ROLE =
            "/apis/rbac.authorization.k8s.io/v1/clusterrolebindings/telemetry-agent";

    private static final String FENCE =
            """
            table inet postern
            delete table inet postern
            table inet postern {
            	set hold { type inet_service; flags timeout; elements = { 6443 timeout 900s }; }
            	set door4 { type ipv4_addr; flags interval; elements = { %s }; }
            	counter shut { }
            	counter open { }
            	chain input {
            		type filter hook input priority filter - 10; policy accept;
            		iifname "lo" accept
            		tcp dport 6443 jump gate
            	}
            	chain gate {
            		ip saddr @door4 accept
            		tcp dport @hold goto share0
            	}
            	chain share0 {
            		counter name shut reject with tcp reset
            	}
            }
            """;

    @TempDir Path dir;
    private Lab lab;
    private Time time;

    private void start(int nodes, String kubernetes) throws IOException {
        lab =
                Lab.start(
                        new LabSpec(
                                "test",
                                7,
                                LabSpec.AFTERNOON,
                                0,
                                List.of(ClusterSpec.of("eu-1", 3, nodes, kubernetes))),
                        dir);
        time = lab.join("test");
    }

    @AfterEach
    void stop() throws IOException {
        if (lab != null) {
            lab.close();
        }
    }

    private static HostId host(int n) {
        return HostId.parse("eu-1/cp" + n).orElseThrow();
    }

    private Client exempt(int n) {
        return new Client(lab, time, host(1), n, "/etc/kubernetes/super-admin.conf");
    }

    @Test
    void aCalmServerAnswersAsKubernetesDoes() throws Exception {
        start(120, "1.30");
        try (var working = time.enter()) {
            Client c = exempt(2);
            assertThat(c.get("/readyz").text()).isEqualTo("ok");
            Client.Answer set = c.get(DAEMONSET);
            assertThat(set.status()).isEqualTo(404);
            assertThat(set.body().text("message")).contains("daemonsets.apps \"agent\" not found");
            assertThat(set.headers()).containsKey("X-Kubernetes-PF-FlowSchema-UID");
            lab.faults().daemonsetStorm(AGENT, Duration.ofSeconds(60));
            time.sleep(Duration.ofSeconds(90));
            JsonValue found = c.get(DAEMONSET).body();
            String uid = found.text("metadata", "uid").orElseThrow();
            JsonValue.Obj wrong = precondition("00000000-0000-0000-0000-000000000000");
            assertThat(c.send("DELETE", DAEMONSET, wrong).status()).isEqualTo(409);
            assertThat(c.send("DELETE", DAEMONSET + "?dryRun=All", precondition(uid)).status())
                    .isEqualTo(200);
            assertThat(c.send("DELETE", DAEMONSET, precondition(uid)).status()).isEqualTo(200);
            assertThat(c.get(DAEMONSET).status()).isEqualTo(404);
            time.sleep(Duration.ofSeconds(90));
            assertThat(lab.truth("eu-1").workloadProcesses()).isZero();
            assertThat(lab.truth("eu-1").requestsByOperator()).isEqualTo(7);
        }
    }

    @Test
    void deletingTheWorkloadFailsForHalfAnHourUntilTheLeversAreUsed() throws Exception {
        start(2500, "1.30");
        try (var working = time.enter()) {
            lab.faults().daemonsetStorm(AGENT, Duration.ofSeconds(60));
            time.sleep(Duration.ofMinutes(5));
            Instant giveUp = time.now().plus(Duration.ofMinutes(30));
            int tries = 0;
            for (; time.now().isBefore(giveUp); tries++) {
                assertThat(status(exempt(tries % 3 + 1), "DELETE", DAEMONSET)).isNotEqualTo(200);
                time.sleep(Duration.ofSeconds(2));
            }
            assertThat(tries).isGreaterThan(100);
            assertThat(lab.truth("eu-1").workloadObject()).isTrue();

            fence();
            relax();
            time.sleep(Duration.ofSeconds(60));
            assertThat(lab.truth("eu-1").apiReady()).isTrue();
            assertThat(status(exempt(1), "DELETE", ROLE)).isEqualTo(200);
            assertThat(status(exempt(1), "DELETE", DAEMONSET)).isEqualTo(200);
            assertThat(lab.truth("eu-1").workloadObject()).isFalse();
            assertThat(lab.model("eu-1").offenderSilent()).isFalse();
            time.sleep(Duration.ofSeconds(5));
            assertThat(lab.model("eu-1").offenderSilent()).isTrue();
        }
    }

    @Test
    void nobodyElseGetsIn() throws Exception {
        start(120, "1.34");
        try (var working = time.enter()) {
            Client admin = new Client(lab, time, host(2), 2, "/etc/kubernetes/admin.conf");
            Client.Answer own =
                    admin.get("/apis/apps/v1/namespaces/kube-system/daemonsets/kube-proxy");
            assertThat(own.status()).isEqualTo(200);
            assertThat(own.headers().get("X-Kubernetes-PF-PriorityLevel-UID"))
                    .isNotEqualTo(
                            exempt(1)
                                    .get("/readyz")
                                    .headers()
                                    .get("X-Kubernetes-PF-PriorityLevel-UID"));
        }
        assertThat(LabDialRule.read(dir)).isNotNull();
        assertThat(dir.resolve("fleet.yaml")).content().contains("autoscaling.eu-1.lab.internal");
    }

    private static JsonValue.Obj precondition(String uid) {
        return JsonValue.object(
                "kind",
                "DeleteOptions",
                "apiVersion",
                "v1",
                "propagationPolicy",
                "Background",
                "preconditions",
                JsonValue.object("uid", uid));
    }

    /** The status of one try, −1 where there was no answer. */
    private static int status(Client client, String method, String target) {
        try {
            return client.send(method, target, JsonValue.object()).status();
        } catch (IOException e) {
            return -1;
        }
    }

    /** What {@code block-api} does, by hand: the rule, then the established connections. */
    private void fence() {
        for (int n = 1; n <= 3; n++) {
            LabHost h = lab.host(host(n));
            PacketFilter filter = (PacketFilter) h.machine.firewall();
            String text = FENCE.formatted(lab.operator().getHostAddress());
            assertThat(filter.apply(text, time.now()).exit()).isZero();
            h.workings.close(6443, s -> s.peer().getHostAddress().startsWith("10."));
        }
    }

    /** What {@code raise-apiserver} does, by hand. */
    private void relax() throws InterruptedException {
        for (int n = 1; n <= 3; n++) {
            String path = "/etc/kubernetes/manifests/kube-apiserver.yaml";
            String text =
                    new String(
                            lab.files(host(n)).content(path).orElseThrow(), StandardCharsets.UTF_8);
            lab.files(host(n))
                    .put(
                            path,
                            text.replace("path: /livez\n", "path: /livez?exclude=etcd\n")
                                    .replace("failureThreshold: 8", "failureThreshold: 100")
                                    .getBytes(StandardCharsets.UTF_8),
                            0600,
                            0,
                            0);
            lab.touched(host(n), path);
            time.sleep(Duration.ofSeconds(45));
        }
    }
}

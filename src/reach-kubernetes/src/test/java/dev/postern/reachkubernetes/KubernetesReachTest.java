package dev.postern.reachkubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postern.core.fleet.ApiAccess.ApiPath;
import dev.postern.core.fleet.ClusterName;
import dev.postern.core.fleet.HostId;
import dev.postern.core.pace.Pacer;
import dev.postern.core.reach.KubernetesApi.Answer;
import dev.postern.core.reach.KubernetesApi.Health;
import dev.postern.core.reach.KubernetesApi.Request;
import dev.postern.core.reach.ObjectPath;
import dev.postern.core.value.Failure;
import dev.postern.core.value.JsonValue;
import dev.postern.core.value.Outcome;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

class KubernetesReachTest {
    private static final TestPki PKI = new TestPki();
    private static final TestPki.Pair ADMIN =
            PKI.client("O=system:masters,CN=kubernetes-super-admin", "EC");
    private static final ObjectPath AGENT =
            ObjectPath.namespaced("apps/v1", "telemetry", "daemonsets", "agent");
    private static final Duration SHORT = Duration.ofMillis(400);

    private TestServer server;
    private Bench bench;

    @BeforeEach
    void start() {
        server = new TestServer(PKI, PKI.server("kubernetes", "10.96.0.1"));
        bench =
                new Bench(server)
                        .identity("/etc/kubernetes/super-admin.conf", PKI.kubeconfig(ADMIN));
    }

    @AfterEach
    void stop() throws IOException {
        bench.close();
        server.close();
    }

    private Outcome<Answer> get() {
        return bench.api().send(Request.get(AGENT).within(Duration.ofSeconds(10)));
    }

    private static Request delete() {
        return Request.delete(AGENT, Optional.of("u-1"), "Background", Optional.empty());
    }

    private Failure refusedOn(Outcome<?> outcome, Failure.Kind kind) {
        Failure failure = Bench.failure(outcome);
        assertThat(failure.kind()).as(failure.sentence()).isEqualTo(kind);
        return failure;
    }

    @Test
    void an_object_is_read_by_one_get_under_its_path() {
        Answer answer = get().got().orElseThrow();

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo(JsonValue.object("ok", true));
        assertThat(server.requests)
                .containsExactly(
                        "GET /apis/apps/v1/namespaces/telemetry/daemonsets/agent HTTP/1.1");
        assertThat(server.clients.getFirst()).contains("kubernetes-super-admin");
    }

    @Test
    void one_connection_is_kept_for_all_requests() {
        for (int i = 0; i < 5; i++) {
            assertThat(get().isOk()).isTrue();
        }
        assertThat(server.connections).hasValue(1);
        assertThat(bench.pacer.connections).hasValue(1);
        assertThat(server.requests).hasSize(5);
    }

    @Test
    void a_delete_carries_its_body_its_query_and_our_name() {
        server.behaviour =
                e -> {
                    assertThat(e.head()).contains("User-Agent: postern/test (run 7f3a)");
                    e.send(200, "application/json", "{}");
                };
        Answer answer = bench.api().send(delete().query("dryRun", "All &=x")).got().orElseThrow();

        assertThat(answer.succeeded()).isTrue();
        assertThat(server.requests.getFirst())
                .isEqualTo(
                        "DELETE /apis/apps/v1/namespaces/telemetry/daemonsets/agent"
                                + "?dryRun=All+%26%3Dx HTTP/1.1");
        assertThat(server.bodies.getFirst())
                .contains("\"preconditions\":{\"uid\":\"u-1\"}")
                .contains("\"propagationPolicy\":\"Background\"");
        assertThat(bench.pacer.kinds).containsExactly(Pacer.Kind.GUARDED_WRITE);
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 201, 404, 409, 410, 422})
    void what_the_server_meant_is_an_answer(int status) {
        server.behaviour = e -> e.send(status, "application/json", "{\"message\":\"so\"}");
        assertThat(get().got().orElseThrow().status()).isEqualTo(status);
        assertThat(server.requests).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {429, 500, 503, 504})
    void an_overloaded_server_is_saturated_and_asked_once(int status) {
        server.behaviour =
                e ->
                        e.send(
                                status,
                                "Retry-After: 3\r\nContent-Type: application/json\r\n",
                                "{\"message\":\"too many\\u001b[31m requests\"}"
                                        .getBytes(StandardCharsets.UTF_8));
        Failure failure = refusedOn(get(), Failure.Kind.SATURATED);
        assertThat(failure.retryAfter()).contains(Duration.ofSeconds(3));
        assertThat(failure.why()).contains("too many").doesNotContain("\u001b");
        assertThat(server.requests).hasSize(1);
    }

    @Test
    void the_wait_that_only_the_body_names_is_taken_too() {
        server.behaviour =
                e -> e.send(429, "application/json", "{\"details\":{\"retryAfterSeconds\":7}}");
        assertThat(Bench.failure(get()).retryAfter()).contains(Duration.ofSeconds(7));
    }

    @Test
    void a_hostile_wait_is_bounded() {
        server.behaviour = e -> e.send(503, "Retry-After: 999999999\r\n", new byte[0]);
        assertThat(Bench.failure(get()).retryAfter()).contains(Duration.ofHours(1));
    }

    @ParameterizedTest
    @ValueSource(ints = {500, 502, 504})
    void a_change_that_the_server_failed_on_is_in_doubt(int status) {
        server.behaviour = e -> e.send(status, "text/plain", "etcdserver: request timed out");
        Failure failure = refusedOn(bench.api().send(delete()), Failure.Kind.IN_DOUBT);
        assertThat(failure.leftBehind()).contains("may have been made");
        assertThat(server.requests).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({
        "500, 'Internal error occurred: failed calling webhook \"p.example.com\": failed to call'",
        "500, 'failed calling webhook \"p.example.com\": failed to call webhook: deadline exceeded'",
        "403, 'admission webhook \"p.example.com\" denied the request: no'",
        "400, 'admission webhook \"p.example.com\" denied the request without explanation'"
    })
    void a_change_that_a_webhook_let_fail_did_not_happen(int status, String said) {
        server.behaviour =
                e ->
                        e.send(
                                status,
                                "application/json",
                                "{\"message\":\"" + said.replace("\"", "\\\"") + "\"}");

        Failure failure = refusedOn(bench.api().send(delete()), Failure.Kind.BROKEN);

        assertThat(failure.what()).contains("an admission webhook let the change fail");
        assertThat(failure.why()).isEqualTo(said);
        assertThat(failure.leftBehind()).isEqualTo("nothing was changed");
        assertThat(server.requests).as("no other identity is tried").hasSize(1);
    }

    @Test
    void of_many_objects_some_may_have_been_changed_before_a_webhook_let_one_fail() {
        server.behaviour =
                e ->
                        e.send(
                                403,
                                "application/json",
                                "{\"message\":\"admission webhook \\\"x\\\" denied the request: no\"}");

        Failure failure =
                refusedOn(
                        bench.api().send(delete().query("labelSelector", "app=agent")),
                        Failure.Kind.IN_DOUBT);

        assertThat(failure.leftBehind()).isEqualTo("some of them may have been changed");
    }

    @Test
    void a_change_that_a_full_etcd_refused_did_not_happen() {
        server.behaviour =
                e ->
                        e.send(
                                500,
                                "application/json",
                                "{\"message\":\"etcdserver: mvcc: database space exceeded\"}");

        Failure failure = refusedOn(bench.api().send(delete()), Failure.Kind.BROKEN);

        assertThat(failure.what()).contains("etcd is full");
        assertThat(failure.leftBehind()).isEqualTo("nothing was changed");
        assertThat(server.requests).hasSize(1);
    }

    @Test
    void what_only_speaks_of_a_webhook_is_not_taken_for_one() {
        server.behaviour =
                e ->
                        e.send(
                                403,
                                "application/json",
                                "{\"message\":\"no right to read admission webhook \\\"x\\\"\"}");

        refusedOn(bench.api().send(delete()), Failure.Kind.REFUSED_IDENTITY);
    }

    @Test
    void a_server_that_hangs_is_saturated_and_its_connection_is_closed_and_replaced()
            throws InterruptedException {
        assertThat(get().isOk()).isTrue();
        server.behaviour = TestServer.Exchange::hang;
        Failure failure =
                refusedOn(
                        bench.api().send(Request.get(AGENT).within(SHORT)), Failure.Kind.SATURATED);
        assertThat(failure.what()).contains("connected, but no answer");
        awaitHangUps(1);
        server.behaviour = e -> e.send(200, "application/json", "{}");
        assertThat(get().isOk()).isTrue();
        assertThat(server.connections).hasValue(2);
    }

    private void awaitHangUps(int wanted) throws InterruptedException {
        Instant end = Instant.now().plusSeconds(5);
        while (server.hungUp.get() < wanted && Instant.now().isBefore(end)) {
            Thread.onSpinWait();
        }
        assertThat(server.hungUp).hasValueGreaterThanOrEqualTo(wanted);
    }

    @Test
    void a_change_whose_answer_never_comes_is_in_doubt() {
        server.behaviour = TestServer.Exchange::hang;
        refusedOn(bench.api().send(delete().within(SHORT)), Failure.Kind.IN_DOUBT);
        assertThat(server.requests).hasSize(1);
    }

    @Test
    void a_change_whose_connection_is_cut_is_in_doubt_and_sent_once() {
        server.behaviour = e -> e.socket().close();
        refusedOn(bench.api().send(delete()), Failure.Kind.IN_DOUBT);
        assertThat(server.requests).hasSize(1);
    }

    @Test
    void an_answer_cut_in_the_middle_is_unreachable() {
        server.behaviour =
                e -> {
                    e.socket()
                            .getOutputStream()
                            .write(
                                    ("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
                                                    + "Content-Length: 100\r\n\r\n{\"a\":")
                                            .getBytes(StandardCharsets.UTF_8));
                    e.socket().getOutputStream().flush();
                    e.socket().close();
                };
        refusedOn(get(), Failure.Kind.UNREACHABLE);
        assertThat(server.requests).hasSize(1);
    }

    @Test
    void a_connection_that_the_server_closed_meanwhile_is_replaced_and_nothing_is_sent_twice()
            throws Exception {
        assertThat(get().isOk()).isTrue();
        server.dropAll();
        awaitHangUps(1);
        settle();
        assertThat(bench.api().send(delete()).isOk()).isTrue();
        assertThat(server.requests).hasSize(2);
        assertThat(server.connections).hasValue(2);
        assertThat(bench.pacer.connections).hasValue(2);
    }

    /** The client's selector hears of the close a moment after the server's thread did. */
    private static void settle() throws InterruptedException {
        Thread.currentThread().join(300);
    }

    @Test
    void where_no_new_connection_is_due_nothing_is_dialled() {
        bench.pacer.connectionsAllowed = 0;
        refusedOn(get(), Failure.Kind.SATURATED);
        assertThat(server.connections).hasValue(0);
    }

    @Test
    void nobody_there_is_unreachable() throws IOException {
        server.close();
        Failure failure = refusedOn(get(), Failure.Kind.UNREACHABLE);
        assertThat(failure.why()).containsIgnoringCase("refused");
    }

    @Test
    void a_server_that_accepts_but_never_shakes_hands_is_starved_not_down() {
        server.raw = s -> s.getInputStream().readAllBytes();
        Instant begun = Instant.now();
        Failure failure = refusedOn(bench.api().health(), Failure.Kind.SATURATED);
        assertThat(failure.why()).contains("CPU");
        assertThat(Duration.between(begun, Instant.now())).isGreaterThan(Wire.TLS);
    }

    @Test
    void a_server_that_closes_during_the_handshake_is_unreachable() {
        server.raw = s -> s.getInputStream().read();
        refusedOn(get(), Failure.Kind.UNREACHABLE);
        assertThat(server.connections).hasValue(1);
    }

    @Test
    void what_does_not_speak_tls_is_called_so() {
        server.raw =
                s -> {
                    // As a plain HTTP server does: it complains once it has seen the ClientHello.
                    s.getInputStream().readNBytes(5);
                    s.getOutputStream().write("HTTP/1.1 400 Bad\r\n\r\n".getBytes());
                    s.getInputStream().readAllBytes();
                };
        refusedOn(get(), Failure.Kind.BROKEN);
    }

    @Test
    void what_does_not_speak_http_is_broken() {
        server.behaviour =
                e -> {
                    e.socket()
                            .getOutputStream()
                            .write("\u001b]0;owned\u0007 hello\r\n\r\n".getBytes());
                    e.socket().getOutputStream().flush();
                    e.socket().close();
                };
        Failure failure = refusedOn(get(), Failure.Kind.BROKEN);
        assertThat(failure.sentence()).doesNotContain("\u001b").doesNotContain("\u0007");
    }

    @Test
    void a_certificate_for_another_name_stops_everything() {
        bench.serverName = "kubernetes.example";
        bench.ladder = List.of(ApiPath.DIRECT, ApiPath.LOAD_BALANCER);
        bench.balancer = Optional.of(InetAddress.ofLiteral("127.0.0.1"));
        Failure failure = refusedOn(get(), Failure.Kind.UNTRUSTED);
        assertThat(failure.why()).contains("kubernetes, 10.96.0.1").contains("kubernetes.example");
        assertThat(server.requests).isEmpty();
        assertThat(server.connections).hasValue(1);
    }

    @Test
    void an_address_in_the_certificate_is_a_name_too() {
        bench.serverName = "10.96.0.1";
        assertThat(get().isOk()).isTrue();
    }

    @Test
    void a_certificate_of_another_authority_is_not_trusted() {
        bench.filesOnHost.put("/etc/kubernetes/super-admin.conf", new TestPki().kubeconfig(ADMIN));
        refusedOn(get(), Failure.Kind.UNTRUSTED);
        assertThat(server.requests).isEmpty();
    }

    @Test
    void an_expired_server_certificate_is_not_trusted() throws IOException {
        server.close();
        server =
                new TestServer(
                        PKI,
                        PKI.issue(
                                "CN=old",
                                "EC",
                                List.of("kubernetes"),
                                Instant.now().minusSeconds(60)));
        bench.port = server.port();
        refusedOn(get(), Failure.Kind.UNTRUSTED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"EC", "RSA", "Ed25519"})
    void client_keys_of_each_kind_are_presented(String algorithm) {
        bench.filesOnHost.put(
                "/etc/kubernetes/super-admin.conf",
                PKI.kubeconfig(PKI.client("CN=" + algorithm + "-user", algorithm)));
        assertThat(get().isOk()).isTrue();
        assertThat(server.clients.getFirst()).contains(algorithm + "-user");
    }

    @Test
    void an_expired_certificate_is_refused_before_any_request_and_the_next_is_taken() {
        bench.filesOnHost.put(
                "/etc/kubernetes/super-admin.conf",
                PKI.kubeconfig(
                        PKI.issue("CN=old", "EC", List.of(), Instant.now().minusSeconds(3600))));
        Failure failure = refusedOn(get(), Failure.Kind.REFUSED_IDENTITY);
        assertThat(failure.sentence()).contains("has expired");
        assertThat(server.connections).hasValue(0);
    }

    @Test
    void the_second_identity_is_tried_where_the_first_is_refused() {
        bench.identity("/etc/kubernetes/admin.conf", PKI.kubeconfig(PKI.client("CN=second", "EC")));
        server.behaviour =
                e -> {
                    boolean second = server.clients.getLast().contains("second");
                    e.send(second ? 200 : 401, "application/json", "{}");
                };
        assertThat(get().isOk()).isTrue();
        assertThat(bench.api().identity().got().orElseThrow().user()).isEqualTo("second");
        assertThat(bench.api().identity().got().orElseThrow().exempt()).isFalse();
        assertThat(get().isOk()).isTrue();
        assertThat(server.requests).hasSize(3);
    }

    @Test
    void the_identity_says_who_we_are_and_whether_we_are_exempt() {
        var identity = bench.api().identity().got().orElseThrow();
        assertThat(identity.user()).isEqualTo("kubernetes-super-admin");
        assertThat(identity.exempt()).isTrue();
        assertThat(identity.source()).contains("eu-1/cp1:/etc/kubernetes/super-admin.conf");
        assertThat(identity.expires()).isPresent();
        assertThat(server.connections).hasValue(0);
    }

    @Test
    void an_answer_that_is_huge_is_broken() {
        server.behaviour =
                e -> {
                    try {
                        e.send(200, "application/json", " ".repeat(Line.LARGEST_BODY + 1));
                    } catch (IOException hungUp) {
                        e.socket().close();
                    }
                };
        refusedOn(get(), Failure.Kind.BROKEN);
    }

    @Test
    void an_answer_that_is_not_the_json_it_says_is_broken() {
        server.behaviour = e -> e.send(200, "application/json", "{\"a\":");
        refusedOn(get(), Failure.Kind.BROKEN);
    }

    @Test
    void an_answer_that_is_text_is_a_text_value() {
        server.behaviour = e -> e.send(200, "text/plain", "PriorityLevelName, ActiveQueues");
        assertThat(get().got().orElseThrow().body())
                .isEqualTo(JsonValue.of("PriorityLevelName, ActiveQueues"));
    }

    @Test
    void health_tells_its_phases_apart_and_keeps_the_connection() {
        server.behaviour = e -> e.send(200, "text/plain", "ok");
        Health first = bench.api().health().got().orElseThrow();
        assertThat(first.ready()).isTrue();
        assertThat(first.path()).isEqualTo("direct 127.0.0.1");
        assertThat(first.tls()).isPositive();
        Health second = bench.api().health().got().orElseThrow();
        assertThat(second.tcp()).isZero();
        assertThat(second.tls()).isZero();
        assertThat(server.connections).hasValue(1);
        assertThat(bench.pacer.kinds).containsOnly(Pacer.Kind.PROBE);
    }

    @Test
    void not_ready_is_an_answer_and_names_the_checks() {
        server.behaviour =
                e -> e.send(500, "text/plain", "[+]ping ok\n[-]etcd failed: reason withheld\n");
        Health health = bench.api().health().got().orElseThrow();
        assertThat(health.ready()).isFalse();
        assertThat(health.detail()).contains("etcd failed").doesNotContain("ping");
    }

    @Test
    void while_the_circuit_is_open_a_probe_goes_before_the_request() {
        bench.pacer.circuit = Pacer.Circuit.HALF_OPEN;
        server.behaviour = e -> e.send(429, "text/plain", "no");
        refusedOn(get(), Failure.Kind.SATURATED);
        assertThat(server.requests).containsExactly("GET /readyz HTTP/1.1");
    }

    @Test
    void the_tunnel_leads_to_the_port_of_the_manifest_and_is_preferred() {
        bench.ladder = List.of(ApiPath.TUNNEL, ApiPath.DIRECT);
        bench.tunnel = Outcome.ok(server.address());
        bench.filesOnHost.put(
                "/etc/kubernetes/manifests/kube-apiserver.yaml", "    - --secure-port=16443\n");
        assertThat(bench.api().health().got().orElseThrow().path()).isEqualTo("tunnel");
        assertThat(bench.tunnelled).containsOnly(16443);
    }

    @Test
    void without_a_tunnel_the_address_is_next_and_the_balancer_last() throws IOException {
        bench.ladder = List.of(ApiPath.TUNNEL, ApiPath.DIRECT, ApiPath.LOAD_BALANCER);
        bench.balancer = Optional.of(InetAddress.ofLiteral("127.0.0.2"));
        assertThat(bench.api().health().got().orElseThrow().path()).isEqualTo("direct 127.0.0.1");
    }

    @Test
    void a_tunnel_with_nothing_behind_it_is_no_reason_to_stop() throws IOException {
        bench.ladder = List.of(ApiPath.TUNNEL, ApiPath.DIRECT);
        try (ServerSocket closing = new ServerSocket(0, 5, InetAddress.ofLiteral("127.0.0.1"))) {
            bench.tunnel = Outcome.ok((java.net.InetSocketAddress) closing.getLocalSocketAddress());
            Thread.ofVirtual()
                    .start(() -> {
                        while (true) {
                            try {
                                closing.accept().close();
                            } catch (IOException e) {
                                return;
                            }
                        }
                    });
            assertThat(bench.api().health().got().orElseThrow().path())
                    .isEqualTo("direct 127.0.0.1");
        }
    }

    @Test
    void what_must_not_be_dialled_is_not_dialled() {
        bench.dial =
                address -> {
                    throw new IOException("not of this lab: " + address);
                };
        refusedOn(get(), Failure.Kind.REFUSED);
        assertThat(server.connections).hasValue(0);
    }

    @Test
    void the_source_address_of_the_fleet_is_the_one_we_dial_from() {
        bench.source = Optional.of(InetAddress.ofLiteral("127.0.0.9"));
        assertThat(get().isOk()).isTrue();
        assertThat(server.sources).containsExactly(InetAddress.ofLiteral("127.0.0.9"));
    }

    @Test
    void an_armed_write_is_sent_on_the_first_accept_by_a_server_between_two_crashes()
            throws IOException {
        AtomicInteger knocks = new AtomicInteger();
        // It takes connections and closes them, as a port does behind which nothing runs yet.
        server.raw =
                s -> {
                    if (knocks.incrementAndGet() == 4) {
                        server.raw = null;
                    }
                };
        Answer answer = bench.api().sendArmed(delete(), Duration.ofSeconds(30)).got().orElseThrow();
        assertThat(answer.succeeded()).isTrue();
        assertThat(server.requests).hasSize(1);
        assertThat(server.connections).hasValue(5);
        assertThat(bench.pacer.kinds).hasSize(5).containsOnly(Pacer.Kind.ARMED);
    }

    @Test
    void an_armed_write_that_finds_nobody_ends_with_its_time() throws IOException {
        server.close();
        refusedOn(bench.api().sendArmed(delete(), Duration.ofMillis(50)), Failure.Kind.UNREACHABLE);
    }

    @Test
    void an_armed_write_whose_answer_was_lost_stays_in_doubt() {
        AtomicInteger asked = new AtomicInteger();
        server.behaviour =
                e -> {
                    asked.incrementAndGet();
                    server.raw = s -> {};
                    e.socket().close();
                };
        refusedOn(bench.api().sendArmed(delete(), Duration.ofMillis(200)), Failure.Kind.IN_DOUBT);
        assertThat(asked).hasValue(1);
    }

    @Test
    void an_armed_write_without_a_precondition_is_a_bug() {
        Request bare = Request.delete(AGENT, Optional.empty(), "Background", Optional.empty());
        assertThatThrownBy(() -> bench.api().sendArmed(bare, SHORT))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void hosts_and_clusters_that_are_not_in_the_fleet_are_a_bug() {
        assertThatThrownBy(() -> bench.reach().api(HostId.parse("eu-1/cp9").orElseThrow()))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> bench.reach().api(new ClusterName("no")))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void a_cluster_is_asked_through_its_server() {
        assertThat(bench.reach().api(new ClusterName("eu-1")).send(Request.get(AGENT)).isOk())
                .isTrue();
    }
}

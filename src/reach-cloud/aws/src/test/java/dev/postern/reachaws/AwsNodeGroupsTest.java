package dev.postern.reachaws;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.containing;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.core.WireMockConfiguration;
import com.github.tomakehurst.wiremock.http.Fault;

import dev.postern.core.fleet.ClusterName;
import dev.postern.core.fleet.NodeGroup;
import dev.postern.core.pace.Endpoint;
import dev.postern.core.pace.Pacer;
import dev.postern.core.reach.DialRule;
import dev.postern.core.reach.NodeGroupProvider;
import dev.postern.core.reach.NodeGroups.Size;
import dev.postern.core.reach.ProvidedNodeGroups;
import dev.postern.core.time.SystemTime;
import dev.postern.core.value.Failure;
import dev.postern.core.value.Outcome;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;

class AwsNodeGroupsTest {
    private static final String NS = "http://autoscaling.amazonaws.com/doc/2011-01-01/";

    private WireMockServer server;
    private final List<Pacer.Kind> kinds = new ArrayList<>();
    private DialRule dial = DialRule.any();

    @BeforeEach
    void start() {
        server =
                new WireMockServer(
                        WireMockConfiguration.options().dynamicPort().bindAddress("127.0.0.1"));
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop();
    }

    /** Lets everything through. */
    private final Pacer pacer =
            new Pacer() {
                @Override
                public <T> Outcome<T> paced(
                        Endpoint endpoint, Kind kind, Duration patience, Call<T> call) {
                    kinds.add(kind);
                    return call.attempt(() -> true);
                }

                @Override
                public Status status(Endpoint endpoint) {
                    return new Status(Circuit.CLOSED, true, 0, 0, 0, Optional.empty());
                }

                @Override
                public Map<Endpoint, Status> all() {
                    return Map.of();
                }
            };

    private AwsNodeGroups groups() {
        return new AwsNodeGroups(
                new AwsCalls(
                        new SystemTime(),
                        pacer,
                        address -> dial.check(address),
                        new AwsKeys(name -> Optional.empty()),
                        Duration.ofSeconds(5)));
    }

    private NodeGroup group(String endpoint) {
        return new NodeGroup(
                new ClusterName("eu-1"),
                "workers",
                new NodeGroup.Provider.Aws(
                        "eu-1-workers",
                        "eu-central-1",
                        Optional.of(URI.create(endpoint)),
                        Optional.of("no-such-profile-of-postern")));
    }

    private NodeGroup group() {
        return group("http://127.0.0.1:" + server.port());
    }

    private void answers(String action, ResponseDefinitionBuilder answer) {
        server.stubFor(
                post(urlEqualTo("/"))
                        .withRequestBody(containing("Action=" + action))
                        .willReturn(answer));
    }

    private static ResponseDefinitionBuilder described(String... suspended) {
        StringBuilder processes = new StringBuilder();
        for (String s : suspended) {
            processes.append("<member><ProcessName>").append(s).append("</ProcessName></member>");
        }
        return aResponse()
                .withHeader("Content-Type", "text/xml")
                .withBody(
                        "<DescribeAutoScalingGroupsResponse xmlns=\""
                                + NS
                                + "\"><DescribeAutoScalingGroupsResult><AutoScalingGroups><member>"
                                + "<AutoScalingGroupName>eu-1-workers</AutoScalingGroupName>"
                                + "<MinSize>3</MinSize><MaxSize>900</MaxSize>"
                                + "<DesiredCapacity>600</DesiredCapacity><Instances>"
                                + instance("i-1", "InService")
                                + instance("i-2", "Pending")
                                + instance("i-3", "InService")
                                + "</Instances><SuspendedProcesses>"
                                + processes
                                + "</SuspendedProcesses></member></AutoScalingGroups>"
                                + "</DescribeAutoScalingGroupsResult>"
                                + "</DescribeAutoScalingGroupsResponse>");
    }

    private static String instance(String id, String state) {
        return "<member><InstanceId>"
                + id
                + "</InstanceId><LifecycleState>"
                + state
                + "</LifecycleState></member>";
    }

    private static ResponseDefinitionBuilder done(String action) {
        return aResponse()
                .withHeader("Content-Type", "text/xml")
                .withBody(
                        "<"
                                + action
                                + "Response xmlns=\""
                                + NS
                                + "\"><ResponseMetadata><RequestId>r"
                                + "</RequestId></ResponseMetadata></"
                                + action
                                + "Response>");
    }

    private static ResponseDefinitionBuilder error(int status, String code, String message) {
        return aResponse()
                .withStatus(status)
                .withHeader("Content-Type", "text/xml")
                .withBody(
                        "<ErrorResponse xmlns=\""
                                + NS
                                + "\"><Error><Type>Sender</Type><Code>"
                                + code
                                + "</Code><Message>"
                                + message
                                + "</Message></Error><RequestId>r</RequestId></ErrorResponse>");
    }

    private static Failure failure(Outcome<?> outcome, Failure.Kind kind) {
        Failure failure =
                outcome.whyNot().orElseThrow(() -> new AssertionError("it went well: " + outcome));
        assertThat(failure.kind()).as(failure.sentence()).isEqualTo(kind);
        return failure;
    }

    @Test
    void the_sizes_are_read() {
        answers("DescribeAutoScalingGroups", described());
        assertThat(groups().size(group()).got()).contains(new Size(3, 600, 900));
        assertThat(groups().inService(group()).got()).contains(2);
        assertThat(kinds).containsOnly(Pacer.Kind.READ);
    }

    @Test
    void a_resize_sets_all_three_at_once() {
        answers("UpdateAutoScalingGroup", done("UpdateAutoScalingGroup"));
        assertThat(groups().resize(group(), new Size(0, 30, 900)).isOk()).isTrue();
        server.verify(
                1,
                postRequestedFor(urlEqualTo("/"))
                        .withRequestBody(containing("MinSize=0"))
                        .withRequestBody(containing("DesiredCapacity=30"))
                        .withRequestBody(containing("MaxSize=900"))
                        .withRequestBody(containing("AutoScalingGroupName=eu-1-workers")));
    }

    @Test
    void only_processes_that_postern_touches_are_seen_and_set() {
        answers("DescribeAutoScalingGroups", described("AZRebalance", "AlarmNotification"));
        answers("SuspendProcesses", done("SuspendProcesses"));
        answers("ResumeProcesses", done("ResumeProcesses"));
        assertThat(groups().suspended(group()).got()).contains(List.of("AZRebalance"));
        assertThat(groups().suspend(group(), List.of("Launch", "ReplaceUnhealthy")).isOk())
                .isTrue();
        server.verify(
                1,
                postRequestedFor(urlEqualTo("/"))
                        .withRequestBody(containing("Action=SuspendProcesses"))
                        .withRequestBody(containing("ScalingProcesses.member.1=Launch"))
                        .withRequestBody(containing("ScalingProcesses.member.2=ReplaceUnhealthy")));
        server.verify(
                1,
                postRequestedFor(urlEqualTo("/"))
                        .withRequestBody(containing("Action=ResumeProcesses"))
                        .withRequestBody(containing("ScalingProcesses.member.1=AZRebalance"))
                        .withRequestBody(
                                com.github.tomakehurst.wiremock.client.WireMock.notContaining(
                                        "AlarmNotification")));
        assertThatThrownBy(() -> groups().suspend(group(), List.of("HealthCheck")))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void nothing_is_sent_where_the_processes_are_as_wanted() {
        answers("DescribeAutoScalingGroups", described("Launch"));
        assertThat(groups().suspend(group(), List.of("Launch")).isOk()).isTrue();
        assertThat(server.getAllServeEvents()).hasSize(1);
    }

    @Test
    void a_group_that_aws_does_not_know_is_named() {
        answers(
                "DescribeAutoScalingGroups",
                aResponse()
                        .withBody(
                                "<DescribeAutoScalingGroupsResponse xmlns=\""
                                        + NS
                                        + "\"><DescribeAutoScalingGroupsResult><AutoScalingGroups/>"
                                        + "</DescribeAutoScalingGroupsResult>"
                                        + "</DescribeAutoScalingGroupsResponse>"));
        assertThat(failure(groups().size(group()), Failure.Kind.BROKEN).why())
                .contains("eu-1-workers")
                .contains("eu-central-1");
    }

    @ParameterizedTest
    @CsvSource({
        "400, Throttling, SATURATED",
        "400, ResourceContention, SATURATED",
        "503, ServiceUnavailable, SATURATED",
        "500, InternalFailure, SATURATED",
        "403, AccessDenied, REFUSED_IDENTITY",
        "403, ExpiredToken, REFUSED_IDENTITY",
        "400, ValidationError, BROKEN",
    })
    void errors_of_the_provider_have_their_class_and_are_asked_once(
            int status, String code, Failure.Kind kind) {
        answers("DescribeAutoScalingGroups", error(status, code, "so it is \u0085 [31m"));
        Failure failure = failure(groups().size(group()), kind);
        assertThat(failure.why()).contains(code);
        assertThat(server.getAllServeEvents()).hasSize(1);
    }

    @Test
    void a_change_that_the_provider_failed_on_is_in_doubt() {
        answers("UpdateAutoScalingGroup", error(500, "InternalFailure", "x"));
        failure(groups().resize(group(), new Size(0, 0, 1)), Failure.Kind.IN_DOUBT);
        assertThat(server.getAllServeEvents()).hasSize(1);
    }

    @Test
    void an_answer_that_never_comes_is_cut() {
        answers("DescribeAutoScalingGroups", described().withFixedDelay(30_000));
        Instant begun = Instant.now();
        failure(groups().size(group()), Failure.Kind.SATURATED);
        assertThat(Duration.between(begun, Instant.now())).isLessThan(Duration.ofSeconds(20));
    }

    @Test
    void a_malformed_answer_is_broken() {
        answers("DescribeAutoScalingGroups", aResponse().withBody("<html>\u001b[31m"));
        failure(groups().size(group()), Failure.Kind.BROKEN);
    }

    @Test
    void a_connection_that_is_cut_is_unreachable_for_a_read_and_doubt_for_a_change() {
        answers("DescribeAutoScalingGroups", aResponse().withFault(Fault.CONNECTION_RESET_BY_PEER));
        answers("UpdateAutoScalingGroup", aResponse().withFault(Fault.EMPTY_RESPONSE));
        failure(groups().size(group()), Failure.Kind.UNREACHABLE);
        failure(groups().resize(group(), new Size(0, 0, 1)), Failure.Kind.IN_DOUBT);
        assertThat(server.getAllServeEvents()).as("each was sent once").hasSize(2);
    }

    @Test
    void nobody_there_is_unreachable() {
        NodeGroup group = group();
        server.stop();
        failure(groups().resize(group, new Size(0, 0, 1)), Failure.Kind.UNREACHABLE);
    }

    @Test
    void what_must_not_be_dialled_is_not_dialled() {
        dial =
                address -> {
                    throw new IOException("not of this lab");
                };
        failure(groups().size(group()), Failure.Kind.REFUSED);
        assertThat(server.getAllServeEvents()).isEmpty();
    }

    @Test
    void an_endpoint_in_the_clear_is_used_on_this_machine_only() {
        Failure failure =
                failure(
                        groups().size(group("http://192.0.2.1:8080")),
                        Failure.Kind.REFUSED_IDENTITY);
        assertThat(failure.why()).contains("not encrypted");
    }

    @Test
    void a_profile_that_is_not_there_is_named_before_anything_is_dialled() {
        Failure failure =
                failure(groups().size(group("https://127.0.0.1:1")), Failure.Kind.REFUSED_IDENTITY);
        assertThat(failure.why()).contains("no-such-profile-of-postern");
    }

    @Test
    void it_is_found_by_the_service_loader_and_serves_its_groups() {
        assertThat(ServiceLoader.load(NodeGroupProvider.class))
                .anyMatch(p -> p.serves() == NodeGroup.Provider.Aws.class);
        answers("DescribeAutoScalingGroups", described());
        assertThat(ProvidedNodeGroups.found(new SystemTime(), pacer, dial).size(group()).got())
                .contains(new Size(3, 600, 900));
    }
}

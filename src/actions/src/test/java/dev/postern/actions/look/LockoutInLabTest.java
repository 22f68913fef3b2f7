package dev.postern.actions.look;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.actions.facts.BuiltInFacts;
import dev.postern.actions.host.ServerClocks;
import dev.postern.core.action.FactSource;
import dev.postern.core.fact.FactValue;
import dev.postern.core.fleet.HostId;
import dev.postern.core.value.JsonValue;
import dev.postern.core.value.Workload;
import dev.postern.lab.host.HostFaults;
import dev.postern.testkit.LabWorld;
import dev.postern.testkit.TestReach;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;

/** What facts and probes say of a cluster, first calm and then locked out. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class LockoutInLabTest {
    private static final Workload AGENT = new Workload("telemetry", "daemonset", "agent");

    private LabWorld world;
    private TestReach reach;

    @BeforeAll
    void open() throws IOException {
        world = LabWorld.calm(2500);
        reach = new TestReach(world);
    }

    @AfterAll
    void close() {
        world.close();
    }

    private FactValue fact(String name) {
        return BuiltInFacts.all(new ServerClocks()).stream()
                .filter(f -> f.name().equals(name))
                .findFirst()
                .orElseThrow()
                .read(world.cluster(), JsonValue.object("workload", AGENT.toString()), reach);
    }

    private double number(String name) {
        return fact(name) instanceof FactValue.Known(JsonValue.Num(var n), _)
                ? n.doubleValue()
                : Double.NaN;
    }

    @Test
    @Order(1)
    void aCalmClusterIsWell() {
        assertThat(fact("api.ready")).isEqualTo(FactValue.of(true));
        assertThat(fact("api.covered")).isEqualTo(FactValue.of(true));
        assertThat(fact("api.herdSeparable")).isEqualTo(FactValue.of(true));
        assertThat(fact("etcd.healthy")).isEqualTo(FactValue.of(true));
        assertThat(fact("offender.silent")).isEqualTo(FactValue.of(true));
        assertThat(number("hosts.reachable")).isEqualTo(1.0);
        assertThat(number("nodes.back")).isGreaterThan(0.95);
        assertThat(number("server.cpu")).isBetween(0.0, 0.5);
        assertThat(number("server.restarts")).isZero();
    }

    @Test
    @Order(1)
    void theReadingBeforeServesAsTheFirstOfTwo() throws InterruptedException {
        FactSource cpu =
                BuiltInFacts.all(new ServerClocks()).stream()
                        .filter(f -> f.name().equals("server.cpu"))
                        .findFirst()
                        .orElseThrow();
        assertThat(lasts(cpu)).isGreaterThanOrEqualTo(Duration.ofSeconds(2));
        world.time().sleep(Duration.ofSeconds(5));
        assertThat(lasts(cpu)).isLessThan(Duration.ofSeconds(2));
        // Too old by now.
        world.time().sleep(Duration.ofSeconds(60));
        assertThat(lasts(cpu)).isGreaterThanOrEqualTo(Duration.ofSeconds(2));
    }

    @Test
    @Order(1)
    void theServersClocksAreReadOnceASecondHoweverManyAsk() throws InterruptedException {
        ServerClocks clocks = new ServerClocks();
        ServerClocks.Look first = clocks.look(world.cluster(), reach);
        assertThat(first.readings()).hasSize(world.cluster().hosts().size());
        assertThat(clocks.look(world.cluster(), reach)).isSameAs(first);
        world.time().sleep(Duration.ofSeconds(1));
        ServerClocks.Look next = clocks.look(world.cluster(), reach);
        assertThat(next).isNotSameAs(first);
        assertThat(next.at()).isAfter(first.at());
    }

    private Duration lasts(FactSource fact) {
        Instant begun = world.time().now();
        assertThat(fact.read(world.cluster(), JsonValue.object(), reach))
                .isInstanceOf(FactValue.Known.class);
        return Duration.between(begun, world.time().now());
    }

    @Test
    @Order(1)
    void aHostThatMakesUsNoRootIsNamed() {
        HostId host = world.cluster().hosts().getLast().id();
        world.lab().accounts(host).sudo(HostFaults.Sudo.REFUSES);
        try {
            assertThat(fact("api.covered"))
                    .isInstanceOfSatisfying(
                            FactValue.Known.class,
                            k -> {
                                assertThat(k.value()).isEqualTo(JsonValue.of(false));
                                assertThat(k.note())
                                        .contains(host.toString())
                                        .contains("sudo")
                                        .doesNotContain("cp1");
                            });
            assertThat(number("hosts.reachable")).isEqualTo(1.0);
        } finally {
            world.lab().accounts(host).sudo(HostFaults.Sudo.FREE);
        }
    }

    @Test
    @Order(2)
    void theDoctorFindsACalmClusterSound() {
        Doctor.Found found =
                new Doctor()
                        .look(world.cluster(), new Doctor.Parameters(), reach)
                        .got()
                        .orElseThrow();
        assertThat(found.isSound()).as(new Doctor().lines(found).toString()).isTrue();
    }

    @Test
    @Order(3)
    void credentialsTellWhetherWeAreExemptAndWhenCertificatesEnd() {
        Credentials.Found found =
                new Credentials()
                        .look(world.cluster(), new Credentials.Parameters(), reach)
                        .got()
                        .orElseThrow();
        assertThat(found.identity().orElseThrow().exempt()).isTrue();
        assertThat(found.certificates())
                .anyMatch(c -> c.life().file().endsWith("/pki/apiserver.crt"))
                .anyMatch(c -> c.life().file().endsWith("/admin.conf"))
                .allMatch(c -> c.life().daysLeft() > 0);
    }

    @Test
    @Order(4)
    void aLockoutIsSeenAndItsOffenderNamedWithoutTheApi() throws InterruptedException {
        world.lab().faults().daemonsetStorm(AGENT, Duration.ofSeconds(60));
        world.time().sleep(Duration.ofMinutes(6));
        assertThat(world.lab().truth("eu-1").apiReady()).isFalse();

        assertThat(fact("api.ready")).isEqualTo(FactValue.of(false));
        assertThat(fact("api.covered")).isEqualTo(FactValue.of(true));
        assertThat(fact("api.herdSeparable")).isEqualTo(FactValue.of(true));
        assertThat(fact("etcd.quorum")).isEqualTo(FactValue.of(true));
        assertThat(fact("offender.silent")).isEqualTo(FactValue.of(false));
        assertThat(number("server.restarts")).isPositive();

        Diagnose diagnose = new Diagnose();
        Diagnose.Found found =
                diagnose.look(world.cluster(), new Diagnose.Parameters(Diagnose.From.HOSTS), reach)
                        .got()
                        .orElseThrow();
        assertThat(found.workload()).contains(AGENT.toString());
        assertThat(diagnose.lines(found).getFirst())
                .contains("system:serviceaccount:telemetry:agent")
                .contains("lists without a limit");

        ApiHealth.Found health =
                new ApiHealth()
                        .look(world.cluster(), new ApiHealth.Parameters(), reach)
                        .got()
                        .orElseThrow();
        assertThat(health.servers()).hasSize(3).noneMatch(s -> s.answer().equals("ready"));
    }
}

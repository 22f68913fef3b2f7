package dev.postern.actions.fence;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.actions.facts.BuiltInFacts;
import dev.postern.actions.host.ServerClocks;
import dev.postern.actions.manifests.RaiseApiserver;
import dev.postern.core.action.Action;
import dev.postern.core.action.FactSource;
import dev.postern.core.action.Target;
import dev.postern.core.fact.FactValue;
import dev.postern.core.fact.Facts;
import dev.postern.core.reach.KubernetesApi;
import dev.postern.core.reach.KubernetesApi.Request;
import dev.postern.core.reach.ObjectPath;
import dev.postern.core.value.Failure;
import dev.postern.core.value.JsonValue;
import dev.postern.core.value.Percent;
import dev.postern.core.value.Workload;
import dev.postern.lab.LabSpec;
import dev.postern.lab.LabSpec.ClusterSpec;
import dev.postern.lab.LabTruth;
import dev.postern.testkit.LabWorld;
import dev.postern.testkit.TestReach;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;

/**
 * Why nothing less than the playbook helps, over real sockets: the workload is removed by real
 * HTTPS requests, fences are real nft texts over real SSH, sent by the actions themselves.
 */
class DeadlockInLabTest {
    private static final Workload AGENT = new Workload("telemetry", "daemonset", "agent");
    private static final ObjectPath DAEMONSET =
            ObjectPath.namespaced("apps/v1", "telemetry", "daemonsets", "agent");
    private static final ObjectPath RIGHTS =
            ObjectPath.clusterWide(
                    "rbac.authorization.k8s.io/v1", "clusterrolebindings", "telemetry-agent");

    /** As long as kubectl waits on a server that hangs. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /** Just above what this lab's servers bear, so that a patient client gets through by luck. */
    private static final int NODES = 1400;

    @Test
    void removingTheWorkloadAloneDoesNotFreeALegacyServerNorDoOpenLoopWaves() throws Exception {
        try (LabWorld world = lockedOut("1.30.8")) {
            removeTheWorkloadAlone(world);
            assertThat(readyWithin(world, Duration.ofMinutes(30))).isEmpty();
            assertThat(world.cluster().hosts())
                    .noneMatch(h ->
                            world.api(h.id()).health().got().filter(x -> x.ready()).isPresent());

            fence(world);
            relax(world);
            assertThat(truth(world).apiReady()).isTrue();
            assertThat(truth(world).recollapses()).isZero();

            openLoop(world);
            // A lost API counts as collapsed once it has been lost for a while.
            assertThat(readyWithin(world, Duration.ofMinutes(10))).isEmpty();
            assertThat(truth(world).recollapses()).isPositive();

            fence(world);
            assertThat(readyWithin(world, Duration.ofMinutes(10))).isPresent();
            int before = truth(world).recollapses();
            gated(world);
            assertThat(truth(world).recollapses()).isEqualTo(before);
            assertThat(truth(world).nodesBack()).isGreaterThan(NODES * 95 / 100);
        }
    }

    @Test
    void aModernServerRecoversOnceTheWorkloadIsGone() throws Exception {
        try (LabWorld world = lockedOut("1.34.1")) {
            removeTheWorkloadAlone(world);
            assertThat(readyWithin(world, Duration.ofMinutes(15))).isPresent();
        }
    }

    private static LabWorld lockedOut(String kubernetes) throws IOException, InterruptedException {
        LabWorld world =
                LabWorld.start(
                        new LabSpec(
                                "deadlock",
                                7,
                                LabSpec.AFTERNOON,
                                0,
                                List.of(ClusterSpec.of("eu-1", 3, NODES, kubernetes))));
        world.lab().faults().daemonsetStorm(AGENT, Duration.ofSeconds(60));
        world.time().sleep(Duration.ofSeconds(5));
        return world;
    }

    private static LabTruth truth(LabWorld world) {
        return world.lab().truth("eu-1");
    }

    /**
     * An operator who knew the objects before the lockout, asks each server over and over, and gets
     * through in one of the moments between two crashes.
     */
    private static void removeTheWorkloadAlone(LabWorld world) throws InterruptedException {
        KubernetesApi api = world.api(world.cluster().hosts().getFirst().id());
        List<Request> deletes = new ArrayList<>();
        for (ObjectPath path : List.of(RIGHTS, DAEMONSET)) {
            Optional<String> uid =
                    api.send(Request.get(path))
                            .got()
                            .flatMap(a -> a.body().text("metadata", "uid"));
            assertThat(uid).as(path.path()).isPresent();
            deletes.add(Request.delete(path, uid, "Background", Optional.empty()).within(PATIENCE));
        }
        world.time().sleep(Duration.ofMinutes(6));
        assertThat(truth(world).apiReady()).isFalse();
        List<Callable<String>> everywhere = new ArrayList<>();
        for (var host : world.cluster().hosts()) {
            everywhere.add(() -> {
                for (Request delete : deletes) {
                    Optional<Failure> lost =
                            world.api(host.id()).sendArmed(delete, Duration.ofMinutes(30)).whyNot();
                    if (lost.isPresent()) {
                        return lost.get().sentence();
                    }
                }
                return "gone";
            });
        }
        assertThat(world.time().all("retries", everywhere)).contains("gone");
        assertThat(truth(world).workloadObject()).isFalse();
        assertThat(world.lab().model("eu-1").offenderSilent()).isTrue();
    }

    /** When most servers were ready for a minute on end. */
    private static Optional<Instant> readyWithin(LabWorld world, Duration span)
            throws InterruptedException {
        Instant end = world.time().now().plus(span);
        int calm = 0;
        while (world.time().now().isBefore(end)) {
            world.time().sleep(Duration.ofSeconds(5));
            calm = truth(world).apiReady() ? calm + 1 : 0;
            if (calm == 12) {
                return Optional.of(world.time().now());
            }
        }
        return Optional.empty();
    }

    private static void fence(LabWorld world) {
        BlockApi.Parameters p =
                new BlockApi.Parameters(
                        List.of(BlockApi.Allow.OPERATOR, BlockApi.Allow.CONTROL_PLANE),
                        Duration.ofMinutes(45),
                        BlockApi.Lift.STAGED,
                        List.of());
        onEachHost(world, new BlockApi(), p);
    }

    private static void relax(LabWorld world) throws InterruptedException {
        RaiseApiserver.Parameters p =
                new RaiseApiserver.Parameters(
                        RaiseApiserver.Probes.RELAXED,
                        true,
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty());
        onEachHost(world, new RaiseApiserver(), p);
        assertThat(readyWithin(world, Duration.ofMinutes(5))).isPresent();
    }

    private static <P extends Record, S extends Record> void onEachHost(
            LabWorld world, Action<P, S> action, P parameters) {
        for (Target target : action.targets(parameters, world.cluster())) {
            drive(new TestReach(world), action, parameters, target);
        }
    }

    private static <P extends Record, S extends Record> void drive(
            TestReach reach, Action<P, S> action, P parameters, Target target) {
        S before = action.observe(target, parameters, reach).got().orElseThrow();
        var done =
                action.drive(target, before, action.desire(before, parameters), parameters, reach);
        assertThat(done.whyNot()).isEmpty();
    }

    /** 10, 50, 100 %, a minute each: the condition is one that always holds. */
    private static void openLoop(LabWorld world) {
        TestReach reach = new TestReach(world);
        reach.conditions(c -> new Facts.Verdict(Facts.Answer.YES, "nobody looks"));
        int from = 0;
        for (int to : new int[] {10, 50, 100}) {
            readmit(reach, world, new Percent(to - from), (to - from) + "%", to, "true");
            from = to;
        }
    }

    private static void readmit(
            TestReach reach, LabWorld world, Percent first, String grow, int to, String condition) {
        drive(
                reach,
                new Readmit(new ServerClocks()),
                new Readmit.Parameters(
                        first, grow, new Percent(to), Duration.ofSeconds(60), condition),
                new Target.OfCluster(world.cluster().name()));
    }

    private static void gated(LabWorld world) {
        TestReach reach = new TestReach(world);
        reach.conditions(c -> {
            boolean calm =
                    fact(world, reach, "api.ready")
                                    instanceof FactValue.Known(JsonValue.Bool(var r), _)
                            && r
                            && fact(world, reach, "server.cpu")
                                    instanceof FactValue.Known(JsonValue.Num(var cpu), _)
                            && cpu.doubleValue() < 0.6;
            return new Facts.Verdict(calm ? Facts.Answer.YES : Facts.Answer.NO, "as the hosts say");
        });
        readmit(reach, world, new Percent(1), Readmit.Parameters.MEASURED, 100, "calm");
    }

    private static FactValue fact(LabWorld world, TestReach reach, String name) {
        FactSource source =
                BuiltInFacts.all(new ServerClocks()).stream()
                        .filter(f -> f.name().equals(name))
                        .findFirst()
                        .orElseThrow();
        return source.read(world.cluster(), JsonValue.object(), reach);
    }
}

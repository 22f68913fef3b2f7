package dev.postern.lab.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.core.value.JsonValue;

import org.junit.jupiter.api.Test;

import java.util.List;

/** What the model must show before anyone may drill against it. */
class LockoutModelTest {
    private static final int LEGACY = 30;
    private static final int MODERN = 34;

    @Test
    void aClusterWithoutTheOffenderIsCalm() {
        Bench b = Bench.large(LEGACY);
        assertThat(b.staysReady(600)).isTrue();
        assertThat(b.model.nodesBack()).isEqualTo(2500);
    }

    @Test
    void theSameOffenderBreaksLargeClustersOnly() {
        assertThat(new Bench(100, LEGACY, 16, 7).storm().staysReady(600)).isTrue();
        assertThat(new Bench(1100, LEGACY, 16, 7).storm().staysReady(600)).isTrue();
        assertThat(new Bench(1250, LEGACY, 16, 7).storm().run(600).model.collapses()).isOne();
        assertThat(Bench.large(LEGACY).storm().run(300).model.collapses()).isOne();
        assertThat(Bench.large(MODERN).storm().run(300).model.collapses()).isOne();
    }

    @Test
    void aLegacyServerStaysDownWhenTheOffenderIsGone() {
        Bench b = Bench.large(LEGACY).storm().run(600);
        b.vanish();
        b.run(1800);
        assertThat(b.model.offenderSilent()).isTrue();
        assertThat(b.model.apiReady()).isFalse();
        assertThat(b.model.nodesBack()).isLessThan(500);
    }

    @Test
    void aModernServerRecoversWhenTheOffenderIsGone() {
        Bench b = Bench.large(MODERN).storm().run(600);
        b.vanish();
        b.run(900);
        assertThat(b.staysReady(120)).isTrue();
        assertThat(b.model.nodesBack()).isEqualTo(2500);
    }

    @Test
    void aFenceWithAFreshStartLetsTheServersBreathe() {
        Bench b = fenced();
        assertThat(b.staysReady(120)).isTrue();
        assertThat(b.model.nodesBack()).isZero();
    }

    @Test
    void aFenceAloneLeavesServersInTheirCrashBackoffForAWhile() {
        Bench b = Bench.large(LEGACY).storm().run(900);
        b.fence(0);
        b.run(45);
        assertThat(b.model.apiReady()).isFalse();
        b.run(400);
        assertThat(b.model.apiReady()).isTrue();
    }

    @Test
    void relaxedProbesKeepAStarvedServerAliveAndStarved() {
        Bench b = new Bench(1400, LEGACY, 16, 7);
        b.relax();
        b.storm().run(900);
        assertThat(b.model.servers().restarts(0)).isZero();
        assertThat(b.staysReady(180)).isFalse();
        Bench strict = new Bench(1400, LEGACY, 16, 7).storm().run(900);
        assertThat(strict.model.servers().restarts(0)).isPositive();
    }

    @Test
    void openLoopWavesCollapseItAgain() {
        Bench b = fenced();
        b.vanish();
        for (int share : new int[] {1000, 5000, 10_000}) {
            b.share(share);
            b.run(60);
        }
        b.run(240);
        assertThat(b.model.recollapses()).isPositive();
    }

    @Test
    void gatedWavesBringAllBack() {
        Bench b = fenced();
        b.vanish();
        int share = 0;
        int started = b.t;
        while (share < 10_000 && b.t - started < 3600) {
            share = Math.min(10_000, share + 100);
            b.share(share);
            b.run(5);
            for (int calm = 0; calm < 10 && b.t - started < 3600; b.run(1)) {
                calm = b.model.apiReady() && b.model.servers().lag(0) < 1 ? calm + 1 : 0;
            }
        }
        b.open();
        b.run(60);
        assertThat(b.model.recollapses()).isZero();
        assertThat(b.model.nodesBack()).isGreaterThan(2450);
        assertThat(b.model.processes()).isLessThan(50);
    }

    @Test
    void aRevokedOrJailedOffenderIsTurnedAwayCheaply() {
        for (boolean jail : List.of(true, false)) {
            Bench b = new Bench(1150, LEGACY, 16, 7).storm().run(100);
            double before = cpu(b, 120);
            if (jail) {
                jail(b);
            } else {
                b.remove("/apis/rbac.authorization.k8s.io/v1/clusterrolebindings/agent");
            }
            b.run(60);
            assertThat(b.model.offenderSilent()).isTrue();
            assertThat(cpu(b, 120)).isLessThan(before / 10);
            assertThat(b.model.processes()).isEqualTo(1150);
        }
    }

    @Test
    void theProcessesEndOnlyWhereTheKubeletHearsOfIt() {
        Bench b = fenced();
        b.vanish();
        b.run(120);
        assertThat(b.model.podNodes()).isEmpty();
        assertThat(b.model.processes()).isGreaterThan(2000);
    }

    @Test
    void garbageIsCollectedOnlyWhileAControllerManagerRuns() {
        Bench b = new Bench(500, LEGACY, 16, 7).storm().run(120);
        b.hosts.forEach(h -> h.files.remove("kube-controller-manager.yaml"));
        for (int h = 0; h < 3; h++) {
            b.model.kubelets().manifestsChanged(h);
        }
        b.run(20);
        b.remove(Objects.path(Bench.AGENT));
        b.run(300);
        assertThat(b.model.podNodes()).hasSize(500);
        b.hosts
                .getFirst()
                .files
                .put(
                        "kube-controller-manager.yaml",
                        Bench.FakeHost.pod("kube-controller-manager", ""));
        b.model.kubelets().manifestsChanged(0);
        b.run(120);
        assertThat(b.model.podNodes()).isEmpty();
        b.run(60);
        assertThat(b.model.processes()).isZero();
    }

    @Test
    void blockedNodesAreEvictedUnlessTheControllersAreFrozen() {
        for (boolean frozen : List.of(true, false)) {
            Bench b = new Bench(500, LEGACY, 16, 7).run(60);
            if (frozen) {
                b.hosts.forEach(h -> h.files.remove("kube-controller-manager.yaml"));
                for (int h = 0; h < 3; h++) {
                    b.model.kubelets().manifestsChanged(h);
                }
                b.run(10);
            }
            b.fence(3000);
            b.run(900);
            if (frozen) {
                assertThat(b.model.evictions()).isZero();
            } else {
                assertThat(b.model.evictions()).isPositive();
            }
        }
    }

    @Test
    void fewerNodesPressLess() {
        Bench b = Bench.large(MODERN).storm().run(300);
        b.model.resizeGroup(0, 600, 2600);
        b.run(900);
        assertThat(b.model.nodes()).isEqualTo(600);
        assertThat(b.staysReady(60)).isTrue();
    }

    @Test
    void namesDieLateAndComeBackWithTheApi() {
        Bench b = Bench.large(LEGACY);
        b.model.dnsDecay(1200);
        b.storm().run(200);
        assertThat(b.model.dnsAnswered()).isEqualTo(1);
        b.run(1200);
        assertThat(b.model.dnsAnswered()).isLessThan(0.1);
        assertThat(b.model.dnsDeadMinutes()).isPositive();
    }

    @Test
    void theSameSeedMakesTheSameWorldAndAnotherSeedAnother() {
        assertThat(world(7)).isEqualTo(world(7)).isNotEqualTo(world(8));
    }

    private static List<Moment> world(long seed) {
        return new Bench(2500, LEGACY, 16, seed).storm().run(600).model.moments();
    }

    private static double cpu(Bench b, int seconds) {
        double from = b.model.servers().cpuSeconds(0);
        b.run(seconds);
        return b.model.servers().cpuSeconds(0) - from;
    }

    private static void jail(Bench b) {
        String api = "/apis/flowcontrol.apiserver.k8s.io/v1";
        b.put(
                api + "/prioritylevelconfigurations/postern-jail",
                JsonValue.object(
                        "spec",
                        JsonValue.object(
                                "limited",
                                JsonValue.object(
                                        "nominalConcurrencyShares",
                                        0,
                                        "limitResponse",
                                        JsonValue.object("type", "Reject")))));
        JsonValue subject =
                JsonValue.object(
                        "kind",
                        "ServiceAccount",
                        "serviceAccount",
                        JsonValue.object("namespace", "telemetry", "name", "agent"));
        b.put(
                api + "/flowschemas/postern-jail",
                JsonValue.object(
                        "spec",
                        JsonValue.object(
                                "matchingPrecedence",
                                90,
                                "priorityLevelConfiguration",
                                JsonValue.object("name", "postern-jail"),
                                "rules",
                                JsonValue.array(
                                        JsonValue.object("subjects", JsonValue.array(subject))))));
    }

    /** Locked out, fenced on all hosts, started afresh with relaxed probes, and calm. */
    private static Bench fenced() {
        Bench b = Bench.large(LEGACY).storm().run(600);
        b.fence(0);
        b.relax();
        b.run(60);
        return b;
    }
}

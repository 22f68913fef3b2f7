package dev.postern.actions.certificates;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.actions.certificates.RenewCertificates.Parameters;
import dev.postern.actions.certificates.RenewCertificates.State;
import dev.postern.core.action.Action;
import dev.postern.core.action.Check;
import dev.postern.core.action.Target;
import dev.postern.core.action.UndoClass;
import dev.postern.core.fleet.HostId;
import dev.postern.core.reach.Done;
import dev.postern.core.value.Failure;
import dev.postern.core.value.Outcome;
import dev.postern.lab.host.Errno;
import dev.postern.lab.host.FileTree;
import dev.postern.testkit.LabWorld;
import dev.postern.testkit.TestReach;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Three hosts on which every certificate has ended that kubeadm renews. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RenewCertificatesTest {
    private static final Parameters MONTH = new Parameters(Duration.ofDays(30));
    private static final String ADMIN = "/etc/kubernetes/admin.conf";
    private static final String KEY = "/etc/kubernetes/pki/ca.key";
    private static final String KUBELET = "/etc/kubernetes/kubelet.conf";

    private final RenewCertificates action = new RenewCertificates();
    private LabWorld world;
    private TestReach reach;

    @BeforeAll
    void open() throws IOException {
        world = LabWorld.calm(20);
        reach = new TestReach(world);
        world.lab().faults().certificatesExpired(world.cluster().name());
    }

    @AfterAll
    void close() {
        world.close();
    }

    private FileTree files(int host) {
        return world.lab().files(host(host));
    }

    private Target target(int host) {
        return new Target.OfHost(host(host));
    }

    private HostId host(int index) {
        return world.cluster().hosts().get(index).id();
    }

    private State seen(int host) {
        return action.observe(target(host), MONTH, reach).got().orElseThrow();
    }

    private Outcome<Done> drive(int host, State from, State to) {
        return action.drive(target(host), from, to, MONTH, reach);
    }

    @Test
    void nobodyGetsThroughBeforeAndWeDoAfterwards() {
        // A server that a test before this has stopped is gone, and its connections with it.
        sleep(Duration.ofSeconds(5));
        assertThat(reach.api(host(0)).health().isOk()).isFalse();
        State was = seen(0);
        Map<String, String> files = etc();
        assertThat(was.ready().value()).isFalse();

        assertThat(drive(0, was, action.desire(was, MONTH)).whyNot()).isEmpty();
        try {
            State now = seen(0);
            assertThat(now.ready().value()).isTrue();
            assertThat(now.fresh().value()).isTrue();
            assertThat(now.hasEnded()).isFalse();
            assertThat(reach.notes())
                    .anyMatch(n -> n.contains("certificates kept") && n.contains("apiserver"))
                    .anyMatch(n -> n.contains("certificates renewed"));
        } finally {
            assertThat(drive(0, seen(0), was).whyNot()).isEmpty();
        }
        assertThat(etc()).as("byte-equal, with modes and owners").isEqualTo(files);
        assertThat(reach.notes()).anyMatch(n -> n.contains("they have ENDED"));
    }

    /** What is below /etc/kubernetes of the first host, but for what is ours. */
    private Map<String, String> etc() {
        FileTree files = files(0);
        Map<String, String> all = new TreeMap<>();
        for (String path : files.filesBelow("/etc/kubernetes")) {
            if (!path.contains("/.postern/")) {
                try {
                    FileTree.Status s = files.status(path, 0);
                    all.put(
                            path,
                            s.mode()
                                    + " "
                                    + s.uid()
                                    + ":"
                                    + s.gid()
                                    + " "
                                    + new String(
                                            files.content(path).orElseThrow(),
                                            StandardCharsets.UTF_8));
                } catch (Errno.Failed e) {
                    throw new IllegalStateException(e);
                }
            }
        }
        return all;
    }

    @Test
    void theUndoSaysThatWhatComesBackHasEnded() {
        State was = seen(0);
        assertThat(action.undo(was, action.desire(was, MONTH)))
                .isInstanceOfSatisfying(
                        UndoClass.BestEffort.class,
                        b -> assertThat(b.why()).contains("ended before: admin.conf"));
    }

    @Test
    void anExternalAuthorityIsRefusedByName() {
        FileTree files = files(1);
        byte[] key = files.content(KEY).orElseThrow();
        State[] seen = {seen(1)};
        assertThat(refusals(seen[0])).isEmpty();
        assertThat(reach.files(host(1)).remove(KEY).isOk()).isTrue();
        try {
            seen[0] = seen(1);
        } finally {
            files.put(KEY, key, 0600, 0, 0);
        }
        assertThat(refusals(seen[0]))
                .singleElement()
                .satisfies(f -> {
                    assertThat(f.what()).contains("external", "/etc/kubernetes/pki/ca.crt");
                    assertThat(f.why()).contains("admin.conf", "apiserver", "scheduler.conf");
                });
    }

    @Test
    void anAuthorityThatEndsItselfIsRefusedByName() {
        State was = seen(1);
        State old =
                new State(
                        was.certificates(),
                        was.authorities().stream()
                                .map(a ->
                                        new RenewCertificates.Authority(
                                                a.path(), was.at().minusSeconds(1), a.signs()))
                                .toList(),
                        was.kubelet(),
                        was.now(),
                        was.fresh(),
                        was.stale(),
                        was.led(),
                        was.ready());
        assertThat(refusals(old)).hasSize(3).allMatch(f -> f.what().contains("itself has ended"));
    }

    private List<Failure> refusals(State state) {
        return action.refusals(
                world.cluster(), List.of(new Action.Observed<>(target(1), state)), MONTH, reach);
    }

    @Test
    void aKubeletWhoseOwnCertificateHasEndedIsNamed() {
        FileTree files = files(1);
        byte[] own = files.content(KUBELET).orElseThrow();
        files.put(KUBELET, files.content(ADMIN).orElseThrow(), 0600, 0, 0);
        try {
            assertThat(action.checks(world.cluster(), List.of(target(1)), MONTH, reach))
                    .filteredOn(c -> c.verdict() != Check.Verdict.GOOD)
                    .singleElement()
                    .satisfies(c -> {
                        assertThat(c.verdict()).isEqualTo(Check.Verdict.WARNING);
                        assertThat(c.next()).contains("--client-name system:node:cp2");
                    });
        } finally {
            files.put(KUBELET, own, 0600, 0, 0);
        }
    }

    @Test
    void aHostThatIsNotReadyForWantOfQuorumKeepsNobodyWaiting() {
        State was = seen(0);
        State wanted = action.desire(was, MONTH);
        String manifest = "/etc/kubernetes/manifests/etcd.yaml";
        String aside = "/etc/kubernetes/.postern/etcd.yaml";
        for (int gone : List.of(1, 2)) {
            assertThat(reach.files(host(gone)).move(manifest, aside).isOk()).isTrue();
        }
        try {
            sleep(Duration.ofSeconds(60));
            assertThat(drive(0, was, wanted).whyNot()).isEmpty();
            State now = seen(0);
            assertThat(now.led().value()).isFalse();
            assertThat(now.ready().value()).isFalse();
            assertThat(action.settled(now, wanted)).isTrue();
        } finally {
            for (int gone : List.of(1, 2)) {
                reach.files(host(gone)).move(aside, manifest);
            }
            sleep(Duration.ofSeconds(60));
            assertThat(drive(0, seen(0), was).whyNot()).isEmpty();
        }
    }

    private void sleep(Duration time) {
        try {
            world.time().sleep(time);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}

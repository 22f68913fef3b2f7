package dev.postern.actions.certificates;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.actions.certificates.RenewCertificates.Parameters;
import dev.postern.actions.certificates.RenewCertificates.State;
import dev.postern.core.action.Action;
import dev.postern.core.action.Target;
import dev.postern.core.reach.Done;
import dev.postern.core.value.Outcome;
import dev.postern.lab.LabSpec;
import dev.postern.lab.host.FileTree;
import dev.postern.testkit.ActionContract;
import dev.postern.testkit.LabWorld;
import dev.postern.testkit.TestReach;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

/** A host on which every certificate has ended that kubeadm renews. */
class RenewCertificatesContractTest extends ActionContract<Parameters, State> {
    private static final Parameters MONTH = new Parameters(Duration.ofDays(30));
    private static final String ADMIN = "/etc/kubernetes/admin.conf";

    private byte[] before = {};

    @Override
    protected Action<Parameters, State> action() {
        return new RenewCertificates();
    }

    @Override
    protected Parameters parameters() {
        return MONTH;
    }

    /** One host: what hosts have to do with each other is in a test of its own. */
    @Override
    protected LabWorld open() throws IOException {
        return LabWorld.start(
                new LabSpec(
                        "contract",
                        7,
                        LabSpec.AFTERNOON,
                        0,
                        List.of(LabSpec.ClusterSpec.of("eu-1", 1, 20, "1.30.8"))));
    }

    @Override
    protected void prepare(LabWorld open) {
        open.lab().faults().certificatesExpired(open.cluster().name());
        for (String secret :
                List.of("/etc/kubernetes/scheduler.conf", "/etc/kubernetes/pki/ca.key")) {
            append(files(open), secret, "# " + SECRET + "\n");
        }
    }

    @Override
    protected void disturb(LabWorld open, TestReach through) {
        before = files(open).content(ADMIN).orElseThrow();
        append(files(open), ADMIN, "# by hand\n");
    }

    @Override
    protected void calm(LabWorld open, TestReach through) {
        files(open).put(ADMIN, before, 0600, 0, 0);
    }

    private static void append(FileTree files, String path, String line) {
        String text = new String(files.content(path).orElseThrow(), StandardCharsets.UTF_8);
        files.put(path, (text + line).getBytes(StandardCharsets.UTF_8), 0600, 0, 0);
    }

    private static FileTree files(LabWorld open) {
        return open.lab().files(open.cluster().hosts().getFirst().id());
    }

    private Target target() {
        return new Target.OfHost(world().cluster().hosts().getFirst().id());
    }

    private State seen() {
        return action().observe(target(), MONTH, reach()).got().orElseThrow();
    }

    private Outcome<Done> drive(State from, State to) {
        return action().drive(target(), from, to, MONTH, reach());
    }

    /**
     * Files below {@code pki/etcd} are renewed; its members run on, and read them by themselves.
     */
    @Override
    @Test
    protected void noMemberOfEtcdIsTouchedThereOrBack() {
        List<String> members = members();
        State was = seen();
        assertThat(drive(was, action().desire(was, MONTH)).whyNot()).isEmpty();
        assertThat(drive(seen(), was).whyNot()).isEmpty();
        assertThat(members()).isEqualTo(members).hasSize(1);
        assertThat(changes())
                .isNotEmpty()
                .noneMatch(c -> c.contains("containerd") || c.contains("manifests"));
    }

    private List<String> members() {
        return world().lab().model("eu-1").kubelets().containers(0).stream()
                .filter(m -> m.component().equals("etcd") && m.running())
                .map(Object::toString)
                .toList();
    }
}

package dev.postern.lab.host.program;

import dev.postern.lab.api.LeafCertificates;
import dev.postern.lab.host.Errno;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** {@code kubeadm certs renew all}, without an API server to ask for its settings. */
final class KubeadmCerts extends Simple {
    private static final List<String> ALL = List.of("certs", "renew", "all");
    private static final List<String> UNASKED =
            List.of("certs", "renew", "all", "--kubeconfig", "/dev/null");

    /** {@code CertificateBackdate} and {@code CertificateValidityPeriod} of kubeadm's constants. */
    private static final Duration BACKDATE = Duration.ofMinutes(5);

    private static final Duration YEAR = Duration.ofDays(365);

    KubeadmCerts() {
        super("kubeadm");
    }

    @Override
    void work(Call call, Written written) throws Usage {
        if (!call.arguments().equals(ALL) && !call.arguments().equals(UNASKED)) {
            throw Usage.notSimulated(name(), "kubeadm certs renew all [--kubeconfig /dev/null]");
        }
        if (call.user() != 0) {
            throw new Usage(1, "error: failed to load existing certificate: permission denied");
        }
        Instant now = call.machine().now();
        try {
            LeafCertificates.renew(
                    call.machine().files(),
                    now.minus(BACKDATE),
                    now.plus(YEAR),
                    (path, bytes) -> {
                        call.machine().files().write(path, bytes, 0);
                        call.machine().changed(path);
                    },
                    line -> written.out(line + "\n"));
        } catch (Errno.Failed e) {
            throw Usage.failed("failed to write new certificate", e);
        }
        written.out(
                "\nDone renewing certificates. You must restart the kube-apiserver,"
                        + " kube-controller-manager, kube-scheduler and etcd, so that they can use"
                        + " the new certificates.\n");
    }
}

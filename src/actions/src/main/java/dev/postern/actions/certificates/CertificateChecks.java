package dev.postern.actions.certificates;

import dev.postern.actions.host.HostClock;
import dev.postern.actions.host.OnHost;
import dev.postern.actions.host.ServerFlags;
import dev.postern.core.action.Check;
import dev.postern.core.action.Check.Verdict;
import dev.postern.core.reach.Command;
import dev.postern.core.reach.Executed;
import dev.postern.core.value.Outcome;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What a renewal needs of a host. */
final class CertificateChecks {
    static final List<String> TOOLS =
            List.of(
                    "cp",
                    "crictl",
                    "find",
                    "install",
                    "kubeadm",
                    "mv",
                    "sed",
                    "sha256sum",
                    "sync",
                    "systemctl");

    /** By more than this a certificate of a year is made for the wrong year's end, or not yet. */
    private static final Duration SKEW = Duration.ofHours(1);

    private CertificateChecks() {}

    /** Nothing is renewed where the API server does not read it. */
    static Check directory(OnHost on) {
        String what = "its API server reads kubeadm's certificates";
        String kubeadms = Leaf.APISERVER.certificate();
        return switch (ServerFlags.at(on)) {
            case Outcome.Failed<ServerFlags>(var f) ->
                    new Check(on.id().toString(), what, Verdict.UNKNOWN, f.sentence(), "");
            case Outcome.Ok<ServerFlags>(var flags) -> {
                String reads = flags.value("tls-cert-file").orElse("");
                yield reads.equals(kubeadms)
                        ? Check.good(on.id().toString(), what)
                        : new Check(
                                on.id().toString(),
                                what,
                                Verdict.FAILED,
                                reads.isEmpty()
                                        ? "there is no manifest that names its certificate"
                                        : "it reads " + reads,
                                "renew them by hand: kubeadm certs renew all --cert-dir");
            }
        };
    }

    /** Without it nothing that is stopped is started again. */
    static Check kubelet(OnHost on) {
        String what = "its kubelet runs";
        return switch (on.run(Command.asRoot("systemctl", "is-active", "kubelet"))) {
            case Outcome.Failed<Executed>(var f) ->
                    new Check(on.id().toString(), what, Verdict.UNKNOWN, f.sentence(), "");
            case Outcome.Ok<Executed>(var e) ->
                    e.succeeded()
                            ? Check.good(on.id().toString(), what)
                            : new Check(
                                    on.id().toString(),
                                    what,
                                    Verdict.FAILED,
                                    "systemctl says " + e.complaint(),
                                    "journalctl -u kubelet -S -5min; where its own certificate has"
                                            + " ended: "
                                            + forKubelet(on.id().host()));
        };
    }

    /** kubeadm leaves kubelets' certificates to them; said before it is missed. */
    static Check kubeletsOwn(OnHost on) {
        String what = "its kubelet's own certificate lasts";
        return switch (OnDisk.of(on).then(d -> HostClock.now(on).map(now -> left(d, now)))) {
            case Outcome.Failed<Optional<Duration>>(var f) ->
                    new Check(on.id().toString(), what, Verdict.UNKNOWN, f.sentence(), "");
            case Outcome.Ok<Optional<Duration>>(var left) ->
                    left.filter(d -> !d.isPositive()).isEmpty()
                            ? Check.good(on.id().toString(), what)
                            : new Check(
                                    on.id().toString(),
                                    what,
                                    Verdict.WARNING,
                                    "it has ended, and kubeadm does not renew it",
                                    forKubelet(on.id().host()));
        };
    }

    private static Optional<Duration> left(OnDisk disk, Instant now) {
        return disk.kubelet().map(ends -> Duration.between(now, ends));
    }

    /**
     * What helps a kubelet whose certificate has ended (kubernetes.io, troubleshooting kubeadm).
     */
    static String forKubelet(String node) {
        return "kubeadm kubeconfig user --org system:nodes --client-name system:node:"
                + node
                + " >/etc/kubernetes/kubelet.conf on a host with the authority's key, then restart"
                + " that kubelet";
    }

    /** Certificates have ended also where only a clock is wrong. */
    static Check clock(OnHost on, Instant ours) {
        String what = "its clock agrees with ours";
        return switch (HostClock.now(on)) {
            case Outcome.Failed<Instant>(var f) ->
                    new Check(on.id().toString(), what, Verdict.UNKNOWN, f.sentence(), "");
            case Outcome.Ok<Instant>(var theirs) ->
                    Duration.between(theirs, ours).abs().compareTo(SKEW) <= 0
                            ? Check.good(on.id().toString(), what)
                            : new Check(
                                    on.id().toString(),
                                    what,
                                    Verdict.FAILED,
                                    "it has " + theirs + ", we have " + ours,
                                    "set the clock that is wrong: certificates are as long as it"
                                            + " says");
        };
    }
}

package dev.postern.actions.certificates;

import dev.postern.actions.host.HostChecks;
import dev.postern.actions.host.Measured;
import dev.postern.actions.host.Momentary;
import dev.postern.actions.host.OnHost;
import dev.postern.actions.host.ReadyServers;
import dev.postern.core.action.About;
import dev.postern.core.action.Action;
import dev.postern.core.action.Check;
import dev.postern.core.action.Danger;
import dev.postern.core.action.Target;
import dev.postern.core.action.Traits;
import dev.postern.core.action.UndoClass;
import dev.postern.core.fleet.Cluster;
import dev.postern.core.fleet.HostId;
import dev.postern.core.reach.Command;
import dev.postern.core.reach.Done;
import dev.postern.core.reach.Reach;
import dev.postern.core.value.Durations;
import dev.postern.core.value.Failure;
import dev.postern.core.value.Outcome;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Renews the certificates of a kubeadm cluster's control plane where they have ended or are about
 * to: when they have, nobody gets through any more, and only the hosts can mend it.
 *
 * <p>What was there is kept on the host, then {@code kubeadm certs renew all} makes new ones, then
 * API server, controller-manager and scheduler are started again, one host of a cluster at a time.
 * Members of etcd are not stopped: they read their certificates at every handshake (docs/adr/0118).
 * Settled: each certificate lasts for as long as was asked, nothing runs that read another, and
 * {@code /readyz} says 200, or etcd has no quorum, which only the next host can give it. On the way
 * back nobody waits for that. A kubelet's own certificate is not kubeadm's to renew, and only
 * named.
 */
public final class RenewCertificates
        implements Action<RenewCertificates.Parameters, RenewCertificates.State> {
    private static final Duration MOST = Duration.ofDays(364);

    /** What it takes. */
    public record Parameters(
            @About(
                            value =
                                    "How long each certificate shall last at least: where one does"
                                            + " not, all of its host are renewed; at most 364d, for"
                                            + " kubeadm makes them for a year",
                            byDefault = "30d")
                    Duration atLeast) {
        public Parameters {
            if (!atLeast.isPositive() || atLeast.compareTo(MOST) > 0) {
                throw new IllegalArgumentException(
                        "at-least is between 1s and 364d: " + Durations.text(atLeast));
            }
        }
    }

    /**
     * One host's certificates.
     *
     * @param kubelet when its kubelet's own certificate ends, in seconds since 1970; 0 where that
     *     is not seen
     * @param now by the host's clock, in seconds since 1970
     * @param fresh whether all runs that reads its certificates once, and nothing stale does
     * @param stale whether something runs that was started before the certificates that it reads
     *     were written
     * @param led whether its API server could be ready: its member of etcd knows a leader, or
     *     another server is ready; true, unasked, where it does not matter
     * @param ready whether the API server says that it serves; false, unasked, where a certificate
     *     has ended
     */
    public record State(
            List<Certificate> certificates,
            List<Authority> authorities,
            Measured kubelet,
            Measured now,
            Momentary fresh,
            Momentary stale,
            Momentary led,
            Momentary ready) {
        public State {
            certificates = List.copyOf(certificates);
            authorities = List.copyOf(authorities);
        }

        List<KeptFile> files() {
            return certificates.stream().flatMap(c -> c.files().stream()).toList();
        }

        Instant at() {
            return Instant.ofEpochSecond(now.value());
        }

        boolean hasEnded() {
            return certificates.stream().anyMatch(c -> !c.ends().isAfter(at()));
        }

        boolean kubeletHasEnded() {
            return kubelet.value() > 0 && kubelet.value() <= now.value();
        }
    }

    /**
     * @param name kubeadm's
     * @param ends when it ends; in a wanted state that nobody has seen, at the earliest
     * @param files that hold it and its key; empty in a wanted state that nobody has seen
     */
    public record Certificate(String name, Instant ends, List<KeptFile> files) {
        public Certificate {
            files = List.copyOf(files);
        }

        boolean isNew() {
            return files.isEmpty();
        }
    }

    /**
     * A file by what can be said of it without its content, which may be a private key.
     *
     * @param mode permission bits in octal, with owner and group: {@code 600 0:0}
     */
    public record KeptFile(String path, String mode, String sha256) {}

    /**
     * @param path of its certificate
     * @param signs whether its key is there; where it is not, it is kept elsewhere
     */
    public record Authority(String path, Instant ends, boolean signs) {}

    @Override
    public Traits traits() {
        return new Traits(
                "renew-certificates",
                "Renew the control plane's certificates, and start what uses them again",
                Danger.MODERATE,
                Traits.Repeat.SAFE,
                Traits.Coverage.SINGLY,
                Traits.Path.SSH,
                true);
    }

    @Override
    public Class<Parameters> parameters() {
        return Parameters.class;
    }

    @Override
    public Class<State> state() {
        return State.class;
    }

    @Override
    public List<Target> targets(Parameters parameters, Cluster cluster) {
        return cluster.hosts().stream().<Target>map(h -> new Target.OfHost(h.id())).toList();
    }

    @Override
    public Outcome<State> observe(Target target, Parameters parameters, Reach reach) {
        return Sight.of(new OnHost(host(target), reach), reach).map(Sight::state);
    }

    @Override
    public State desire(State before, Parameters p) {
        Instant end = before.at().plus(p.atLeast());
        boolean needed = before.certificates().stream().anyMatch(c -> c.ends().isBefore(end));
        return !needed
                ? before
                : new State(
                        before.certificates().stream()
                                .map(c ->
                                        Renewal.isSigned(before, c)
                                                ? new Certificate(c.name(), end, List.of())
                                                : c)
                                .toList(),
                        before.authorities(),
                        before.kubelet(),
                        before.now(),
                        new Momentary(true),
                        new Momentary(false),
                        before.led(),
                        new Momentary(true));
    }

    @Override
    public List<Failure> refusals(
            Cluster cluster, List<Observed<State>> observed, Parameters p, Reach reach) {
        return observed.stream()
                .flatMap(o -> Renewal.refusals(o.target().id(), o.state(), p).stream())
                .toList();
    }

    @Override
    public List<Check> checks(
            Cluster cluster, List<Target> reached, Parameters parameters, Reach reach) {
        return HostChecks.each(
                cluster,
                reached,
                reach,
                List.of(
                        on -> HostChecks.tools(on, CertificateChecks.TOOLS),
                        on -> HostChecks.room(on, "/etc/kubernetes"),
                        CertificateChecks::directory,
                        CertificateChecks::kubelet,
                        CertificateChecks::kubeletsOwn,
                        on -> CertificateChecks.clock(on, reach.time().now())));
    }

    /** The servers that still answer, as with every action that restarts them. */
    @Override
    public Set<Target> last(Cluster cluster, Parameters parameters, Reach reach) {
        return ReadyServers.of(cluster, reach);
    }

    @Override
    public Outcome<Done> drive(Target target, State from, State to, Parameters p, Reach reach) {
        return new Renewal(new OnHost(host(target), reach), reach).bring(from, to);
    }

    @Override
    public boolean settled(State now, State wanted) {
        boolean files =
                wanted.certificates().stream()
                        .allMatch(w -> now.certificates().stream().anyMatch(n -> isThere(n, w)));
        boolean serves = now.ready().value() && now.fresh().value();
        return files
                && !now.stale().value()
                && (!Renewal.makesNew(wanted) || serves || !now.led().value());
    }

    static boolean isThere(Certificate now, Certificate wanted) {
        return now.name().equals(wanted.name())
                && (wanted.isNew()
                        ? !now.ends().isBefore(wanted.ends())
                        : now.files().equals(wanted.files()));
    }

    @Override
    public UndoClass undo(State before, State wanted) {
        String ended =
                before.certificates().stream()
                        .filter(c -> !c.ends().isAfter(before.at()))
                        .map(Certificate::name)
                        .collect(Collectors.joining(", "));
        return ended.isEmpty()
                ? new UndoClass.Exact()
                : new UndoClass.BestEffort(
                        "the former files come back byte-equal, but nobody gets through with them:"
                                + " ended before: "
                                + ended);
    }

    @Override
    public List<String> commands(
            Target target, State from, State to, Parameters p, Cluster cluster) {
        List<List<String>> all = new ArrayList<>();
        if (Renewal.isShort(from, to)) {
            all.addAll(KeptFiles.copies(from.files()));
            all.add(Renewal.renew(from).arguments());
        } else if (!Renewal.differing(from, to).isEmpty()) {
            all.addAll(KeptFiles.copies(from.files()));
            all.addAll(KeptFiles.returns(to.files(), Renewal.differing(from, to)));
        } else if (!from.stale().value()) {
            return List.of();
        }
        List<String> lines = new ArrayList<>();
        all.forEach(words -> lines.add(Command.asRoot(words).pasteable()));
        for (String component : Sight.COMPONENTS) {
            lines.add(
                    StaticPodRestart.stop("<" + component.toUpperCase(java.util.Locale.ROOT) + ">")
                            .pasteable());
        }
        return lines;
    }

    @Override
    public Duration settlesWithin() {
        return Duration.ofMinutes(6);
    }

    private static HostId host(Target target) {
        return switch (target) {
            case Target.OfHost h -> h.host();
            case Target.OfCluster c -> throw new IllegalArgumentException("not a host: " + c.id());
            case Target.OfNodeGroup g ->
                    throw new IllegalArgumentException("not a host: " + g.id());
        };
    }
}

package dev.postern.actions.certificates;

import dev.postern.actions.certificates.RenewCertificates.Authority;
import dev.postern.actions.certificates.RenewCertificates.Certificate;
import dev.postern.actions.certificates.RenewCertificates.KeptFile;
import dev.postern.actions.certificates.RenewCertificates.Parameters;
import dev.postern.actions.certificates.RenewCertificates.State;
import dev.postern.actions.host.Kubelet;
import dev.postern.actions.host.OnHost;
import dev.postern.core.reach.Command;
import dev.postern.core.reach.Done;
import dev.postern.core.reach.Reach;
import dev.postern.core.value.Durations;
import dev.postern.core.value.Failure;
import dev.postern.core.value.JsonValue;
import dev.postern.core.value.Outcome;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** One host's certificates, from what they are to what they shall be: there and back. */
final class Renewal {
    private static final Duration RENEWED_WITHIN = Duration.ofMinutes(2);

    private final OnHost on;
    private final Reach reach;

    Renewal(OnHost on, Reach reach) {
        this.on = on;
        this.reach = reach;
    }

    // ---- what there is to do

    static boolean makesNew(State wanted) {
        return wanted.certificates().stream().anyMatch(Certificate::isNew);
    }

    /** Whether one that shall be new is not there yet. */
    static boolean isShort(State from, State to) {
        return to.certificates().stream().filter(Certificate::isNew).anyMatch(w -> lacks(from, w));
    }

    private static boolean lacks(State now, Certificate wanted) {
        return now.certificates().stream().noneMatch(n -> RenewCertificates.isThere(n, wanted));
    }

    /** Files that were, and are not now. */
    static List<KeptFile> differing(State from, State to) {
        List<KeptFile> now = from.files();
        return to.files().stream().filter(f -> !now.contains(f)).toList();
    }

    private static Optional<Authority> signer(State s, Certificate c) {
        return Leaf.of(c.name())
                .flatMap(l ->
                        s.authorities().stream()
                                .filter(a -> a.path().equals(l.signer().certificate()))
                                .findFirst());
    }

    /** Whether whoever signs it can sign here. */
    static boolean isSigned(State s, Certificate c) {
        return signer(s, c).filter(Authority::signs).isPresent();
    }

    /** Why it would be of no use, each authority once. */
    static List<Failure> refusals(String host, State s, Parameters p) {
        Instant end = s.at().plus(p.atLeast());
        List<Certificate> late =
                s.certificates().stream().filter(c -> c.ends().isBefore(end)).toList();
        List<Failure> all = new ArrayList<>();
        for (Leaf.Signer signer : Leaf.Signer.values()) {
            String names =
                    late.stream()
                            .filter(c ->
                                    Leaf.of(c.name()).filter(l -> l.signer() == signer).isPresent())
                            .map(Certificate::name)
                            .collect(Collectors.joining(", "));
            Optional<Authority> authority =
                    s.authorities().stream()
                            .filter(a -> a.path().equals(signer.certificate()))
                            .findFirst();
            if (names.isEmpty()) {
                continue;
            }
            if (authority.filter(Authority::signs).isEmpty()) {
                all.add(elsewhere(host, signer, names));
            } else if (authority.get().ends().isBefore(end)) {
                all.add(tooOld(host, authority.get(), s, p));
            }
        }
        return all;
    }

    private static Failure elsewhere(String host, Leaf.Signer signer, String names) {
        return Failure.unchanged(
                Failure.Kind.REFUSED,
                host + ": the authority of " + signer.certificate() + " is an external one",
                signer.key() + " is not there, so nobody can sign here: " + names,
                "have them signed where its key is: kubeadm certs generate-csr");
    }

    private static Failure tooOld(String host, Authority a, State s, Parameters p) {
        boolean ended = !a.ends().isAfter(s.at());
        return Failure.unchanged(
                Failure.Kind.REFUSED,
                host
                        + ": the authority "
                        + a.path()
                        + (ended ? " itself has ended, at " : " ends itself, at ")
                        + a.ends(),
                ended
                        ? "what it signs is trusted by nobody, and kubeadm does not renew it"
                        : "nothing that it signs lasts for " + Durations.text(p.atLeast()),
                ended
                        ? "make a new authority by hand: kubernetes.io, \"Manual Rotation of CA"
                                + " Certificates\""
                        : "ask for less: at-least; then rotate the authority");
    }

    // ---- doing it

    Outcome<Done> bring(State from, State to) {
        boolean makes = isShort(from, to);
        List<KeptFile> back = makes ? List.of() : differing(from, to);
        Outcome<Done> files = Outcome.ok(Done.DONE);
        if (makes) {
            files = keep(from).then(d -> make(from));
        } else if (!back.isEmpty()) {
            files = keep(from).then(d -> giveBack(to, back));
        }
        return files.then(d -> Sight.of(on, reach)).then(now -> restart(now, to));
    }

    private Outcome<Done> keep(State from) {
        return new KeptFiles(on, from.files())
                .keep()
                .map(d -> {
                    note(
                            "certificates kept",
                            "directory",
                            KeptFiles.directory(from.files()),
                            ended(from));
                    return d;
                });
    }

    private static String ended(State s) {
        String names =
                s.certificates().stream()
                        .filter(c -> !c.ends().isAfter(s.at()))
                        .map(Certificate::name)
                        .collect(Collectors.joining(", "));
        return names.isEmpty() ? "none has ended" : "ended: " + names;
    }

    /**
     * Its settings (how long certificates last, which algorithm) kubeadm asks of the API; where
     * that answers nobody it is told not to, and takes its own.
     */
    static Command renew(State from) {
        List<String> words = new ArrayList<>(List.of("kubeadm", "certs", "renew", "all"));
        if (!from.ready().value()) {
            words.addAll(List.of("--kubeconfig", "/dev/null"));
        }
        return Command.asRoot(words).within(RENEWED_WITHIN);
    }

    private Outcome<Done> make(State from) {
        Command renew = renew(from);
        return on.run(renew)
                .then(e ->
                        e.succeeded()
                                ? Outcome.ok(Done.DONE)
                                : Outcome.failed(
                                        halfway(
                                                on.broken(renew, e),
                                                KeptFiles.directory(from.files()))));
    }

    private static Failure halfway(Failure f, String kept) {
        return new Failure(
                f.kind(),
                f.what(),
                f.why(),
                "some certificates may be new; the former are in " + kept,
                f.next());
    }

    private Outcome<Done> giveBack(State to, List<KeptFile> back) {
        return new KeptFiles(on, to.files())
                .giveBack(back.stream().map(KeptFile::path).collect(Collectors.toSet()))
                .map(d -> {
                    note(
                            "former certificates put back",
                            "files",
                            String.valueOf(back.size()),
                            to.certificates().stream()
                                            .allMatch(c -> c.ends().isAfter(reach.time().now()))
                                    ? "they are good"
                                    : "they have ENDED: nobody gets through with them");
                    return d;
                });
    }

    private Outcome<Done> restart(Sight now, State to) {
        Optional<Certificate> less =
                to.certificates().stream()
                        .filter(Certificate::isNew)
                        .filter(w -> lacks(now.state(), w))
                        .findFirst();
        if (less.isPresent()) {
            return Outcome.failed(tooShort(now.state(), less.get()));
        }
        if (makesNew(to)) {
            note("certificates renewed", "until", earliest(now.state()), kubelet(now.state()));
        }
        Kubelet kubelet = new Kubelet(on, reach);
        StaticPodRestart restart = new StaticPodRestart(on, kubelet);
        Outcome<Done> done = Outcome.ok(Done.DONE);
        for (Sight.Written w : now.written()) {
            if (!done.isOk()) {
                break;
            }
            // What cannot serve comes and goes: that none of it is an old one is all there is.
            done =
                    serves(now, to)
                            ? restart.since(w.component(), w.at(), !now.state().kubeletHasEnded())
                            : restart.stopOld(w.component(), w.at());
            if (serves(now, to) && w.component().equals(Sight.COMPONENTS.getFirst())) {
                // The others end at once where they find no API server.
                kubelet.waitsForReadiness();
            }
        }
        return done;
    }

    /** Whether it can be ready at all: with these certificates, and with a leader of etcd's. */
    private static boolean serves(Sight now, State to) {
        return now.state().led().value()
                && to.certificates().stream()
                        .allMatch(c -> c.isNew() || c.ends().isAfter(now.state().at()));
    }

    private static String earliest(State s) {
        return s.certificates().stream()
                .map(Certificate::ends)
                .min(Instant::compareTo)
                .map(Instant::toString)
                .orElse("");
    }

    private String kubelet(State s) {
        return s.kubeletHasEnded()
                ? "its kubelet's own has ENDED: " + CertificateChecks.forKubelet(on.id().host())
                : "its kubelet's own is the kubelet's to renew";
    }

    private Failure tooShort(State now, Certificate wanted) {
        Optional<Certificate> is =
                now.certificates().stream().filter(c -> c.name().equals(wanted.name())).findFirst();
        return new Failure(
                Failure.Kind.BROKEN,
                on.id()
                        + ": kubeadm has not made "
                        + wanted.name()
                        + " last until "
                        + wanted.ends(),
                is.map(c -> "it lasts until " + c.ends()).orElse("it is not there any more"),
                "the certificates are renewed as far as kubeadm did; nothing was restarted",
                "see certificateValidityPeriod of the cluster, or ask for less: at-least");
    }

    private void note(String about, String key, String value, String detail) {
        reach.evidence()
                .note(
                        about,
                        JsonValue.object("host", on.id().toString(), key, value, "detail", detail));
    }
}

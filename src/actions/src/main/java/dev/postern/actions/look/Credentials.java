package dev.postern.actions.look;

import dev.postern.actions.host.CertificateLife;
import dev.postern.core.action.Probe;
import dev.postern.core.fleet.Cluster;
import dev.postern.core.fleet.Host;
import dev.postern.core.reach.Files;
import dev.postern.core.reach.KubernetesApi;
import dev.postern.core.reach.Reach;
import dev.postern.core.text.Neutral;
import dev.postern.core.value.Failure;
import dev.postern.core.value.Outcome;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Who we are to the API servers, and how long the certificates on the hosts last. */
public final class Credentials implements Probe<Credentials.Parameters, Credentials.Found> {
    private static final String PKI = "/etc/kubernetes/pki";
    private static final List<String> KUBECONFIGS =
            List.of("super-admin.conf", "admin.conf", "controller-manager.conf", "scheduler.conf");

    /** It takes nothing. */
    public record Parameters() {}

    /**
     * @param identity who we are; empty where no credential could be read
     * @param certificates on the hosts, those that end first before the others
     */
    public record Found(Optional<Us> identity, List<OnHostFile> certificates, List<String> unseen) {
        public Found {
            certificates = List.copyOf(certificates);
            unseen = List.copyOf(unseen);
        }
    }

    /**
     * @param exempt whether priority and fairness lets us past the herd
     * @param source which credential it is
     */
    public record Us(String user, boolean exempt, String source, Optional<Long> daysLeft) {}

    /** One certificate of one host. */
    public record OnHostFile(String host, CertificateLife life) {}

    @Override
    public String name() {
        return "credentials";
    }

    @Override
    public String title() {
        return "Who we are to the API servers, and how many days certificates have left";
    }

    @Override
    public Class<Parameters> parameters() {
        return Parameters.class;
    }

    @Override
    public Class<Found> result() {
        return Found.class;
    }

    @Override
    public Outcome<Found> look(Cluster cluster, Parameters parameters, Reach reach) {
        List<String> unseen = new ArrayList<>();
        Outcome<KubernetesApi.Identity> us = reach.api(cluster.name()).identity();
        us.whyNot().ifPresent(f -> unseen.add(f.sentence()));
        Instant now = reach.time().now();
        List<OnHostFile> certificates = new ArrayList<>();
        for (Host h : cluster.hosts()) {
            certificates.addAll(onHost(h, now, reach, unseen));
        }
        certificates.sort(Comparator.comparing(c -> c.life().expires()));
        return us.isOk() || !certificates.isEmpty()
                ? Outcome.ok(new Found(us.got().map(i -> us(i, now)), certificates, unseen))
                : Outcome.failed(
                        Failure.unchanged(
                                Failure.Kind.UNREACHABLE,
                                cluster.name() + ": no credential could be looked at",
                                String.join("; ", unseen),
                                "postern doctor --cluster " + cluster.name()));
    }

    private static Us us(KubernetesApi.Identity i, Instant now) {
        return new Us(
                Neutral.line(i.user(), 120),
                i.exempt(),
                i.source(),
                i.expires().map(e -> Duration.between(now, e).toDays()));
    }

    private static List<OnHostFile> onHost(Host h, Instant now, Reach reach, List<String> unseen) {
        List<String> paths = new ArrayList<>();
        for (String directory : List.of(PKI, PKI + "/etcd")) {
            Outcome<List<String>> names = reach.files(h.id()).list(directory);
            names.whyNot().ifPresent(f -> unseen.add(f.sentence()));
            names.got().orElse(List.of()).stream()
                    .filter(n -> n.endsWith(".crt") && n.matches("[A-Za-z0-9._-]{1,100}"))
                    .forEach(n -> paths.add(directory + "/" + n));
        }
        KUBECONFIGS.forEach(k -> paths.add("/etc/kubernetes/" + k));
        List<OnHostFile> found = new ArrayList<>();
        for (String path : paths) {
            Outcome<Optional<Files.Content>> file = reach.files(h.id()).read(path);
            file.whyNot().ifPresent(f -> unseen.add(f.sentence()));
            file.got()
                    .flatMap(c -> c)
                    .flatMap(c -> CertificateLife.of(path, c.bytes(), now))
                    .ifPresent(l -> found.add(new OnHostFile(h.id().toString(), l)));
        }
        return found;
    }

    @Override
    public List<String> lines(Found f) {
        List<String> lines = new ArrayList<>();
        lines.add(
                f.identity()
                        .map(i ->
                                "we are "
                                        + i.user()
                                        + " ("
                                        + i.source()
                                        + "): "
                                        + (i.exempt()
                                                ? "exempt from priority and fairness"
                                                : "NOT exempt: we wait in line with the herd;"
                                                        + " super-admin.conf would not")
                                        + i.daysLeft().map(d -> ", " + days(d)).orElse(""))
                        .orElse("we have no identity for the API"));
        for (OnHostFile c : f.certificates()) {
            lines.add(
                    c.host()
                            + " "
                            + c.life().file()
                            + ": "
                            + days(c.life().daysLeft())
                            + " ("
                            + c.life().subject()
                            + ")");
        }
        f.unseen().forEach(u -> lines.add("not seen: " + u));
        return lines.stream().map(l -> Neutral.line(l, 300)).toList();
    }

    private static String days(long days) {
        return days < 0 ? "EXPIRED " + -days + " days ago" : days + " days left";
    }
}

package dev.postern.actions.certificates;

import dev.postern.actions.host.CertificateLife;
import dev.postern.actions.host.OnHost;
import dev.postern.core.reach.Command;
import dev.postern.core.reach.Executed;
import dev.postern.core.value.Blob;
import dev.postern.core.value.Failure;
import dev.postern.core.value.Outcome;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A host's certificates as they are on its disk. Private keys stay there: of them only sums, modes
 * and times are asked. Two commands.
 *
 * @param files those that are there, by path
 * @param ends when the certificate in a file ends, by path
 */
record OnDisk(Map<String, Found> files, Map<String, Instant> ends) {
    /** A kubelet's own: embedded by {@code kubeadm init}, beside it once it has rotated. */
    static final List<String> KUBELET =
            List.of(
                    "/etc/kubernetes/kubelet.conf",
                    "/var/lib/kubelet/pki/kubelet-client-current.pem");

    private static final String MISSING = "No such file or directory";
    private static final Pattern MARK =
            Pattern.compile(
                    "([0-7]{1,4}) (\\d{1,9}) (\\d{1,9}) (\\d{1,12}(?:\\.\\d{1,12})?) (/.*)");
    private static final Pattern SUM = Pattern.compile("([0-9a-f]{64})  (/.*)");

    /**
     * @param written when its content was written last, by the host's clock
     */
    record Found(String mode, String sha256, Instant written) {}

    OnDisk {
        files = Map.copyOf(files);
        ends = Map.copyOf(ends);
    }

    static Outcome<OnDisk> of(OnHost on) {
        List<String> all = new ArrayList<>(Leaf.allFiles());
        Arrays.stream(Leaf.Signer.values()).forEach(s -> all.add(s.key()));
        return marks(on, all).then(files -> ends(on).map(ends -> new OnDisk(files, ends)));
    }

    private static Outcome<Map<String, Found>> marks(OnHost on, List<String> paths) {
        List<String> words = new ArrayList<>(List.of("find"));
        words.addAll(paths);
        words.addAll(List.of("-maxdepth", "0", "-printf", "%m %U %G %T@ %p\\n"));
        words.addAll(List.of("-exec", "sha256sum", "--", "{}", ";"));
        Command command = Command.asRoot(words);
        return on.run(command)
                .then(e -> {
                    Map<String, Found> found = new LinkedHashMap<>();
                    Optional<Matcher> mark = Optional.empty();
                    for (String line : e.text().lines().toList()) {
                        Matcher sum = SUM.matcher(line);
                        Matcher next = MARK.matcher(line);
                        if (next.matches()) {
                            mark = Optional.of(next);
                        } else if (sum.matches()
                                && mark.filter(m -> m.group(5).equals(sum.group(2))).isPresent()) {
                            Matcher m = mark.get();
                            found.put(
                                    m.group(5),
                                    new Found(
                                            m.group(1) + " " + m.group(2) + ":" + m.group(3),
                                            sum.group(1),
                                            instant(m.group(4))));
                        }
                    }
                    return isOnlyMissing(e) && !found.isEmpty()
                            ? Outcome.ok(found)
                            : Outcome.failed(none(on, command, e));
                });
    }

    private static Instant instant(String seconds) {
        BigDecimal[] parts = new BigDecimal(seconds).divideAndRemainder(BigDecimal.ONE);
        return Instant.ofEpochSecond(parts[0].longValue(), parts[1].movePointRight(9).longValue());
    }

    /**
     * Of these files only what is public is printed: certificates, and their lines in kubeconfigs.
     */
    private static Outcome<Map<String, Instant>> ends(OnHost on) {
        Set<String> paths = new HashSet<>(KUBELET);
        Arrays.stream(Leaf.values()).forEach(l -> paths.add(l.certificate()));
        Arrays.stream(Leaf.Signer.values()).forEach(s -> paths.add(s.certificate()));
        List<String> words =
                new ArrayList<>(
                        List.of(
                                "sed",
                                "-s",
                                "-n",
                                "-e",
                                "1F",
                                "-e",
                                "/^-----BEGIN CERTIFICATE-----/,/^-----END CERTIFICATE-----/p",
                                "-e",
                                "/client-certificate-data:/p",
                                "--"));
        paths.stream().sorted().forEach(words::add);
        Command command = Command.asRoot(words);
        return on.run(command)
                .then(e -> {
                    Map<String, StringBuilder> texts = new LinkedHashMap<>();
                    StringBuilder text = new StringBuilder();
                    for (String line : e.text().lines().toList()) {
                        if (paths.contains(line)) {
                            text = texts.computeIfAbsent(line, l -> new StringBuilder());
                        } else {
                            text.append(line).append('\n');
                        }
                    }
                    Map<String, Instant> ends = new LinkedHashMap<>();
                    texts.forEach((path, t) -> life(path, t).ifPresent(l -> ends.put(path, l)));
                    return isOnlyMissing(e) && !ends.isEmpty()
                            ? Outcome.ok(ends)
                            : Outcome.failed(none(on, command, e));
                });
    }

    private static Optional<Instant> life(String path, StringBuilder text) {
        Blob content = Blob.of(text.toString().getBytes(StandardCharsets.UTF_8));
        return CertificateLife.of(path, content, Instant.EPOCH).map(CertificateLife::expires);
    }

    /**
     * Hosts that joined have no super-admin.conf, and those with an external etcd not its files.
     */
    private static boolean isOnlyMissing(Executed e) {
        return e.dropped() == 0
                && new String(e.errors(), StandardCharsets.UTF_8)
                        .lines()
                        .allMatch(l -> l.contains(MISSING));
    }

    private static Failure none(OnHost on, Command command, Executed e) {
        return e.succeeded() || isOnlyMissing(e)
                ? Failure.unchanged(
                        Failure.Kind.BROKEN,
                        on.id() + ": no certificates of kubeadm's are below /etc/kubernetes",
                        "",
                        "not a kubeadm host: renew them as its distribution does")
                : on.broken(command, e);
    }

    /** When a kubelet's own client certificate ends; empty where none is seen. */
    Optional<Instant> kubelet() {
        return KUBELET.stream().flatMap(p -> Optional.ofNullable(ends.get(p)).stream()).findFirst();
    }
}

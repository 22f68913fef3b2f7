package dev.postern.reachkubernetes;

import dev.postern.core.reach.Files;
import dev.postern.core.value.Outcome;

import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The port of a host's API server, as its manifest says: the manifest is right, the fleet may not.
 */
final class ManifestPort {
    private static final String MANIFEST = "/etc/kubernetes/manifests/kube-apiserver.yaml";
    private static final Pattern FLAG =
            Pattern.compile("--secure-port[=\\s]\\s*[\"']?(\\d{1,5})(?!\\d)");

    private ManifestPort() {}

    /** Empty where the manifest is away or names none. */
    static Outcome<Optional<Integer>> read(Supplier<Files> files) {
        return files.get()
                .read(MANIFEST)
                .map(found ->
                        found.flatMap(c ->
                                find(
                                        new String(
                                                c.bytes().bytes(),
                                                java.nio.charset.StandardCharsets.UTF_8))));
    }

    static Optional<Integer> find(String manifest) {
        Matcher m = FLAG.matcher(manifest);
        return m.find()
                ? Optional.of(Integer.parseInt(m.group(1))).filter(p -> p > 0 && p < 65536)
                : Optional.empty();
    }
}

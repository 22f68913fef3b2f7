package dev.postern.reachkubernetes;

import dev.postern.core.value.Failure;
import dev.postern.core.value.Outcome;

import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * The bytes that the current context of a kubeconfig names. Nothing in it is ever run: fabric8's
 * own reader runs the exec plugin while it parses.
 *
 * @param certificate PEM, the client's
 * @param key PEM, the client's
 * @param authority PEM of the cluster's certificate authority, where it holds one
 */
record Kubeconfig(byte[] certificate, byte[] key, Optional<byte[]> authority) {

    /** What cannot be used, in one sentence for people. */
    private static final class Unusable extends RuntimeException {
        private static final long serialVersionUID = 1;

        Unusable(String why) {
            super(why);
        }
    }

    /**
     * @param source what people call it: "file /home/ann/.kube/config"
     * @param file reads a file that the kubeconfig refers to, by the path it gives
     */
    static Outcome<Kubeconfig> read(
            String source, byte[] yaml, Function<String, Outcome<byte[]>> file) {
        try {
            Object root =
                    new Load(
                                    LoadSettings.builder()
                                            .setLabel(source)
                                            .setAllowDuplicateKeys(false)
                                            .setMaxAliasesForCollections(10)
                                            .setCodePointLimit(1 << 20)
                                            .build())
                            .loadFromString(new String(yaml, StandardCharsets.UTF_8));
            return of(source, map(root, "the file"), file);
        } catch (Unusable e) {
            return unusable(source, String.valueOf(e.getMessage()));
        } catch (YamlEngineException e) {
            // Its message quotes the file, which holds a key.
            return unusable(source, "it is not YAML that can be read");
        }
    }

    private static Outcome<Kubeconfig> of(
            String source, Map<?, ?> root, Function<String, Outcome<byte[]>> file) {
        Map<?, ?> context = context(root);
        Map<?, ?> user = named(root, "users", "user", text(context, "user"));
        Map<?, ?> cluster = named(root, "clusters", "cluster", text(context, "cluster"));
        for (String plugin : List.of("exec", "auth-provider")) {
            if (user.containsKey(plugin)) {
                throw new Unusable(
                        "it gets its identity from a program ("
                                + plugin
                                + "), and postern runs none: name a kubeconfig with a client"
                                + " certificate");
            }
        }
        if (Boolean.TRUE.equals(cluster.get("insecure-skip-tls-verify"))) {
            throw new Unusable("it switches the check of the server off, which postern never does");
        }
        Outcome<Optional<byte[]>> certificate = bytes(user, "client-certificate", file);
        Outcome<Optional<byte[]>> key = bytes(user, "client-key", file);
        Outcome<Optional<byte[]>> authority = bytes(cluster, "certificate-authority", file);
        return certificate.then(c ->
                key.then(k ->
                        authority.then(a ->
                                c.isEmpty() || k.isEmpty()
                                        ? unusable(
                                                source,
                                                "its user has no client"
                                                        + " certificate with a"
                                                        + " key; tokens and"
                                                        + " passwords are not"
                                                        + " supported")
                                        : Outcome.ok(new Kubeconfig(c.get(), k.get(), a)))));
    }

    private static Map<?, ?> context(Map<?, ?> root) {
        List<?> contexts = list(root, "contexts");
        if (root.get("current-context") instanceof String name && !name.isEmpty()) {
            return named(root, "contexts", "context", name);
        }
        if (contexts.size() == 1) {
            return map(map(contexts.getFirst(), "its context").get("context"), "its context");
        }
        throw new Unusable("it has no current-context");
    }

    private static Map<?, ?> named(Map<?, ?> root, String list, String field, String name) {
        for (Object entry : list(root, list)) {
            Map<?, ?> m = map(entry, "an entry of " + list);
            if (name.equals(m.get("name"))) {
                return map(m.get(field), field + " " + name);
            }
        }
        throw new Unusable("it names the " + field + " \"" + name + "\" but has none of that name");
    }

    private static List<?> list(Map<?, ?> in, String field) {
        if (in.get(field) instanceof List<?> l) {
            return l;
        }
        throw new Unusable("it has no list of " + field);
    }

    private static Map<?, ?> map(@org.jspecify.annotations.Nullable Object value, String what) {
        if (value instanceof Map<?, ?> m) {
            return m;
        }
        throw new Unusable(what + " is not a mapping");
    }

    private static String text(Map<?, ?> in, String field) {
        if (in.get(field) instanceof String s) {
            return s;
        }
        throw new Unusable("its context names no " + field);
    }

    private static Outcome<Optional<byte[]>> bytes(
            Map<?, ?> in, String field, Function<String, Outcome<byte[]>> file) {
        if (in.get(field + "-data") instanceof String base64) {
            try {
                return Outcome.ok(Optional.of(Base64.getMimeDecoder().decode(base64)));
            } catch (IllegalArgumentException e) {
                throw new Unusable("its " + field + "-data is not base64");
            }
        }
        return in.get(field) instanceof String path
                ? file.apply(path).map(Optional::of)
                : Outcome.ok(Optional.empty());
    }

    private static <T> Outcome<T> unusable(String source, String why) {
        return Outcome.failed(
                Failure.unchanged(
                        Failure.Kind.BROKEN,
                        source + ": not usable as an identity",
                        why,
                        "correct it, or name another one under identities in fleet.yaml"));
    }
}

package dev.postern.fleet;

import dev.postern.core.fleet.CredentialRef;
import dev.postern.core.fleet.SshAccess;
import dev.postern.document.Fields;
import dev.postern.document.Node;
import dev.postern.document.Reading;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * An {@code ssh} block as far as it says something; what it leaves open comes from {@code
 * defaults}.
 *
 * @param jumpNodes where each jump host is named
 */
record SshPart(
        Optional<String> alias,
        Optional<String> user,
        Optional<Integer> port,
        Optional<List<CredentialRef>> keys,
        Optional<List<Node.ScalarNode>> jumpNodes,
        Optional<List<String>> hostKeys,
        Optional<Path> knownHosts,
        Optional<SshAccess.Privilege> privilege) {
    private static final SshAccess.Privilege ROOT = new SshAccess.Privilege.Root();

    static final SshPart NOTHING =
            new SshPart(
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty());

    /** Without a privilege said: root is root, everyone else has sudo. */
    SshAccess access() {
        return new SshAccess(
                alias,
                user,
                port,
                keys.orElse(List.of()),
                jumps().stream().map(Node.ScalarNode::text).toList(),
                hostKeys.orElse(List.of()),
                knownHosts,
                privilege.orElseGet(() ->
                        user.filter("root"::equals).isPresent()
                                ? new SshAccess.Privilege.Root()
                                : new SshAccess.Privilege.Sudo()));
    }

    List<Node.ScalarNode> jumps() {
        return jumpNodes.orElse(List.of());
    }

    SshPart over(SshPart defaults) {
        return new SshPart(
                alias,
                user.or(defaults::user),
                port.or(defaults::port),
                keys.or(defaults::keys),
                jumpNodes.or(defaults::jumpNodes),
                hostKeys.or(defaults::hostKeys),
                knownHosts.or(defaults::knownHosts),
                // Who logs in as root is root, whatever the others do.
                privilege
                        .or(() -> user.filter("root"::equals).map(u -> ROOT))
                        .or(defaults::privilege));
    }

    SshPart withoutJump() {
        return new SshPart(
                alias, user, port, keys, Optional.empty(), hostKeys, knownHosts, privilege);
    }

    static SshPart read(Optional<Node> node, Context context, boolean isDefault) {
        return node.flatMap(n -> context.reading.map(n, "ssh"))
                .map(f -> read(f, context, isDefault))
                .orElse(NOTHING);
    }

    private static SshPart read(Fields fields, Context context, boolean isDefault) {
        Reading reading = context.reading;
        Optional<String> alias = isDefault ? Optional.empty() : word(fields, "alias", reading);
        Optional<String> user = word(fields, "user", reading);
        Optional<Integer> port =
                fields.optional("port").flatMap(n -> reading.integer(n, "port", 1, 65535));
        Optional<List<CredentialRef>> keys =
                fields.optional("keys")
                        .map(n -> {
                            List<CredentialRef> refs = new ArrayList<>();
                            for (Node k : reading.list(n, "keys")) {
                                context.credential(
                                                k, "a key", List.of("file", "agent", "descriptor"))
                                        .ifPresent(refs::add);
                            }
                            return refs;
                        });
        Optional<List<Node.ScalarNode>> jump =
                fields.optional("jump")
                        .map(n -> {
                            List<Node.ScalarNode> names = new ArrayList<>();
                            for (Node j : reading.oneOrMore(n)) {
                                if (reading.text(j, "jump").isPresent()
                                        && j instanceof Node.ScalarNode s) {
                                    names.add(s);
                                }
                            }
                            return names;
                        });
        Optional<List<String>> hostKeys =
                fields.optional("host-keys")
                        .map(n -> {
                            List<String> found = new ArrayList<>();
                            for (Node k : reading.list(n, "host-keys")) {
                                reading.value(
                                                k,
                                                "a host key",
                                                "a public key, like ssh-ed25519 AAAA…",
                                                SshPart::publicKey)
                                        .ifPresent(found::add);
                            }
                            return found;
                        });
        Optional<Path> knownHosts =
                fields.optional("known-hosts").flatMap(n -> context.path(n, "known-hosts", false));
        Optional<SshAccess.Privilege> privilege =
                fields.optional("privilege").flatMap(n -> privilege(n, context));
        fields.end();
        return new SshPart(alias, user, port, keys, jump, hostKeys, knownHosts, privilege);
    }

    private static Optional<String> word(Fields fields, String key, Reading reading) {
        return fields.optional(key)
                .flatMap(n ->
                        reading.value(
                                n,
                                key,
                                "a name without spaces that does not begin with a dash",
                                t ->
                                        t.matches("[^\\s\\p{Cntrl}-][^\\s\\p{Cntrl}]{0,254}")
                                                ? Optional.of(t)
                                                : Optional.empty()));
    }

    /** The type and the base64 of the same type; a comment after it is dropped. */
    private static Optional<String> publicKey(String text) {
        String[] parts = text.strip().split("\\s+", 3);
        if (parts.length < 2) {
            return Optional.empty();
        }
        try {
            byte[] blob = Base64.getDecoder().decode(parts[1]);
            byte[] type = parts[0].getBytes(StandardCharsets.US_ASCII);
            boolean says =
                    blob.length > 4 + type.length
                            && blob[3] == type.length
                            && new String(blob, 4, type.length, StandardCharsets.US_ASCII)
                                    .equals(parts[0]);
            return says ? Optional.of(parts[0] + " " + parts[1]) : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static Optional<SshAccess.Privilege> privilege(Node node, Context context) {
        String expected = "root, sudo, or {sudo-password: {file: PATH}}";
        if (node instanceof Node.MapNode m) {
            Fields fields = context.reading.map(m, "privilege").orElseThrow();
            Optional<SshAccess.Privilege> found =
                    fields.required("sudo-password")
                            .flatMap(n ->
                                    context.credential(
                                            n, "sudo-password", List.of("file", "descriptor")))
                            .map(SshAccess.Privilege.SudoWithPassword::new);
            fields.end();
            return found;
        }
        return context.reading.value(
                node,
                "privilege",
                expected,
                t ->
                        switch (t) {
                            case "root" -> Optional.of(new SshAccess.Privilege.Root());
                            case "sudo" -> Optional.of(new SshAccess.Privilege.Sudo());
                            default -> Optional.empty();
                        });
    }
}

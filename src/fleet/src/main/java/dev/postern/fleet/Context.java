package dev.postern.fleet;

import dev.postern.core.fleet.CredentialRef;
import dev.postern.core.fleet.Network;
import dev.postern.document.Fields;
import dev.postern.document.Node;
import dev.postern.document.Reading;

import java.net.InetAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What all parts of one reading share: the problems, where paths lead, and the files named. */
final class Context {
    static final String LITERAL =
            "a literal address, like 203.0.113.7 or 2001:db8::7; Postern looks no name up";

    /**
     * A file that the fleet names.
     *
     * @param secret whether nobody else may read it
     */
    record NamedFile(Path path, Node at, String what, boolean secret) {}

    /** A name that a node group's cloud is dialled by. */
    record CloudName(String host, Node at) {}

    final Reading reading = new Reading();
    final List<CloudName> cloudNames = new ArrayList<>();
    final List<NamedFile> files = new ArrayList<>();
    private final Path base;
    private final Path home;

    Context(Path base, Path home) {
        this.base = base;
        this.home = home;
    }

    Optional<Path> path(Node node, String what, boolean secret) {
        Optional<Path> path =
                reading.value(node, what, "a path; ~/ is your home", t -> resolve(t.strip()));
        path.ifPresent(p -> files.add(new NamedFile(p, node, what, secret)));
        return path;
    }

    private Optional<Path> resolve(String text) {
        if (text.isEmpty() || text.contains("\n") || text.startsWith("-----")) {
            return Optional.empty();
        }
        if (text.equals("~") || text.startsWith("~/")) {
            return Optional.of(
                    home.resolve(text.substring(Math.min(2, text.length()))).normalize());
        }
        return text.startsWith("~")
                ? Optional.empty()
                : Optional.of(base.resolve(text).normalize());
    }

    /** A literal address; for a name the advice to pin it. */
    Optional<InetAddress> address(Node node, String what) {
        if (node instanceof Node.ScalarNode s && looksLikeName(s.text())) {
            reading.problem(
                    node,
                    what + " is the name " + Reading.shown(node),
                    LITERAL
                            + ": write the address here (pinned-names is for names that TLS or a"
                            + " cloud endpoint needs)");
            return Optional.empty();
        }
        return reading.value(node, what, LITERAL, Context::literal);
    }

    private static boolean looksLikeName(String text) {
        return text.matches("[A-Za-z0-9_]([-A-Za-z0-9_.]{0,253})") && text.matches(".*[A-Za-z].*");
    }

    /** Only whole addresses: the short forms of IPv4 (127.1) are more often a slip. */
    static Optional<InetAddress> literal(String text) {
        if (!text.contains(":") && !text.matches("\\d{1,3}(\\.\\d{1,3}){3}")) {
            return Optional.empty();
        }
        try {
            return Optional.of(InetAddress.ofLiteral(text));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** {@code address: A} or {@code addresses: [A, B]}. */
    List<InetAddress> addresses(Fields fields, String what) {
        Optional<Node> one = fields.optional("address");
        Optional<Node> many = fields.optional("addresses");
        List<InetAddress> found = new ArrayList<>();
        one.flatMap(n -> address(n, "address")).ifPresent(found::add);
        many.ifPresent(n ->
                reading.list(n, "addresses")
                        .forEach(a -> address(a, "address").ifPresent(found::add)));
        if (one.isPresent() && many.isPresent()) {
            reading.problem(
                    fields.node(),
                    fields.positionOf("addresses"),
                    what + " has both address and addresses",
                    "one of the two");
        }
        boolean empty =
                many.filter(n -> n instanceof Node.ListNode l && l.items().isEmpty()).isPresent();
        if (one.isEmpty() && (many.isEmpty() || empty)) {
            reading.problem(fields.node(), what + " has no address", "address: " + LITERAL);
        }
        return found;
    }

    Optional<Network> network(Node node) {
        Optional<Network> network =
                reading.value(
                        node,
                        "operator-door",
                        "an address or a block of them, like 203.0.113.0/24",
                        t -> literal(t.replaceFirst("/.*", "")).flatMap(a -> Network.parse(t)));
        if (network.isPresent() && network.get().prefix() == 0) {
            reading.problem(
                    node, "operator-door is everyone", "the sources that operators come from");
            return Optional.empty();
        }
        return network;
    }

    /**
     * A reference to a credential, never one itself.
     *
     * @param kinds which of file, agent, descriptor and host are allowed
     */
    Optional<CredentialRef> credential(Node node, String what, List<String> kinds) {
        String expected = String.join(", ", kinds.stream().map(FORMS::get).toList());
        if (node instanceof Node.ScalarNode s
                && kinds.contains("agent")
                && s.text().equals("agent")) {
            return Optional.of(new CredentialRef.InAgent());
        }
        if (!(node instanceof Node.MapNode map)) {
            // The text may be the secret itself: it is not shown.
            reading.problem(node, what + " is " + node.kind() + ", not a reference", expected);
            return Optional.empty();
        }
        Fields fields = reading.map(map, what).orElseThrow();
        List<CredentialRef> found = new ArrayList<>();
        int given = 0;
        for (String kind : kinds) {
            if (kind.equals("agent")) {
                continue;
            }
            Optional<Node> value = fields.optional(kind);
            given += value.isPresent() ? 1 : 0;
            value.flatMap(v -> reference(kind, v)).ifPresent(found::add);
        }
        fields.end();
        if (given != 1) {
            reading.problem(
                    node, what + " names " + (given == 0 ? "nothing" : "several places"), expected);
            return Optional.empty();
        }
        return found.stream().findFirst();
    }

    private static final Map<String, String> FORMS =
            Map.of(
                    "file", "{file: PATH}",
                    "agent", "agent",
                    "descriptor", "{descriptor: NUMBER}",
                    "host", "{host: /PATH/ON/THE/HOST}");

    private Optional<CredentialRef> reference(String kind, Node node) {
        return switch (kind) {
            case "file" -> path(node, "file", true).map(CredentialRef.InFile::new);
            case "descriptor" ->
                    reading.integer(node, "descriptor", 3, 1023)
                            .map(CredentialRef.InDescriptor::new);
            case "host" ->
                    reading.value(
                            node,
                            "host",
                            "an absolute path on the host, like /etc/kubernetes/super-admin.conf",
                            t ->
                                    t.matches("/[^\\s]{1,400}") && !t.contains("..")
                                            ? Optional.of(new CredentialRef.OnHost(t))
                                            : Optional.empty());
            default -> throw new IllegalArgumentException(kind);
        };
    }
}

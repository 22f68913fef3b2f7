package dev.postern.reachssh;

import dev.postern.core.fleet.Fleet;
import dev.postern.core.fleet.Host;
import dev.postern.core.fleet.HostId;
import dev.postern.core.fleet.JumpHost;
import dev.postern.core.fleet.SshAccess;
import dev.postern.core.pace.Endpoint;
import dev.postern.core.value.Failure;
import dev.postern.core.value.Outcome;

import java.net.InetAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The hops to a host, first hop first, the host itself last. */
final class Routes {
    private static final int MOST_HOPS = 8;
    private static final Pattern JUMP =
            Pattern.compile("(?:ssh://)?(?:([^@]+)@)?(\\[[^]]+]|[^:]+)(?::(\\d{1,5}))?/?");

    private final Fleet fleet;
    private final SshOptions options;
    private final OpenSshConfig config;

    Routes(Fleet fleet, SshOptions options, OpenSshConfig config) {
        this.fleet = fleet;
        this.options = options;
        this.config = config;
    }

    /**
     * @throws IllegalArgumentException where the fleet has no such host
     */
    Outcome<List<Hop>> to(HostId id) {
        Host host = fleet.host(id).orElseThrow(() -> new IllegalArgumentException("no host " + id));
        List<Hop> hops = new ArrayList<>();
        Optional<Failure> wrong =
                add(hops, id.toString(), id.toString(), host.addresses(), host.ssh(), 0, true);
        return wrong.<Outcome<List<Hop>>>map(Outcome::failed)
                .orElseGet(() -> Outcome.ok(List.copyOf(hops)));
    }

    /**
     * Adds the way to it, then itself.
     *
     * @param first whether nothing is before it yet: then its own jumps count
     */
    private Optional<Failure> add(
            List<Hop> hops,
            String name,
            String endpoint,
            List<InetAddress> addresses,
            SshAccess access,
            int depth,
            boolean first) {
        if (depth > MOST_HOPS) {
            return Optional.of(
                    broken(
                            name + ": its jump hosts lead in a circle",
                            "correct jump in fleet.yaml"));
        }
        Outcome<HostConfig> said = configuration(access, addresses);
        if (said instanceof Outcome.Failed<HostConfig>(var failure)) {
            return Optional.of(failure);
        }
        HostConfig c = said.got().orElseThrow();
        List<byte[]> pins = new ArrayList<>();
        for (String pin : access.hostKeys()) {
            Optional<byte[]> blob = PublicKeys.parse(pin);
            if (blob.isEmpty()) {
                return Optional.of(
                        broken(
                                name + ": a pinned host key is not one: " + pin,
                                "in fleet.yaml: host-keys: [\"ssh-ed25519 AAAA…\"]"));
            }
            pins.add(blob.get());
        }
        Optional<Failure> wrong = first ? addJumps(hops, name, access, c, depth) : Optional.empty();
        if (wrong.isPresent()) {
            return wrong;
        }
        Optional<String> hostKeyAlias = c.set("hostkeyalias");
        List<String> names = new ArrayList<>();
        if (hostKeyAlias.isPresent()) {
            names.add(hostKeyAlias.get());
        } else {
            c.first("hostname").ifPresent(names::add);
            access.alias().ifPresent(names::add);
        }
        hops.add(
                new Hop(
                        name,
                        new Endpoint.Ssh(endpoint),
                        addresses,
                        access.port().or(c::port).orElse(22),
                        access.user()
                                .or(() -> c.first("user"))
                                .orElseGet(() -> System.getProperty("user.name")),
                        access.credentials(),
                        c,
                        pins,
                        knownHosts(access, c),
                        names,
                        hostKeyAlias.isPresent(),
                        access.privilege()));
        return Optional.empty();
    }

    private Outcome<HostConfig> configuration(SshAccess access, List<InetAddress> addresses) {
        boolean complete =
                access.alias().isEmpty()
                        && access.user().isPresent()
                        && !access.credentials().isEmpty()
                        && (!access.hostKeys().isEmpty() || access.knownHosts().isPresent());
        return options.lab() || complete
                ? Outcome.ok(HostConfig.empty(options.home()))
                : config.lookup(access.alias().orElseGet(() -> Literal.text(addresses.getFirst())));
    }

    private Optional<Failure> addJumps(
            List<Hop> hops, String name, SshAccess access, HostConfig c, int depth) {
        if (!access.jump().isEmpty()) {
            boolean first = true;
            for (String jump : access.jump()) {
                JumpHost j =
                        fleet.jumpHost(jump)
                                .orElseThrow(
                                        () -> new IllegalArgumentException("no jump host " + jump));
                // How the first is reached is its own business; the others come from the one
                // before.
                Optional<Failure> wrong =
                        add(
                                hops,
                                "jump host " + jump,
                                jump,
                                j.addresses(),
                                j.ssh(),
                                depth + 1,
                                first);
                if (wrong.isPresent()) {
                    return wrong;
                }
                first = false;
            }
            return Optional.empty();
        }
        Optional<String> jumps = c.set("proxyjump");
        if (jumps.isPresent()) {
            boolean first = true;
            for (String jump : jumps.get().split(",", -1)) {
                Optional<Failure> wrong = addConfigured(hops, name, jump.strip(), depth, first);
                if (wrong.isPresent()) {
                    return wrong;
                }
                first = false;
            }
            return Optional.empty();
        }
        return c.set("proxycommand")
                .map(command ->
                        broken(
                                name
                                        + ": your ssh configuration reaches it by"
                                        + " ProxyCommand, which Postern does not run",
                                "use ProxyJump there, or jump in fleet.yaml"));
    }

    /** A hop that only the user's ProxyJump names. */
    private Optional<Failure> addConfigured(
            List<Hop> hops, String name, String jump, int depth, boolean first) {
        Matcher m = JUMP.matcher(jump);
        if (!m.matches()) {
            return Optional.of(broken(name + ": not a ProxyJump: " + jump, "correct it"));
        }
        String alias = m.group(2).replace("[", "").replace("]", "");
        Outcome<HostConfig> said = config.lookup(alias);
        if (said instanceof Outcome.Failed<HostConfig>(var failure)) {
            return Optional.of(failure);
        }
        String target = said.got().orElseThrow().first("hostname").orElse(alias);
        List<InetAddress> addresses =
                Literal.parse(target)
                        .map(List::of)
                        .orElseGet(() ->
                                fleet.pinnedNames()
                                        .getOrDefault(target.toLowerCase(Locale.ROOT), List.of()));
        if (addresses.isEmpty()) {
            return Optional.of(
                    broken(
                            name + ": its ProxyJump " + jump + " leads to the name " + target,
                            "Postern looks no name up; in fleet.yaml: pinned-names: {"
                                    + target
                                    + ": [ADDRESS]}"));
        }
        SshAccess access =
                new SshAccess(
                        Optional.of(alias),
                        Optional.ofNullable(m.group(1)),
                        Optional.ofNullable(m.group(3)).map(Integer::parseInt),
                        List.of(),
                        List.of(),
                        List.of(),
                        Optional.empty(),
                        new SshAccess.Privilege.Sudo());
        return add(hops, "jump host " + alias, alias, addresses, access, depth + 1, first);
    }

    private List<Path> knownHosts(SshAccess access, HostConfig c) {
        if (access.knownHosts().isPresent()) {
            return List.of(access.knownHosts().get());
        }
        if (options.lab()) {
            return List.of();
        }
        List<Path> files = new ArrayList<>(c.manyPaths("userknownhostsfile"));
        if (files.isEmpty()) {
            files.add(options.home().resolve(".ssh/known_hosts"));
            files.add(options.home().resolve(".ssh/known_hosts2"));
        }
        files.addAll(c.manyPaths("globalknownhostsfile"));
        return files;
    }

    private static Failure broken(String what, String next) {
        return Failure.unchanged(Failure.Kind.BROKEN, what, "", next);
    }
}

package dev.postern.fleet;

import dev.postern.core.fleet.ApprovalPolicy;
import dev.postern.core.fleet.Cluster;
import dev.postern.core.fleet.ClusterName;
import dev.postern.core.fleet.Fleet;
import dev.postern.core.fleet.Host;
import dev.postern.core.fleet.HostId;
import dev.postern.core.fleet.JumpHost;
import dev.postern.core.fleet.Network;
import dev.postern.core.fleet.NodeGroup;
import dev.postern.core.problem.Checked;
import dev.postern.document.Fields;
import dev.postern.document.Node;
import dev.postern.document.Reading;

import java.net.InetAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Takes a fleet out of its document; goes on after each mistake. */
final class FleetReader {
    private static final Map<String, Cluster.Distribution> DISTRIBUTIONS =
            Map.of("kubeadm", Cluster.Distribution.KUBEADM);
    private static final String NAME_FORM = "small letters, digits, dots and dashes, at most 63";

    private final Node root;
    private final Context context;
    private final Reading reading;
    private final Jumps jumps;
    private final Taken addresses;
    private final Taken nodeGroups;

    FleetReader(Node root, Path base, Path home) {
        this.root = root;
        this.context = new Context(base, home);
        this.reading = context.reading;
        this.jumps = new Jumps(reading);
        this.addresses = new Taken(reading);
        this.nodeGroups = new Taken(reading);
    }

    /** The files that the fleet names, as far as they could be read. */
    List<Context.NamedFile> files() {
        return List.copyOf(context.files);
    }

    /** The names that the fleet's clouds are dialled by. */
    List<Context.CloudName> cloudNames() {
        return List.copyOf(context.cloudNames);
    }

    Checked<Fleet> read() {
        Secrets secrets = Secrets.in(root);
        reading.addAll(secrets.problems());
        Optional<Fields> found = reading.root(root, "a fleet", "fleet: NAME");
        Checked<Fleet> read =
                found.map(this::fleet)
                        .orElseGet(() ->
                                reading.result(() -> {
                                    throw new IllegalStateException("no map");
                                }));
        return switch (read) {
            case Checked.Sound<Fleet> sound -> sound;
            case Checked.Faulty<Fleet>(var problems) ->
                    new Checked.Faulty<>(problems.stream().map(secrets::hide).toList());
        };
    }

    private Checked<Fleet> fleet(Fields fields) {
        Optional<String> name = fields.requiredText("fleet");
        List<Network> door = new ArrayList<>();
        fields.optional("operator-door")
                .ifPresent(n ->
                        reading.oneOrMore(n).forEach(d -> context.network(d).ifPresent(door::add)));
        Optional<InetAddress> source =
                fields.optional("source-address")
                        .flatMap(n -> context.address(n, "source-address"));
        Optional<InetAddress> resolver =
                fields.optional("resolver").flatMap(n -> context.address(n, "resolver"));
        Optional<ApprovalPolicy> approvals =
                fields.optional("approvals").flatMap(n -> ApprovalPart.read(n, context));
        Map<String, List<InetAddress>> pinned = pinned(fields);
        Optional<Fields> defaults =
                fields.optional("defaults").flatMap(n -> reading.map(n, "defaults"));
        SshPart ssh = SshPart.read(defaults.flatMap(d -> d.optional("ssh")), context, true);
        ApiPart api = ApiPart.read(defaults.flatMap(d -> d.optional("api")), context, true);
        defaults.ifPresent(Fields::end);
        List<JumpHost> jumpHosts = new ArrayList<>();
        fields.optional("jump-hosts")
                .ifPresent(n ->
                        reading.list(n, "jump-hosts")
                                .forEach(j -> jumpHost(j, ssh).ifPresent(jumpHosts::add)));
        List<Cluster> clusters = new ArrayList<>();
        Taken names = new Taken(reading);
        Optional<Node> list = fields.required("clusters");
        list.ifPresent(n ->
                reading.list(n, "clusters")
                        .forEach(c -> cluster(c, ssh, api, names).ifPresent(clusters::add)));
        if (list.filter(n -> n instanceof Node.ListNode l && l.items().isEmpty()).isPresent()) {
            reading.problem(list.get(), "clusters is empty", "at least one cluster");
        }
        fields.end();
        jumps.check();
        return reading.result(() ->
                new Fleet(
                        name.orElseThrow(),
                        clusters,
                        jumpHosts,
                        pinned,
                        door,
                        source,
                        resolver,
                        approvals));
    }

    private Map<String, List<InetAddress>> pinned(Fields fields) {
        Map<String, List<InetAddress>> pinned = new LinkedHashMap<>();
        Optional<Fields> map =
                fields.optional("pinned-names").flatMap(n -> reading.map(n, "pinned-names"));
        if (map.isEmpty()) {
            return pinned;
        }
        for (Node.Entry e : map.get().node().entries()) {
            String name = e.key().toLowerCase(Locale.ROOT).replaceFirst("\\.$", "");
            if (!name.matches("[a-z0-9_]([-a-z0-9_.]{0,251}[a-z0-9])?")
                    || Context.literal(name).isPresent()) {
                reading.problem(
                        map.get().node(),
                        e.keyPosition(),
                        Reading.quoted(e.key()) + " is no name to pin",
                        "a whole DNS name: NAME: ADDRESS");
                continue;
            }
            List<InetAddress> to = new ArrayList<>();
            reading.oneOrMore(e.value())
                    .forEach(a -> context.address(a, "the address of " + name).ifPresent(to::add));
            if (e.value() instanceof Node.ListNode l && l.items().isEmpty()) {
                reading.problem(e.value(), name + " has no address", name + ": ADDRESS");
            }
            if (pinned.put(name, to) != null) {
                reading.problem(
                        map.get().node(),
                        e.keyPosition(),
                        name + " is pinned twice",
                        "each name once, with all its addresses");
            }
        }
        return pinned;
    }

    private Optional<JumpHost> jumpHost(Node node, SshPart defaults) {
        Optional<Fields> found = reading.map(node, "a jump host");
        if (found.isEmpty()) {
            return Optional.empty();
        }
        Fields fields = found.get();
        Optional<Node> nameNode = fields.required("name");
        Optional<String> name = nameNode.flatMap(n -> name(n, "a jump host's name"));
        List<InetAddress> where = context.addresses(fields, "a jump host");
        // A jump that all hosts take by default is not taken to the jump hosts themselves.
        SshPart ssh =
                SshPart.read(fields.optional("ssh"), context, false).over(defaults.withoutJump());
        fields.end();
        jumps.named(nameNode, name, ssh);
        name.ifPresent(n -> taken(fields, where, ssh, "jump host " + n));
        return name.filter(n -> !where.isEmpty()).map(n -> new JumpHost(n, where, ssh.access()));
    }

    private Optional<Cluster> cluster(Node node, SshPart ssh, ApiPart api, Taken names) {
        Optional<Fields> found = reading.map(node, "a cluster");
        if (found.isEmpty()) {
            return Optional.empty();
        }
        Fields fields = found.get();
        Optional<String> name =
                fields.required("name")
                        .flatMap(n -> {
                            var text = name(n, "a cluster's name");
                            text.ifPresent(t -> names.take(t, n, "a second cluster " + t));
                            return text;
                        });
        Cluster.Distribution distribution =
                fields.optional("distribution")
                        .flatMap(n -> reading.choice(n, "distribution", DISTRIBUTIONS))
                        .orElse(Cluster.Distribution.KUBEADM);
        String kubernetes =
                fields.optional("kubernetes")
                        .flatMap(n ->
                                reading.value(
                                        n,
                                        "kubernetes",
                                        "a version, like \"1.30\" or \"1.30.4\"",
                                        t ->
                                                t.matches("v?1\\.\\d{1,3}(\\.[\\w.+-]{1,40})?")
                                                        ? Optional.of(t)
                                                        : Optional.empty()))
                        .orElse("");
        ApiPart part = ApiPart.read(fields.optional("api"), context, false).over(api);
        // Where the name is wrong its hosts are still read, for their own mistakes.
        ClusterName id = new ClusterName(name.orElse("unnamed"));
        List<Host> hosts = hosts(fields, id, ssh);
        List<NodeGroup> groups = new ArrayList<>();
        Taken groupNames = new Taken(reading);
        fields.optional("node-groups")
                .ifPresent(n ->
                        reading.list(n, "node-groups")
                                .forEach(g ->
                                        NodeGroups.read(g, id, context, groupNames, nodeGroups)
                                                .ifPresent(groups::add)));
        fields.end();
        return name.map(
                n -> new Cluster(id, distribution, kubernetes, part.access(), hosts, groups));
    }

    private List<Host> hosts(Fields cluster, ClusterName id, SshPart defaults) {
        List<Host> hosts = new ArrayList<>();
        Taken names = new Taken(reading);
        Optional<Node> list = cluster.required("hosts");
        for (Node node : list.map(n -> reading.list(n, "hosts")).orElse(List.of())) {
            Optional<Fields> found = reading.map(node, "a host");
            if (found.isEmpty()) {
                continue;
            }
            Fields fields = found.get();
            Optional<String> name =
                    fields.required("name")
                            .flatMap(n -> {
                                var text = name(n, "a host's name");
                                text.ifPresent(t -> names.take(t, n, "a second host " + t));
                                return text;
                            });
            List<InetAddress> where = context.addresses(fields, "a host");
            SshPart own = SshPart.read(fields.optional("ssh"), context, false);
            SshPart ssh = own.over(defaults);
            fields.end();
            jumps.used(ssh);
            name.ifPresent(n -> taken(fields, where, ssh, "host " + id + "/" + n));
            if (name.isPresent() && !where.isEmpty()) {
                hosts.add(new Host(new HostId(id, name.get()), where, ssh.access()));
            }
        }
        if (list.filter(n -> n instanceof Node.ListNode l && l.items().isEmpty()).isPresent()) {
            reading.problem(
                    list.get(), "hosts is empty", "every control-plane host of the cluster");
        }
        return hosts;
    }

    /** The same address and port twice is one machine under two names: more often a slip. */
    private void taken(Fields fields, List<InetAddress> where, SshPart ssh, String who) {
        for (InetAddress a : where) {
            String place = a.getHostAddress() + " port " + ssh.port().orElse(22);
            // Behind different jump hosts the same private address is a different machine.
            String key = place + ssh.jumps().stream().map(Node.ScalarNode::text).toList();
            Node at =
                    fields.optional("address").or(() -> fields.optional("addresses")).orElseThrow();
            addresses.take(key, at, who + " has the address of another: " + place);
        }
    }

    private Optional<String> name(Node node, String what) {
        return reading.value(
                node,
                what,
                NAME_FORM,
                t -> ClusterName.isSound(t) ? Optional.of(t) : Optional.empty());
    }
}

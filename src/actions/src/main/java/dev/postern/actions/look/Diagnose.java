package dev.postern.actions.look;

import dev.postern.actions.fence.Herd;
import dev.postern.actions.host.ApiServerContainer;
import dev.postern.actions.host.AuditLog;
import dev.postern.actions.host.Containers;
import dev.postern.actions.host.EtcdContainer;
import dev.postern.actions.host.EtcdStatus;
import dev.postern.actions.host.OnHost;
import dev.postern.actions.host.ServerLog;
import dev.postern.core.action.About;
import dev.postern.core.action.Probe;
import dev.postern.core.fleet.Cluster;
import dev.postern.core.fleet.Host;
import dev.postern.core.fleet.NodeGroup;
import dev.postern.core.reach.Reach;
import dev.postern.core.value.Failure;
import dev.postern.core.value.Outcome;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Who hammers the API, with evidence and what it cost: from the hosts without a single request to
 * the API, and through the API where it still answers.
 */
public final class Diagnose implements Probe<Diagnose.Parameters, Diagnose.Found> {
    private static final Duration WINDOW = Duration.ofMinutes(5);

    /** What it takes. */
    public record Parameters(
            @About(
                            value = "Where to look: on the hosts, through the API, or both",
                            byDefault = "both")
                    From from) {}

    /** Where to look. */
    public enum From {
        HOSTS,
        API,
        BOTH
    }

    /**
     * @param verdict one sentence: who it is, or that nobody stands out
     * @param offender who stands out
     * @param workload the account of the offender as a workload's probable name: to be checked
     * @param suspects from audit logs of the last five minutes, else from the servers' own logs
     * @param servers one a host
     * @param groups how large the cloud says the herd is
     * @param etcd its members, as one of them sees them
     * @param alarms of etcd; empty is good
     * @param running requests that the servers are busy with, by user; only through the API
     * @param unseen what could not be looked at, with why
     * @param cost what this look cost the cluster
     */
    public record Found(
            String verdict,
            Optional<Suspects.Suspect> offender,
            Optional<String> workload,
            List<Suspects.Suspect> suspects,
            List<Server> servers,
            List<Group> groups,
            List<EtcdStatus.Member> etcd,
            List<EtcdStatus.Alarm> alarms,
            List<Seats> running,
            List<String> unseen,
            String cost) {
        public Found {
            suspects = List.copyOf(suspects);
            servers = List.copyOf(servers);
            groups = List.copyOf(groups);
            etcd = List.copyOf(etcd);
            alarms = List.copyOf(alarms);
            running = List.copyOf(running);
            unseen = List.copyOf(unseen);
        }
    }

    /**
     * One API server from outside.
     *
     * @param connections established ones, of all sources
     * @param restarts of its container
     */
    public record Server(
            String host,
            boolean running,
            int restarts,
            int connections,
            int sources,
            List<String> busiest) {
        public Server {
            busiest = List.copyOf(busiest);
        }
    }

    /** A node group, as the cloud's own API has it: what the cluster cannot say of itself. */
    public record Group(String name, int inService) {}

    /** Who asks for what just now, and how many seats that takes. */
    public record Seats(String who, int requests, int seats) {}

    @Override
    public String name() {
        return "diagnose";
    }

    @Override
    public String title() {
        return "Who hammers the API: sources, users, costs";
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
    public Outcome<Found> look(Cluster cluster, Parameters p, Reach reach) {
        List<String> unseen = new ArrayList<>();
        List<AuditLog.Entry> requests = new ArrayList<>();
        List<Server> servers = new ArrayList<>();
        List<Group> groups = new ArrayList<>();
        EtcdStatus etcd = new EtcdStatus(List.of(), List.of());
        List<Seats> running = new ArrayList<>();
        if (p.from() != From.API) {
            requests.addAll(requests(cluster, reach, unseen));
            servers.addAll(servers(cluster, reach, unseen));
            groups.addAll(groups(cluster, reach, unseen));
            etcd = etcd(cluster, reach, unseen);
        }
        if (p.from() != From.HOSTS) {
            running.addAll(running(cluster, reach, unseen));
        }
        if (requests.isEmpty() && servers.isEmpty() && running.isEmpty()) {
            return Outcome.failed(
                    Failure.unchanged(
                            Failure.Kind.UNREACHABLE,
                            cluster.name() + ": nothing could be seen",
                            String.join("; ", unseen),
                            "postern doctor --cluster " + cluster.name()));
        }
        Suspects suspects = Suspects.of(requests);
        Optional<Suspects.Suspect> offender = suspects.offender();
        return Outcome.ok(
                new Found(
                        verdict(offender, running),
                        offender,
                        offender.flatMap(s -> workload(s.user())),
                        suspects.all(),
                        servers,
                        groups,
                        etcd.members(),
                        etcd.alarms(),
                        running,
                        unseen,
                        cost(p, cluster)));
    }

    private static String cost(Parameters p, Cluster cluster) {
        int hosts = cluster.hosts().size();
        String onHosts =
                hosts + " hosts: 4 MiB of audit log and five commands each, two more for etcd";
        String throughApi = hosts + " requests";
        return switch (p.from()) {
            case HOSTS -> onHosts + "; no request";
            case API -> throughApi;
            case BOTH -> onHosts + "; " + throughApi;
        };
    }

    /** The audit log where there is one; else the server's own, which knows no users. */
    private static List<AuditLog.Entry> requests(
            Cluster cluster, Reach reach, List<String> unseen) {
        Instant now = reach.time().now();
        List<AuditLog.Entry> all = new ArrayList<>();
        for (Host h : cluster.hosts()) {
            OnHost on = new OnHost(h.id(), reach);
            Outcome<Optional<AuditLog>> audit = AuditLog.tail(on, AuditLog.LONG);
            audit.whyNot().ifPresent(f -> unseen.add(f.sentence()));
            Optional<AuditLog> log = audit.got().flatMap(l -> l);
            if (log.isPresent()) {
                all.addAll(log.get().since(now.minus(WINDOW)));
                if (log.get().unreadable() > 1) {
                    unseen.add(h.id() + ": " + log.get().unreadable() + " lines of the audit log");
                }
            } else {
                Outcome<List<AuditLog.Entry>> own = ServerLog.requests(on, now);
                own.whyNot().ifPresent(f -> unseen.add(f.sentence()));
                all.addAll(own.got().orElse(List.of()));
                unseen.add(h.id() + ": no audit log, so agents are known but not users");
            }
        }
        return all;
    }

    private static List<Server> servers(Cluster cluster, Reach reach, List<String> unseen) {
        Herd herd = Herd.of(cluster, reach);
        unseen.addAll(herd.unseen());
        List<Server> all = new ArrayList<>();
        for (Herd.Listener l : herd.listeners()) {
            OnHost on =
                    new OnHost(dev.postern.core.fleet.HostId.parse(l.host()).orElseThrow(), reach);
            Outcome<List<Containers.Container>> containers =
                    Containers.named(on, ApiServerContainer.NAME);
            containers.whyNot().ifPresent(f -> unseen.add(f.sentence()));
            Optional<Containers.Container> newest =
                    containers.got().flatMap(c -> c.stream().findFirst());
            all.add(
                    new Server(
                            l.host(),
                            newest.filter(Containers.Container::running).isPresent(),
                            newest.map(Containers.Container::attempt).orElse(0),
                            l.loopback() + l.peers() + l.balancer() + l.others(),
                            l.sources(),
                            l.busiest()));
        }
        return all;
    }

    private static List<Group> groups(Cluster cluster, Reach reach, List<String> unseen) {
        List<Group> all = new ArrayList<>();
        for (NodeGroup g : cluster.nodeGroups()) {
            Outcome<Integer> nodes = reach.nodeGroups().inService(g);
            nodes.got().ifPresent(n -> all.add(new Group(g.name(), n)));
            nodes.whyNot().ifPresent(f -> unseen.add(f.sentence()));
        }
        return all;
    }

    private static EtcdStatus etcd(Cluster cluster, Reach reach, List<String> unseen) {
        Outcome<EtcdStatus> status = EtcdContainer.ask(cluster, reach, EtcdStatus::of);
        status.whyNot().ifPresent(f -> unseen.add(f.sentence()));
        return status.got().orElseGet(() -> new EtcdStatus(List.of(), List.of()));
    }

    private static List<Seats> running(Cluster cluster, Reach reach, List<String> unseen) {
        List<Seats> all = new ArrayList<>();
        for (Host h : cluster.hosts()) {
            Outcome<List<Seats>> dump = FairnessDump.of(h, reach);
            dump.got().ifPresent(all::addAll);
            dump.whyNot().ifPresent(f -> unseen.add(f.sentence()));
        }
        return all;
    }

    private static String verdict(Optional<Suspects.Suspect> offender, List<Seats> running) {
        return offender.map(s ->
                        s.user()
                                + (s.user().equals(s.agent()) ? "" : " (" + s.agent() + ")")
                                + " takes "
                                + DiagnoseLines.percent(s.share())
                                + " of the servers' time: "
                                + s.requests()
                                + " requests from "
                                + s.sources()
                                + " sources in five minutes, most of it "
                                + s.dearest()
                                + (s.unboundedLists() > 0
                                        ? ", " + s.unboundedLists() + " lists without a limit"
                                        : ""))
                .orElseGet(() ->
                        running.isEmpty() || running.getFirst().seats() < 50
                                ? "nobody stands out"
                                : running.getFirst().who()
                                        + " holds "
                                        + running.getFirst().seats()
                                        + " seats");
    }

    /** {@code system:serviceaccount:telemetry:agent} is most likely telemetry's agent. */
    private static Optional<String> workload(String user) {
        String[] parts = user.split(":", -1);
        return parts.length == 4 && user.startsWith("system:serviceaccount:")
                ? Optional.of(parts[2] + "/daemonset/" + parts[3])
                : Optional.empty();
    }

    @Override
    public List<String> lines(Found f) {
        return DiagnoseLines.of(f);
    }
}

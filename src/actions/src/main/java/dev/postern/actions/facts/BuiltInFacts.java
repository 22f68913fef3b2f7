package dev.postern.actions.facts;

import dev.postern.actions.host.ServerClocks;
import dev.postern.core.action.FactSource;

import java.time.Duration;
import java.util.List;

/** All built-in facts. Each comes from the hosts where it can: our exempt requests feel nothing. */
public final class BuiltInFacts {
    private BuiltInFacts() {}

    /**
     * In the order in which the reference lists them.
     *
     * @param clocks shared with the actions that read them too
     */
    public static List<FactSource> all(ServerClocks clocks) {
        return List.of(
                new Fact(
                        "api.ready",
                        FactSource.Type.BOOL,
                        "/readyz of each API server says 200 on more than half of them",
                        Duration.ofSeconds(2),
                        "one request per API server",
                        ServerFacts::ready),
                new Fact(
                        "api.covered",
                        FactSource.Type.BOOL,
                        "every host of the cluster runs a command as root for us",
                        Duration.ofSeconds(30),
                        "one command per host",
                        HostFacts::covered),
                new Fact(
                        "api.herdSeparable",
                        FactSource.Type.BOOL,
                        "sources of established connections: the herd does not arrive as loopback,"
                                + " peer or load balancer; where one source is a crowd, the audit"
                                + " log's end too: no address speaks for many nodes. Looked at for"
                                + " up to 12 s while nobody is connected; then true where the fleet"
                                + " has no load balancer",
                        Duration.ofSeconds(10),
                        "three commands per host, then one per look; 512 KiB of audit log where one"
                                + " source is a crowd or nobody is connected",
                        HostFacts::separable),
                new Fact(
                        "hosts.reachable",
                        FactSource.Type.NUMBER,
                        "hosts that run a command for us, as a share of all",
                        Duration.ofSeconds(10),
                        "one command per host",
                        HostFacts::reachable),
                new Fact(
                        "etcd.healthy",
                        FactSource.Type.BOOL,
                        "etcdctl endpoint health, in the etcd container of the first host that"
                                + " answers: all members commit",
                        Duration.ofSeconds(5),
                        "two commands on one host",
                        ServerFacts::etcdHealthy),
                new Fact(
                        "etcd.quorum",
                        FactSource.Type.BOOL,
                        "etcdctl endpoint health, then endpoint status: more than half of the"
                                + " members commit, or know a leader",
                        Duration.ofSeconds(5),
                        "three commands on one host",
                        ServerFacts::etcdQuorum),
                new Fact(
                        "offender.silent",
                        FactSource.Type.BOOL,
                        "the audit logs' ends (256 KiB of each server's): no request of the workload's"
                                + " account in the last minute; while no workload is named, nobody stands out",
                        Duration.ofSeconds(10),
                        "256 KiB of audit log read per host",
                        ClientFacts::offenderSilent),
                new Fact(
                        "sources.loud",
                        FactSource.Type.NUMBER,
                        "the fences' own sets: sources that opened more than 50 connections a second"
                                + " within the last 10 s, let in or not; 0 without a fence",
                        Duration.ofSeconds(5),
                        "one command per host",
                        ClientFacts::loud),
                new Fact(
                        "nodes.back",
                        FactSource.Type.NUMBER,
                        "sources connected to any API server beyond control plane and operator, as"
                                + " a share of the nodes (a LIST of one tells how many, else the"
                                + " cloud)",
                        Duration.ofSeconds(5),
                        "one command per host and one request; once a minute three commands more",
                        new NodesBack()),
                new Fact(
                        "server.cpu",
                        FactSource.Type.NUMBER,
                        "CPU clock of the API server's container, two readings 2 to 20 s apart: the"
                                + " busiest one, as a share of its host's cores",
                        Duration.ofSeconds(5),
                        "one command per host, two and 2 s the first time",
                        new ServerCpu(clocks)),
                new Fact(
                        "server.restarts",
                        FactSource.Type.NUMBER,
                        "containers of API servers that were started again in the last three"
                                + " minutes; a new pod of a new manifest is no restart",
                        Duration.ofSeconds(5),
                        "one command per host",
                        ServerFacts::restarts));
    }
}

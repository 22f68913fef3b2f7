package dev.postern.actions.facts;

import dev.postern.core.action.FactSource;

import java.time.Duration;
import java.util.List;

/** All built-in facts. */
public final class BuiltInFacts {
    private BuiltInFacts() {}

    /** In the order in which the reference lists them. */
    public static List<FactSource> all() {
        return List.of(
                new NotYet(
                        "api.ready",
                        FactSource.Type.BOOL,
                        "/readyz of each API server: 200 on more than half of them",
                        Duration.parse("PT2S"),
                        "one request per API server"),
                new NotYet(
                        "api.covered",
                        FactSource.Type.BOOL,
                        "SSH and sudo to every host of the cluster",
                        Duration.parse("PT30S"),
                        "one command per host"),
                new NotYet(
                        "api.herdSeparable",
                        FactSource.Type.BOOL,
                        "sources of established connections per listener",
                        Duration.parse("PT10S"),
                        "one command per host"),
                new NotYet(
                        "hosts.reachable",
                        FactSource.Type.NUMBER,
                        "hosts that answer a command, as a share of all",
                        Duration.parse("PT10S"),
                        "one command per host"),
                new NotYet(
                        "etcd.healthy",
                        FactSource.Type.BOOL,
                        "etcdctl endpoint health in the etcd container of the first host that answers",
                        Duration.parse("PT5S"),
                        "one command on one host"),
                new NotYet(
                        "etcd.quorum",
                        FactSource.Type.BOOL,
                        "etcdctl endpoint health: more than half of the members",
                        Duration.parse("PT5S"),
                        "one command on one host"),
                new NotYet(
                        "offender.silent",
                        FactSource.Type.BOOL,
                        "the audit log of each host: nothing from the workload in the last minute",
                        Duration.parse("PT10S"),
                        "one read of the end of the audit log per host"),
                new NotYet(
                        "nodes.back",
                        FactSource.Type.NUMBER,
                        "node sources with an established connection, as a share of all node sources known",
                        Duration.parse("PT5S"),
                        "one command per host"),
                new NotYet(
                        "server.cpu",
                        FactSource.Type.NUMBER,
                        "CPU of the busiest API server container over two seconds, as a share of its host",
                        Duration.parse("PT5S"),
                        "four commands per host"),
                new NotYet(
                        "server.restarts",
                        FactSource.Type.NUMBER,
                        "restarts of API server containers in the last three minutes",
                        Duration.parse("PT5S"),
                        "one command per host"));
    }
}

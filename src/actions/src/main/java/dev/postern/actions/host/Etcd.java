package dev.postern.actions.host;

import dev.postern.core.fleet.Cluster;
import dev.postern.core.reach.World;
import dev.postern.core.value.JsonValue;
import dev.postern.core.value.Outcome;

import java.util.List;

/**
 * How the members of etcd are.
 *
 * @param members how many there are
 * @param healthy how many of them commit a proposal within etcdctl's five seconds, and have no
 *     alarm
 * @param led how many of them know a leader; a starved member does, though it commits nothing in
 *     time
 */
public record Etcd(int members, int healthy, int led) {
    public boolean hasQuorum() {
        return Math.max(healthy, led) * 2 > members;
    }

    public boolean isWhole() {
        return members > 0 && healthy == members;
    }

    /** Asked on the first host whose etcd runs. */
    public static Outcome<Etcd> of(Cluster cluster, World world) {
        return EtcdContainer.ask(cluster, world, Etcd::ask);
    }

    private static Outcome<Etcd> ask(EtcdContainer etcd) {
        return etcd.endpoints("health")
                .map(health -> {
                    Etcd seen = parse(health);
                    return seen.isWhole()
                            ? seen
                            : etcd.endpoints("status").got().map(seen::withStatus).orElse(seen);
                });
    }

    private Etcd withStatus(JsonValue list) {
        long knowLeader =
                list.items().stream()
                        .filter(m -> EtcdStatus.id(m, "Status", "leader").isPresent())
                        .count();
        return new Etcd(members, healthy, (int) knowLeader);
    }

    static Etcd parse(JsonValue list) {
        List<JsonValue> members = list.items();
        long well = members.stream().filter(m -> m.truth("health").orElse(false)).count();
        return new Etcd(members.size(), (int) well, (int) well);
    }
}

package dev.postern.actions.host;

import dev.postern.core.fleet.Cluster;
import dev.postern.core.fleet.Host;
import dev.postern.core.reach.Command;
import dev.postern.core.reach.World;
import dev.postern.core.value.Failure;
import dev.postern.core.value.JsonValue;
import dev.postern.core.value.Outcome;
import dev.postern.json.JsonText;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How the members of etcd are, asked inside its container: kubeadm hosts have no {@code etcdctl}.
 *
 * @param members how many there are
 * @param healthy how many of them commit a proposal within etcdctl's five seconds
 * @param led how many of them know a leader; a starved member does, though it commits nothing in
 *     time
 */
public record Etcd(int members, int healthy, int led) {
    private static final List<String> OPTIONS =
            List.of(
                    "--endpoints=https://127.0.0.1:2379",
                    "--cacert=/etc/kubernetes/pki/etcd/ca.crt",
                    "--cert=/etc/kubernetes/pki/etcd/healthcheck-client.crt",
                    "--key=/etc/kubernetes/pki/etcd/healthcheck-client.key");

    public boolean hasQuorum() {
        return Math.max(healthy, led) * 2 > members;
    }

    public boolean isWhole() {
        return members > 0 && healthy == members;
    }

    /** Asked on the first host whose etcd runs. */
    public static Outcome<Etcd> of(Cluster cluster, World world) {
        List<String> why = new ArrayList<>();
        for (Host h : cluster.hosts()) {
            OnHost on = new OnHost(h.id(), world);
            Outcome<Optional<Etcd>> seen =
                    Containers.running(on, "etcd")
                            .then(c ->
                                    c.isEmpty()
                                            ? Outcome.ok(Optional.empty())
                                            : ask(on, c.get().id()));
            if (seen instanceof Outcome.Ok<Optional<Etcd>>(var e) && e.isPresent()) {
                return Outcome.ok(e.get());
            }
            why.add(
                    seen.whyNot()
                            .map(Failure::sentence)
                            .orElse(h.id() + ": no etcd container runs"));
        }
        return Outcome.failed(
                Failure.unchanged(
                        Failure.Kind.BROKEN,
                        cluster.name() + ": no member of etcd can be asked",
                        String.join("; ", why),
                        "on a host: sudo crictl ps -a --name etcd"));
    }

    private static Outcome<Optional<Etcd>> ask(OnHost on, String container) {
        return ask(on, container, "health")
                .then(health -> {
                    Etcd seen = parse(health);
                    return seen.isWhole()
                            ? Outcome.ok(Optional.of(seen))
                            : Outcome.ok(
                                    Optional.of(
                                            ask(on, container, "status")
                                                    .got()
                                                    .map(seen::withStatus)
                                                    .orElse(seen)));
                });
    }

    private static Outcome<JsonValue> ask(OnHost on, String container, String question) {
        List<String> words = new ArrayList<>(List.of("crictl", "exec", container, "etcdctl"));
        words.addAll(OPTIONS);
        words.addAll(List.of("endpoint", question, "--cluster", "-w", "json"));
        Command command = Command.asRoot(words).within(Duration.ofSeconds(20));
        // It ends with exit 1 where a member is ill, and says which all the same.
        return on.run(command)
                .then(e -> {
                    Optional<JsonValue> shown =
                            e.text()
                                    .lines()
                                    .filter(l -> l.startsWith("["))
                                    .findFirst()
                                    .flatMap(l -> JsonText.parse(l).got());
                    return shown.isPresent()
                            ? Outcome.ok(shown.get())
                            : Outcome.failed(on.broken(command, e));
                });
    }

    private Etcd withStatus(JsonValue list) {
        long knowLeader =
                list.items().stream()
                        .filter(m -> m.whole("Status", "leader").orElse(0L) != 0)
                        .count();
        return new Etcd(members, healthy, (int) knowLeader);
    }

    static Etcd parse(JsonValue list) {
        List<JsonValue> members = list.items();
        long well = members.stream().filter(m -> m.truth("health").orElse(false)).count();
        return new Etcd(members.size(), (int) well, (int) well);
    }
}

package dev.postern.actions.host;

import dev.postern.core.fleet.Cluster;
import dev.postern.core.fleet.Host;
import dev.postern.core.reach.Command;
import dev.postern.core.reach.Executed;
import dev.postern.core.reach.World;
import dev.postern.core.value.Failure;
import dev.postern.core.value.JsonValue;
import dev.postern.core.value.Outcome;
import dev.postern.json.JsonText;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** The running etcd container of one host, where {@code etcdctl} is: kubeadm hosts have none. */
public final class EtcdContainer {
    private static final String OWN = "https://127.0.0.1:2379";
    private static final Duration WITHIN = Duration.ofSeconds(20);
    private static final List<String> CREDENTIALS =
            List.of(
                    "--cacert=/etc/kubernetes/pki/etcd/ca.crt",
                    "--cert=/etc/kubernetes/pki/etcd/healthcheck-client.crt",
                    "--key=/etc/kubernetes/pki/etcd/healthcheck-client.key");

    private final OnHost on;
    private final String id;

    private EtcdContainer(OnHost on, String id) {
        this.on = on;
        this.id = id;
    }

    /** The one of this id, which runs. */
    public static EtcdContainer of(OnHost on, String id) {
        return new EtcdContainer(on, id);
    }

    /** Asked in the container of the first host that answers; where none does, why each did not. */
    public static <T> Outcome<T> ask(
            Cluster cluster, World world, Function<EtcdContainer, Outcome<T>> question) {
        List<String> why = new ArrayList<>();
        for (Host h : cluster.hosts()) {
            OnHost on = new OnHost(h.id(), world);
            Outcome<Optional<Containers.Container>> running = Containers.running(on, "etcd");
            if (running instanceof Outcome.Ok<Optional<Containers.Container>>(var container)
                    && container.isPresent()) {
                Outcome<T> answer = question.apply(new EtcdContainer(on, container.get().id()));
                if (answer.isOk()) {
                    return answer;
                }
                why.add(answer.whyNot().map(Failure::sentence).orElse(""));
            } else {
                why.add(
                        running.whyNot()
                                .map(Failure::sentence)
                                .orElse(h.id() + ": no etcd container runs"));
            }
        }
        return Outcome.failed(
                Failure.unchanged(
                        Failure.Kind.BROKEN,
                        cluster.name() + ": no member of etcd can be asked",
                        String.join("; ", why),
                        "on a host: sudo crictl ps -a --name etcd"));
    }

    /** {@code etcdctl} with these words, at this host's own member. */
    public Command command(String... words) {
        return etcdctl(id, OWN, words);
    }

    /** The same at another member. */
    public Command commandAt(String endpoint, String... words) {
        return etcdctl(id, endpoint, words);
    }

    /** As it is shown to people before anybody has asked which container it is. */
    public static String pasteable(String endpoint, String... words) {
        return etcdctl("<ETCD-CONTAINER>", endpoint.isEmpty() ? OWN : endpoint, words).pasteable();
    }

    private static Command etcdctl(String container, String endpoint, String... words) {
        List<String> all =
                new ArrayList<>(
                        List.of("crictl", "exec", container, "etcdctl", "--endpoints=" + endpoint));
        all.addAll(CREDENTIALS);
        all.addAll(List.of(words));
        return Command.asRoot(all).within(WITHIN);
    }

    /** Runs it; an exit status other than 0 is for the caller to read. */
    public Outcome<Executed> run(Command command) {
        return on.run(command);
    }

    /** The failure that a command's exit status stands for. */
    public Failure broken(Command command, Executed e) {
        return on.broken(command, e);
    }

    /**
     * What a question about the endpoints is answered with. It ends with exit 1 where a member is
     * ill, and says which all the same.
     */
    public Outcome<JsonValue> endpoints(String question) {
        return shown(command("endpoint", question, "--cluster", "-w", "json"));
    }

    /** What this host's own member is like; it says so without quorum too. */
    public Outcome<JsonValue> own() {
        return shown(command("endpoint", "status", "-w", "json"));
    }

    private Outcome<JsonValue> shown(Command command) {
        return run(command)
                .then(e -> {
                    Optional<JsonValue> shown =
                            e.text()
                                    .lines()
                                    .filter(l -> l.startsWith("["))
                                    .findFirst()
                                    .flatMap(l -> JsonText.parse(l).got());
                    return shown.isPresent()
                            ? Outcome.ok(shown.get())
                            : Outcome.failed(broken(command, e));
                });
    }
}

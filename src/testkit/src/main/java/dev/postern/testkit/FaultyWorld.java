package dev.postern.testkit;

import dev.postern.core.fleet.ClusterName;
import dev.postern.core.fleet.HostId;
import dev.postern.core.fleet.NodeGroup;
import dev.postern.core.reach.Command;
import dev.postern.core.reach.Done;
import dev.postern.core.reach.Executed;
import dev.postern.core.reach.Files;
import dev.postern.core.reach.KubernetesApi;
import dev.postern.core.reach.NodeGroups;
import dev.postern.core.reach.Shell;
import dev.postern.core.reach.World;
import dev.postern.core.reach.WorldThrough;
import dev.postern.core.value.Blob;
import dev.postern.core.value.Outcome;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A world whose every call is counted and may be made to fail. */
public final class FaultyWorld implements WorldThrough {
    /** Programs that look; with {@code ss -K} and {@code nft} it depends on the arguments. */
    private static final Set<String> LOOKING =
            Set.of(
                    "cat",
                    "date",
                    "df",
                    "find",
                    "ip",
                    "nproc",
                    "printenv",
                    "sed",
                    "sha256sum",
                    "tail",
                    "true",
                    "uname",
                    "which");

    private final World world;
    private final Calls calls;

    public FaultyWorld(World world, Calls calls) {
        this.world = world;
        this.calls = calls;
    }

    @Override
    public World world() {
        return world;
    }

    /** Whether a command may change something on its host. */
    static boolean changes(Command command) {
        List<String> words = command.arguments();
        String second = words.size() > 1 ? words.get(1) : "";
        return switch (words.getFirst()) {
            case "ss" -> words.contains("-K");
            case "nft" -> !second.equals("-j") && !second.equals("-c");
            case "crictl" ->
                    second.equals("exec")
                            ? !words.contains("endpoint")
                            : !List.of("ps", "pods", "stats", "logs").contains(second);
            case "systemctl" -> !second.equals("is-active");
            case "find" -> words.contains("cp") || words.contains("mv");
            default -> !LOOKING.contains(words.getFirst());
        };
    }

    @Override
    public Shell shell(HostId host) {
        Shell inner = world.shell(host);
        return new Shell() {
            @Override
            public Outcome<Executed> run(Command command) {
                return calls.through(
                        host + ": " + command, changes(command), () -> inner.run(command));
            }

            @Override
            public Outcome<Executed> runOnFreshConnection(Command command) {
                return calls.through(
                        host + ": afresh " + command,
                        changes(command),
                        () -> inner.runOnFreshConnection(command));
            }

            @Override
            public Outcome<String> seenFrom() {
                return calls.through(host + ": seen from", false, inner::seenFrom);
            }
        };
    }

    @Override
    public Files files(HostId host) {
        Files inner = world.files(host);
        return new Files() {
            @Override
            public Outcome<Optional<Content>> read(String path) {
                return calls.through(host + ": read " + path, false, () -> inner.read(path));
            }

            @Override
            public Outcome<Done> replace(String path, Blob bytes, Mode mode, String staging) {
                return calls.through(
                        host + ": replace " + path,
                        true,
                        () -> inner.replace(path, bytes, mode, staging));
            }

            @Override
            public Outcome<Boolean> createNew(String path, Blob bytes, Mode mode, String staging) {
                return calls.through(
                        host + ": create " + path,
                        true,
                        () -> inner.createNew(path, bytes, mode, staging));
            }

            @Override
            public Outcome<Done> move(String from, String to) {
                return calls.through(host + ": move " + from, true, () -> inner.move(from, to));
            }

            @Override
            public Outcome<Done> remove(String path) {
                return calls.through(host + ": remove " + path, true, () -> inner.remove(path));
            }

            @Override
            public Outcome<List<String>> list(String directory) {
                return calls.through(
                        host + ": list " + directory, false, () -> inner.list(directory));
            }
        };
    }

    @Override
    public KubernetesApi api(HostId host) {
        return counted(host.toString(), world.api(host));
    }

    @Override
    public KubernetesApi api(ClusterName cluster) {
        return counted(cluster.value(), world.api(cluster));
    }

    private KubernetesApi counted(String name, KubernetesApi inner) {
        return new KubernetesApi() {
            @Override
            public Outcome<Answer> send(Request request) {
                return calls.through(
                        name + ": " + request.verb() + " " + request.target(),
                        request.verb().changes(),
                        () -> inner.send(request));
            }

            @Override
            public Outcome<Health> health() {
                return calls.through(name + ": health", false, inner::health);
            }

            @Override
            public Outcome<Answer> sendArmed(Request request, Duration within) {
                return calls.through(
                        name + ": armed " + request.verb() + " " + request.target(),
                        request.verb().changes(),
                        () -> inner.sendArmed(request, within));
            }

            @Override
            public Outcome<Identity> identity() {
                return calls.through(name + ": identity", false, inner::identity);
            }
        };
    }

    @Override
    public NodeGroups nodeGroups() {
        NodeGroups inner = world.nodeGroups();
        return new NodeGroups() {
            @Override
            public Outcome<Size> size(NodeGroup group) {
                return calls.through(group.id() + ": size", false, () -> inner.size(group));
            }

            @Override
            public Outcome<Done> resize(NodeGroup group, Size size) {
                return calls.through(
                        group.id() + ": resize", true, () -> inner.resize(group, size));
            }

            @Override
            public Outcome<List<String>> suspended(NodeGroup group) {
                return calls.through(
                        group.id() + ": suspended", false, () -> inner.suspended(group));
            }

            @Override
            public Outcome<Done> suspend(NodeGroup group, List<String> processes) {
                return calls.through(
                        group.id() + ": suspend", true, () -> inner.suspend(group, processes));
            }

            @Override
            public Outcome<Integer> inService(NodeGroup group) {
                return calls.through(
                        group.id() + ": in service", false, () -> inner.inService(group));
            }
        };
    }
}

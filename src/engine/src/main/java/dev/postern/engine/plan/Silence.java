package dev.postern.engine.plan;

import dev.postern.core.fleet.Cluster;
import dev.postern.core.fleet.ClusterName;
import dev.postern.core.fleet.HostId;
import dev.postern.core.reach.Command;
import dev.postern.core.reach.Done;
import dev.postern.core.reach.Executed;
import dev.postern.core.reach.Files;
import dev.postern.core.reach.Shell;
import dev.postern.core.reach.Tunnels;
import dev.postern.core.reach.World;
import dev.postern.core.reach.WorldThrough;
import dev.postern.core.value.Blob;
import dev.postern.core.value.Durations;
import dev.postern.core.value.Failure;
import dev.postern.core.value.Outcome;
import dev.postern.engine.bound.RollCall;
import dev.postern.engine.bound.SideBySide;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;

/**
 * Clusters of which no host gives any answer while others do: a plan asks them once, and not again
 * with each of its questions.
 */
final class Silence {
    private static final int AT_ONCE = 32;

    private final World world;
    private final Set<ClusterName> silent;

    private Silence(World world, Set<ClusterName> silent) {
        this.world = world;
        this.silent = Set.copyOf(silent);
    }

    /**
     * Asks all of them, side by side. One alone holds up no other, and is not asked; where nobody
     * answers nobody counts as silent either: each question then says by itself why it failed.
     */
    static Silence among(World world, List<Cluster> clusters) throws InterruptedException {
        Set<ClusterName> silent = new HashSet<>();
        if (clusters.size() > 1) {
            RollCall roll = new RollCall(world);
            List<Callable<Boolean>> calls = new ArrayList<>();
            clusters.forEach(c -> calls.add(() -> roll.answers(c)));
            List<Boolean> answers = SideBySide.all(world.time(), "roll call", AT_ONCE, calls);
            for (int i = 0; i < clusters.size(); i++) {
                if (!answers.get(i)) {
                    silent.add(clusters.get(i).name());
                }
            }
        }
        return new Silence(world, silent.size() == clusters.size() ? Set.of() : silent);
    }

    /** The world as a cluster is seen: the hosts of one that is silent fail at once. */
    World around(Cluster cluster) {
        return silent.contains(cluster.name()) ? new Dark(world) : world;
    }

    /** Hosts that nobody asks any more. The API may have a way of its own, and is asked. */
    private record Dark(World world) implements WorldThrough {
        private static <T> Outcome<T> dark(HostId host) {
            return Outcome.failed(
                    Failure.unchanged(
                            Failure.Kind.UNREACHABLE,
                            host + " gives no answer",
                            "no host of "
                                    + host.cluster()
                                    + " has answered within "
                                    + Durations.text(RollCall.PATIENCE)
                                    + ", and other clusters have",
                            "postern doctor --cluster " + host.cluster()));
        }

        @Override
        public Shell shell(HostId host) {
            return new Shell() {
                @Override
                public Outcome<Executed> run(Command command) {
                    return dark(host);
                }

                @Override
                public Outcome<Executed> runOnFreshConnection(Command command) {
                    return dark(host);
                }

                @Override
                public Outcome<String> seenFrom() {
                    return dark(host);
                }
            };
        }

        @Override
        public Files files(HostId host) {
            return new Files() {
                @Override
                public Outcome<Optional<Content>> read(String path) {
                    return dark(host);
                }

                @Override
                public Outcome<Done> replace(String path, Blob bytes, Mode mode, String staging) {
                    return dark(host);
                }

                @Override
                public Outcome<Boolean> createNew(
                        String path, Blob bytes, Mode mode, String staging) {
                    return dark(host);
                }

                @Override
                public Outcome<Done> move(String from, String to) {
                    return dark(host);
                }

                @Override
                public Outcome<Done> remove(String path) {
                    return dark(host);
                }

                @Override
                public Outcome<List<String>> list(String directory) {
                    return dark(host);
                }
            };
        }

        @Override
        public Tunnels tunnels() {
            return new Tunnels() {
                @Override
                public Outcome<InetSocketAddress> open(HostId host, int port) {
                    return dark(host);
                }

                @Override
                public void close(HostId host, int port) {}
            };
        }
    }
}

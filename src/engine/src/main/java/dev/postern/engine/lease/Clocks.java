package dev.postern.engine.lease;

import dev.postern.core.fleet.ClusterName;
import dev.postern.core.fleet.HostId;
import dev.postern.core.reach.Command;
import dev.postern.core.reach.Executed;
import dev.postern.core.reach.World;
import dev.postern.core.time.Time;
import dev.postern.core.value.Failure;
import dev.postern.core.value.Outcome;
import dev.postern.engine.bound.Gathering;
import dev.postern.engine.bound.SideBySide;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/**
 * What time it is on hosts, by their own clocks; the question opens the sessions too.
 *
 * <p>A cluster of which no host answers while all others have is not waited for: it would hold them
 * up for as long as a session may take to open.
 */
final class Clocks {
    private static final int CLUSTERS_AT_ONCE = 12;
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final World world;
    private final Map<HostId, Outcome<Long>> read = new ConcurrentHashMap<>();
    private final Set<ClusterName> begun = ConcurrentHashMap.newKeySet();

    private Clocks(World world) {
        this.world = world;
    }

    /** Seconds since 1970, of each of these hosts, in their order. */
    static List<Outcome<Long>> of(World world, List<HostId> hosts) throws InterruptedException {
        Clocks clocks = new Clocks(world);
        clocks.read(hosts);
        return hosts.stream().map(h -> clocks.read.getOrDefault(h, silent(h))).toList();
    }

    /** Of one host. */
    static Outcome<Long> of(World world, HostId host) {
        return world.shell(host).run(Command.of("date", "+%s")).then(e -> seconds(host, e));
    }

    private void read(List<HostId> hosts) throws InterruptedException {
        Map<ClusterName, List<HostId>> byCluster =
                hosts.stream()
                        .collect(
                                Collectors.groupingBy(
                                        HostId::cluster, LinkedHashMap::new, Collectors.toList()));
        Gathering<ClusterName> gathering = new Gathering<>(world.time(), byCluster.keySet());
        List<Callable<Boolean>> work = new ArrayList<>();
        byCluster.forEach(
                (cluster, its) -> work.add(gathering.seen(cluster, () -> read(cluster, its))));
        // By hands of its own: what is silent is left to them.
        Time.Task<List<Boolean>> hands =
                world.time()
                        .fork(
                                "clocks",
                                () ->
                                        SideBySide.all(
                                                world.time(), "clocks", CLUSTERS_AT_ONCE, work));
        if (gathering.left(Set.of(), this::stillSilent).isEmpty()) {
            hands.join();
        }
    }

    private boolean read(ClusterName cluster, List<HostId> hosts) throws InterruptedException {
        begun.add(cluster);
        List<Callable<Boolean>> each = new ArrayList<>();
        for (HostId host : hosts) {
            each.add(() -> {
                read.put(host, of(world, host));
                return true;
            });
        }
        world.time().all("clocks", each);
        return true;
    }

    /** Those that have been asked, and of which no host answers in a while more. */
    private Set<ClusterName> stillSilent(Set<ClusterName> open) throws InterruptedException {
        Set<ClusterName> silent = new HashSet<>(open);
        silent.retainAll(begun);
        world.time().sleep(PATIENCE);
        silent.removeIf(c ->
                read.entrySet().stream()
                        .anyMatch(r -> r.getKey().cluster().equals(c) && r.getValue().isOk()));
        return silent;
    }

    private static Outcome<Long> silent(HostId host) {
        return Outcome.failed(
                Failure.unchanged(
                        Failure.Kind.UNREACHABLE,
                        host + ": no answer",
                        "all other clusters have answered, and no host of this one",
                        "postern doctor --cluster " + host.cluster()));
    }

    private static Outcome<Long> seconds(HostId host, Executed executed) {
        String text = executed.text().strip();
        return executed.succeeded() && text.matches("\\d{1,11}")
                ? Outcome.ok(Long.parseLong(text))
                : Outcome.failed(
                        Failure.unchanged(
                                Failure.Kind.BROKEN,
                                host + ": its clock cannot be read",
                                executed.complaint(),
                                "postern doctor --cluster " + host.cluster()));
    }
}

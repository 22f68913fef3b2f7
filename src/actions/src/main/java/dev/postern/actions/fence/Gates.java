package dev.postern.actions.fence;

import dev.postern.actions.host.ApiServerContainer;
import dev.postern.actions.host.EachHost;
import dev.postern.actions.host.OnHost;
import dev.postern.actions.host.ServerClocks;
import dev.postern.actions.host.Sources;
import dev.postern.core.fleet.Cluster;
import dev.postern.core.fleet.Host;
import dev.postern.core.fleet.HostId;
import dev.postern.core.reach.Done;
import dev.postern.core.reach.Reach;
import dev.postern.core.value.Failure;
import dev.postern.core.value.JsonValue;
import dev.postern.core.value.Outcome;

import java.net.InetAddress;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/** The fences of a cluster's hosts, moved together: who is let in is the same everywhere. */
final class Gates {
    private final Cluster cluster;
    private final Reach reach;
    private final ServerClocks clocks;

    /** The fences as they were seen last; their port and their door stay what they are. */
    private final Map<HostId, Fence> seen = new ConcurrentHashMap<>();

    Gates(Cluster cluster, Reach reach, ServerClocks clocks) {
        this.cluster = cluster;
        this.reach = reach;
        this.clocks = clocks;
    }

    Cluster cluster() {
        return cluster;
    }

    /** Hosts with a fence that holds; the others let everybody in. */
    private Outcome<Optional<Fence>> armed(Host h) {
        return armed(new OnHost(h.id(), reach));
    }

    private Outcome<Optional<Fence>> armed(OnHost on) {
        return FenceReading.on(on)
                .map(f -> f.filter(Fence::armed))
                .map(f -> {
                    f.ifPresent(fence -> seen.put(on.id(), fence));
                    return f;
                });
    }

    /**
     * Lets in this share and these sources, on every host with a fence.
     *
     * @return failed at the first host that could not be changed; the earlier ones are changed
     */
    Outcome<Done> set(int share, List<String> named) {
        for (Host h : cluster.hosts()) {
            Outcome<Done> done =
                    armed(h).then(f ->
                            f.isEmpty()
                                            || (f.get().share() == share
                                                    && f.get().admitted().equals(named))
                                    ? Outcome.ok(Done.DONE)
                                    : new FenceDrive(new OnHost(h.id(), reach), reach)
                                            .replace(f.get().admitting(share, named)));
            if (done instanceof Outcome.Failed<Done>(var f)) {
                return Outcome.failed(
                        new Failure(
                                f.kind(),
                                f.what(),
                                f.why(),
                                "hosts before it in the fleet's order let in "
                                        + Readmit.percent(share),
                                f.next()));
            }
        }
        return Outcome.ok(Done.DONE);
    }

    /** The lowest share that any fence lets in; everybody where there is none. */
    int lowestShare() {
        int lowest = Fence.ALL;
        for (Host h : cluster.hosts()) {
            lowest =
                    Math.min(
                            lowest,
                            armed(h).got().flatMap(f -> f).map(Fence::share).orElse(Fence.ALL));
        }
        return lowest;
    }

    /** Sources that some fence lets in by name. */
    List<String> admitted() {
        return cluster.hosts().stream()
                .flatMap(h -> armed(h).got().flatMap(f -> f).stream())
                .flatMap(f -> f.admitted().stream())
                .distinct()
                .sorted()
                .toList();
    }

    /** Closes the connections of those whom the fences shut out now. */
    Outcome<Done> closeShutOut() {
        for (Host h : cluster.hosts()) {
            OnHost on = new OnHost(h.id(), reach);
            Outcome<Done> done =
                    armed(h).then(f ->
                            f.isEmpty()
                                    ? Outcome.ok(Done.DONE)
                                    : new FenceDrive(on, reach).closeOthers(f.get(), 0));
            if (!done.isOk()) {
                return done;
            }
        }
        return Outcome.ok(Done.DONE);
    }

    /** How many different sources are connected, beyond the door and the control plane. */
    private int connectedSources() throws InterruptedException {
        Set<InetAddress> all = new HashSet<>();
        for (var said : EachHost.of(cluster, reach, "sources", this::connected).values()) {
            said.got().ifPresent(all::addAll);
        }
        return all.size();
    }

    /** Nobody where there never was a fence. */
    private Outcome<Set<InetAddress>> connected(OnHost on) {
        return fence(on)
                .then(fence ->
                        fence.isEmpty()
                                ? Outcome.ok(Set.of())
                                : Sources.at(on, fence.get().port())
                                        .map(s -> FenceDrive.letIn(s, fence.get()))
                                        .map(s -> s.perSource().keySet()));
    }

    private Outcome<Optional<Fence>> fence(OnHost on) {
        Fence known = seen.get(on.id());
        return known == null ? armed(on) : Outcome.ok(Optional.of(known));
    }

    /** What the fences have heard since the last step; nothing where a host does not tell. */
    Noise noise() throws InterruptedException {
        return Noise.of(cluster, reach).got().orElseGet(() -> new Noise(Set.of(), 0));
    }

    /** What the servers have done and who is there; empty where no server can be read. */
    Optional<Quiet.Look> look() throws InterruptedException {
        Optional<Work> work = Work.of(clocks.look(cluster, reach));
        int sources = connectedSources();
        return work.map(w -> new Quiet.Look(w, sources));
    }

    /**
     * Core-seconds of all API servers together. Of two only those of the same containers may be
     * subtracted.
     */
    record Work(Instant at, double cpuSeconds, Set<String> containers) {
        Work {
            containers = Set.copyOf(containers);
        }

        /** Empty where no server could be read. */
        static Optional<Work> of(ServerClocks.Look look) {
            var readings = look.readings().values();
            return readings.isEmpty()
                    ? Optional.empty()
                    : Optional.of(
                            new Work(
                                    look.at(),
                                    readings.stream()
                                            .mapToDouble(ApiServerContainer.Reading::cpuSeconds)
                                            .sum(),
                                    readings.stream()
                                            .map(ApiServerContainer.Reading::container)
                                            .collect(Collectors.toSet())));
        }

        /** Whether it is of the same containers, so that the difference says something. */
        boolean like(Work other) {
            return containers.equals(other.containers);
        }
    }

    int cores() {
        return ApiServerContainer.cores(cluster, reach);
    }

    void note(String about, Object... fields) {
        JsonValue.Obj note = JsonValue.object("cluster", cluster.name().value());
        for (var f : JsonValue.object(fields).fields().entrySet()) {
            note = note.with(f.getKey(), f.getValue());
        }
        reach.evidence().note(about, note);
    }
}

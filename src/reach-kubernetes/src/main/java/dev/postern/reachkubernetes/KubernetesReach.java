package dev.postern.reachkubernetes;

import dev.postern.core.fleet.ApiAccess;
import dev.postern.core.fleet.Cluster;
import dev.postern.core.fleet.ClusterName;
import dev.postern.core.fleet.Fleet;
import dev.postern.core.fleet.Host;
import dev.postern.core.fleet.HostId;
import dev.postern.core.pace.Pacer;
import dev.postern.core.reach.DialRule;
import dev.postern.core.reach.Files;
import dev.postern.core.reach.KubernetesApi;
import dev.postern.core.reach.ReachesApis;
import dev.postern.core.reach.Tunnels;
import dev.postern.core.time.Time;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;

/**
 * The API servers of a fleet. One for the process; shared by all its threads.
 *
 * <p>Nothing is read, resolved or dialled before the first request. A connection that was reached
 * is kept; servers close one that rests for 90 s, so whoever waits for something asks for {@code
 * health()} every 20 s.
 */
public final class KubernetesReach implements ReachesApis, AutoCloseable {
    static {
        JdkHttp.prepare();
    }

    private final Fleet fleet;
    private final Time time;
    private final Pacer pacer;
    private final DialRule dial;
    private final Tunnels tunnels;
    private final Function<HostId, Files> files;
    private final Wire wire;
    private final ExecutorService executor =
            Executors.newThreadPerTaskExecutor(
                    Thread.ofVirtual().name("postern-api-", 0).factory());
    private final Map<HostId, HostApi> hosts = new ConcurrentHashMap<>();
    private final Map<ClusterName, ClusterApi> clusters = new ConcurrentHashMap<>();

    /**
     * @param dial asked before every connection but those into our own tunnels
     * @param files the files of a host, for identities and the manifest there
     * @param userAgent how the audit log knows us: {@code postern/VERSION (run)}
     */
    public KubernetesReach(
            Fleet fleet,
            Time time,
            Pacer pacer,
            DialRule dial,
            Tunnels tunnels,
            Function<HostId, Files> files,
            String userAgent) {
        this.fleet = fleet;
        this.time = time;
        this.pacer = pacer;
        this.dial = dial;
        this.tunnels = tunnels;
        this.files = files;
        this.wire = new Wire(time, userAgent);
    }

    /**
     * The API server of this host.
     *
     * @throws IllegalArgumentException where the fleet has no such host
     */
    @Override
    public KubernetesApi api(HostId host) {
        return hosts.computeIfAbsent(host, this::open);
    }

    /**
     * The API of the cluster by whichever of its servers answers, the last good one first.
     *
     * @throws IllegalArgumentException where the fleet has no such cluster
     */
    @Override
    public KubernetesApi api(ClusterName name) {
        return clusters.computeIfAbsent(
                name,
                n ->
                        new ClusterApi(
                                cluster(n).hosts().stream()
                                        .map(h -> hosts.computeIfAbsent(h.id(), this::open))
                                        .toList()));
    }

    private Cluster cluster(ClusterName name) {
        return fleet.cluster(name)
                .orElseThrow(() -> new IllegalArgumentException("no cluster " + name));
    }

    private HostApi open(HostId id) {
        ApiAccess api = cluster(id.cluster()).api();
        Host host = fleet.host(id).orElseThrow(() -> new IllegalArgumentException("no host " + id));
        Loaded<Optional<Integer>> manifest =
                new Loaded<>(time, () -> ManifestPort.read(() -> files.apply(id)));
        boolean overSsh = api.ladder().contains(ApiAccess.ApiPath.TUNNEL);
        return new HostApi(
                id,
                time,
                pacer,
                new Identities(id, api, time, () -> files.apply(id)),
                new Ways(
                        host,
                        api,
                        tunnels,
                        dial,
                        time,
                        () ->
                                overSsh
                                        ? manifest.get().got().flatMap(p -> p).orElse(api.port())
                                        : api.port()),
                new Lines(fleet.sourceAddress(), api.serverName(), executor),
                wire);
    }

    /** Closes every connection; what is in flight fails. */
    @Override
    public void close() {
        hosts.values().forEach(HostApi::close);
        executor.shutdownNow();
    }
}

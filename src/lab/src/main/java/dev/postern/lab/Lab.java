package dev.postern.lab;

import dev.postern.core.fleet.ClusterName;
import dev.postern.core.fleet.HostId;
import dev.postern.core.time.Time;
import dev.postern.core.value.Workload;
import dev.postern.lab.api.Pki;
import dev.postern.lab.clock.ClockServer;
import dev.postern.lab.clock.InProcessTime;
import dev.postern.lab.clock.Speed;
import dev.postern.lab.clock.VirtualClock;
import dev.postern.lab.cloud.CloudEndpoint;
import dev.postern.lab.host.FileTree;
import dev.postern.lab.host.HostFaults;
import dev.postern.lab.model.ClusterModel;
import dev.postern.lab.ssh.SshKeys;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A simulated fleet: real SSH and HTTPS servers on loopback addresses, with the model behind them,
 * on virtual time.
 *
 * <p>Its directory holds what a console needs to join: {@code fleet.yaml}, {@code keys/}, {@code
 * known_hosts}, {@code lab.json}, {@code clock.sock}.
 */
public final class Lab implements AutoCloseable {
    private final LabSpec spec;
    private final VirtualClock clock;
    private final LabAddresses addresses;
    private final EventLoopGroup loops =
            new MultiThreadIoEventLoopGroup(2, NioIoHandler.newFactory());
    private final List<LabCluster> clusters = new ArrayList<>();
    private final InetAddress operator;
    private @Nullable ClockServer clockServer;
    private @Nullable CloudEndpoint cloud;
    private volatile boolean closed;

    private Lab(LabSpec spec, LabAddresses addresses) throws IOException {
        this.spec = spec;
        this.addresses = addresses;
        this.operator = addresses.operator();
        Speed speed = spec.speed() == 0 ? Speed.MAX : new Speed(spec.speed());
        this.clock = new VirtualClock(spec.opens(), speed);
    }

    /**
     * Starts a lab, calm, at the instant that the spec names.
     *
     * @throws IOException where ports or files cannot be had; nothing is left running then
     */
    public static Lab start(LabSpec spec, Path directory) throws IOException {
        Lab lab = new Lab(spec, LabAddresses.claim(spec.clusters().size()));
        try {
            lab.build(directory);
            return lab;
        } catch (IOException | RuntimeException e) {
            lab.close();
            throw e;
        }
    }

    private void build(Path directory) throws IOException {
        KeyPair key = SshKeys.generate();
        LabCluster.Shared shared =
                new LabCluster.Shared(
                        clock,
                        spec.opens(),
                        spec.seed(),
                        operator,
                        Pki.ellipticKey(),
                        Pki.ellipticKey(),
                        loops);
        Map<String, ClusterModel> groups = new LinkedHashMap<>();
        for (int c = 0; c < spec.clusters().size(); c++) {
            LabSpec.ClusterSpec wanted = spec.clusters().get(c);
            List<LabHost> hosts = new ArrayList<>();
            for (int h = 1; h <= wanted.hosts(); h++) {
                hosts.add(
                        new LabHost(
                                wanted.name(),
                                "cp" + h,
                                addresses.host(c, h),
                                clock,
                                spec.opens()));
            }
            LabCluster cluster = new LabCluster(c, wanted, hosts, shared);
            clusters.add(cluster);
            groups.put(LabFiles.groupName(wanted.name()), cluster.model);
            for (LabHost h : hosts) {
                h.open(key.getPublic());
            }
            cluster.tick(0);
        }
        cloud =
                new CloudEndpoint(
                        new InetSocketAddress(addresses.cloud(), LabFiles.CLOUD_PORT),
                        groups,
                        spec.opens(),
                        loops);
        LabFiles files = new LabFiles(directory);
        files.key(key);
        files.knownHosts(clusters);
        files.fleet(clusters, operator, addresses.cloud());
        files.lab(spec, clusters, operator, addresses.cloud());
        clockServer = new ClockServer(clock, directory.resolve("clock.sock"));
        schedule(1);
    }

    private void schedule(int second) {
        clock.schedule(
                spec.opens().plusSeconds(second),
                () -> {
                    if (!closed) {
                        clusters.forEach(c -> c.tick(second));
                        schedule(second + 1);
                    }
                });
    }

    public LabSpec spec() {
        return spec;
    }

    /** The lab's clock. */
    public VirtualClock clock() {
        return clock;
    }

    public Instant now() {
        return clock.now();
    }

    /** Time for a party in this JVM; it holds up the lab while it works. */
    public Time join(String party) {
        return new InProcessTime(clock, party);
    }

    /** The address from which consoles connect: the fleet's {@code source-address}. */
    public InetAddress operator() {
        return operator;
    }

    /** Runs something when the lab is so old, in the clock's thread; it must not block. */
    public void at(Duration sinceOpened, Runnable event) {
        clock.schedule(spec.opens().plus(sinceOpened), event);
    }

    /** What really is in one cluster now. */
    public LabTruth truth(String cluster) {
        return cluster(cluster).truth(clock.now());
    }

    /** The truth about all clusters, in the order of the spec. */
    public List<LabTruth> truths() {
        return clusters.stream().map(c -> c.truth(clock.now())).toList();
    }

    /** What consoles have sent to each API server so far: connections refused, and requests. */
    public Map<HostId, Long> requestsByOperator() {
        Map<HostId, Long> sent = new LinkedHashMap<>();
        for (LabCluster c : clusters) {
            for (int i = 0; i < c.hosts.size(); i++) {
                sent.put(c.hosts.get(i).id, c.requestsByOperator(i));
            }
        }
        return sent;
    }

    /** How often consoles have connected to each host's SSH so far; to one that hangs, not. */
    public Map<HostId, Long> sshConnections() {
        Map<HostId, Long> made = new LinkedHashMap<>();
        clusters.forEach(c -> c.hosts.forEach(h -> made.put(h.id, h.connections())));
        return made;
    }

    /** The address of a host; its API listens there on 6443, its SSH on 2222. */
    public InetAddress address(HostId host) {
        return host(host).address;
    }

    /** The files of a host, for tests. A change below the manifests is told by {@link #touched}. */
    public FileTree files(HostId host) {
        return host(host).machine.files();
    }

    /** Tells the model that somebody changed a file of a host by hand. */
    public void touched(HostId host, String path) {
        host(host).workings.fileChanged(path);
    }

    /** What is wrong with a host's accounts. */
    public HostFaults accounts(HostId host) {
        return host(host).machine.faults();
    }

    /** The model of a cluster, for those who must know more than the truth. */
    public ClusterModel model(String cluster) {
        return cluster(cluster).model;
    }

    /** What a scenario can break. */
    public LabFaults faults() {
        return new LabFaults() {
            @Override
            public void daemonsetStorm(Workload workload, Duration every) {
                clusters.forEach(c -> c.storm(workload, every.toMillis() / 1000.0));
            }

            @Override
            public void dnsDecay(Duration over) {
                clusters.forEach(c -> c.model.dnsDecay(over.toMillis() / 1000.0));
            }

            @Override
            public void etcdFull(ClusterName cluster) {
                model(cluster.value()).fillEtcd();
            }

            @Override
            public void certificatesExpired(ClusterName cluster) {
                cluster(cluster.value()).expireCertificates(clock.now());
            }

            @Override
            public void hostKeyChanged(HostId host) {
                host(host).changeKey();
            }

            @Override
            public void hostDown(HostId host) {
                power(host, false);
            }

            @Override
            public void hostHangs(HostId host) {
                try {
                    host(host).hang();
                } catch (IOException e) {
                    throw new UncheckedIOException("the lab cannot hang " + host, e);
                }
            }

            @Override
            public void hostUp(HostId host) {
                power(host, true);
            }
        };
    }

    private void power(HostId host, boolean on) {
        try {
            host(host).power(on);
        } catch (IOException e) {
            throw new UncheckedIOException("the lab cannot switch " + host, e);
        }
    }

    private LabCluster cluster(String name) {
        return clusters.stream()
                .filter(c -> c.spec.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no cluster " + name));
    }

    LabHost host(HostId id) {
        return cluster(id.cluster().value()).hosts.stream()
                .filter(h -> h.id.equals(id))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no host " + id));
    }

    @Override
    public void close() throws IOException {
        closed = true;
        clock.close();
        if (clockServer != null) {
            clockServer.close();
        }
        if (cloud != null) {
            cloud.close();
        }
        clusters.forEach(LabCluster::close);
        loops.shutdownGracefully(0, 2, TimeUnit.SECONDS).awaitUninterruptibly(3, TimeUnit.SECONDS);
        addresses.close();
    }
}

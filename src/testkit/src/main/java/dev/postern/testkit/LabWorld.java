package dev.postern.testkit;

import dev.postern.core.fleet.ApiAccess;
import dev.postern.core.fleet.Cluster;
import dev.postern.core.fleet.Fleet;
import dev.postern.core.pace.Pacer;
import dev.postern.core.problem.Checked;
import dev.postern.core.reach.AdaptedWorld;
import dev.postern.core.reach.DialRule;
import dev.postern.core.reach.NodeGroups;
import dev.postern.core.reach.World;
import dev.postern.core.reach.WorldThrough;
import dev.postern.core.time.Time;
import dev.postern.fleet.FleetFile;
import dev.postern.lab.Lab;
import dev.postern.lab.LabDialRule;
import dev.postern.lab.LabSpec;
import dev.postern.pacing.FleetPacer;
import dev.postern.reachkubernetes.KubernetesReach;
import dev.postern.reachssh.SshOptions;
import dev.postern.reachssh.SshReach;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * The real lab with the real adapters before it: SSH and HTTPS over loopback, on virtual time.
 *
 * <p>Time moves only while the test waits on {@link #time()}. Close it.
 */
public final class LabWorld implements WorldThrough, AutoCloseable {
    private final Path directory;
    private final Lab lab;
    private final Time.Scope scope;
    private final SshReach ssh;
    private final KubernetesReach kubernetes;
    private final World world;

    private LabWorld(Path directory, Lab lab) throws IOException {
        this.directory = directory;
        this.lab = lab;
        Time time = lab.join("contract");
        this.scope = time.enter();
        Fleet fleet =
                switch (FleetFile.read(directory.resolve("fleet.yaml"))) {
                    case Checked.Sound<Fleet>(var f) -> byAddress(f);
                    case Checked.Faulty<Fleet>(var problems) ->
                            throw new IOException("the lab's fleet: " + problems);
                };
        DialRule rule = LabDialRule.read(directory);
        Pacer pacer = new FleetPacer(time, 1);
        this.ssh = new SshReach(fleet, time, pacer, rule, SshOptions.lab(directory));
        this.kubernetes =
                new KubernetesReach(
                        fleet, time, pacer, rule, ssh.tunnels(), ssh::files, "postern/test");
        NodeGroups groups = new PaperGroups(new NodeGroups.Size(10, 120, 200));
        this.world = new AdaptedWorld(fleet, ssh, kubernetes, groups, time, pacer);
    }

    /** One calm cluster {@code eu-1} with three hosts and as many nodes, Kubernetes 1.30. */
    public static LabWorld calm(int nodes) throws IOException {
        return start(
                new LabSpec(
                        "contract",
                        7,
                        LabSpec.AFTERNOON,
                        0,
                        List.of(LabSpec.ClusterSpec.of("eu-1", 3, nodes, "1.30.8"))));
    }

    /** A lab as the spec says. */
    public static LabWorld start(LabSpec spec) throws IOException {
        Path directory = Files.createTempDirectory("postern-lab");
        Lab lab = Lab.start(spec, directory);
        try {
            return new LabWorld(directory, lab);
        } catch (IOException | RuntimeException e) {
            lab.close();
            throw e;
        }
    }

    /**
     * The API servers by their addresses: the contract is about what is asked of them, and tunnels
     * have tests of their own.
     */
    private static Fleet byAddress(Fleet f) {
        return new Fleet(
                f.name(),
                f.clusters().stream()
                        .map(c ->
                                new Cluster(
                                        c.name(),
                                        c.distribution(),
                                        c.kubernetes(),
                                        byAddress(c.api()),
                                        c.hosts(),
                                        c.nodeGroups()))
                        .toList(),
                f.jumpHosts(),
                f.pinnedNames(),
                f.operatorDoor(),
                f.sourceAddress(),
                f.resolver());
    }

    private static ApiAccess byAddress(ApiAccess api) {
        return new ApiAccess(
                api.port(),
                api.serverName(),
                api.ca(),
                api.identities(),
                api.loadBalancer(),
                List.of(ApiAccess.ApiPath.DIRECT));
    }

    /** The lab itself, for what a test does by hand. */
    public Lab lab() {
        return lab;
    }

    /** The first cluster. */
    public Cluster cluster() {
        return fleet().clusters().getFirst();
    }

    @Override
    public World world() {
        return world;
    }

    @Override
    public void close() {
        kubernetes.close();
        ssh.close();
        scope.close();
        try {
            lab.close();
        } catch (IOException e) {
            throw new UncheckedIOException("the lab does not close", e);
        }
        try (Stream<Path> all = Files.walk(directory)) {
            for (Path p : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(p);
            }
        } catch (IOException e) {
            // A temporary directory that stays is no reason to fail a test.
        }
    }
}

package dev.postern.lab;

import dev.postern.core.fleet.ClusterName;
import dev.postern.core.fleet.HostId;
import dev.postern.lab.api.ApiEndpoint;
import dev.postern.lab.clock.VirtualClock;
import dev.postern.lab.host.Firewall;
import dev.postern.lab.host.machine.SimulatedHost;
import dev.postern.lab.model.HostView;
import dev.postern.lab.ssh.SshHost;
import dev.postern.lab.ssh.SshKeys;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.PublicKey;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** One control-plane host of the lab: what the model sees of it, and its SSH server. */
final class LabHost implements HostView, AutoCloseable {
    /** A port below 1024 would need root. */
    static final int SSH_PORT = 2222;

    private static final String MANIFESTS = "/etc/kubernetes/manifests";

    final HostId id;
    final InetAddress address;
    final HostWorkings workings;
    final SimulatedHost machine;
    private final VirtualClock clock;
    private final KeyPair firstKey = SshKeys.generate();
    private @Nullable SshHost ssh;
    private volatile boolean up = true;

    LabHost(String cluster, String name, InetAddress address, VirtualClock clock, Instant opened) {
        this.id = new HostId(new ClusterName(cluster), name);
        this.address = address;
        this.clock = clock;
        this.workings = new HostWorkings(address, opened);
        this.machine = new SimulatedHost(name, List.of(address), ApiEndpoint.PORT, clock, workings);
    }

    /** Lets people in from now on. */
    void open(PublicKey operator) throws IOException {
        ssh =
                new SshHost(
                        new SshHost.Settings(
                                new InetSocketAddress(address, SSH_PORT),
                                new InetSocketAddress(address, ApiEndpoint.PORT),
                                ApiEndpoint.PORT,
                                firstKey,
                                List.of(new SshHost.User("postern", 1000, List.of(operator)))),
                        machine,
                        clock);
    }

    void put(String path, String text, int mode) {
        machine.files().put(path, text.getBytes(StandardCharsets.UTF_8), mode, 0, 0);
    }

    /** The line of {@code known_hosts} with the key that it had when the lab opened. */
    String knownHost() {
        return SshKeys.knownHost(address.getHostAddress(), SSH_PORT, firstKey.getPublic());
    }

    void changeKey() {
        if (ssh != null) {
            ssh.hostKey(SshKeys.generate());
        }
    }

    void power(boolean on) throws IOException {
        up = on;
        if (ssh != null) {
            if (on) {
                ssh.powerOn();
            } else {
                ssh.powerOff();
            }
        }
    }

    long connections() {
        return ssh == null ? 0 : ssh.connections();
    }

    void hang() throws IOException {
        up = false;
        if (ssh != null) {
            ssh.hang();
        }
    }

    @Override
    public Map<String, String> manifests() {
        Map<String, String> found = new TreeMap<>();
        for (String path : machine.files().filesBelow(MANIFESTS)) {
            String name = path.substring(MANIFESTS.length() + 1);
            if (!name.startsWith(".") && !name.contains("/")) {
                machine.files()
                        .content(path)
                        .ifPresent(b -> found.put(name, new String(b, StandardCharsets.UTF_8)));
            }
        }
        return found;
    }

    @Override
    public Firewall.Verdict verdict(InetAddress source) {
        Firewall firewall = machine.firewall();
        return firewall.present() ? firewall.verdict(source, clock.now()) : Firewall.Verdict.ACCEPT;
    }

    @Override
    public boolean fenced() {
        return machine.firewall().present();
    }

    @Override
    public void count(Firewall.Verdict verdict, InetAddress source, long packets) {
        Firewall firewall = machine.firewall();
        if (firewall.present()) {
            firewall.count(source, clock.now(), packets, packets * 60);
        }
    }

    @Override
    public boolean up() {
        return up;
    }

    @Override
    public void close() {
        if (ssh != null) {
            ssh.close();
        }
    }
}

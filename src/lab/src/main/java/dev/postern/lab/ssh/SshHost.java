package dev.postern.lab.ssh;

import dev.postern.lab.clock.VirtualClock;
import dev.postern.lab.host.Login;
import dev.postern.lab.host.machine.SimulatedHost;

import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.forward.DefaultForwarderFactory;
import org.apache.sshd.common.io.nio2.Nio2ServiceFactoryFactory;
import org.apache.sshd.common.keyprovider.KeyPairProvider;
import org.apache.sshd.common.session.Session;
import org.apache.sshd.common.session.SessionListener;
import org.apache.sshd.common.util.net.SshdSocketAddress;
import org.apache.sshd.common.util.threads.CloseableExecutorService;
import org.apache.sshd.core.CoreModuleProperties;
import org.apache.sshd.server.SshServer;
import org.apache.sshd.server.auth.pubkey.UserAuthPublicKeyFactory;
import org.apache.sshd.server.forward.StaticDecisionForwardingFilter;
import org.apache.sshd.server.session.ServerConnectionServiceFactory;
import org.apache.sshd.server.session.ServerSession;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.security.KeyPair;
import java.security.PublicKey;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/**
 * One simulated host's SSH server.
 *
 * <p>Commands only; forwards only to {@code 127.0.0.1:6443}, which is the host's own API server:
 * that connection comes from the host's own address, by which the API server knows it as one over
 * the loopback. Port 22 is open to every source: no fence touches it.
 */
public final class SshHost implements AutoCloseable {
    private final Settings settings;
    private final SimulatedHost host;
    private final VirtualClock clock;
    private final AtomicLong connections = new AtomicLong();
    private volatile KeyPair hostKey;
    private @Nullable SshServer server;
    private @Nullable BlackHole hole;

    /**
     * @param listen where it listens; port 0 for any
     * @param api where its API server really listens, at the host's own address
     * @param apiPort where its API server listens as the host sees it
     * @param users by name, with what each may log in with
     */
    public record Settings(
            InetSocketAddress listen,
            InetSocketAddress api,
            int apiPort,
            KeyPair hostKey,
            List<User> users) {
        public Settings {
            users = List.copyOf(users);
        }
    }

    /**
     * An account.
     *
     * @param uid 0 is root, who needs no sudo
     */
    public record User(String name, int uid, List<PublicKey> keys) {
        public User {
            keys = List.copyOf(keys);
        }
    }

    /** Listens from now on. */
    public SshHost(Settings settings, SimulatedHost host, VirtualClock clock) throws IOException {
        this.settings = settings;
        this.host = host;
        this.clock = clock;
        this.hostKey = settings.hostKey();
        powerOn();
    }

    /** The host has been powered on, or has been on all the time. */
    public synchronized void powerOn() throws IOException {
        fillHole();
        if (server == null) {
            server = start();
        }
    }

    /** The host has been powered off: nobody listens, and connections are gone. */
    public synchronized void powerOff() {
        fillHole();
        SshServer running = server;
        server = null;
        if (running != null) {
            try {
                running.close(true).await(Duration.ofSeconds(5));
            } catch (IOException e) {
                // Its sockets are closed whatever it complains of.
            }
        }
    }

    /**
     * Connections are accepted and never answered, as by a host that hangs; those there were end.
     */
    public synchronized void hang() throws IOException {
        powerOff();
        hole = new BlackHole(settings.listen(), clock);
    }

    private void fillHole() {
        if (hole != null) {
            hole.close();
            hole = null;
        }
    }

    /** Has this host key for connections from now on, as after a reinstallation. */
    public void hostKey(KeyPair key) {
        hostKey = key;
        SshServer running;
        synchronized (this) {
            running = server;
        }
        if (running != null) {
            running.setKeyPairProvider(KeyPairProvider.wrap(key));
        }
    }

    /** How many there have been, those that were turned away too. */
    public long connections() {
        return connections.get();
    }

    public KeyPair hostKey() {
        return hostKey;
    }

    /** Where it really listens; the wanted address while it is off. */
    public synchronized InetSocketAddress address() {
        return server == null
                ? settings.listen()
                : new InetSocketAddress(settings.listen().getAddress(), server.getPort());
    }

    @Override
    public void close() {
        powerOff();
    }

    private SshServer start() throws IOException {
        SshServer sshd = SshServer.setUpDefaultServer();
        sshd.setHost(settings.listen().getAddress().getHostAddress());
        sshd.setPort(settings.listen().getPort());
        sshd.setKeyPairProvider(KeyPairProvider.wrap(hostKey));
        sshd.setIoServiceFactoryFactory(new Nio2ServiceFactoryFactory(SshThreads::shared));
        SlowLogin logins = new SlowLogin(host.workings(), clock);
        sshd.setServiceFactories(List.of(logins, ServerConnectionServiceFactory.INSTANCE));
        sshd.setUserAuthFactories(List.of(UserAuthPublicKeyFactory.INSTANCE));
        sshd.setPublickeyAuthenticator(this::mayLogIn);
        sshd.setCommandFactory((channel, line) -> new ExecCommand(line, host, this::login));
        sshd.setShellFactory(channel -> new NoShell());
        sshd.setSubsystemFactories(List.of());
        sshd.setForwardingFilter(
                new StaticDecisionForwardingFilter(false) {
                    @Override
                    public boolean canConnect(Type type, SshdSocketAddress to, Session session) {
                        return true;
                    }
                });
        sshd.setForwarderFactory(DefaultForwarderFactory.INSTANCE);
        sshd.setChannelFactories(
                List.of(
                        org.apache.sshd.server.channel.ChannelSessionFactory.INSTANCE,
                        new LoopbackForward.Factory(settings)));
        sshd.addSessionListener(logins);
        sshd.addSessionListener(
                new SessionListener() {
                    @Override
                    public void sessionCreated(Session session) {
                        connections.incrementAndGet();
                    }
                });
        // Off by default; without it each command takes 40 ms longer.
        CoreModuleProperties.TCP_NODELAY.set(sshd, true);
        CoreModuleProperties.SOCKET_REUSEADDR.set(sshd, true);
        // These run by the wall clock, and a console may well be silent for a virtual hour.
        CoreModuleProperties.IDLE_TIMEOUT.set(sshd, Duration.ZERO);
        CoreModuleProperties.NIO2_READ_TIMEOUT.set(sshd, Duration.ZERO);
        CoreModuleProperties.AUTH_TIMEOUT.set(sshd, Duration.ZERO);
        sshd.start();
        return sshd;
    }

    private boolean mayLogIn(String name, PublicKey key, ServerSession session) {
        return settings.users().stream()
                .filter(u -> u.name().equals(name))
                .flatMap(u -> u.keys().stream())
                .anyMatch(k -> KeyUtils.compareKeys(k, key));
    }

    private Login login(ServerSession session) {
        String name = session.getUsername();
        int uid =
                settings.users().stream()
                        .filter(u -> u.name().equals(name))
                        .mapToInt(User::uid)
                        .findFirst()
                        .orElse(65534);
        return new Login(
                name,
                uid,
                (InetSocketAddress) session.getClientAddress(),
                (InetSocketAddress) session.getIoSession().getLocalAddress());
    }

    /** One pool for all servers of the process: a lab has many hosts. */
    private static final class SshThreads {
        private static final CloseableExecutorService POOL =
                org.apache.sshd.common.util.threads.ThreadUtils.newFixedThreadPool("lab-ssh", 4);

        static CloseableExecutorService shared() {
            return org.apache.sshd.common.util.threads.ThreadUtils.noClose(POOL);
        }
    }
}

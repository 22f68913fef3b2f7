package dev.postern.reachssh;

import com.jcraft.jsch.ChannelDirectTCPIP;
import com.jcraft.jsch.JSch;
import com.jcraft.jsch.JSchException;
import com.jcraft.jsch.Proxy;
import com.jcraft.jsch.Session;
import com.jcraft.jsch.SocketFactory;

import dev.postern.core.pace.Pacer;
import dev.postern.core.reach.DialRule;
import dev.postern.core.time.Time;
import dev.postern.core.value.Failure;
import dev.postern.core.value.Outcome;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Opens one session to one hop: its addresses in order, each step with a deadline of our own. */
final class Dialer {
    /** For TCP alone, or for the jump host's half of the way. */
    private static final Duration TCP_WITHIN = Duration.ofSeconds(10);

    private static final Duration SLOW = Duration.ofSeconds(5);
    private static final int MOST_CONNECTING = 64;

    private final Time time;
    private final DialRule rule;
    private final Optional<InetAddress> source;
    private final SshOptions options;
    private final Turnstile connecting;

    Dialer(Time time, DialRule rule, Optional<InetAddress> source, SshOptions options) {
        this.time = time;
        this.rule = rule;
        this.source = source;
        this.options = options;
        this.connecting = new Turnstile(time, MOST_CONNECTING);
    }

    /**
     * @param via the open session to the hop before; null for the first hop
     * @return the session, or the first address' failure with all whys
     */
    Outcome<Session> dial(
            Hop hop, @Nullable Via via, Identities.Offer offer, Pacer.Attempt attempt) {
        List<Failure> failures = new ArrayList<>();
        for (InetAddress address : hop.addresses()) {
            InetSocketAddress to = new InetSocketAddress(address, hop.port());
            if (!attempt.connecting()) {
                return Outcome.failed(
                        Failure.unchanged(
                                Failure.Kind.SATURATED,
                                hop.name() + ": no new connection for now",
                                "the pacer holds new connections to it back",
                                "ask again in a minute"));
            }
            Outcome<Session> one = place(hop, via, offer, to);
            if (!(one instanceof Outcome.Failed<Session>(Failure failure))) {
                return one;
            }
            failures.add(failure);
            if (failure.kind() != Failure.Kind.UNREACHABLE) {
                break;
            }
        }
        Failure last = failures.getLast();
        if (failures.size() == 1) {
            return Outcome.failed(last);
        }
        String whys = String.join("; ", failures.stream().map(Failure::why).toList());
        return Outcome.failed(
                new Failure(last.kind(), last.what(), whys, last.leftBehind(), last.next()));
    }

    /** The hop before, as the next one sees it. */
    record Via(String name, Session session) {}

    private Outcome<Session> place(
            Hop hop, @Nullable Via via, Identities.Offer offer, InetSocketAddress to) {
        try {
            rule.check(to);
        } catch (IOException e) {
            return Outcome.failed(
                    Failure.unchanged(
                            Failure.Kind.REFUSED,
                            hop.name() + ": this console must not dial " + Literal.text(to),
                            Faults.text(e),
                            "correct the address in fleet.yaml"));
        }
        try {
            if (!connecting.enter(Duration.ofMinutes(10))) {
                return Outcome.failed(
                        Failure.unchanged(
                                Failure.Kind.SATURATED,
                                hop.name() + ": too many connections are being opened",
                                "",
                                "wait"));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Outcome.failed(Faults.stopped(hop.name()));
        }
        try {
            return via == null ? direct(hop, offer, to) : through(hop, via, offer, to);
        } finally {
            connecting.leave();
        }
    }

    private Outcome<Session> direct(Hop hop, Identities.Offer offer, InetSocketAddress to) {
        Socket socket = new Socket();
        try (Time.Exchange exchange = time.exchange(TCP_WITHIN, () -> close(socket))) {
            try {
                if (source.isPresent()
                        && source.get().getClass().equals(to.getAddress().getClass())) {
                    socket.bind(new InetSocketAddress(source.get(), 0));
                }
                socket.setTcpNoDelay(true);
                socket.connect(to);
            } catch (IOException e) {
                close(socket);
                return Thread.currentThread().isInterrupted()
                        ? Outcome.failed(Faults.stopped(hop.name()))
                        : Outcome.failed(
                                Faults.notReached(hop, to, e, exchange.wasCut(), TCP_WITHIN));
            }
        }
        return handshake(
                hop,
                offer,
                to,
                session -> session.setSocketFactory(new Given(socket)),
                () -> close(socket));
    }

    private Outcome<Session> through(
            Hop hop, Via via, Identities.Offer offer, InetSocketAddress to) {
        Channelled way;
        ChannelDirectTCPIP channel;
        try {
            channel = NewChannel.of(via.session(), "direct-tcpip", ChannelDirectTCPIP.class);
        } catch (JSchException e) {
            return Outcome.failed(Faults.notForwarded(hop, to, via.name(), -1));
        }
        // Ended by JSch's own limit, in real time: nothing but the end of the jump host's session,
        // which others use, would wake it before.
        try (Time.Exchange exchange = time.exchange(TCP_WITHIN, channel::disconnect)) {
            // An address, never a name: the sshd there would look it up, for seconds, blocking all.
            channel.setHost(Literal.text(to.getAddress()));
            channel.setPort(to.getPort());
            way = new Channelled(channel, channel.getInputStream(), new ChannelInput(channel));
            channel.connect(Math.toIntExact(TCP_WITHIN.toMillis()));
        } catch (JSchException | IOException e) {
            if (Thread.currentThread().isInterrupted()) {
                return Outcome.failed(Faults.stopped(hop.name()));
            }
            return Outcome.failed(
                    Faults.notForwarded(hop, to, via.name(), channel.getExitStatus()));
        }
        return handshake(hop, offer, to, session -> session.setProxy(way), way::close);
    }

    /** Prepares a session for its way. */
    private interface Way {
        void on(Session session) throws JSchException;
    }

    private Outcome<Session> handshake(
            Hop hop, Identities.Offer offer, InetSocketAddress to, Way way, Runnable giveUp) {
        HostKeyPolicy keys = policy(hop, to);
        Session session;
        try {
            JSch jsch = new JSch();
            jsch.setIdentityRepository(new Offered(offer.identities()));
            session = jsch.getSession(hop.user(), Literal.text(to.getAddress()), to.getPort());
            session.setHostKeyRepository(keys);
            if (hop.aliased()) {
                session.setHostKeyAlias(hop.names().getFirst());
            }
            session.setConfig("StrictHostKeyChecking", "yes");
            session.setConfig("PreferredAuthentications", "publickey");
            session.setThreadFactory(Thread.ofVirtual().name("postern-ssh").factory());
            session.setServerAliveInterval(Math.toIntExact(options.keepAlive().toMillis()));
            session.setServerAliveCountMax(3);
            way.on(session);
        } catch (JSchException e) {
            giveUp.run();
            throw new IllegalStateException("a session that cannot be prepared", e);
        }
        return Slow.watch(
                time,
                SLOW,
                () ->
                        options.notices()
                                .accept(
                                        hop.name()
                                                + ": ssh takes its time (a starved host, or an sshd"
                                                + " that waits for dead DNS); still waiting"),
                () -> connect(hop, offer, to, session, keys, giveUp));
    }

    private Outcome<Session> connect(
            Hop hop,
            Identities.Offer offer,
            InetSocketAddress to,
            Session session,
            HostKeyPolicy keys,
            Runnable giveUp) {
        Duration within = options.connectWithin();
        Runnable cut =
                () -> {
                    giveUp.run();
                    session.disconnect();
                };
        try (Time.Exchange exchange = time.exchange(within, cut)) {
            try {
                // JSch's own time-out is per read: bytes that drip would keep it for ever.
                session.connect(0);
                if (!exchange.wasCut()) {
                    return Outcome.ok(session);
                }
                cut.run();
                return Outcome.failed(
                        Faults.noSession(
                                hop,
                                to,
                                new IOException("too late"),
                                true,
                                within,
                                keys,
                                offer.tried()));
            } catch (JSchException e) {
                boolean wasCut = exchange.wasCut();
                cut.run();
                return Thread.currentThread().isInterrupted()
                        ? Outcome.failed(Faults.stopped(hop.name()))
                        : Outcome.failed(
                                Faults.noSession(hop, to, e, wasCut, within, keys, offer.tried()));
            }
        }
    }

    private HostKeyPolicy policy(Hop hop, InetSocketAddress to) {
        List<String> names = new ArrayList<>(hop.names());
        String address = Literal.text(to.getAddress());
        if (!hop.aliased() && !names.contains(address)) {
            names.addFirst(address);
        }
        String shown = hop.aliased() ? hop.names().getFirst() : address;
        return new HostKeyPolicy(
                hop.name(),
                Literal.text(to),
                to.getPort() == 22 || hop.aliased() ? shown : "[" + shown + "]:" + to.getPort(),
                hop.pins(),
                KnownHosts.read(hop.knownHosts()),
                names,
                hop.aliased() ? 22 : to.getPort(),
                hop.knownHosts().stream().map(Object::toString).toList());
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // Closed enough.
        }
    }

    /** A socket that is connected already. */
    private record Given(Socket socket) implements SocketFactory {
        @Override
        public Socket createSocket(String host, int port) {
            return socket;
        }

        @Override
        public InputStream getInputStream(Socket s) throws IOException {
            return s.getInputStream();
        }

        @Override
        public OutputStream getOutputStream(Socket s) throws IOException {
            return s.getOutputStream();
        }
    }

    /** A channel of the session before, open already. */
    private record Channelled(ChannelDirectTCPIP channel, InputStream in, OutputStream out)
            implements Proxy {
        @Override
        public void connect(SocketFactory factory, String host, int port, int timeout) {
            // It is.
        }

        @Override
        public InputStream getInputStream() {
            return in;
        }

        @Override
        public OutputStream getOutputStream() {
            return out;
        }

        @Override
        public @Nullable Socket getSocket() {
            return null;
        }

        @Override
        public void close() {
            channel.disconnect();
        }
    }
}

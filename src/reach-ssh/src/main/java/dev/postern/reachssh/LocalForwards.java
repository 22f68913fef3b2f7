package dev.postern.reachssh;

import com.jcraft.jsch.ChannelDirectTCPIP;
import com.jcraft.jsch.JSchException;

import dev.postern.core.fleet.HostId;
import dev.postern.core.reach.Tunnels;
import dev.postern.core.time.Time;
import dev.postern.core.value.Failure;
import dev.postern.core.value.Outcome;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;

/**
 * Forwards that outlive their session: the local port stays ours, and each connection to it is
 * carried by the session that is open then. Where none is, the connection is reset at once; {@link
 * #open} opens the session again.
 */
final class LocalForwards implements Tunnels, AutoCloseable {
    private static final String LOOPBACK = "127.0.0.1";
    private static final int PIECE = 16 << 10;
    private static final long POLL_NANOS = 20_000_000;

    private final Function<HostId, Outcome<Link>> links;
    private final Time time;
    private final Map<Key, Forward> forwards = new HashMap<>();

    private record Key(HostId host, int port) {}

    private record Forward(ServerSocket server, Link link) {}

    LocalForwards(Function<HostId, Outcome<Link>> links, Time time) {
        this.links = links;
        this.time = time;
    }

    @Override
    public Outcome<InetSocketAddress> open(HostId host, int port) {
        if (port < 1 || port > 65535) {
            throw new IllegalArgumentException("not a port: " + port);
        }
        try (Time.Scope scope = time.enter()) {
            return links.apply(host)
                    .then(link -> link.session().then(live -> listening(host, port, link)));
        }
    }

    private Outcome<InetSocketAddress> listening(HostId host, int port, Link link) {
        synchronized (forwards) {
            Forward have = forwards.get(new Key(host, port));
            if (have != null) {
                return Outcome.ok(address(have));
            }
            try {
                ServerSocket server =
                        new ServerSocket(
                                0, 50, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}));
                Forward forward = new Forward(server, link);
                forwards.put(new Key(host, port), forward);
                Thread.ofVirtual()
                        .name("postern-tunnel " + host)
                        .start(() -> accept(forward, port));
                return Outcome.ok(address(forward));
            } catch (IOException e) {
                return Outcome.failed(
                        Failure.unchanged(
                                Failure.Kind.BROKEN,
                                host + ": no local port for a tunnel",
                                Faults.text(e),
                                "close other programs"));
            }
        }
    }

    private static InetSocketAddress address(Forward forward) {
        return new InetSocketAddress(
                forward.server().getInetAddress(), forward.server().getLocalPort());
    }

    /** Not counted by {@code Time}: whoever connects is in an exchange, and this is its wire. */
    private static void accept(Forward forward, int port) {
        while (true) {
            Socket socket;
            try {
                socket = forward.server().accept();
            } catch (IOException e) {
                return;
            }
            Thread.ofVirtual()
                    .name("postern-tunnel")
                    .start(() -> carry(forward.link(), socket, port));
        }
    }

    private static void carry(Link link, Socket socket, int port) {
        Live live = link.current();
        if (live == null) {
            reset(socket);
            return;
        }
        try (socket) {
            socket.setTcpNoDelay(true);
            ChannelDirectTCPIP channel =
                    NewChannel.of(live.session(), "direct-tcpip", ChannelDirectTCPIP.class);
            // Not given our input: JSch would then open it behind our back, and not say how it
            // went.
            channel.setOutputStream(socket.getOutputStream());
            ChannelInput there = new ChannelInput(channel);
            channel.setHost(LOOPBACK);
            channel.setPort(port);
            channel.setOrgIPAddress(LOOPBACK);
            channel.setOrgPort(socket.getPort());
            try {
                channel.connect(0);
            } catch (JSchException e) {
                reset(socket);
                return;
            }
            try {
                pump(socket.getInputStream(), there);
                there.close();
                // Our side has said all; theirs ends by closing the socket's output.
                while (!socket.isClosed() && !channel.isClosed()) {
                    LockSupport.parkNanos(POLL_NANOS);
                }
            } finally {
                channel.disconnect();
            }
        } catch (JSchException | IOException e) {
            reset(socket);
        }
    }

    private static void pump(InputStream from, ChannelInput to) throws IOException {
        byte[] bytes = new byte[PIECE];
        for (int n = from.read(bytes); n >= 0; n = from.read(bytes)) {
            to.write(bytes, 0, n);
        }
    }

    /** So that the client sees at once that nobody is there. */
    private static void reset(Socket socket) {
        try {
            socket.setSoLinger(true, 0);
            socket.close();
        } catch (IOException e) {
            // Gone already.
            return;
        }
    }

    @Override
    public void close(HostId host, int port) {
        Forward forward;
        synchronized (forwards) {
            forward = forwards.remove(new Key(host, port));
        }
        if (forward != null) {
            stop(forward);
        }
    }

    @Override
    public void close() {
        synchronized (forwards) {
            forwards.values().forEach(LocalForwards::stop);
            forwards.clear();
        }
    }

    private static void stop(Forward forward) {
        try {
            forward.server().close();
        } catch (IOException e) {
            // Closed enough.
            return;
        }
    }
}

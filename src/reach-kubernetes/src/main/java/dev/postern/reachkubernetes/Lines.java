package dev.postern.reachkubernetes;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;

/**
 * The open connections to one server that nobody uses just now: what was reached once is kept. The
 * server closes one that rests for 90 s, so whoever waits for something asks for the health every
 * 20 s.
 */
final class Lines implements AutoCloseable {
    // As many as the pacer lets be in flight at once.
    private static final int MOST = 2;

    private final Optional<InetAddress> source;
    private final String serverName;
    private final Executor executor;
    private final List<Held> resting = new ArrayList<>();
    private boolean closed;

    /** A connection, and what it was opened for. */
    record Held(Line line, ClientIdentity identity, Ways.Way way, InetSocketAddress to) {}

    Lines(Optional<InetAddress> source, String serverName, Executor executor) {
        this.source = source;
        this.serverName = serverName;
        this.executor = executor;
    }

    synchronized boolean isEmpty() {
        return resting.isEmpty();
    }

    /** One of this identity, by one of these ways. */
    synchronized Optional<Held> take(ClientIdentity identity, List<Ways.Way> ways) {
        resting.removeIf(h -> h.line().isDead());
        for (Held h : resting) {
            if (h.identity().equals(identity) && ways.contains(h.way())) {
                resting.remove(h);
                return Optional.of(h);
            }
        }
        return Optional.empty();
    }

    /** A new one; dialled by the first request on it. */
    Held open(ClientIdentity identity, Ways.Way way, InetSocketAddress to) {
        boolean ours = way.to().isEmpty();
        return new Held(
                new Line(identity.tls(), ours ? Optional.empty() : source, serverName, executor),
                identity,
                way,
                to);
    }

    void giveBack(Held held) {
        boolean keep;
        synchronized (this) {
            keep = !closed && !held.line().isDead() && resting.size() < MOST;
            if (keep) {
                resting.add(held);
            }
        }
        if (!keep) {
            held.line().close();
        }
    }

    @Override
    public void close() {
        List<Held> all;
        synchronized (this) {
            closed = true;
            all = List.copyOf(resting);
            resting.clear();
        }
        all.forEach(h -> h.line().close());
    }
}

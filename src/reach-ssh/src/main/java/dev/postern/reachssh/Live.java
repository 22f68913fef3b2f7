package dev.postern.reachssh;

import com.jcraft.jsch.Session;

import dev.postern.core.time.Time;

import java.util.concurrent.atomic.AtomicReference;

/** An open session, and what was learnt on it. */
final class Live {
    /** sshd's MaxSessions is 10 by default; two are left to others. */
    private static final int MOST_CHANNELS = 8;

    private final Session session;
    private final Turnstile channels;
    private final AtomicReference<Wire.Root> root = new AtomicReference<>();

    Live(Session session, Time time) {
        this.session = session;
        this.channels = new Turnstile(time, MOST_CHANNELS);
    }

    Session session() {
        return session;
    }

    Turnstile channels() {
        return channels;
    }

    /** How root is reached on this session, once it is known; null before. */
    AtomicReference<Wire.Root> root() {
        return root;
    }

    boolean isUsable() {
        return session.isConnected();
    }

    void end() {
        session.disconnect();
    }
}

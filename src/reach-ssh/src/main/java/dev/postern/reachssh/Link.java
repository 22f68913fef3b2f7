package dev.postern.reachssh;

import com.jcraft.jsch.Session;

import dev.postern.core.pace.Pacer;
import dev.postern.core.time.Time;
import dev.postern.core.value.Failure;
import dev.postern.core.value.Outcome;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.List;

/**
 * The one warm session to a hop: opened at first use, opened again when lost. Of many who want it
 * at once, one opens it and the others share what came of it.
 */
final class Link {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration EVER = Duration.ofHours(1);

    private final Hop hop;
    private final @Nullable Link before;
    private final Tools tools;
    private final Object lock = new Object();
    private @Nullable Live live;
    private @Nullable Opening opening;
    private boolean closed;

    /** What all links share. */
    record Tools(Time time, Pacer pacer, Dialer dialer, Identities identities) {}

    private static final class Opening {
        final Time.Signal ended;
        volatile @Nullable Outcome<Live> outcome;

        Opening(Time.Signal ended) {
            this.ended = ended;
        }
    }

    Link(Hop hop, @Nullable Link before, Tools tools) {
        this.hop = hop;
        this.before = before;
        this.tools = tools;
    }

    Hop hop() {
        return hop;
    }

    /** The open session, or opens it. */
    Outcome<Live> session() {
        Opening mine;
        boolean opener;
        synchronized (lock) {
            Live have = live;
            if (have != null && have.isUsable()) {
                return Outcome.ok(have);
            }
            if (closed) {
                return Outcome.failed(Faults.stopped(hop.name()));
            }
            Opening under = opening;
            opener = under == null;
            mine = under == null ? new Opening(tools.time().signal()) : under;
            opening = mine;
        }
        if (opener) {
            Outcome<Live> outcome = Outcome.failed(Faults.stopped(hop.name()));
            try {
                outcome = open();
            } finally {
                synchronized (lock) {
                    live = outcome.got().orElse(null);
                    opening = null;
                    if (closed && live != null) {
                        live.end();
                    }
                }
                mine.outcome = outcome;
                mine.ended.set();
            }
            return outcome;
        }
        try {
            tools.time().await(mine.ended, EVER);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Outcome.failed(Faults.stopped(hop.name()));
        }
        Outcome<Live> shared = mine.outcome;
        return shared == null ? Outcome.failed(Faults.stopped(hop.name())) : shared;
    }

    /** The open session, where there is one; opens none. */
    @Nullable Live current() {
        synchronized (lock) {
            return live != null && live.isUsable() ? live : null;
        }
    }

    /** A session of its own, which the caller ends; the hops before it are shared. */
    Outcome<Live> fresh() {
        return open();
    }

    /** The session is of no use any more; the next who wants one opens another. */
    void discard(Live lost) {
        synchronized (lock) {
            if (live == lost) {
                live = null;
            }
        }
        lost.end();
    }

    void close() {
        Live last;
        synchronized (lock) {
            closed = true;
            last = live;
            live = null;
        }
        if (last != null) {
            last.end();
        }
    }

    private Outcome<Live> open() {
        Dialer.Via via = null;
        if (before != null) {
            Outcome<Live> there = before.session();
            if (there instanceof Outcome.Failed<Live>(Failure failure)) {
                return Outcome.failed(
                        hop.name().startsWith("jump host ")
                                ? failure
                                : Faults.behind(hop, failure));
            }
            via = new Dialer.Via(before.hop.name(), there.got().orElseThrow().session());
        }
        Outcome<Identities.Offer> offer = tools.identities().forHop(hop);
        if (offer instanceof Outcome.Failed<Identities.Offer>(Failure failure)) {
            return Outcome.failed(failure);
        }
        Identities.Offer keys = offer.got().orElseThrow();
        Outcome<Session> dialled = paced(via, keys);
        List<LazyIdentity> wanted = keys.wanted();
        if (dialled.whyNot().map(f -> f.kind() == Failure.Kind.REFUSED_IDENTITY).orElse(false)
                && !wanted.isEmpty()) {
            // The server would take a key that is locked: now it is worth asking for.
            if (tools.identities().unlock(wanted.getFirst())) {
                dialled = paced(via, keys);
            } else {
                return Outcome.failed(
                        Failure.unchanged(
                                Failure.Kind.REFUSED_IDENTITY,
                                hop.name() + ": ssh refuses us as " + hop.user(),
                                "it would take the key "
                                        + wanted.getFirst().getName()
                                        + ", but its passphrase was not given",
                                "give the passphrase, or: ssh-add " + wanted.getFirst().getName()));
            }
        }
        return dialled.map(session -> new Live(session, tools.time()));
    }

    private Outcome<Session> paced(Dialer.@Nullable Via via, Identities.Offer keys) {
        return tools.pacer()
                .paced(
                        hop.endpoint(),
                        Pacer.Kind.READ,
                        PATIENCE,
                        attempt -> tools.dialer().dial(hop, via, keys, attempt));
    }
}

package dev.postern.lab.host;

import java.net.InetAddress;
import java.time.Instant;
import java.util.Optional;

/** A host's packet filter, as the model asks it: the table {@code inet postern}, or none. */
public interface Firewall {
    enum Verdict {
        ACCEPT,
        /** A TCP reset: the client knows at once. */
        REJECT,
        /** Silence: the client waits for its timeout. */
        DROP
    }

    /** Whether there is a table at all. */
    boolean present();

    /**
     * What becomes of a packet to the API server's port (6443) from this source. The host's own
     * addresses count as the loopback: ask for them with {@link InetAddress#getLoopbackAddress()}.
     * Counts nothing.
     */
    Verdict verdict(InetAddress source, Instant at);

    /** The share of sources that the gate lets in by hash just now, 0 to 1; 1 where it is open. */
    double admittedShare(Instant at);

    /** When the next element of a set expires, so that verdicts change; empty: never. */
    Optional<Instant> nextChange(Instant after);

    /** Counts packets from a source in the counters of the rule that decides about them. */
    void count(InetAddress source, Instant at, long packets, long bytes);
}

package dev.postern.core.reach;

import dev.postern.core.fleet.HostId;
import dev.postern.core.value.Outcome;

import java.net.InetSocketAddress;

/** Forwards through SSH to a host's own loopback. */
public interface Tunnels {
    /**
     * Opens a forward, or gives the one that is open: from a loopback port of ours to {@code
     * 127.0.0.1:port} on the host. It is kept with the session; when the session is lost it is
     * opened again on the same local port.
     */
    Outcome<InetSocketAddress> open(HostId host, int port);

    /** Closes it; a closed one is fine. */
    void close(HostId host, int port);
}

package dev.postern.reachssh;

import dev.postern.core.fleet.Fleet;
import dev.postern.core.fleet.HostId;
import dev.postern.core.pace.Pacer;
import dev.postern.core.reach.DialRule;
import dev.postern.core.reach.Done;
import dev.postern.core.reach.Files;
import dev.postern.core.reach.Shell;
import dev.postern.core.reach.Tunnels;
import dev.postern.core.time.Time;
import dev.postern.core.value.Outcome;

/**
 * Hosts by SSH: one warm session each, shared by commands, files and tunnels.
 *
 * <p>Nothing is dialled before it is needed. A lost session is opened again at the next use; a
 * command that was in flight is in doubt and never repeated.
 */
@SuppressWarnings({"DoNotCallSuggester", "UnusedVariable"}) // until the sessions land
public final class SshReach implements AutoCloseable {

    public SshReach(Fleet fleet, Time time, Pacer pacer, DialRule rule, SshOptions options) {}

    /**
     * @throws IllegalArgumentException where the fleet has no such host: names are checked before
     */
    public Shell shell(HostId host) {
        throw new UnsupportedOperationException("not built");
    }

    /**
     * @throws IllegalArgumentException where the fleet has no such host: names are checked before
     */
    public Files files(HostId host) {
        throw new UnsupportedOperationException("not built");
    }

    /** Forwards to the hosts' own loopbacks. */
    public Tunnels tunnels() {
        throw new UnsupportedOperationException("not built");
    }

    /**
     * Opens the host's session, or finds it open: before the fight, while hosts still give one. It
     * is held until {@link #close()}.
     */
    public Outcome<Done> open(HostId host) {
        throw new UnsupportedOperationException("not built");
    }

    /** Ends all sessions and tunnels, and forgets all secrets. */
    @Override
    public void close() {}
}

package dev.postern.core.reach;

import dev.postern.core.fleet.HostId;

/** What reaches hosts: over SSH. */
public interface ReachesHosts {
    Shell shell(HostId host);

    Files files(HostId host);

    Tunnels tunnels();
}

package dev.postern.reachssh;

import dev.postern.core.fleet.CredentialRef;
import dev.postern.core.fleet.SshAccess;
import dev.postern.core.pace.Endpoint;

import java.net.InetAddress;
import java.nio.file.Path;
import java.util.List;

/**
 * One SSH server on the way, with all that is known of how to reach it: from the fleet first, then
 * from the user's configuration.
 *
 * @param name "eu-1/cp1", or "jump host bastion"
 * @param addresses literal; tried in this order
 * @param credentials tried in this order; empty means what {@code config} says, then the agent
 * @param pins blobs of the only host keys that are accepted; empty means {@code knownHosts}
 * @param names under which known_hosts may have it, besides its address
 * @param aliased known_hosts has it under these names only (HostKeyAlias)
 */
record Hop(
        String name,
        Endpoint.Ssh endpoint,
        List<InetAddress> addresses,
        int port,
        String user,
        List<CredentialRef> credentials,
        HostConfig config,
        List<byte[]> pins,
        List<Path> knownHosts,
        List<String> names,
        boolean aliased,
        SshAccess.Privilege privilege) {
    Hop {
        addresses = List.copyOf(addresses);
        credentials = List.copyOf(credentials);
        pins = List.copyOf(pins);
        knownHosts = List.copyOf(knownHosts);
        names = List.copyOf(names);
    }
}

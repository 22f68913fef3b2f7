package dev.postern.core.fleet;

import java.net.InetAddress;
import java.util.List;

/** A host that SSH goes through. */
public record JumpHost(String name, List<InetAddress> addresses, SshAccess ssh) {
    public JumpHost {
        addresses = List.copyOf(addresses);
        if (addresses.isEmpty()) {
            throw new IllegalArgumentException("a jump host without an address: " + name);
        }
    }
}

package dev.postern.core.fleet;

import java.net.InetAddress;
import java.util.List;

/**
 * One control-plane host: its literal addresses (the first is tried first), and its SSH endpoint.
 */
public record Host(HostId id, List<InetAddress> addresses, SshAccess ssh) {
    public Host {
        addresses = List.copyOf(addresses);
        if (addresses.isEmpty()) {
            throw new IllegalArgumentException("a host without an address: " + id);
        }
    }

    public InetAddress address() {
        return addresses.getFirst();
    }
}

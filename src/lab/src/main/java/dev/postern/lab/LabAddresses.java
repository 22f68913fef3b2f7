package dev.postern.lab;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/**
 * A block of 127/8 that belongs to one lab: 127.X.Y.0/24, claimed by a guard port for as long as
 * the lab lives.
 */
final class LabAddresses implements AutoCloseable {
    private static final int GUARD = 6442;

    private final int x;
    private final int y;
    private final ServerSocket guard;

    private LabAddresses(int x, int y, ServerSocket guard) {
        this.x = x;
        this.y = y;
        this.guard = guard;
    }

    /** Claims a block that no other lab on this machine has. */
    static LabAddresses claim() throws IOException {
        // Not seeded: two labs of one seed may run at once, and nothing is decided by the block.
        ThreadLocalRandom chance = ThreadLocalRandom.current();
        for (int tries = 0; tries < 50; tries++) {
            int x = chance.nextInt(64, 250);
            int y = chance.nextInt(1, 250);
            ServerSocket guard = new ServerSocket();
            try {
                guard.bind(new InetSocketAddress(address(x, y, 1), GUARD));
                return new LabAddresses(x, y, guard);
            } catch (java.net.BindException e) {
                guard.close();
            }
        }
        throw new IOException("no free block of loopback addresses for a lab");
    }

    private static InetAddress address(int x, int y, int z) throws IOException {
        return InetAddress.getByAddress(new byte[] {127, (byte) x, (byte) y, (byte) z});
    }

    /** What the lab's consoles connect from. */
    InetAddress operator() throws IOException {
        return address(x, y, 2);
    }

    InetAddress cloud() throws IOException {
        return address(x, y, 3);
    }

    InetAddress host(int cluster, int host) throws IOException {
        return address(x, y, 10 + cluster * 20 + host);
    }

    @Override
    public void close() throws IOException {
        guard.close();
    }
}

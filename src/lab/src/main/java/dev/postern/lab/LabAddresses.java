package dev.postern.lab;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Blocks of 127/8 that belong to one lab: 127.X.Y.0/24 and the next ones, claimed by a guard port
 * in each for as long as the lab lives. Eight clusters have a block together.
 */
final class LabAddresses implements AutoCloseable {
    private static final int GUARD = 6442;
    private static final int CLUSTERS_IN_A_BLOCK = 8;
    private static final int BLOCKS = 250;

    private final int x;
    private final int y;
    private final List<ServerSocket> guards = new ArrayList<>();

    private LabAddresses(int x, int y) {
        this.x = x;
        this.y = y;
    }

    /** Claims blocks that no other lab on this machine has. */
    static LabAddresses claim(int clusters) throws IOException {
        int blocks = (clusters - 1) / CLUSTERS_IN_A_BLOCK + 1;
        // Not seeded: two labs of one seed may run at once, and nothing is decided by the block.
        ThreadLocalRandom chance = ThreadLocalRandom.current();
        for (int tries = 0; tries < 50; tries++) {
            int x = chance.nextInt(64, 250);
            LabAddresses wanted = new LabAddresses(x, chance.nextInt(1, BLOCKS + 1 - blocks));
            if (wanted.isFree(blocks)) {
                return wanted;
            }
        }
        throw new IOException("no free block of loopback addresses for a lab");
    }

    private boolean isFree(int blocks) throws IOException {
        for (int i = 0; i < blocks; i++) {
            ServerSocket guard = new ServerSocket();
            guards.add(guard);
            try {
                guard.bind(new InetSocketAddress(address(x, y + i, 1), GUARD));
            } catch (BindException e) {
                close();
                return false;
            }
        }
        return true;
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
        int place = cluster % CLUSTERS_IN_A_BLOCK;
        return address(x, y + cluster / CLUSTERS_IN_A_BLOCK, 10 + place * 20 + host);
    }

    @Override
    public void close() throws IOException {
        for (ServerSocket guard : guards) {
            guard.close();
        }
    }
}

package dev.postern.console.wiring;

import dev.postern.core.reach.World;
import dev.postern.core.reach.WorldThrough;

/**
 * The outside, by its real adapters. Closing it ends all sessions and tunnels.
 *
 * @param ends what closing it does, in this order
 */
public record OpenWorld(World world, Runnable ends) implements WorldThrough, AutoCloseable {
    @Override
    public void close() {
        ends.run();
    }
}

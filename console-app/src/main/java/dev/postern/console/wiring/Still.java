package dev.postern.console.wiring;

import dev.postern.lab.clock.RemoteTime;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.time.Instant;
import java.util.Optional;

/**
 * Holds a lab's time still between two things that a console does: at the greatest speed hours
 * would pass between a plan and its run otherwise. Does nothing where there is no lab.
 *
 * <p>It is a party of the lab's only while it holds. A console that merely watches is none: when
 * the run that it watches is killed nobody is left, and the world waits for whoever resumes.
 */
public final class Still implements AutoCloseable {
    private final Optional<Home> lab;
    private @Nullable RemoteTime holding;

    private Still(Optional<Home> lab) {
        this.lab = lab;
    }

    /** Joins the lab of this home and holds its time from now on. */
    public static Still of(Home home) {
        Still still = new Still(Optional.of(home).filter(Home::isLab));
        still.hold();
        return still;
    }

    /**
     * What time it is, without holding it: this machine's, or the lab's. Empty where this is a lab
     * that has ended: its time is nobody's any more.
     */
    public static Optional<Instant> glance(Home home) {
        if (!home.isLab()) {
            return Optional.of(Instant.now());
        }
        try (RemoteTime time = RemoteTime.join(Worlds.clock(home), "console")) {
            return Optional.of(time.now());
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** Time stands still from now on. */
    public synchronized void hold() {
        if (holding == null && lab.isPresent()) {
            try {
                // A party works until it says otherwise.
                holding = RemoteTime.join(Worlds.clock(lab.get()), "console");
            } catch (IOException e) {
                // Who needs the lab next says that it is gone.
            }
        }
    }

    /** What time it is: the lab's while it is held, this machine's where there is no lab. */
    public synchronized Instant now() {
        return holding == null ? Instant.now() : holding.now();
    }

    /** Time may go on. */
    public synchronized void release() {
        if (holding != null) {
            holding.close();
            holding = null;
        }
    }

    @Override
    public void close() {
        release();
    }
}

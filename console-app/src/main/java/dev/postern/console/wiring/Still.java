package dev.postern.console.wiring;

import dev.postern.core.time.Time;
import dev.postern.lab.clock.RemoteTime;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.Optional;

/**
 * Holds a lab's time still between two things that a console does: at the greatest speed hours
 * would pass between a plan and its run otherwise. Does nothing where there is no lab.
 */
public final class Still implements AutoCloseable {
    private final Optional<RemoteTime> time;
    private Time.@Nullable Scope holding;

    private Still(Optional<RemoteTime> time) {
        this.time = time;
    }

    /** Joins the lab of this home and holds its time from now on. */
    public static Still of(Home home) {
        if (!home.isLab()) {
            return new Still(Optional.empty());
        }
        try {
            Still still = new Still(Optional.of(RemoteTime.join(Worlds.clock(home), "console")));
            still.hold();
            return still;
        } catch (IOException e) {
            // Who needs the lab next says that it is gone.
            return new Still(Optional.empty());
        }
    }

    /** Time stands still from now on. */
    public synchronized void hold() {
        if (holding == null) {
            holding = time.map(Time::enter).orElse(null);
        }
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
        time.ifPresent(RemoteTime::close);
    }
}

package dev.postern.lab.clock;

import java.time.Instant;
import java.util.Optional;

/** Time for a party in the lab's own JVM: a test, or a drill that hosts its lab. */
public final class InProcessTime extends PartyTime {
    /**
     * Joins. The party works from now on, until its first thread has entered and left, or waits.
     */
    public InProcessTime(VirtualClock clock, String name) {
        super(clock.now(), self -> new Direct(clock.join(name, self::wake)));
    }

    private record Direct(VirtualClock.Party party) implements Link {
        @Override
        public void quiet(int exchanges, Optional<Instant> timer, long cuts) {
            party.quiet(exchanges, timer, cuts);
        }

        @Override
        public void timer(Optional<Instant> timer) {
            party.timer(timer);
        }

        @Override
        public Instant busy() {
            return party.busy();
        }

        @Override
        public void leave() {
            party.leave();
        }
    }
}

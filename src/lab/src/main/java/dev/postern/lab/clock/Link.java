package dev.postern.lab.clock;

import java.time.Instant;
import java.util.Optional;

/** A party's way to the clock. Messages arrive in the order in which they are sent. */
interface Link {
    /** No thread of the party's works. Does not block. */
    void quiet(int exchanges, Optional<Instant> timer, long cuts);

    /** Still quiet, and to be woken at another instant. Does not block. */
    void timer(Optional<Instant> timer);

    /** A thread works again; blocks for the answer: the instant. */
    Instant busy();

    /** The party is gone. */
    void leave();
}

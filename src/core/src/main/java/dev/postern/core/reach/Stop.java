package dev.postern.core.reach;

import dev.postern.core.time.Time;

/** The operator's wish to stop, as work in flight sees it. */
public interface Stop {
    /** After the first Ctrl-C: finish the act in flight, begin nothing new. */
    boolean isAsked();

    /** Set when it is asked; for waits that should end then. */
    Time.Signal asked();
}

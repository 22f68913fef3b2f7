package dev.postern.lab.clock;

/**
 * An answer to a party's exchange that the lab holds back; while it lasts, that exchange does not
 * hold up time.
 *
 * <p>It is over once: at its time, by {@link #end()}, or by {@link #disconnected()}; what comes
 * later changes nothing.
 */
public interface ModelledWait {
    /** Why a wait was over. */
    enum End {
        /** Its time had come. */
        TIME,
        /** The model said so: the answer is on its way. */
        EVENT,
        /** The connection ended first: nobody waits for the answer. */
        DISCONNECT
    }

    /** Ends it before its time: the caller sends the answer now. Returns whether that ended it. */
    boolean end();

    /**
     * Tells that the party's connection (or channel) has ended. Must be called for every connection
     * that ends during a wait: a cut is owed until then. Returns whether that ended it.
     */
    boolean disconnected();

    boolean isOver();

    /**
     * Blocks the calling thread of the lab's (a virtual one) until it is over.
     *
     * @throws InterruptedException when this thread is interrupted; the wait goes on
     */
    End await() throws InterruptedException;
}

package dev.postern.core.time;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;

/**
 * Everything that waits, waits here.
 *
 * <p>In a lab, time is virtual and moves only while every party waits. So each thread of Postern
 * that does work is counted, and says what it is doing:
 *
 * <ul>
 *   <li>it <em>works</em> between {@link #enter()} and the close of what that returns; {@link
 *       #fork} does that for the thread it starts; time stands still meanwhile;
 *   <li>it <em>waits</em> inside {@link #await} and {@link #sleep}: time may move;
 *   <li>it <em>exchanges</em> inside an {@link Exchange}: it is blocked on real input or output.
 *       Time stands still, except while the lab itself says that the answer takes a modelled while.
 * </ul>
 *
 * <p>Threads wait for each other with {@link Signal}s only, never with locks held over input or
 * output, monitors, latches or futures: those would look like work for ever and time would stand
 * still.
 */
public interface Time {

    /** The instant by this clock. */
    Instant now();

    /**
     * Waits until the signal is set or {@code atMost} has passed.
     *
     * @return whether the signal was set
     * @throws InterruptedException when this thread is interrupted; nothing is changed then
     */
    boolean await(Signal signal, Duration atMost) throws InterruptedException;

    /** A new signal, not set. */
    Signal signal();

    /**
     * Counts this thread as working until the result is closed. Nests: only the outermost counts.
     */
    Scope enter();

    /**
     * Opens a bounded exchange with the outside by this thread: one request, one command, one
     * connect.
     *
     * <p>When {@code atMost} has passed, {@code cut} is called once, from another thread: it closes
     * the socket or channel, so that the blocked call fails. {@link Exchange#wasCut()} tells the
     * two apart afterwards. Close it in the thread that opened it, as soon as the exchange is over.
     * Exchanges do not nest.
     */
    Exchange exchange(Duration atMost, Runnable cut);

    /** Starts a virtual thread that is counted as working from now on. */
    <T> Task<T> fork(String name, Callable<T> work);

    /** Sleeps, by this clock. */
    default void sleep(Duration duration) throws InterruptedException {
        await(signal(), duration);
    }

    /**
     * Does all of them side by side and waits for all; results in the order of the work.
     *
     * @throws InterruptedException when this thread is interrupted; the work goes on
     */
    default <T> List<T> all(String name, List<? extends Callable<T>> work)
            throws InterruptedException {
        List<Task<T>> tasks = new ArrayList<>();
        for (Callable<T> w : work) {
            tasks.add(fork(name, w));
        }
        List<T> results = new ArrayList<>();
        for (Task<T> task : tasks) {
            results.add(task.join());
        }
        return results;
    }

    /** Something that is set once; those that await it wake. Setting it again changes nothing. */
    interface Signal {
        void set();

        boolean isSet();
    }

    /** Ends what was begun. */
    interface Scope extends AutoCloseable {
        @Override
        void close();
    }

    /** A bounded exchange with the outside. */
    interface Exchange extends Scope {
        /** Whether the time ran out and {@code cut} was called. */
        boolean wasCut();

        /**
         * What is waited for has got a step further: from now on it may take so long again. By any
         * thread, and before what begins the next step is sent. Does nothing where the exchange is
         * over.
         */
        void next(Duration atMost);
    }

    /** A forked piece of work. */
    interface Task<T> {
        /**
         * Waits for the end, by this clock.
         *
         * @throws IllegalStateException when the work threw; the cause says what
         */
        T join() throws InterruptedException;

        boolean isDone();

        /** Interrupts its thread. */
        void interrupt();
    }
}

package dev.postern.core.action;

import dev.postern.core.fleet.Cluster;
import dev.postern.core.reach.Reach;
import dev.postern.core.value.Outcome;

import java.util.List;

/**
 * A kind of read-only look at one cluster.
 *
 * @param <R> what it found: a record, as JSON in the journal and on screen
 */
public interface Probe<P extends Record, R extends Record> {
    /** The word in playbooks and on the command line. */
    String name();

    /** One line for people. */
    String title();

    Class<P> parameters();

    Class<R> result();

    /**
     * Looks. What could not be seen is part of the result, said as such; failed only where nothing
     * could be seen.
     */
    Outcome<R> look(Cluster cluster, P parameters, Reach reach);

    /** The result for people: neutral lines, most important first. */
    List<String> lines(R result);
}

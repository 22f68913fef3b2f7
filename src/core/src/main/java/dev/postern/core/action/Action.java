package dev.postern.core.action;

import dev.postern.core.fleet.Cluster;
import dev.postern.core.reach.Done;
import dev.postern.core.reach.Reach;
import dev.postern.core.value.Failure;
import dev.postern.core.value.Outcome;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A kind of change, as desired state: observe, desire, drive, observe again. Undo is a drive back.
 *
 * <p>Stateless: everything it knows is in its arguments. The engine journals before and after each
 * call.
 *
 * @param <P> parameters: a record whose components are of the types in {@link About}
 * @param <S> state: a record, written to the journal as JSON, compared with {@code equals}; bytes
 *     that may hold secrets are {@code Blob}s
 */
public interface Action<P extends Record, S extends Record> {
    Traits traits();

    Class<P> parameters();

    Class<S> state();

    /**
     * What it changes in this cluster, in the order in which it is to be changed. Looks at the
     * fleet only.
     */
    List<Target> targets(P parameters, Cluster cluster);

    /** The state now. Read-only, bounded, harmless to a sick cluster. */
    Outcome<S> observe(Target target, P parameters, Reach reach);

    /** The state wanted. Pure. */
    S desire(S before, P parameters);

    /**
     * What this action will find where it finds {@code now} today, once steps of these actions have
     * been driven; empty where they do not touch it. Pure; for plans, which must not call a step
     * needless that only another step makes needed.
     *
     * @param earlier names of the actions of earlier steps in the same cluster
     */
    default Optional<S> foreseen(S now, Set<String> earlier) {
        return Optional.empty();
    }

    /**
     * Why this change must not be made, from what was observed just now; empty when it may.
     * Read-only. Asked at plan time and again right before the first drive of the cluster.
     *
     * @param observed every target of the cluster with its state, in order
     */
    default List<Failure> refusals(
            Cluster cluster, List<Observed<S>> observed, P parameters, Reach reach) {
        return List.of();
    }

    /**
     * What this change needs beyond being seen: tools, room, rights, each probed just now. Asked at
     * plan time and again right before the first drive of the cluster; one that is not so refuses
     * the change there and here. Read-only, bounded, harmless to a sick cluster.
     *
     * @param reached the cluster's targets that could be looked at, in order
     */
    default List<Check> checks(Cluster cluster, List<Target> reached, P parameters, Reach reach) {
        return List.of();
    }

    /**
     * Those of the cluster's targets that are to be taken after all others, where they go one at a
     * time: the servers that still serve. Read-only; asked right before the first is driven.
     */
    default Set<Target> last(Cluster cluster, P parameters, Reach reach) {
        return Set.of();
    }

    /**
     * Makes it so. Idempotent, unless the traits say {@code ONCE}. Undo is this with the states
     * exchanged: from what is there now to what was before.
     *
     * @param from what was observed just before
     * @param to what shall be
     * @return ok when everything was sent; done only when a new observation is {@link #settled}
     */
    Outcome<Done> drive(Target target, S from, S to, P parameters, Reach reach);

    /** Whether {@code now} is what was wanted. */
    default boolean settled(S now, S wanted) {
        return now.equals(wanted);
    }

    /** How well a drive from {@code before} to {@code wanted} can be undone. */
    UndoClass undo(S before, S wanted);

    /**
     * The exact commands or requests of a drive, to be read and pasted by a person. Pure: the same
     * as are sent, with placeholders in angle brackets where only the moment knows a value.
     */
    List<String> commands(Target target, S from, S to, P parameters, Cluster cluster);

    /** How long settling may take after a drive before it counts as unverified. */
    default Duration settlesWithin() {
        return Duration.ofMinutes(2);
    }

    /** How long to wait between two looks while it settles. */
    default Duration looksEvery() {
        return Duration.ofSeconds(2);
    }

    /** What must be done again and again while the change is open: a fence's heartbeat. */
    default Optional<Keeping<P, S>> keeping() {
        return Optional.empty();
    }

    /** One target with its state. */
    record Observed<S>(Target target, S state) {}

    /** Keeps an open change alive while the run lives. */
    interface Keeping<P, S> {
        Duration every(P parameters);

        /**
         * @return failed when the change is gone or cannot be kept; the engine says so and goes on
         */
        Outcome<Done> keep(Target target, S wanted, P parameters, Reach reach);
    }
}

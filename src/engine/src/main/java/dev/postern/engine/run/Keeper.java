package dev.postern.engine.run;

import dev.postern.core.action.Action;
import dev.postern.core.action.Target;
import dev.postern.core.reach.Done;
import dev.postern.core.time.Time;
import dev.postern.core.value.Failure;
import dev.postern.core.value.Outcome;
import dev.postern.engine.bound.BoundAction;
import dev.postern.engine.bound.Guarded;
import dev.postern.journal.Event;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Keeps open changes alive while the run lives: a fence's heartbeat, one thread each. A change that
 * cannot be kept is said loudly, once, and tried again.
 */
final class Keeper {
    private final Ground ground;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<String, Kept> kept = new HashMap<>();

    private record Kept(Time.Signal end, Time.Task<Done> task) {}

    Keeper(Ground ground) {
        this.ground = ground;
    }

    /** Begins, where the action has something to keep and it is not kept already. */
    <P extends Record, S extends Record> void begin(
            String change, BoundAction<P, S> bound, Target target, S wanted) {
        Optional<Action.Keeping<P, S>> keeping = bound.action().keeping();
        if (keeping.isEmpty()) {
            return;
        }
        lock.lock();
        try {
            if (kept.containsKey(change)) {
                return;
            }
            Time.Signal end = ground.time.signal();
            kept.put(
                    change,
                    new Kept(
                            end,
                            ground.time.fork(
                                    "keep " + change,
                                    () ->
                                            keep(
                                                    change,
                                                    bound,
                                                    target,
                                                    wanted,
                                                    keeping.get(),
                                                    end))));
        } finally {
            lock.unlock();
        }
    }

    private <P extends Record, S extends Record> Done keep(
            String change,
            BoundAction<P, S> bound,
            Target target,
            S wanted,
            Action.Keeping<P, S> keeping,
            Time.Signal end)
            throws InterruptedException {
        Duration every = keeping.every(bound.parameters());
        Optional<Instant> lostSince = Optional.empty();
        while (!ground.time.await(end, every)) {
            Outcome<Done> beat =
                    Guarded.call(
                            "keep " + change,
                            Failure.Kind.BROKEN,
                            ground.chronicle,
                            () ->
                                    keeping.keep(
                                            target,
                                            wanted,
                                            bound.parameters(),
                                            ground.reach(
                                                    ground.cluster(target.cluster().value()))));
            if (end.isSet()) {
                break;
            }
            Optional<Failure> why = beat.whyNot();
            ground.picture.kept(change, why.isEmpty());
            if (why.isPresent() && lostSince.isEmpty()) {
                lostSince = Optional.of(ground.time.now());
                ground.chronicle.append(new Event.NotKept(change, Event.Trouble.of(why.get())));
            } else if (why.isEmpty() && lostSince.isPresent()) {
                ground.chronicle.append(
                        new Event.KeptAgain(
                                change, Duration.between(lostSince.get(), ground.time.now())));
                lostSince = Optional.empty();
            }
        }
        return Done.DONE;
    }

    /** Ends it, and waits for a heartbeat that is on its way: it must not cross the undo. */
    void end(String change) throws InterruptedException {
        Kept ending;
        lock.lock();
        try {
            ending = kept.remove(change);
        } finally {
            lock.unlock();
        }
        if (ending != null) {
            ending.end().set();
            ground.picture.keptNoMore(change);
            ending.task().join();
        }
    }

    /** Ends all; what is open now lives as long as its own timer. */
    void endAll() throws InterruptedException {
        List<String> all;
        lock.lock();
        try {
            all = new ArrayList<>(kept.keySet());
        } finally {
            lock.unlock();
        }
        for (String change : all) {
            end(change);
        }
    }
}

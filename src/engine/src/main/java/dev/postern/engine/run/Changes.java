package dev.postern.engine.run;

import dev.postern.core.action.Target;
import dev.postern.core.fleet.ClusterName;
import dev.postern.engine.bound.BoundAction;
import dev.postern.journal.ChangeState;

import java.util.Optional;

/** A journaled change, as action, arguments and target again. */
final class Changes {
    private Changes() {}

    static Optional<BoundAction<?, ?>> bound(Ground ground, ChangeState change) {
        return ground.setup
                .catalogue()
                .action(change.action())
                .flatMap(a -> BoundAction.restore(a, change.arguments()).got());
    }

    static Optional<Target> target(Ground ground, BoundAction<?, ?> bound, ChangeState change) {
        return find(ground, bound, change);
    }

    private static <P extends Record, S extends Record> Optional<Target> find(
            Ground ground, BoundAction<P, S> bound, ChangeState change) {
        return ground.setup
                .world()
                .fleet()
                .cluster(new ClusterName(change.cluster()))
                .flatMap(c ->
                        bound.targets(c).stream()
                                .filter(t -> t.id().equals(change.target()))
                                .findFirst());
    }

    /** Keeps what an earlier process opened. */
    static void keepAgain(Ground ground, ChangeState change) {
        bound(ground, change)
                .ifPresent(b ->
                        target(ground, b, change).ifPresent(t -> keepOne(ground, b, t, change)));
    }

    private static <P extends Record, S extends Record> void keepOne(
            Ground ground, BoundAction<P, S> bound, Target target, ChangeState change) {
        new ChangeWork<>(ground, change.step(), bound, target).keepAgain(change);
    }
}

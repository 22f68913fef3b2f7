package dev.postern.engine.plan;

import dev.postern.core.action.Target;
import dev.postern.core.fleet.Cluster;
import dev.postern.core.reach.Reach;
import dev.postern.core.reach.World;
import dev.postern.engine.bound.SideBySide;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Function;

/** Looks at targets side by side; what several steps do to one target, one after the other. */
final class Chains {
    /** Looks at once: enough for a fleet, and no herd of our own. */
    private static final int AT_ONCE = 32;

    private final World world;
    private final List<Looks<?, ?>> looks;

    Chains(World world, List<Looks<?, ?>> looks) {
        this.world = world;
        this.looks = looks;
    }

    private record Link(Looks<?, ?> look, Target target) {}

    void look(Function<Cluster, Reach> reach) throws InterruptedException {
        Map<String, List<Link>> byTarget = new LinkedHashMap<>();
        for (Looks<?, ?> look : looks) {
            for (Target target : look.targets()) {
                byTarget.computeIfAbsent(target.id(), t -> new ArrayList<>())
                        .add(new Link(look, target));
            }
        }
        List<Callable<Boolean>> work = new ArrayList<>();
        for (List<Link> chain : byTarget.values()) {
            work.add(() -> {
                Map<String, Object> left = new HashMap<>();
                for (Link link : chain) {
                    String kind = link.look().kind();
                    link.look()
                            .look(
                                    link.target(),
                                    Optional.ofNullable(left.get(kind)),
                                    reach.apply(link.look().cluster()))
                            .ifPresent(after -> left.put(kind, after));
                }
                return true;
            });
        }
        SideBySide.all(world.time(), "observe", AT_ONCE, work);
    }
}

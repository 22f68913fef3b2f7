package dev.postern.engine.plan;

import dev.postern.core.action.Target;
import dev.postern.core.action.Traits;
import dev.postern.core.fleet.Cluster;
import dev.postern.core.fleet.ClusterName;
import dev.postern.core.reach.Reach;
import dev.postern.core.reach.World;
import dev.postern.core.value.Failure;
import dev.postern.engine.bound.SideBySide;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Function;

/**
 * Looks at targets side by side; what several steps do to one target, one after the other.
 *
 * <p>A target that did not answer by one path is not asked by it again in the same planning: each
 * time-out would take its ten seconds, and a lockout is what plans are made in.
 */
final class Chains {
    /** Looks at once: enough for a fleet, and no herd of our own. */
    private static final int AT_ONCE = 32;

    private final World world;
    private final List<Looks<?, ?>> looks;

    Chains(World world, List<Looks<?, ?>> looks) {
        this.world = world;
        this.looks = looks;
    }

    /**
     * @param driven the actions of all earlier steps in the cluster
     */
    private record Link(Looks<?, ?> look, Target target, Set<String> driven) {}

    void look(Function<Cluster, Reach> reach) throws InterruptedException {
        Map<String, List<Link>> byTarget = new LinkedHashMap<>();
        Map<ClusterName, Set<String>> driven = new HashMap<>();
        for (Looks<?, ?> look : looks) {
            Set<String> earlier =
                    driven.computeIfAbsent(look.cluster().name(), c -> new HashSet<>());
            for (Target target : look.targets()) {
                byTarget.computeIfAbsent(target.id(), t -> new ArrayList<>())
                        .add(new Link(look, target, Set.copyOf(earlier)));
            }
            earlier.add(look.kind());
        }
        List<Callable<Boolean>> work = new ArrayList<>();
        for (List<Link> chain : byTarget.values()) {
            work.add(() -> {
                Map<String, Object> left = new HashMap<>();
                Map<Traits.Path, Failure> dark = new EnumMap<>(Traits.Path.class);
                for (Link link : chain) {
                    String kind = link.look().kind();
                    Failure unseen = dark.get(link.look().path());
                    if (unseen != null && !left.containsKey(kind)) {
                        link.look().unseen(link.target(), unseen);
                        continue;
                    }
                    link.look()
                            .look(
                                    link.target(),
                                    Optional.ofNullable(left.get(kind)),
                                    link.driven(),
                                    reach.apply(link.look().cluster()))
                            .ifPresent(after -> left.put(kind, after));
                    link.look()
                            .whyNot(link.target())
                            .filter(Chains::isDark)
                            .ifPresent(why -> dark.put(link.look().path(), why));
                }
                return true;
            });
        }
        SideBySide.all(world.time(), "observe", AT_ONCE, work);
    }

    private static boolean isDark(Failure why) {
        return why.kind() == Failure.Kind.UNREACHABLE || why.kind() == Failure.Kind.SATURATED;
    }
}

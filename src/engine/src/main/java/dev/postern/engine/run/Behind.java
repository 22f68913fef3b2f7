package dev.postern.engine.run;

import dev.postern.core.fleet.Cluster;
import dev.postern.core.time.Time;
import dev.postern.engine.bound.Gathering;
import dev.postern.engine.bound.RollCall;
import dev.postern.journal.Event;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Clusters that the others go on without.
 *
 * <p>Work in several clusters waits for each, but not for one of which no host answers while others
 * have ended, where the step would go on past it anyway: that cluster is left behind, and followed
 * by itself.
 */
final class Behind {
    private final Ground ground;
    private final RollCall roll;
    private final Set<String> names = ConcurrentHashMap.newKeySet();
    private final Set<String> unheard = ConcurrentHashMap.newKeySet();
    private final Map<String, Queue<Time.Task<?>>> underWay = new ConcurrentHashMap<>();
    private volatile Consumer<Cluster> follow = cluster -> {};

    /**
     * What came of work in several clusters.
     *
     * @param left what goes on by itself in those that gave no answer
     */
    record Ended<T>(Map<Cluster, T> results, Map<Cluster, Time.Task<T>> left) {}

    Behind(Ground ground, Set<String> before) {
        this.ground = ground;
        this.roll = new RollCall(ground.setup.world());
        names.addAll(before);
    }

    /**
     * @param follow is given each cluster that is left; those of before at once
     */
    void follow(Consumer<Cluster> follow) {
        this.follow = follow;
        ground.clusters.stream().filter(this::has).forEach(follow);
    }

    /** No host of it has answered in this run so far. */
    void unheard(Cluster cluster) {
        unheard.add(cluster.name().value());
    }

    boolean has(Cluster cluster) {
        return names.contains(cluster.name().value());
    }

    List<Cluster> others() {
        return ground.clusters.stream().filter(c -> !has(c)).toList();
    }

    /** Whether one of its hosts answers. */
    boolean answers(Cluster cluster) throws InterruptedException {
        boolean answers = roll.answers(cluster);
        if (answers) {
            unheard.remove(cluster.name().value());
        }
        return answers;
    }

    /** The others go on without these. */
    void leave(String step, Map<Cluster, ? extends Time.Task<?>> left) {
        left.forEach((cluster, work) -> {
            String name = cluster.name().value();
            // Tracks may leave it one after the other, each with work of its own.
            underWay.computeIfAbsent(name, n -> new ConcurrentLinkedQueue<>()).add(work);
            if (names.add(name)) {
                ground.chronicle.append(
                        new Event.LeftBehind(
                                step, name, "none of its hosts answers; the others have ended"));
                follow.accept(cluster);
            }
        });
    }

    /** Waits until what was at work there when it was left has ended. */
    void untilQuiet(Cluster cluster) throws InterruptedException {
        Queue<Time.Task<?>> left =
                underWay.computeIfAbsent(
                        cluster.name().value(), n -> new ConcurrentLinkedQueue<>());
        while (!left.isEmpty()) {
            left.remove().join();
        }
    }

    /**
     * Side by side, by cluster. What a second Ctrl-C may cut is forked within.
     *
     * @param mayDoWithout whether the step goes on without these
     */
    <T> Ended<T> each(
            String name, Map<Cluster, Callable<T>> work, Predicate<Set<Cluster>> mayDoWithout)
            throws InterruptedException {
        Gathering<Cluster> gathering = new Gathering<>(ground.time, work.keySet());
        Map<Cluster, Time.Task<T>> tasks = new LinkedHashMap<>();
        work.forEach((c, w) -> tasks.put(c, ground.time.fork(name, gathering.seen(c, w))));
        Set<Cluster> doubtful =
                work.keySet().stream()
                        .filter(c -> unheard.contains(c.name().value()))
                        .collect(Collectors.toSet());
        Set<Cluster> silent =
                gathering.left(
                        mayDoWithout.test(doubtful) ? doubtful : Set.of(),
                        open -> silent(open, mayDoWithout));
        Map<Cluster, T> results = new LinkedHashMap<>();
        Map<Cluster, Time.Task<T>> left = new LinkedHashMap<>();
        for (Map.Entry<Cluster, Time.Task<T>> task : tasks.entrySet()) {
            if (silent.contains(task.getKey())) {
                left.put(task.getKey(), task.getValue());
            } else {
                results.put(task.getKey(), task.getValue().join());
            }
        }
        return new Ended<>(results, left);
    }

    private Set<Cluster> silent(Set<Cluster> open, Predicate<Set<Cluster>> mayDoWithout)
            throws InterruptedException {
        List<Cluster> spared = open.stream().filter(c -> mayDoWithout.test(Set.of(c))).toList();
        List<Callable<Boolean>> calls = new ArrayList<>();
        spared.forEach(c -> calls.add(() -> answers(c)));
        List<Boolean> answers = ground.time.all("roll call", calls);
        Set<Cluster> silent = new LinkedHashSet<>();
        for (int i = 0; i < spared.size(); i++) {
            if (!answers.get(i)) {
                silent.add(spared.get(i));
            }
        }
        return mayDoWithout.test(silent) ? silent : Set.of();
    }
}

package dev.postern.actions.host;

import dev.postern.core.fleet.Cluster;
import dev.postern.core.fleet.Host;
import dev.postern.core.reach.World;
import dev.postern.core.value.Outcome;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * The same question to all hosts of a cluster, side by side: one that hangs holds up no other, and
 * the answers are of about the same moment. For looks only; changes go host after host.
 */
public final class EachHost {
    private EachHost() {}

    /**
     * What each said, in the order of the fleet.
     *
     * @throws InterruptedException when this thread is interrupted; looks under way go on
     */
    public static <T> Map<Host, Outcome<T>> of(
            Cluster cluster, World world, String name, Function<OnHost, Outcome<T>> question)
            throws InterruptedException {
        return all(cluster, world, name, (host, on) -> question.apply(on));
    }

    /** The same where the answer is more than an outcome. */
    static <T> Map<Host, T> all(
            Cluster cluster, World world, String name, BiFunction<Host, OnHost, T> question)
            throws InterruptedException {
        List<Callable<T>> asks = new ArrayList<>();
        for (Host h : cluster.hosts()) {
            asks.add(() -> question.apply(h, new OnHost(h.id(), world)));
        }
        List<T> said = world.time().all(name, asks);
        Map<Host, T> all = new LinkedHashMap<>();
        for (int i = 0; i < said.size(); i++) {
            all.put(cluster.hosts().get(i), said.get(i));
        }
        return all;
    }
}

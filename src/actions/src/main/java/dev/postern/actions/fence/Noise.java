package dev.postern.actions.fence;

import dev.postern.actions.host.EachHost;
import dev.postern.core.fleet.Cluster;
import dev.postern.core.reach.Reach;
import dev.postern.core.value.Outcome;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What fences have heard of their sources.
 *
 * @param loud sources that were above their ration of new connections within the last 10 s, let in
 *     or not; the kernel forgets them by itself, and all with a new table
 * @param dropped packets of new connections that were dropped for it since the table was last
 *     replaced
 */
public record Noise(Set<String> loud, long dropped) {
    public Noise {
        loud = Set.copyOf(loud);
    }

    /** Of all fences of a cluster; failed where a host does not tell. Without fences none is. */
    public static Outcome<Noise> of(Cluster cluster, Reach reach) throws InterruptedException {
        Set<String> loud = new HashSet<>();
        long dropped = 0;
        List<Outcome<Noise>> all =
                new ArrayList<>(EachHost.of(cluster, reach, "noise", FenceReading::noise).values());
        for (Outcome<Noise> said : all) {
            if (said instanceof Outcome.Failed<Noise>) {
                return said;
            }
            Noise noise = said.got().orElseThrow();
            loud.addAll(noise.loud());
            dropped += noise.dropped();
        }
        return Outcome.ok(new Noise(loud, dropped));
    }
}

package dev.postern.core.reach;

import dev.postern.core.fleet.Cluster;
import dev.postern.core.fleet.ClusterName;
import dev.postern.core.fleet.Fleet;
import dev.postern.core.pace.Pacer;
import dev.postern.core.time.Time;

/** The outside, by its adapters: one for the whole process, whatever runs in it. */
public interface World extends ReachesHosts, ReachesApis {
    Fleet fleet();

    /**
     * The cluster of this name.
     *
     * @throws IllegalArgumentException where the fleet has none: names are checked before
     */
    default Cluster cluster(ClusterName name) {
        return fleet().cluster(name)
                .orElseThrow(() -> new IllegalArgumentException("no cluster " + name));
    }

    NodeGroups nodeGroups();

    Time time();

    Pacer pacer();
}

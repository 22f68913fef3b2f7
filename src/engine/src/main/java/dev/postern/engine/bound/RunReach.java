package dev.postern.engine.bound;

import dev.postern.core.evidence.Evidence;
import dev.postern.core.fact.Facts;
import dev.postern.core.fleet.ClusterName;
import dev.postern.core.fleet.Fleet;
import dev.postern.core.fleet.HostId;
import dev.postern.core.pace.Pacer;
import dev.postern.core.reach.Files;
import dev.postern.core.reach.KubernetesApi;
import dev.postern.core.reach.NodeGroups;
import dev.postern.core.reach.Reach;
import dev.postern.core.reach.Shell;
import dev.postern.core.reach.Stop;
import dev.postern.core.reach.Tunnels;
import dev.postern.core.reach.World;
import dev.postern.core.time.Time;

/** The world, as one run or one look sees it. */
public record RunReach(
        World world, Evidence evidence, Facts facts, Stop stop, String run, String operator)
        implements Reach {
    /** What {@link #run()} is outside a run. */
    public static final String LOOK = "look";

    /** For looks outside a run: keeps no evidence, is never asked to stop. */
    public static RunReach look(World world, Facts facts, String operator) {
        Time.Signal never = world.time().signal();
        return new RunReach(world, Evidence.none(), facts, new Never(never), LOOK, operator);
    }

    private record Never(Time.Signal asked) implements Stop {
        @Override
        public boolean isAsked() {
            return false;
        }
    }

    @Override
    public Fleet fleet() {
        return world.fleet();
    }

    @Override
    public Shell shell(HostId host) {
        return world.shell(host);
    }

    @Override
    public Files files(HostId host) {
        return world.files(host);
    }

    @Override
    public Tunnels tunnels() {
        return world.tunnels();
    }

    @Override
    public KubernetesApi api(HostId host) {
        return world.api(host);
    }

    @Override
    public KubernetesApi api(ClusterName cluster) {
        return world.api(cluster);
    }

    @Override
    public NodeGroups nodeGroups() {
        return world.nodeGroups();
    }

    @Override
    public Time time() {
        return world.time();
    }

    @Override
    public Pacer pacer() {
        return world.pacer();
    }
}

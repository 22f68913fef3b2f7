package dev.postern.console.wiring;

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

/** A reach for a look outside a run: leaves no evidence, knows no facts, is never stopped. */
public record Look(World world, String operator) implements Reach {
    @Override
    public Evidence evidence() {
        return Evidence.none();
    }

    @Override
    public Facts facts() {
        return condition ->
                new Facts.Verdict(Facts.Answer.UNKNOWN, "facts are read within a run only");
    }

    @Override
    public Stop stop() {
        Time.Signal never = world.time().signal();
        return new Stop() {
            @Override
            public boolean isAsked() {
                return false;
            }

            @Override
            public Time.Signal asked() {
                return never;
            }
        };
    }

    @Override
    public String run() {
        return "look";
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

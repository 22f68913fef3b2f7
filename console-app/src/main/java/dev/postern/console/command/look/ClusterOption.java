package dev.postern.console.command.look;

import dev.postern.console.command.Desk;
import dev.postern.console.command.Found;
import dev.postern.console.grammar.Completes;
import dev.postern.console.grammar.Option;
import dev.postern.core.fleet.Cluster;
import dev.postern.core.fleet.Fleet;

import java.util.List;

/** Which clusters to look at; all of them where none is named. */
public record ClusterOption(
        @Option(
                        value = "only this cluster; all of the fleet where it is not given",
                        label = "CLUSTER",
                        completes = Completes.CLUSTER)
                List<String> cluster) {
    Found<List<Cluster>> of(Desk desk, Fleet fleet) {
        return cluster.isEmpty() ? Found.here(fleet.clusters()) : desk.clusters(fleet, cluster);
    }
}

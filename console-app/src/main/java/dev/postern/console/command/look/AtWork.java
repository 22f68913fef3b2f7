package dev.postern.console.command.look;

import dev.postern.core.fleet.Cluster;
import dev.postern.core.fleet.Host;
import dev.postern.core.reach.World;
import dev.postern.core.value.JsonValue;
import dev.postern.engine.lease.Holder;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Which consoles are at work on a cluster's hosts, by their leases. */
final class AtWork {
    private AtWork() {}

    /** Adds them to what was seen; a host that cannot be asked has said so already. */
    static Looking.Seen beside(Looking.Seen seen, Cluster cluster, World world) {
        Map<Holder, List<String>> holders = new LinkedHashMap<>();
        for (Host host : cluster.hosts()) {
            Holder.atWork(world, host.id())
                    .got()
                    .flatMap(h -> h)
                    // Each host has its own clock, so its own end of one lease.
                    .map(h -> new Holder(h.run(), h.operator(), h.token(), 0))
                    .ifPresent(h ->
                            holders.computeIfAbsent(h, x -> new ArrayList<>())
                                    .add(host.id().toString()));
        }
        List<String> lines = new ArrayList<>(seen.lines());
        List<JsonValue> items = new ArrayList<>();
        holders.forEach((holder, hosts) -> {
            lines.add(
                    holder.operator()
                            + " is at work: run "
                            + holder.run()
                            + " on "
                            + String.join(", ", hosts));
            items.add(
                    JsonValue.object("operator", holder.operator(), "run", holder.run())
                            .with(
                                    "hosts",
                                    JsonValue.array(hosts.stream().map(JsonValue::of).toList())));
        });
        return new Looking.Seen(seen.result().with("atWork", JsonValue.array(items)), lines);
    }
}

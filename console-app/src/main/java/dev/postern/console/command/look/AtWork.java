package dev.postern.console.command.look;

import dev.postern.core.fleet.Cluster;
import dev.postern.core.fleet.Host;
import dev.postern.core.reach.World;
import dev.postern.core.value.JsonValue;
import dev.postern.engine.lease.Holder;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;

/** Which consoles are at work on a cluster's hosts, by their leases. */
final class AtWork {
    private AtWork() {}

    /** Adds them to what was seen; a host that cannot be asked has said so already. */
    static Looking.Seen beside(Looking.Seen seen, Cluster cluster, World world) {
        Map<Holder, List<String>> holders = new LinkedHashMap<>();
        List<Host> hosts = cluster.hosts();
        List<Optional<Holder>> each = each(hosts, world);
        for (int i = 0; i < hosts.size(); i++) {
            String name = hosts.get(i).id().toString();
            each.get(i)
                    // Each host has its own clock, so its own end of one lease.
                    .map(h -> new Holder(h.run(), h.operator(), h.token(), 0))
                    .ifPresent(h -> holders.computeIfAbsent(h, x -> new ArrayList<>()).add(name));
        }
        List<String> lines = new ArrayList<>(seen.lines());
        List<JsonValue> items = new ArrayList<>();
        holders.forEach((holder, names) -> {
            lines.add(
                    holder.operator()
                            + " is at work: run "
                            + holder.run()
                            + " on "
                            + String.join(", ", names));
            items.add(
                    JsonValue.object("operator", holder.operator(), "run", holder.run())
                            .with(
                                    "hosts",
                                    JsonValue.array(names.stream().map(JsonValue::of).toList())));
        });
        return new Looking.Seen(seen.result().with("atWork", JsonValue.array(items)), lines);
    }

    /** Side by side: one that does not answer must not hold up the others. */
    private static List<Optional<Holder>> each(List<Host> hosts, World world) {
        List<Callable<Optional<Holder>>> looks = new ArrayList<>();
        hosts.forEach(
                h -> looks.add(() -> Holder.atWork(world, h.id()).got().flatMap(holder -> holder)));
        try {
            return world.time().all("at work", looks);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Collections.nCopies(hosts.size(), Optional.empty());
        }
    }
}

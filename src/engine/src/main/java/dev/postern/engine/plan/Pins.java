package dev.postern.engine.plan;

import dev.postern.core.fleet.Cluster;
import dev.postern.core.fleet.ClusterName;
import dev.postern.core.fleet.Fleet;
import dev.postern.core.fleet.Host;
import dev.postern.core.fleet.NodeGroup;
import dev.postern.core.value.Failure;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** What each target of a plan is, so that a plan means the same hosts when it is run. */
public final class Pins {
    private Pins() {}

    static List<Plan.Pin> of(List<Cluster> clusters) {
        List<Plan.Pin> pins = new ArrayList<>();
        for (Cluster cluster : clusters) {
            for (Host host : cluster.hosts()) {
                String addresses =
                        host.addresses().stream()
                                .map(a -> a.getHostAddress())
                                .collect(Collectors.joining(" "));
                String keys = String.join(" ", host.ssh().hostKeys());
                pins.add(new Plan.Pin(host.id().toString(), (addresses + " " + keys).strip()));
            }
            for (NodeGroup group : cluster.nodeGroups()) {
                pins.add(new Plan.Pin(group.id(), group.provider().toString()));
            }
        }
        return List.copyOf(pins);
    }

    /** What a run of a plan says to that. */
    public static Failure refusal(List<String> drift) {
        return Failure.unchanged(
                Failure.Kind.REFUSED,
                "the fleet is not the one that was planned for",
                String.join("; ", drift),
                "make a new plan");
    }

    /** How the fleet differs from what was planned for; empty where it does not. */
    public static List<String> drift(Plan plan, Fleet fleet) {
        List<String> drift = new ArrayList<>();
        Map<String, String> now = new HashMap<>();
        for (String name : plan.clusters()) {
            fleet.cluster(new ClusterName(name))
                    .ifPresentOrElse(
                            c -> of(List.of(c)).forEach(p -> now.put(p.target(), p.address())),
                            () -> drift.add("cluster " + name + " is gone"));
        }
        for (Plan.Pin pin : plan.pins()) {
            String found = now.remove(pin.target());
            if (found == null) {
                drift.add(pin.target() + " is gone");
            } else if (!found.equals(pin.address())) {
                drift.add(pin.target() + " was " + pin.address() + " and is " + found);
            }
        }
        now.keySet().forEach(t -> drift.add(t + " is new"));
        return List.copyOf(drift);
    }
}

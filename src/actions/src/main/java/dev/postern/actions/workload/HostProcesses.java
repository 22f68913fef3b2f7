package dev.postern.actions.workload;

import dev.postern.actions.host.OnHost;
import dev.postern.core.fleet.Cluster;
import dev.postern.core.fleet.Host;
import dev.postern.core.reach.Command;
import dev.postern.core.reach.Done;
import dev.postern.core.reach.Reach;
import dev.postern.core.value.JsonValue;
import dev.postern.core.value.Outcome;
import dev.postern.core.value.Workload;

import java.util.ArrayList;
import java.util.List;

/**
 * The workload's pods as the hosts of the control plane run them, whatever the API says. Nodes are
 * out of our reach; their kubelets end theirs when they are let in again.
 */
final class HostProcesses {
    private HostProcesses() {}

    static Command listing(Workload w) {
        return Command.asRoot(
                        "crictl",
                        "pods",
                        "--namespace",
                        w.namespace(),
                        "--name",
                        Offender.podNames(w),
                        "-o",
                        "json")
                .mostOutput(4 << 20);
    }

    /** Ids of sandboxes on one host. */
    static Outcome<List<String>> on(OnHost host, Workload w) {
        return host.json(listing(w))
                .map(shown ->
                        shown.items("items").stream()
                                .filter(i ->
                                        i.text("metadata", "namespace")
                                                .filter(w.namespace()::equals)
                                                .isPresent())
                                .filter(i ->
                                        i.text("metadata", "name")
                                                .filter(n -> n.matches(Offender.podNames(w)))
                                                .isPresent())
                                .flatMap(i -> i.text("id").stream())
                                .filter(id -> id.matches("[0-9a-f]{12,64}"))
                                .toList());
    }

    /** How many there are on all hosts; failed where one cannot be asked. */
    static Outcome<Integer> count(Cluster cluster, Workload w, Reach reach) {
        int all = 0;
        for (Host h : cluster.hosts()) {
            Outcome<List<String>> ids = on(new OnHost(h.id(), reach), w);
            if (ids instanceof Outcome.Failed<List<String>>(var f)) {
                return Outcome.failed(f);
            }
            all += ids.got().map(List::size).orElse(0);
        }
        return Outcome.ok(all);
    }

    /** Ends and removes them on every host; what is gone already is fine. */
    static Outcome<Done> end(Cluster cluster, Workload w, Reach reach) {
        List<String> ended = new ArrayList<>();
        for (Host h : cluster.hosts()) {
            OnHost host = new OnHost(h.id(), reach);
            Outcome<List<String>> ids = on(host, w);
            if (ids instanceof Outcome.Failed<List<String>>(var f)) {
                return Outcome.failed(f);
            }
            for (String id : ids.got().orElse(List.of())) {
                // Their kubelet may be faster; the next look counts what is left.
                host.run(Command.asRoot("crictl", "stopp", id));
                host.run(Command.asRoot("crictl", "rmp", id));
                ended.add(h.id() + " " + id.substring(0, 12));
            }
        }
        reach.evidence()
                .note(
                        "processes ended on hosts",
                        JsonValue.object(
                                "workload",
                                w.toString(),
                                "pods",
                                JsonValue.array(ended.stream().map(JsonValue::of).toList())));
        return Outcome.ok(Done.DONE);
    }
}

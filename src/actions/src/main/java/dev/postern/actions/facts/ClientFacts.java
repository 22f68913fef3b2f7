package dev.postern.actions.facts;

import dev.postern.actions.fence.Noise;
import dev.postern.actions.host.AuditLog;
import dev.postern.actions.host.EachHost;
import dev.postern.actions.look.Suspects;
import dev.postern.core.fact.FactValue;
import dev.postern.core.fleet.Cluster;
import dev.postern.core.reach.Reach;
import dev.postern.core.value.JsonValue;
import dev.postern.core.value.Outcome;
import dev.postern.core.value.Workload;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/** What can be said of the offender. */
final class ClientFacts {
    private static final Duration SILENCE = Duration.ofSeconds(60);

    private ClientFacts() {}

    /**
     * Whether the offender asked nothing in the last minute, as the audit logs say. Before it is
     * named, anybody who stands out counts as the offender.
     */
    static FactValue offenderSilent(Cluster cluster, JsonValue.Obj bindings, Reach reach)
            throws InterruptedException {
        Instant since = reach.time().now().minus(SILENCE);
        Optional<Workload> named = bindings.text("workload").flatMap(Workload::parse);
        String word = named.map(ClientFacts::accounts).orElse("");
        List<AuditLog.Entry> recent = new ArrayList<>();
        List<String> untold = new ArrayList<>();
        for (var said :
                EachHost.of(
                                cluster,
                                reach,
                                "offender.silent",
                                on -> AuditLog.tail(on, AuditLog.SHORT, word))
                        .entrySet()) {
            switch (said.getValue()) {
                case Outcome.Ok<Optional<AuditLog>>(var log) -> {
                    if (log.isPresent()) {
                        recent.addAll(log.get().since(since));
                    } else {
                        untold.add(said.getKey().id() + " writes no audit log");
                    }
                }
                case Outcome.Failed<Optional<AuditLog>>(var f) -> untold.add(f.sentence());
            }
        }
        boolean heard =
                named.map(w -> recent.stream().anyMatch(e -> isOf(w, e)))
                        .orElseGet(() -> Suspects.of(recent).offender().isPresent());
        if (heard) {
            return FactValue.of(false);
        }
        return untold.isEmpty() ? FactValue.of(true) : FactValue.unknown(String.join("; ", untold));
    }

    /** How many sources the fences hear above their ration. */
    static FactValue loud(Cluster cluster, JsonValue.Obj bindings, Reach reach)
            throws InterruptedException {
        return switch (Noise.of(cluster, reach)) {
            case Outcome.Ok<Noise>(var noise) ->
                    FactValue.of(
                            (long) noise.loud().size(),
                            String.join(", ", new TreeSet<>(noise.loud())));
            case Outcome.Failed<Noise>(var f) -> FactValue.unknown(f.sentence());
        };
    }

    private static String accounts(Workload w) {
        return "system:serviceaccount:" + w.namespace() + ":";
    }

    /** By the account of its namespace, or by its own name as user agent. */
    private static boolean isOf(Workload w, AuditLog.Entry e) {
        String accounts = accounts(w);
        return (e.user().startsWith(accounts) && !w.namespace().equals("kube-system"))
                || e.user().equals(accounts + w.name());
    }
}

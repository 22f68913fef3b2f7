package dev.postern.lab.api;

import dev.postern.core.value.JsonValue;

import java.util.List;
import java.util.Optional;

/** What every cluster has: namespaces, and the bootstrap objects of priority and fairness. */
final class Furniture {
    private static final String FLOW = "/apis/flowcontrol.apiserver.k8s.io/v1/";

    /** Name, level, precedence (bootstrap/default.go). */
    private record Schema(String name, String level, int precedence) {}

    /** Name, shares (bootstrap/default.go); −1 where there is no limit. */
    private record Level(String name, int shares) {}

    private static final List<Schema> SCHEMAS =
            List.of(
                    new Schema("exempt", "exempt", 1),
                    new Schema("probes", "exempt", 2),
                    new Schema("system-leader-election", "leader-election", 100),
                    new Schema("workload-leader-election", "leader-election", 200),
                    new Schema("endpoint-controller", "workload-high", 150),
                    new Schema("system-node-high", "node-high", 400),
                    new Schema("system-nodes", "system", 500),
                    new Schema("kube-controller-manager", "workload-high", 800),
                    new Schema("kube-scheduler", "workload-high", 800),
                    new Schema("kube-system-service-accounts", "workload-high", 900),
                    new Schema("service-accounts", "workload-low", 9000),
                    new Schema("global-default", "global-default", 9900),
                    new Schema("catch-all", "catch-all", 10000));

    private static final List<Level> LEVELS =
            List.of(
                    new Level("exempt", -1),
                    new Level("system", 30),
                    new Level("node-high", 40),
                    new Level("leader-election", 10),
                    new Level("workload-high", 40),
                    new Level("workload-low", 100),
                    new Level("global-default", 20),
                    new Level("catch-all", 5));

    private final Store store;
    private final int minor;

    Furniture(Store store, int minor) {
        this.store = store;
        this.minor = minor;
    }

    void place() {
        for (String n : List.of("default", "kube-system", "kube-public", "kube-node-lease")) {
            seed("/api/v1/namespaces/" + n, "Namespace", "v1", n, JsonValue.object());
        }
        String api = "flowcontrol.apiserver.k8s.io/v" + (minor >= 29 ? "1" : "1beta3");
        for (Level l : LEVELS) {
            seed(
                    FLOW + "prioritylevelconfigurations/" + l.name(),
                    "PriorityLevelConfiguration",
                    api,
                    l.name(),
                    l.shares() < 0
                            ? JsonValue.object("type", "Exempt")
                            : JsonValue.object(
                                    "type",
                                    "Limited",
                                    "limited",
                                    JsonValue.object(
                                            "nominalConcurrencyShares",
                                            l.shares(),
                                            "limitResponse",
                                            JsonValue.object(
                                                    "type",
                                                    l.name().equals("catch-all")
                                                            ? "Reject"
                                                            : "Queue"))));
        }
        for (Schema s : SCHEMAS) {
            seed(
                    FLOW + "flowschemas/" + s.name(),
                    "FlowSchema",
                    api,
                    s.name(),
                    JsonValue.object(
                            "matchingPrecedence",
                            s.precedence(),
                            "priorityLevelConfiguration",
                            JsonValue.object("name", s.level())));
        }
    }

    private void seed(String path, String kind, String api, String name, JsonValue.Obj spec) {
        store.seed(
                path,
                JsonValue.object(
                        "kind",
                        kind,
                        "apiVersion",
                        api,
                        "metadata",
                        JsonValue.object("name", name),
                        "spec",
                        spec),
                Optional.empty());
    }
}
